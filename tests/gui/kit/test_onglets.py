"""Des onglets ne se repeignent en entier que si leur place change."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFont, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QTabWidget, QVBoxLayout, QWidget
from shiboken6 import delete

from lsc_desktop.gui.kit.loading import load_ui
from lsc_desktop.gui.kit.tabs import _Calm, calm
from lsc_desktop.gui.shell.tabs import WorkTabs

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


class Tableau(QWidget):
    """Ce qu'il coûte de peindre : on compte combien de fois il l'est."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = 0
        self.setMinimumHeight(80)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1
        super().paintEvent(event)


def onglets(kind: str) -> tuple[QWidget, QTabWidget]:
    """Un jeu d'onglets, et ce qui le contient."""
    if kind == "dessin":
        drawn = load_ui("tiers_fiche")
        return drawn, drawn.findChildren(QTabWidget)[0]
    made = WorkTabs() if kind == "fenêtre" else QTabWidget()
    if kind == "kit":
        calm(made)
    return made, made


@pytest.fixture(params=["kit", "fenêtre", "dessin"])
def page(qtbot, request):
    """Une étiquette et un tableau dans un onglet, montrés et déjà peints."""
    window, label, table = QMainWindow(), QLabel("12"), Tableau()
    (whole, tabs), sheet = onglets(request.param), QWidget()
    box = QVBoxLayout(sheet)
    box.addWidget(label)
    box.addWidget(table)
    tabs.insertTab(0, sheet, "Votes")
    tabs.setCurrentIndex(0)
    window.setCentralWidget(whole)
    qtbot.addWidget(window)
    window.resize(700, 600)
    window.show()
    qtbot.waitExposed(window)
    for text in ("34", "12"):  # la première demande passe toujours
        label.setText(text)
        QApplication.processEvents()
    return window, tabs, label, table


def test_un_total_qui_change_ne_repeint_pas_le_tableau_d_a_cote(page):
    _window, _tabs, label, table = page
    before = table.painted
    for text in ("56", "78"):
        label.setText(text)
        QApplication.processEvents()
    assert table.painted == before


def test_une_page_qui_demande_plus_de_place_l_obtient(page, qtbot):
    window, _tabs, label, _table = page
    label.setMinimumWidth(1100)
    qtbot.waitUntil(lambda: window.width() >= 1100 and label.width() >= 1100)


def test_une_barre_plus_haute_descend_la_page(page):
    _window, tabs, label, _table = page
    before = label.mapTo(tabs, label.rect().topLeft()).y()
    tabs.tabBar().setFont(QFont(tabs.font().family(), 40))
    QApplication.processEvents()
    assert label.mapTo(tabs, label.rect().topLeft()).y() > before + 20


def test_un_titre_plus_long_s_ecrit_en_entier(page):
    _window, tabs, _label, _table = page
    bar = tabs.tabBar()
    for title in (
        "Un titre qui demande deux cents points",
        "Un titre qui en demande davantage" * 2,
    ):
        bar.setTabText(0, title)
        QApplication.processEvents()
        assert bar.width() >= bar.tabRect(0).right()


def test_des_onglets_a_demi_defaits_laissent_passer_la_demande(qtbot):
    """Une fiche qui se ferme en reçoit encore (épreuve au hasard, graine 412755)."""
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    gone = QTabWidget()
    _Calm(tabs)._tabs = gone  # ce que voit le filtre pendant la destruction
    delete(gone)
    with qtbot.captureExceptions() as raised:
        QCoreApplication.sendEvent(tabs, QEvent(QEvent.Type.LayoutRequest))
    assert raised == []
