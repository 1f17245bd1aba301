"""Comptes, écritures, pièces et journaux à l'écran."""

from decimal import Decimal

import pytest

from lsc_desktop.domain.comptabilite import PieceComptable, mouvement
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.queries.comptabilite import solde
from lsc_desktop.services.comptabilite import passer
from lsc_desktop.storage.models import Compte, JournalComptable, Piece
from tests.gui.screens.atelier import champ, choisit, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def piece(db, agence, ctx) -> int:
    with db.write() as session:
        lines = (
            mouvement(agence.compte, Decimal(350), "Loyer", code_fiscalite_id=agence.loyer),
            mouvement(agence.quittancement, Decimal(-350), "Loyer"),
        )
        found = PieceComptable(agence.entite, "QU", ctx.aujourd_hui, "Appel d'octobre", lines)
        return passer(session, found, ctx).id


@pytest.fixture(autouse=True)
def oui(monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)


def colonnes(view, *rangs):
    return [[ligne[r].replace("\u00a0", " ") for r in rangs] for ligne in lignes(view)]


def test_la_liste_met_chaque_solde_de_son_cote(atelier, agence, piece):
    assert colonnes(atelier.liste("comptes.liste"), 0, 1, 2, 3, 4, 5) == [
        ["G001", "Agence Crypto", "512000", "Banque", "", ""],
        ["G001", "Agence Crypto", "80QUITTANC", "Quittancement", "", "350,00"],
        ["G001", "Agence Crypto", "81ELLOCATA", "LOCATAIRE Elsa", "350,00", ""],
    ]


def test_un_compte_neuf_prend_son_numero_du_tiers(atelier, db, agence):
    form = atelier.fiche("comptes.fiche", nature="proprietaire")
    choisit(form, "tiers_id", agence.proprietaire)
    form.refresh_now()
    assert champ(form, "numero").text() == "411LEPITRE"
    assert champ(form, "libelle").text() == "LEPITRE Abel"
    assert form.validate()
    with db.read() as session:
        assert session.get_one(Compte, form.id).entite_id == agence.entite


def test_un_numero_tape_n_est_plus_propose(atelier, agence):
    form = atelier.fiche("comptes.fiche", nature="proprietaire")
    tape(form, "numero", "411ABEL")
    choisit(form, "tiers_id", agence.proprietaire)
    form.refresh_now()
    assert champ(form, "numero").text() == "411ABEL"


def test_marquer_les_comptes_pour_l_extranet(atelier, db, agence):
    view = atelier.liste("comptes.liste", {"nature": "locataire"})
    view.table.selectAll()
    atelier.lance(view, "Marquer les comptes sélectionnés pour publication")
    with db.read() as session:
        assert session.get_one(Compte, agence.compte).service_client


def test_contrepasser_une_piece_la_garde_et_la_marque(atelier, db, agence, piece):
    view = atelier.liste("pieces.liste")
    view.table.selectAll()
    atelier.lance(view, "Contre-passer")
    assert colonnes(atelier.liste("pieces.liste"), 1, 2, 5) == [
        ["QU", "2", "contre-passation"],
        ["QU", "1", "contre-passée"],
    ]
    with db.read() as session:
        assert solde(session, agence.compte) == 0
        assert session.query(Piece).count() == 2


def test_les_ecritures_d_une_piece(atelier, agence, piece):
    view = atelier.liste("ecritures.liste", {"piece_id": (piece,)})
    assert colonnes(view, 1, 3, 5, 8, 9) == [
        ["QU", "81ELLOCATA", "10", "350,00", ""],
        ["QU", "80QUITTANC", "", "", "350,00"],
    ]


def test_un_journal_se_cree_et_son_code_est_court(atelier, db, agence):
    form = atelier.fiche("journaux.fiche")
    tape(form, "code", "va")
    tape(form, "libelle", "Ventes")
    assert form.validate()
    with db.read() as session:
        assert session.get_one(JournalComptable, form.id).code == "VA"
    assert [r[0] for r in lignes(atelier.liste("journaux.liste"))] == ["BQ", "OD", "QU", "VA"]
