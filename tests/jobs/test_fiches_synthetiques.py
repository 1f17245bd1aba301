"""Les fiches synthétiques refaites d'elles-mêmes, avant chaque publication."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from lsc_desktop.jobs.fiches_synthetiques import refaire_fiches
from lsc_desktop.jobs.publication import preparer
from lsc_desktop.queries.publications.annuaire import load_annuaire
from lsc_desktop.queries.publications.candidats import load_candidats
from lsc_desktop.queries.publications.registre import load_reglage_publication
from lsc_desktop.services.registre.fiche_synthetique import delivrer_fiche
from lsc_desktop.storage.models import Evenement, ModeleEvenement, PieceJointe
from tests.coproprietes import une_copropriete
from tests.registre import un_syndicat


def deux_fiches(db, ctx):
    with db.write() as session:
        first = un_syndicat(session, ctx)
        second = une_copropriete(session, {}, code="GRIMMAURD", entite="S007")
        for ids in (first, second):
            delivrer_fiche(session, ids.id, ctx=ctx)


def fichiers(db):
    stmt = select(PieceJointe.synthese_de_id, PieceJointe.fichier_id)
    with db.read() as session:
        return dict(session.execute(stmt).all())


def test_seules_celles_dont_l_annee_est_passee_se_refont(db, ctx):
    deux_fiches(db, ctx)
    before = fichiers(db)
    soon = replace(ctx, aujourd_hui=date(2022, 10, 24))
    assert refaire_fiches(db, soon) == () and fichiers(db) == before
    later = replace(ctx, aujourd_hui=date(2022, 10, 25))
    assert refaire_fiches(db, later) == ("GILBERT", "GRIMMAURD")
    assert not set(fichiers(db).values()) & set(before.values())
    assert refaire_fiches(db, later) == ()


def test_la_publication_les_refait_avant_d_envoyer(db, ctx):
    deux_fiches(db, ctx)
    preparer(db, replace(ctx, aujourd_hui=date(2023, 1, 2)))
    with db.read() as session:
        assert set(session.scalars(select(Evenement.date))) == {date(2023, 1, 2)}


def test_arretee_elle_laisse_les_autres_pour_la_prochaine_fois(db, ctx):
    deux_fiches(db, ctx)
    later = replace(ctx, aujourd_hui=date(2023, 1, 2))
    stops = iter((False, True))
    assert refaire_fiches(db, later, arreter=lambda: next(stops)) == ("GILBERT",)
    assert refaire_fiches(db, later) == ("GRIMMAURD",)


def test_publiee_elle_compte_pour_le_document_obligatoire(db, ctx):
    with db.write() as session:
        ids = un_syndicat(session, ctx)
        delivrer_fiche(session, ids.id, ctx=ctx, publier=True)
        # Que l'agence ait ôté la ligne du décret de son modèle n'y change rien.
        session.scalars(select(ModeleEvenement)).one().code_legal = None
        session.flush()
        book = load_annuaire(session, ctx.aujourd_hui, load_reglage_publication(session))
        found = list(load_candidats(session, book))
        assert [(one.candidat.code_legal, one.candidat.immeuble) for one in found] == [
            ("A2", "GILBERT")
        ]
