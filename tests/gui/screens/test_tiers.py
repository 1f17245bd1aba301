"""Les tiers et les propriétaires à l'écran."""

import pytest

from lsc_desktop.queries.tiers import load_tiers
from tests.gui.screens.atelier import champ, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


def test_le_code_se_propose_a_la_frappe(atelier, db):
    form = atelier.fiche("tiers.fiche")
    tape(form, "nom", "ALOXE CORTON")
    tape(form, "prenom", "Denise")
    assert champ(form, "code").text() == "ALOXECORTONDENISE"
    assert form.validate()
    with db.read() as session:
        assert load_tiers(session, form.id).code == "ALOXECORTONDENISE"


def test_un_code_tape_reste_quand_le_nom_change(atelier):
    form = atelier.fiche("tiers.fiche")
    tape(form, "code", "DENISE")
    tape(form, "nom", "ALOXE")
    assert champ(form, "code").text() == "DENISE"


def test_un_iban_faux_est_dit_a_son_champ(atelier, agence):
    form = atelier.fiche("tiers.fiche", agence.tiers)
    tape(form, "iban", "FR7630006000011234567890188")
    assert not form.validate()
    assert "IBAN est faux" in form.binding.problems["iban"]
    tape(form, "iban", "")
    assert form.validate()


def test_les_donnees_complementaires_se_tapent_dans_la_grille(atelier, db, agence):
    form = atelier.fiche("tiers.fiche", agence.tiers)
    model = champ(form, "donnees").lines_model
    model.insert(0)
    model.put_text(0, 1, "CNWBTGDSHW")
    assert not form.validate()
    model.put_text(0, 0, "Mot de passe")
    assert form.validate()
    with db.read() as session:
        (donnee,) = load_tiers(session, agence.tiers).donnees
    assert (donnee.libelle, donnee.valeur) == ("Mot de passe", "CNWBTGDSHW")


def test_les_proprietaires_et_leurs_lots(atelier, agence):
    view = atelier.liste("proprietaires.liste")
    (ligne,) = lignes(view)
    assert (ligne[1], ligne[6], ligne[7]) == ("LEPITRE Abel", "1", "1")
    view.table.selectAll()
    atelier.lance(view, "Lots")
    assert atelier.shell.ouverts == [("lots.liste", None, {"proprietaire_id": (1,)})]


def test_les_lots_du_tiers_se_voient_dans_sa_fiche(atelier, agence):
    form = atelier.fiche("tiers.fiche", agence.proprietaire)
    pane = form.declared.panes["pane_lots"]
    view = atelier.liste(pane.screen, pane.where(form.draft))
    assert [ligne[0] for ligne in lignes(view)] == ["LAFAYETTE/002"]


def test_nouveau_lot_d_un_tiers(atelier, agence):
    form = atelier.fiche("tiers.fiche", agence.proprietaire)
    command = next(c for c in form.declared.commands if c.text == "Nouveau lot")
    command.run(atelier.shell, form.draft)
    assert atelier.shell.ouverts == [("lots.fiche", None, {"proprietaire_id": 1})]
