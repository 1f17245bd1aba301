"""Exercices, dépenses, fonds de travaux et contacts, remplis au clavier dans les vraies fiches."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from lsc_desktop.gui.kit import dialogs
from lsc_desktop.storage.models import Contact, Depense, Exercice, FondsTravaux
from tests.coproprietes import Ids, travailler_le, un_lot_de_copropriete, une_copropriete
from tests.depenses import un_compte_general, un_exercice, un_fonds, une_depense
from tests.gui.kit.gestes import erreur
from tests.gui.screens.atelier import champ, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def gilbert(db, ctx) -> Ids:
    with db.write() as session:
        travailler_le(session, ctx.aujourd_hui)
        ids = une_copropriete(session, {"ATRILLON": "62"}, cles=("010", "020"))
        un_lot_de_copropriete(session, ids, "ATRILLON", "5", numero="248")
        un_compte_general(session, ids, "602001", "Electricité (abonnement)")
        un_compte_general(session, ids, "105999", "Fonds de travaux")
        return ids


def prend(form, name, code) -> None:
    """Tape le code d'une fiche liée, puis Entrée."""
    tape(form, name, code)
    QTest.keyClick(champ(form, name), Qt.Key.Key_Return)
    form.refresh_now()


def seul(db, model):
    with db.read() as session:
        return session.scalars(select(model)).one()


def test_un_exercice_propose_l_annee_et_s_enregistre(atelier, db, gilbert):
    form = atelier.fiche("exercices.fiche")
    assert champ(form, "libelle").text() == "Exercice 2021"
    tape(form, "au", "30/06/2021")
    form.validate()
    found = seul(db, Exercice)
    assert (found.copropriete_id, found.du, found.au) == (
        gilbert.id, date(2021, 1, 1), date(2021, 6, 30),
    )  # fmt: skip


def test_une_depense_se_tape_et_se_retrouve_dans_la_liste(atelier, db, gilbert):
    with db.write() as session:
        un_exercice(session, gilbert, 2021)
    form = atelier.fiche("depenses.fiche")
    prend(form, "compte_id", "602001")
    tape(form, "date", "10/01/2021")
    tape(form, "libelle", "Facture EDF Janvier")
    for name, text in (("montant", "15"), ("tva", "0,78"), ("recuperable", "15,01")):
        tape(form, name, text)
    form.validate()
    assert "récupérable dépasse" in erreur(form, "recuperable")
    tape(form, "recuperable", "15")
    form.validate()
    found = seul(db, Depense)
    assert (found.cle_id, found.montant, found.tva, found.deductible, found.recuperable) == (
        gilbert.cles["010"], Decimal("15.00"), Decimal("0.78"), Decimal(0), Decimal("15.00"),
    )  # fmt: skip
    (row,) = lignes(atelier.liste("depenses.liste"))
    assert row[:5] == ["GILBERT", "Exercice 2021", "010", "602001", "Electricité (abonnement)"]


def test_une_depense_d_un_exercice_clos_se_lit_et_ne_s_enregistre_plus(atelier, db, gilbert):
    with db.write() as session:
        year = un_exercice(session, gilbert, 2021, clos=True)
        id = une_depense(session, gilbert, year)
    form = atelier.fiche("depenses.fiche", id)
    tape(form, "libelle", "Autre chose")
    form.validate()
    assert "est clos" in erreur(form, "exercice_id")
    assert seul(db, Depense).libelle == "Facture EDF Février"


def test_clore_et_rouvrir_depuis_la_liste(atelier, db, gilbert, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)
    with db.write() as session:
        id = un_exercice(session, gilbert, 2021)
    view = atelier.liste("exercices.liste")
    view.table.selectAll()
    atelier.lance(view, "Clore")
    assert seul(db, Exercice).clos
    view = atelier.liste("exercices.liste", {"clos": True})
    view.table.selectAll()
    atelier.lance(view, "Rouvrir")
    with db.read() as session:
        assert not session.get_one(Exercice, id).clos


def test_un_fonds_dit_qui_tient_le_lot_et_propose_le_105(atelier, db, gilbert):
    form = atelier.fiche("fonds_travaux.fiche")
    prend(form, "lot_copropriete_id", "gilbert/248")
    assert champ(form, "coproprietaire").text() == "ATRILLON"
    tape(form, "montant", "19,64")
    form.validate()
    found = seul(db, FondsTravaux)
    assert (found.montant, found.arrete_le) == (Decimal("19.64"), date(2021, 10, 25))


def test_la_liste_ne_montre_que_le_dernier_arrete(atelier, db, gilbert):
    with db.write() as session:
        for montant, le in (("10", date(2020, 12, 31)), ("19.64", date(2021, 9, 30))):
            un_fonds(session, gilbert, gilbert.lots["ATRILLON"], montant, arrete_le=le)
    shown = lignes(atelier.liste("fonds_travaux.liste", {"dernier": True}))
    assert [row[5] for row in shown] == ["19,64"]
    assert len(lignes(atelier.liste("fonds_travaux.liste", {"dernier": None}))) == 2


def test_un_contact_se_tape_et_dit_s_il_manque_de_quoi_le_joindre(atelier, db, gilbert):
    form = atelier.fiche("contacts.fiche")
    tape(form, "nom", "Gardien")
    prend(form, "immeuble_id", "GILBERT")
    assert "sans pouvoir le joindre" in " ".join(form.declared.warnings(form.draft))
    tape(form, "telephone", "03 83 00 00 00")
    form.validate()
    found = seul(db, Contact)
    assert (found.nom, found.immeuble_id, found.publie) == ("Gardien", gilbert.immeuble, True)
