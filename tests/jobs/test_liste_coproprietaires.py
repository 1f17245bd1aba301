"""Les listes des copropriétaires refaites d'elles-mêmes, et ce que le conseil syndical en voit."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import select

from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.jobs.liste_coproprietaires import Rapport, refaire_listes
from lsc_desktop.jobs.publication import publier, simuler
from lsc_desktop.partners.sftp.dossier import CibleDossier
from lsc_desktop.queries.coproprietes.fiches import nouvelle_mutation
from lsc_desktop.services import publications as service
from lsc_desktop.services.coproprietes.liste_coproprietaires import generer_liste
from lsc_desktop.services.coproprietes.mutations import save_mutation
from lsc_desktop.storage.models import (
    Compte,
    Fichier,
    LotCopropriete,
    MembreConseil,
    PieceJointe,
    Tiers,
)
from tests.coproprietes import travailler_le, un_coproprietaire, une_copropriete


@pytest.fixture
def gilbert(db, ctx):
    """BPETRUS est au conseil, CLIQUOT non, MORGON n'a pas encore de lot ; tous ont un accès."""
    with db.write() as session:
        travailler_le(session, ctx.aujourd_hui)
        ids = une_copropriete(session, {"ATRILLON": "74", "BPETRUS": "74", "CLIQUOT": "62"})
        un_coproprietaire(session, ids, "MORGON")
        session.add(MembreConseil(copropriete_id=ids.id, tiers_id=ids.tiers["BPETRUS"]))
        for account in ids.comptes.values():
            session.get_one(Compte, account).service_client = True
        return ids


@pytest.fixture
def grimmaurd(db):
    with db.write() as session:
        return une_copropriete(
            session, {"WEASLEY": "420", "POTTER": "310"}, code="GRIMMAURD", entite="S007"
        )


def generer(db, ids, ctx):
    with db.write("Martine") as session:
        return generer_liste(session, ids.immeuble, ctx=ctx, publier=True)


def vendre(db, ids, ctx, de, a, le):
    who = ids.coproprietaires
    with db.write("Martine") as session:
        draft = nouvelle_mutation(
            session, ctx, vendeur_id=who[de], acquereur_id=who[a], date_effet=le
        )
        save_mutation(session, draft, ctx=ctx)


def demenager(db, ids, nom, ville):
    with db.write() as session:
        session.get_one(Tiers, ids.tiers[nom]).ville = ville


def fichiers(db):
    with db.read() as session:
        return dict(session.execute(select(PieceJointe.liste_de_id, PieceJointe.fichier_id)).all())


def la_liste_en_ligne(extranet, tiers, jour=None) -> str:
    """Le texte de la seule liste que cette personne voit."""
    day = jour or extranet.ctx.aujourd_hui
    (document,) = extranet.manifeste().vue(str(tiers), day).documents
    assert document["titre"] == "Liste des copropriétaires"
    content = (extranet.folder / "depot" / document["fichier"]).read_bytes()
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)


def test_generer_vendre_publier_le_conseil_voit_l_acquereur_et_plus_l_ancienne(
    db, gilbert, ctx, extranet
):
    """Seed L1031-1045 : « annule et remplace », sans que personne ne redemande rien."""
    generer(db, gilbert, ctx)
    extranet.publier()
    seen = la_liste_en_ligne(extranet, gilbert.tiers["BPETRUS"])
    assert "ATRILLON" in seen and "MORGON" not in seen
    vendre(db, gilbert, ctx, "ATRILLON", "MORGON", ctx.aujourd_hui)
    before = fichiers(db)[gilbert.id]
    done = extranet.publier()
    assert (done.envoyes, done.retires, done.numero) == (1, 0, 2)
    seen = la_liste_en_ligne(extranet, gilbert.tiers["BPETRUS"])
    assert "MORGON" in seen and "ATRILLON" not in seen
    with db.read() as session:
        old = session.get_one(Fichier, before).sha256
    assert old not in {one["sha256"] for one in extranet.manifeste().corps["documents"]}
    assert extranet.publier().numero is None  # la troisième fois, rien ne part


def test_qui_n_est_pas_au_conseil_ne_la_voit_pas(db, gilbert, ctx, extranet):
    """Ni un simple copropriétaire, ni le conseil d'un autre immeuble."""
    with db.write() as session:
        other = une_copropriete(session, {"WEASLEY": "420"}, code="GRIMMAURD", entite="S007")
        session.get_one(Compte, other.comptes["WEASLEY"]).service_client = True
        session.add(MembreConseil(copropriete_id=other.id, tiers_id=other.tiers["WEASLEY"]))
    generer(db, gilbert, ctx)
    extranet.publier()
    assert extranet.vus(gilbert.tiers["CLIQUOT"]) == extranet.vus(other.tiers["WEASLEY"]) == []
    assert extranet.vus(gilbert.tiers["BPETRUS"]) == ["Liste des copropriétaires"]


def test_une_vente_datee_d_avance_se_publie_a_son_jour(db, gilbert, ctx, extranet):
    generer(db, gilbert, ctx)
    day = date(2021, 11, 2)
    vendre(db, gilbert, ctx, "ATRILLON", "MORGON", day)
    extranet.publier()
    assert "MORGON" not in la_liste_en_ligne(extranet, gilbert.tiers["BPETRUS"])
    with db.write() as session:
        travailler_le(session, day)
    assert extranet.publier(day).envoyes == 1
    assert "MORGON" in la_liste_en_ligne(extranet, gilbert.tiers["BPETRUS"], day)


def test_elle_compte_pour_le_document_obligatoire(db, gilbert, ctx, extranet):
    generer(db, gilbert, ctx)
    (state,) = simuler(db, ctx, extranet.id).voulu.etats
    assert (state.candidat.code_legal, state.candidat.immeuble) == ("C4", "GILBERT")


# --- Le rapport -----------------------------------------------------------------------------------


def test_rien_a_refaire_ne_dit_rien(db, gilbert, ctx):
    assert refaire_listes(db, ctx) == Rapport()
    generer(db, gilbert, ctx)
    report = refaire_listes(db, ctx)
    assert (report, report.phrase()) == (Rapport(), "")


def test_seules_celles_qui_ont_change_sont_refaites(db, gilbert, grimmaurd, ctx):
    for ids in (gilbert, grimmaurd):
        generer(db, ids, ctx)
    before = fichiers(db)
    demenager(db, grimmaurd, "WEASLEY", "POUDLARD")
    report = refaire_listes(db, ctx)
    assert report.phrase() == "1 liste des copropriétaires refaite : GRIMMAURD."
    after = fichiers(db)
    assert after[gilbert.id] == before[gilbert.id] and after[grimmaurd.id] != before[grimmaurd.id]
    demenager(db, gilbert, "CLIQUOT", "METZ")
    demenager(db, grimmaurd, "POTTER", "POUDLARD")
    said = refaire_listes(db, ctx).phrase()
    assert said == "2 listes des copropriétaires refaites : GILBERT et GRIMMAURD."
    assert refaire_listes(db, ctx) == Rapport()


def test_celle_qui_manque_n_arrete_pas_les_autres(db, gilbert, grimmaurd, ctx):
    for ids in (gilbert, grimmaurd):
        generer(db, ids, ctx)
    with db.write() as session:
        for lot in gilbert.lots.values():
            session.get_one(LotCopropriete, lot).actif = False
    demenager(db, grimmaurd, "WEASLEY", "POUDLARD")
    report = refaire_listes(db, ctx)
    assert report.refaites == ("GRIMMAURD",)
    assert report.phrase() == (
        "1 liste des copropriétaires refaite : GRIMMAURD. Liste de GILBERT non refaite : La "
        "copropriété GILBERT n'a pas de copropriétaire : aucun lot n'est tenu."
    )


def test_on_s_arrete_entre_deux_listes(db, gilbert, grimmaurd, ctx):
    for ids, nom in ((gilbert, "CLIQUOT"), (grimmaurd, "WEASLEY")):
        generer(db, ids, ctx)
        demenager(db, ids, nom, "AILLEURS")
    asked = iter((False, True))
    assert refaire_listes(db, ctx, arreter=lambda: next(asked)).refaites == ("GILBERT",)
    assert refaire_listes(db, ctx).refaites == ("GRIMMAURD",)


def test_une_liste_que_personne_n_a_demandee_ne_se_cree_pas(db, gilbert, grimmaurd, ctx):
    generer(db, gilbert, ctx)
    demenager(db, grimmaurd, "WEASLEY", "POUDLARD")
    refaire_listes(db, ctx)
    assert set(fichiers(db)) == {gilbert.id}


def test_publier_vers_une_autre_cible_ne_refait_rien(db, gilbert, ctx, extranet, tmp_path):
    generer(db, gilbert, ctx)
    before = fichiers(db)
    (tmp_path / "autre").mkdir()
    with db.write() as session:
        draft = CibleDraft(nom="Autre", transport="dossier", chemin=str(tmp_path / "autre"),
                           amorce="tout")  # fmt: skip
        other = service.save_cible(session, draft, ctx=ctx)
    extranet.publier()
    publier(db, replace(ctx), other, lambda cible: CibleDossier(tmp_path / "autre"))
    assert fichiers(db) == before
