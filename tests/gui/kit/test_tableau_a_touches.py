"""Le tableau qu'on remplit d'une touche par ligne, et son pied."""

from statistics import median

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from lsc_desktop.gui.kit.keyed_table import Footer, KeyedColumn, KeyedTable

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran
COLONNES = (
    KeyedColumn("Nom", lambda row: row[0], 20),
    KeyedColumn("Voix\nde chacun", lambda row: row[1], 8, right=True),
)


@pytest.fixture
def tableau(qtbot):
    holder = QWidget()
    table = KeyedTable(COLONNES, "ON", holder)
    footer = Footer(table, COLONNES, 1)
    page = QVBoxLayout(holder)
    page.addWidget(table)
    page.addWidget(footer)
    qtbot.addWidget(holder)
    table.set_rows([("ATRILLON", "74"), ("BPETRUS", "74"), ("CLATOUR", "5")])
    footer.set_rows([("Total", "153")])
    holder.resize(400, 300)
    holder.show()
    table.setFocus()
    table.go(0)
    yield table, footer


def recues(table) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    table.typed.connect(lambda rank, key: found.append((rank, key)))
    return found


def test_une_touche_attendue_se_dit_en_capitale_avec_sa_ligne(tableau):
    table, _footer = tableau
    found = recues(table)
    QTest.keyClicks(table, "oN")
    assert found == [(0, "O"), (0, "N")]


def test_une_autre_touche_ne_dit_rien_et_ne_fait_pas_sauter_de_ligne(tableau):
    table, _footer = tableau
    found = recues(table)
    QTest.keyClicks(table, "cb7")
    QTest.keyClick(table, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert found == [] and table.rank() == 0


def test_on_ne_sort_jamais_du_tableau(tableau):
    table, _footer = tableau
    table.go(99)
    assert table.rank() == 2
    table.go(-5)
    assert table.rank() == 0


def test_entree_et_le_double_clic_ouvrent(tableau, qtbot):
    table, _footer = tableau
    with qtbot.waitSignal(table.opened) as said:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert said.args == [0, 0]


def test_les_memes_lignes_se_repeignent_sans_perdre_la_place(tableau):
    table, _footer = tableau
    table.go(1)
    table.set_rows([("ATRILLON", "74"), ("BPETRUS", "75"), ("CLATOUR", "5")])
    assert table.rank() == 1 and table.lines.cell(1, 1).text == "75"


def test_le_pied_suit_les_colonnes_et_son_titre_en_prend_deux(tableau):
    table, footer = tableau
    table.setColumnWidth(0, 180)
    assert footer.columnWidth(0) == 180 and footer.columnSpan(0, 0) == 2


def test_une_cellule_dit_son_titre_a_un_lecteur_d_ecran(tableau):
    table, _footer = tableau
    role = Qt.ItemDataRole.AccessibleTextRole
    assert table.lines.index(0, 1).data(role) == "Voix de chacun : 74"
    head = table.lines.headerData(1, Qt.Orientation.Horizontal, role)
    assert head == "Voix de chacun"


class Peintes(QObject):
    """Les hauteurs repeintes, en points."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.heights: list[int] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.heights.append(event.region().boundingRect().height())
        return False


def test_une_touche_en_bas_du_tableau_ne_repeint_que_les_lignes_qui_changent(tableau, qtbot):
    """Même sous une feuille de style, et après en avoir changé (thème) : l'image glisse."""
    table, _footer = tableau
    table.set_rows([(f"N{rank}", str(rank)) for rank in range(200)])
    for ground in ("white", "#202020"):
        table.setStyleSheet(f"QTableView {{ background: {ground}; }}")
        table.go(table.rowAt(table.viewport().height() - 1) - 1)
        qtbot.wait(50)  # ce que la feuille de style fait repeindre
        painted = Peintes(table.viewport())
        for _key in range(9):
            table.go(table.rank() + 1)
            QApplication.processEvents()
        # La médiane : le système peut, une fois, faire repeindre la fenêtre.
        assert 0 < median(painted.heights) < 4 * table.rowHeight(0) < table.viewport().height()
