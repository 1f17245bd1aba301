from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from lsc_desktop.gui.shell.buttons import LineButton
from tests.gui.shell.conftest import MODULES


def lignes(window):
    buttons = window.home.findChildren(LineButton)
    return {b.accessibleName(): b for b in buttons if b.property("ligne")}


def raccourcis(window):
    buttons = window.home.findChildren(LineButton)
    return {b.accessibleName(): b for b in buttons if b.property("raccourci")}


def test_chaque_ligne_est_comptee_et_s_ouvre_d_un_clic(fenetres):
    window = fenetres.ouvrir()
    nombres = [label.text() for label in window.home.findChildren(QLabel)]
    assert {"11", "0"} <= set(nombres)
    lignes(window)["baux échus"].click()
    fenetres.calmer(window)
    assert window.tabs.currentWidget().criteria.where == {"immeuble": "Nulle part"}


def test_une_ligne_a_zero_reste_a_sa_place_mais_discrete(fenetres):
    window = fenetres.ouvrir()
    assert lignes(window)["baux échus"].property("discret") is True
    assert lignes(window)["locataires débiteurs"].property("discret") is False


def test_l_accueil_se_conduit_au_clavier(fenetres):
    window = fenetres.ouvrir()
    window.show_home()
    premiere = lignes(window)["locataires débiteurs"]
    fenetres.qtbot.waitUntil(premiere.hasFocus)
    QTest.keyClick(premiere, Qt.Key.Key_Down)
    assert lignes(window)["baux échus"].hasFocus()
    QTest.keyClick(premiere, Qt.Key.Key_Return)
    assert window.tabs.tabText(1) == "Liste Locataire"


def test_une_entree_epinglee_est_sur_l_accueil_demain_et_se_retire(fenetres):
    window = fenetres.ouvrir()
    module, menu = MODULES[0], MODULES[0].menus[0]
    for _ in range(2):
        window.accordion.pinned.emit(module, menu, menu.entries[1])
    assert list(raccourcis(window)) == ["Tiers"]
    window.close()
    demain = fenetres.ouvrir()
    raccourcis(demain)["Tiers"].click()
    assert demain.tabs.tabText(1) == "Liste Tiers"
    demain.home.unpinned.emit(demain.pins.all()[0])
    assert demain.pins.all() == []


def test_un_raccourci_vers_une_entree_disparue_ne_gene_pas(fenetres):
    window = fenetres.ouvrir()
    window.prefs.set(
        "raccourcis", [["gerance", "FICHIER", "Ancien"], ["gerance", "FICHIER", "Tiers"]]
    )
    assert [pin.entry.text for pin in window.pins.all()] == ["Tiers"]
