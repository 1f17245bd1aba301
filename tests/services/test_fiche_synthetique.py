"""La fiche synthétique gardée : une par copropriété, datée, refaite chaque année."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lsc_desktop.queries.registre.dossiers import load_dossier
from lsc_desktop.queries.registre.fiche_synthetique import fiches_a_refaire
from lsc_desktop.services.coproprietes.fiches import supprimer_copropriete
from lsc_desktop.services.registre.dossiers import save_dossier
from lsc_desktop.services.registre.fiche_synthetique import (
    delivrer_fiche,
    fiche_en_pdf,
    refaire_fiche,
)
from lsc_desktop.storage.models import (
    Classeur,
    Copropriete,
    Evenement,
    Fichier,
    ModeleEvenement,
    PieceJointe,
)
from tests.coproprietes import Ids, ecrire, lire, refuse, une_copropriete
from tests.registre import immatriculee, un_syndicat


@pytest.fixture
def gilbert(db, ctx) -> Ids:
    with db.write() as session:
        ids = un_syndicat(session, ctx)
        immatriculee(session, ids)
        return ids


def le(ctx, jour: date):
    return replace(ctx, aujourd_hui=jour, maintenant=datetime(jour.year, jour.month, jour.day, 9))


def delivrer(db, ids, ctx, **over) -> str:
    return ecrire(db, delivrer_fiche, ids.id, ctx=ctx, **over)


def changer(db, ids, ctx, **over) -> None:
    with db.write() as session:
        save_dossier(session, replace(load_dossier(session, ids.id), **over), ctx=ctx)


def evenement(db) -> Evenement:
    with db.read() as session:
        return session.scalars(select(Evenement)).one()


def piece(db, ids) -> PieceJointe:
    stmt = select(PieceJointe).where(PieceJointe.synthese_de_id == ids.id)
    with db.read() as session:
        return session.scalars(stmt).one()


def texte(content: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def gardee(db, ids) -> str:
    with db.read() as session:
        return texte(session.get_one(Fichier, piece(db, ids).fichier_id).contenu)


def test_la_regarder_ne_garde_rien(db, gilbert, ctx):
    document = lire(db, lambda session: fiche_en_pdf(session, gilbert.id, ctx=ctx))
    assert "Délivrée le 25/10/2021" in texte(document.contenu)
    assert "AA1-234-567" in texte(document.contenu)
    assert document.nom == "Fiche_synthetique 25-10-2021 09.30.00.pdf"
    assert lire(db, lambda session: session.scalar(select(func.count(Evenement.id)))) == 0


def test_delivree_elle_est_dans_un_evenement_de_l_immeuble_que_les_coproprietaires_lisent(
    db, gilbert, ctx
):
    assert delivrer(db, gilbert, ctx, publier=True).startswith("créée, publiée")
    event = evenement(db)
    assert (event.objet, event.immeuble_id, event.date, event.publie_le) == (
        "Fiche synthétique de la copropriété", gilbert.immeuble, ctx.aujourd_hui, ctx.aujourd_hui
    )  # fmt: skip
    assert piece(db, gilbert).nom == "Fiche_synthetique.pdf"
    with db.read() as session:
        assert session.get_one(Classeur, event.classeur_id).coproprietaire
        assert session.get_one(ModeleEvenement, event.modele_id).code_legal == "A2"


def test_ce_qui_manque_se_compte_dans_le_compte_rendu(db, gilbert, ctx):
    changer(db, gilbert, ctx, maj_le=ctx.aujourd_hui)
    said = delivrer(db, gilbert, ctx)
    before = int(said.split(" ; ")[1].split()[0]) if ";" in said else 0
    changer(db, gilbert, ctx, chauffage="", nb_ascenseurs=None)
    said = delivrer(db, gilbert, ctx)
    assert said.startswith("remplacée ; ")
    assert int(said.split(" ; ")[1].split()[0]) == before + 2
    assert "Nature du chauffage Non renseigné" in gardee(db, gilbert)


def test_inchangee_elle_reste_et_changee_elle_se_remplace_dans_le_meme_evenement(db, gilbert, ctx):
    delivrer(db, gilbert, ctx, publier=True)
    before, event = piece(db, gilbert), evenement(db)
    later = le(ctx, date(2021, 11, 2))
    assert delivrer(db, gilbert, later).startswith("déjà à jour")
    assert piece(db, gilbert).fichier_id == before.fichier_id
    changer(db, gilbert, later, nb_ascenseurs=2)
    assert delivrer(db, gilbert, later).startswith("remplacée")
    after = piece(db, gilbert)
    assert (after.id, evenement(db).id) == (before.id, event.id)
    assert after.fichier_id != before.fichier_id
    assert (evenement(db).date, evenement(db).publie_le) == (date(2021, 11, 2), date(2021, 11, 2))
    with db.read() as session:
        assert session.get(Fichier, before.fichier_id) is not None


def test_au_bout_d_un_an_elle_se_refait_meme_si_rien_n_a_change(db, gilbert, ctx):
    delivrer(db, gilbert, ctx)
    day_before, day = le(ctx, date(2022, 10, 24)), le(ctx, date(2022, 10, 25))
    assert delivrer(db, gilbert, day_before).startswith("déjà à jour")
    assert delivrer(db, gilbert, day).startswith("remplacée")
    assert "Délivrée le 25/10/2022" in gardee(db, gilbert)


def test_une_fiche_est_a_refaire_apres_un_an_des_comptes_ou_une_mise_a_jour(db, gilbert, ctx):
    def stale(jour):
        found = lire(db, lambda session: fiches_a_refaire(session, jour))
        return [one.immeuble for one in found]

    assert stale(date(2030, 1, 1)) == []  # on n'en émet pas de soi-même
    delivrer(db, gilbert, ctx)
    assert stale(ctx.aujourd_hui) == [] and stale(date(2022, 10, 24)) == []
    assert stale(date(2022, 10, 25)) == ["GILBERT"]
    changer(db, gilbert, ctx, ag_comptes_le=date(2022, 6, 10))
    assert stale(date(2022, 6, 9)) == [] and stale(date(2022, 6, 10)) == ["GILBERT"]
    changer(db, gilbert, ctx, ag_comptes_le=None, maj_le=date(2022, 7, 1))
    assert stale(date(2022, 7, 1)) == ["GILBERT"]
    assert ecrire(db, refaire_fiche, gilbert.id, ctx=le(ctx, date(2022, 7, 1)))
    assert stale(date(2022, 7, 1)) == []
    with db.write() as session:
        session.get_one(Copropriete, gilbert.id).actif = False
    assert stale(date(2030, 1, 1)) == []


def test_on_ne_refait_pas_une_fiche_que_l_agence_a_otee(db, gilbert, ctx):
    assert not ecrire(db, refaire_fiche, gilbert.id, ctx=ctx)
    assert lire(db, lambda session: session.scalar(select(func.count(Evenement.id)))) == 0


def test_une_copropriete_hors_service_n_a_plus_de_fiche_a_tenir(db, gilbert, ctx):
    with db.write() as session:
        session.get_one(Copropriete, gilbert.id).actif = False
    refuse(db, "n'est plus en service", delivrer_fiche, gilbert.id, ctx=ctx)
    refuse(db, "n'est plus en service", delivrer_fiche, 999, ctx=ctx)


def test_la_fiche_et_la_liste_des_coproprietaires_ont_chacune_la_leur(db, gilbert, ctx):
    from lsc_desktop.services.coproprietes.liste_coproprietaires import generer_liste

    delivrer(db, gilbert, ctx)
    ecrire(db, generer_liste, gilbert.immeuble, ctx=ctx)
    with db.read() as session:
        names = set(session.scalars(select(PieceJointe.nom)))
        assert names == {"Fiche_synthetique.pdf", "Liste_coproprietaires.pdf"}
        assert session.scalar(select(func.count(ModeleEvenement.id))) == 2


def test_deux_postes_qui_la_delivrent_ensemble_n_en_font_qu_une(db, gilbert, ctx):
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _: delivrer(db, gilbert, ctx).partition(" ;")[0], range(4)))
    assert sorted(said) == ["créée", *["déjà à jour"] * 3]


def test_la_base_elle_meme_en_refuse_deux(db, gilbert, ctx):
    delivrer(db, gilbert, ctx)
    known = piece(db, gilbert)
    with pytest.raises(IntegrityError), db.engine.execution_options(writes=True).begin() as link:
        link.execute(
            PieceJointe.__table__.insert().values(
                evenement_id=known.evenement_id, fichier_id=known.fichier_id, nom="bis", rang=0,
                synthese_de_id=gilbert.id,
            )
        )  # fmt: skip


def test_une_copropriete_dont_la_fiche_existe_ne_se_supprime_pas(db, ctx):
    with db.write() as session:
        ids = une_copropriete(session, {})
    delivrer(db, ids, ctx)
    refuse(db, "fiche synthétique", supprimer_copropriete, ids.id)
