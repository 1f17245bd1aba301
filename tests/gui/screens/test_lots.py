"""La liste et la fiche des lots, du clavier à la base."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.screens import documents_lot
from lsc_desktop.queries.configuration import load_configuration
from lsc_desktop.queries.lots import load_lot
from lsc_desktop.services.configuration import save_configuration
from lsc_desktop.services.fiscalites import installer
from lsc_desktop.storage.models import Locataire, Lot
from tests.gui.screens.atelier import champ, choisit, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def loyer(db, agence):
    with db.write() as session:
        lot = session.get_one(Lot, agence.lot)
        lot.loyer_mensuel, lot.regularisation_le = Decimal(459), date(2021, 3, 9)


def test_la_liste_montre_le_lot_son_locataire_et_son_loyer(atelier, agence, loyer):
    view = atelier.liste("lots.liste")
    (ligne,) = lignes(view)
    assert ligne[:3] == ["LAFAYETTE/002", "LAFAYETTE", "LEPITRE Abel"]
    assert ligne[6:11] == ["Loué", "LOCATAIRE Elsa", "459,00", "09/03/2021", "102"]


def test_les_codes_de_la_liste_menent_aux_fiches(atelier, agence):
    view = atelier.liste("lots.liste")
    names = [column.name for column in view.declared.columns]
    for name in ("immeuble", "proprietaire", "locataire", "mandat"):
        view.follow(0, names.index(name))
    assert [(key, id) for key, id, _params in atelier.shell.ouverts] == [
        ("immeubles.fiche", agence.immeuble), ("tiers.fiche", agence.proprietaire),
        ("locataires.fiche", agence.locataire), ("mandats.fiche", agence.mandat),
    ]  # fmt: skip


def test_aller_aux_baux_des_lots_choisis(atelier, agence):
    view = atelier.liste("lots.liste")
    view.table.selectAll()
    atelier.lance(view, "Tous les baux")
    assert atelier.shell.ouverts == [("locataires.liste", None, {"lot_id": (agence.lot,)})]


def test_les_prix_se_suivent_a_la_frappe(atelier, db, agence):
    """174 000,00 à 7 % : net 162 616,82, commission 11 383,18, 2 017,39 du m² (seed L408-419)."""
    form = atelier.fiche("lots.fiche", agence.lot)
    tape(form, "surface_habitable", "86,25")
    tape(form, "prix_vente", "174000")
    tape(form, "commission_taux", "7")
    assert champ(form, "net_vendeur").text().replace("\u00a0", " ") == "162 616,82"
    assert champ(form, "commission_montant").text().replace("\u00a0", " ") == "11 383,18"
    assert champ(form, "prix_m2").text().replace("\u00a0", " ") == "2 017,39"
    assert "2 017,39" in champ(form, "prix_m2").explanation.replace("\u00a0", " ")
    assert form.validate()
    with db.read() as session:
        draft = load_lot(session, agence.lot)
    assert (draft.net_vendeur, draft.commission_montant, draft.surface) == (
        Decimal("162616.82"), Decimal("11383.18"), Decimal("86.25"),
    )  # fmt: skip


def test_un_lot_occupe_montre_son_locataire_et_son_mandat(atelier, db, agence, loyer):
    with db.write() as session:
        session.get_one(Locataire, agence.locataire).fin_preavis = date(2030, 3, 31)
    form = atelier.fiche("lots.fiche", agence.lot)
    assert champ(form, "mandat").text().replace("\u00a0", " ") == (
        "Mandat Gestion n° 102 — Loyer mensuel : 459,00 HT"
    )
    assert not champ(form, "etat_locatif").isEnabled()
    assert champ(form, "etat_locatif").currentText() == "Loué"
    assert champ(form, "libre_le").text() == "31/03/2030"
    assert champ(form, "regularisation_le").text() == "09/03/2021"
    champ(form, "mandat").clicked.emit()
    champ(form, "locataire").clicked.emit()
    assert [(key, id) for key, id, _params in atelier.shell.ouverts] == [
        ("mandats.fiche", agence.mandat), ("locataires.fiche", agence.locataire),
    ]  # fmt: skip


def test_un_lot_nouveau_prend_son_code_et_son_adresse(atelier, db, agence):
    form = atelier.fiche("lots.fiche", proprietaire_id=agence.proprietaire)
    choisit(form, "immeuble_id", agence.immeuble)
    form.refresh_now()
    tape(form, "numero_rcp", "001")
    assert champ(form, "code_gestion").text() == "LAFAYETTE/001"
    assert champ(form, "adresse").text() == "54000 NANCY"
    assert form.validate()
    with db.read() as session:
        assert session.get_one(Lot, form.id).code_physique == "LAFAYETTE/001"


def test_ce_qui_manque_est_dit_a_son_champ(atelier, agence):
    form = atelier.fiche("lots.fiche", immeuble_id=agence.immeuble)
    tape(form, "code_physique", "X")
    assert not form.validate()
    assert form.binding.problems["proprietaire_id"] == "Le propriétaire est à renseigner."


def test_ajouter_un_document_puis_l_ouvrir_et_le_retirer(
    atelier, db, agence, tmp_path, monkeypatch
):
    path = tmp_path / "façade.jpg"
    path.write_bytes(b"une image")
    monkeypatch.setattr(documents_lot, "ask_file", lambda *_args: str(path))
    form = atelier.fiche("lots.fiche", agence.lot)
    documents_lot.choisir_document(atelier.shell, form.draft)
    key, id, params = atelier.shell.ouverts.pop()
    dialogue = atelier.fiche(key, id, **params)
    assert champ(dialogue, "fichier").text() == "façade.jpg"
    tape(dialogue, "libelle", "Facade rue")
    assert dialogue.validate()
    view = atelier.liste("lots.documents", {"lot_id": agence.lot})
    assert lignes(view)[0][:3] == ["1", "Facade rue", "façade.jpg"]
    view.table.selectAll()
    atelier.lance(view, "Ouvrir le document")
    ((_titre, (document,)),) = atelier.shell.apercus
    assert document.contenu == b"une image"
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)
    atelier.lance(view, "Retirer")
    view.reload()
    assert atelier.tasks.drain() and lignes(view) == []


def test_un_lot_occupe_ne_se_desactive_pas(atelier, db, agence, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)
    view = atelier.liste("lots.liste")
    view.table.selectAll()
    atelier.lance(view, "Désactiver")
    with db.read() as session:
        assert session.get_one(Lot, agence.lot).actif


def test_les_lots_hors_service_se_retrouvent(atelier, db, agence):
    with db.write() as session:
        session.get_one(Lot, agence.lot).actif = False
    assert lignes(atelier.liste("lots.liste")) == []
    assert len(lignes(atelier.liste("lots.liste", {"actif": False}))) == 1
    assert len(lignes(atelier.liste("lots.liste", {"actif": None}))) == 1
    atelier.lance(atelier.liste("lots.liste"), "Hors service seulement")
    assert atelier.shell.ouverts == [("lots.liste", None, {"actif": False})]


def test_regulariser_exige_que_l_agence_l_ait_active(atelier, db, agence, ctx):
    """Seed L21-29 ; puis une seule demande pour les lots choisis."""
    view = atelier.liste("lots.liste")
    view.table.selectAll()
    atelier.lance(view, "Régulariser les charges…")
    assert "n'est pas activée" in atelier.shell.refus[0].title
    with db.write() as session:
        installer(session)
        draft = load_configuration(session)
        draft.regularisation_lots_isoles = True
        save_configuration(session, draft, ctx=ctx)
    atelier.lance(view, "Régulariser les charges…")
    form = atelier.fiche("lots.fiche", agence.lot)
    next(c for c in form.declared.commands if c.text == "Régulariser…").run(
        atelier.shell, form.draft
    )
    assert atelier.shell.ouverts == [
        ("regularisations.lots", None, {"lot_ids": (agence.lot,)}),
        ("regularisations.demande", None, {"lot_id": agence.lot}),
    ]
