import sys
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPlainTextEdit, QPushButton, QWidget

from lsc_desktop.base.errors import Confirm, TemporaryError, UserError
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.incidents import Incidents, report


@pytest.fixture
def fenetre(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def feuille(fenetre: QWidget) -> dialogs.Sheet:
    return next(s for s in fenetre.findChildren(dialogs.Sheet) if s.isVisible())


def mots(sheet: QWidget) -> list[str]:
    return [label.text() for label in sheet.findChildren(QLabel) if label.text()]


def presser(sheet: QWidget, texte: str) -> None:
    next(b for b in sheet.findChildren(QPushButton) if b.text() == texte).click()


def repondre(texte: str) -> None:
    def press() -> None:
        presser(QApplication.activeModalWidget(), texte)

    QTimer.singleShot(0, press)


def test_accepter_et_annuler_rendent_vrai_et_faux(fenetre):
    repondre("Supprimer")
    assert dialogs.ask(fenetre, "Supprimer 2 fiches ?", "Supprimer")
    repondre("Annuler")
    assert not dialogs.ask(fenetre, "Supprimer 2 fiches ?", "Supprimer")


def test_une_question_dont_la_fenetre_disparait_vaut_non(qtbot):
    parent = QWidget()
    parent.show()
    QTimer.singleShot(0, parent.deleteLater)
    assert not dialogs.ask(parent, "Abandonner cette saisie ?", "Abandonner")


def test_un_menu_ouvert_ne_porte_pas_de_question(fenetre, qtbot, monkeypatch):
    menu = QMenu(fenetre)
    menu.addAction("Copier")
    monkeypatch.setattr(QApplication, "activeModalWidget", lambda: None)
    monkeypatch.setattr(QApplication, "activeWindow", lambda: menu)
    assert dialogs.front() is None
    monkeypatch.setattr(QApplication, "activeWindow", lambda: fenetre)
    assert dialogs.front() is fenetre


@pytest.mark.parametrize(("details", "attendu"), [((), "Continuer"), (("Attention.",), "Annuler")])
def test_entree_n_accepte_pas_ce_qui_porte_un_avertissement(fenetre, details, attendu):
    seen = []

    def look() -> None:
        sheet = QApplication.activeModalWidget()
        seen.extend(b.text() for b in sheet.findChildren(QPushButton) if b.isDefault())
        sheet.reject()

    QTimer.singleShot(0, look)
    dialogs.ask(fenetre, "Quittancer ?", details=details)
    assert seen == [attendu]


def test_un_refus_dit_ce_qui_s_est_passe_et_quoi_faire(fenetre, qtbot):
    dialogs.refuse(fenetre, UserError("La période est close.", "Rouvrez l'exercice."))
    qtbot.waitUntil(lambda: bool(fenetre.findChildren(dialogs.Sheet)))
    assert mots(feuille(fenetre)) == ["La période est close.", "Rouvrez l'exercice."]
    presser(feuille(fenetre), "Fermer")


def test_ce_qui_est_passager_se_reessaie(fenetre, qtbot):
    again = []
    dialogs.refuse(fenetre, TemporaryError("Le disque est plein."), lambda: again.append(1))
    qtbot.waitUntil(lambda: bool(fenetre.findChildren(dialogs.Sheet)))
    presser(feuille(fenetre), "Réessayer")
    qtbot.waitUntil(lambda: again == [1])


def test_une_question_sans_reponse_possible_est_un_refus(fenetre, qtbot):
    dialogs.refuse(fenetre, Confirm("Déjà régularisé.", "doublon"))
    qtbot.waitUntil(lambda: bool(fenetre.findChildren(dialogs.Sheet)))
    assert mots(feuille(fenetre))[0] == "Déjà régularisé."


def test_ce_qui_n_est_pas_un_refus_reste_un_bogue(fenetre):
    with pytest.raises(ZeroDivisionError):
        dialogs.refuse(fenetre, ZeroDivisionError())


def test_un_texte_ne_devient_jamais_de_la_mise_en_forme(fenetre, qtbot):
    dialogs.inform(fenetre, "<b>Dupont & fils</b>", "a < b")
    assert mots(feuille(fenetre)) == ["<b>Dupont & fils</b>", "a < b"]
    assert all(
        label.textFormat().name == "PlainText"
        for label in feuille(fenetre).findChildren(QLabel)
        if label.text()
    )


def test_un_bogue_montre_un_rapport_a_copier_et_le_programme_continue(fenetre, qtbot, caplog):
    incidents = Incidents(lambda: fenetre)
    for _ in range(2):  # une rafale de bogues n'ouvre qu'une fenêtre
        try:
            1 // 0  # noqa: B018
        except ZeroDivisionError:
            incidents.caught(*sys.exc_info())
    qtbot.waitUntil(lambda: bool(fenetre.findChildren(dialogs.Sheet)))
    qtbot.wait(10)
    (sheet,) = fenetre.findChildren(dialogs.Sheet)
    text = sheet.findChild(QPlainTextEdit).toPlainText()
    assert "ZeroDivisionError" in text
    presser(sheet, "Copier le rapport")
    assert QGuiApplication.clipboard().text() == text
    presser(sheet, "Fermer")
    assert len([r for r in caplog.records if r.levelname == "ERROR"]) == 2


def test_un_refus_qui_echappe_se_dit_comme_un_refus(fenetre, qtbot):
    incidents = Incidents(lambda: fenetre)
    incidents.caught(UserError, UserError("Non.", "Demain."), None)
    qtbot.waitUntil(lambda: bool(fenetre.findChildren(dialogs.Sheet)))
    assert mots(feuille(fenetre)) == ["Non.", "Demain."]


def test_les_deux_crochets_sont_poses(fenetre, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    incidents = Incidents(lambda: fenetre)
    incidents.install()
    assert sys.excepthook == incidents.caught
    assert threading.excepthook is not threading.__excepthook__


def test_le_rapport_dit_les_versions_et_la_trace():
    try:
        {}["clé"]
    except KeyError as error:
        text = report(error)
    assert "Python" in text
    assert "Qt" in text
    assert "KeyError: 'clé'" in text
