"""Les mandats à l'écran."""

from datetime import date

import pytest

from lsc_desktop.queries.mandats import load_mandat
from lsc_desktop.storage.models import Lot, Mandat, Tiers
from tests.gui.screens.atelier import champ, choisit, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


def pose_lot(form, rank, lot_id):
    model = champ(form, "lots").lines_model
    if rank >= len(model.lines):
        model.insert(rank)
    model.put(rank, 0, lot_id)


def nouveau(atelier, agence, **params):
    form = atelier.fiche("mandats.fiche", proprietaire_id=agence.proprietaire, **params)
    choisit(form, "entite_id", agence.entite)
    return form


def test_un_mandat_nouveau_prend_le_numero_suivant(atelier, db, agence):
    form = nouveau(atelier, agence)
    assert champ(form, "numero").text() == "103"
    assert champ(form, "echeance").text() == "24/10/2022"
    assert form.validate()
    with db.read() as session:
        assert load_mandat(session, form.id).debut == date(2021, 10, 25)


def test_l_echeance_suit_la_duree(atelier, agence):
    form = nouveau(atelier, agence)
    tape(form, "debut", "010115")
    tape(form, "duree_mois", "36")
    assert champ(form, "echeance").text() == "31/12/2023"


def test_un_lot_deja_confie_est_refuse_sous_la_grille(atelier, db, agence):
    form = nouveau(atelier, agence)
    pose_lot(form, 0, agence.lot)
    assert not form.validate()
    assert "mandat n° 102" in form.binding.grids["lots"].problem()
    with db.read() as session:
        assert session.query(Mandat).count() == 1


def test_le_lot_d_un_autre_demande_confirmation(atelier, db, agence):
    with db.write() as session:
        session.add(autre := Tiers(code="ALOXE", nom="ALOXE CORTON", prenom="Denise"))
        session.flush()
        lot = Lot(
            code_gestion="LAFAYETTE/001", code_physique="LAFAYETTE/001",
            immeuble_id=agence.immeuble, proprietaire_id=autre.id,
        )  # fmt: skip
        session.add(lot)
        session.flush()
        lot_id = lot.id
    form = nouveau(atelier, agence)
    pose_lot(form, 0, lot_id)
    atelier.shell.reponse = False
    assert not form.validate()
    atelier.shell.reponse = True
    assert form.validate()
    assert all("ALOXE CORTON Denise" in question for question in atelier.shell.questions)


def test_la_liste_compte_les_lots_et_leurs_loyers(atelier, agence):
    (ligne,) = lignes(atelier.liste("mandats.liste"))
    assert ligne[:3] == ["102", "LEPITRE Abel", "G001"] and ligne[6] == "1"
