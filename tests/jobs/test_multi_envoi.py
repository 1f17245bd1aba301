"""Ce que chaque cible reçoit : le manifeste ne porte que les données cochées."""

import json
from dataclasses import replace

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.queries.publications.depots import etats_de_publication
from lsc_desktop.queries.publications.registre import load_cible, load_multi_envoi
from lsc_desktop.services.abonnements import valider_licence
from lsc_desktop.services.publications import save_cible, save_multi_envoi
from lsc_desktop.storage.models import CiblePublication, Compte, Entite, MembreConseil
from tests.coproprietes import une_copropriete
from tests.licences import une_licence


def manifeste(extranet) -> dict:
    path = max(extranet.folder.glob("manifeste-*.json"))
    return json.loads(path.read_text(encoding="utf-8"))


def cocher(extranet, **cases: bool) -> None:
    with extranet.db.write() as session:
        draft = load_multi_envoi(session, extranet.id)
        save_multi_envoi(session, replace(draft, **cases), ctx=extranet.ctx)


@pytest.fixture
def gilbert(extranet, db):
    """Une copropriété, sa banque, un conseil, et un document pour tous."""
    with db.write() as session:
        ids = une_copropriete(session, {"A": "10", "B": "20"})
        for compte in ids.comptes.values():
            session.get_one(Compte, compte).service_client = True
        session.add(MembreConseil(copropriete_id=ids.id, tiers_id=ids.tiers["A"], president=True))
        account = session.get_one(Compte, ids.comptes["A"])
        entity = session.get_one(Entite, account.entite_id)
        entity.iban, entity.bic = "FR7630006000011234567890189", "AGRIFRPP"
    extranet.evenement("Règlement", "Règlement de copropriété", immeuble_id=ids.immeuble)
    return ids


def test_tout_part_vers_l_extranet_tant_qu_on_n_a_rien_decoche(extranet, gilbert):
    extranet.publier()
    found = manifeste(extranet)
    (building,) = found["immeubles"]
    assert building["iban"].startswith("FR76") and building["cs"]
    assert len(found["comptes"]) == len(found["identites"]) == 2 and len(found["documents"]) == 1


def test_decoches_ni_la_banque_ni_le_conseil_ne_partent(extranet, gilbert):
    cocher(extranet, envoie_banque=False, envoie_conseil=False)
    extranet.publier()
    (building,) = manifeste(extranet)["immeubles"]
    assert "iban" not in building and building["cs"] == []


def test_sans_documents_ni_comptes_il_reste_les_immeubles(extranet, gilbert):
    cocher(
        extranet, envoie_documents=False, envoie_comptes=False, envoie_soldes=False,
        envoie_conseil=False, envoie_acces=False, envoie_photos=False,
    )  # fmt: skip
    extranet.publier()
    found = manifeste(extranet)
    assert [one["id"] for one in found["immeubles"]] == ["GILBERT"]
    assert found["comptes"] == found["identites"] == found["documents"] == []


def test_sans_les_soldes_les_comptes_partent_sans_ecritures(extranet, gilbert):
    cocher(extranet, envoie_soldes=False)
    extranet.publier()
    found = manifeste(extranet)
    assert found["comptes"] and not any("solde" in one for one in found["comptes"])
    assert found.get("depenses", []) == found.get("fonds_travaux", []) == []


def test_decocher_apres_coup_se_dit_au_manifeste_suivant(extranet, gilbert):
    extranet.publier()
    cocher(extranet, envoie_banque=False)
    assert extranet.publier().numero == 2
    assert "iban" not in manifeste(extranet)["immeubles"][0]


def test_un_partenaire_sans_licence_reste_inactif_et_rien_n_y_part(
    extranet, ouverts, db, ctx, cle_du_store
):
    draft = CibleDraft(nom="Tour", sorte="captain", transport="dossier", chemin="/x", amorce="tout")
    with db.write() as session, pytest.raises(UserError, match="Tour : abonnement non souscrit"):
        save_cible(session, replace(draft, active=True), ctx=ctx)
    with db.write() as session:
        tower = save_cible(session, draft, ctx=ctx)
    with db.write() as session, pytest.raises(UserError, match="non souscrit"):
        save_multi_envoi(session, load_multi_envoi(session, tower), ctx=ctx)
    with db.write() as session:
        valider_licence(session, une_licence(), "fichier", ctx=ctx)
        found = replace(load_cible(session, tower), active=True)
        save_cible(session, found, ctx=ctx)
        shown = load_multi_envoi(session, tower)
        assert (shown.manque, shown.abonnement) == ("", "Souscrit jusqu'au 31/12/2098")


def test_la_licence_retiree_la_publication_le_dit_et_n_envoie_rien(extranet, ouverts, db, ctx):
    with db.write() as session:
        session.get_one(CiblePublication, extranet.id).sorte = "captain"
    extranet.evenement("Avis", locataire_id=ouverts.locataire)
    with pytest.raises(UserError, match="abonnement non souscrit"):
        extranet.publier()
    assert extranet.fichiers() == 0


def test_l_etat_d_un_evenement_se_dit_cible_par_cible(extranet, ouverts, db, ctx, tmp_path):
    with db.write() as session:
        draft = CibleDraft(nom="Copie", sorte="dossier", transport="dossier", amorce="tout",
                           chemin=str(tmp_path), active=True, gerance=False)  # fmt: skip
        save_cible(session, draft, ctx=ctx)
    event = extranet.evenement("Avis", locataire_id=ouverts.locataire)
    extranet.evenement("Autre", locataire_id=ouverts.locataire)
    with db.read() as session:
        said = etats_de_publication(session, event, ctx.aujourd_hui)
    assert said == [
        "Copie, « Avis » : Copie ne reçoit pas ceux de ce métier.",
        "Extranet, « Avis » : Publié sans limite.",
    ]
