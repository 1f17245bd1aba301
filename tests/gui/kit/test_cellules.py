"""Une cellule de liste : son texte reste dans sa case, quel qu'il soit."""

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QTableView

from lsc_desktop.gui.kit.columns import Column, display
from lsc_desktop.gui.kit.list_model import Cell
from lsc_desktop.gui.kit.list_table import MARGE, CellDelegate

CASE = QRect(100, 0, 120, 22)
GAUCHE, DROITE = Qt.AlignmentFlag.AlignLeft.value, Qt.AlignmentFlag.AlignRight.value


class UneCellule(QAbstractTableModel):
    def __init__(self, cell: Cell) -> None:
        super().__init__()
        self._cell = cell

    def rowCount(self, _parent=QModelIndex()) -> int:  # noqa: B008
        return 1

    def columnCount(self, _parent=QModelIndex()) -> int:  # noqa: B008
        return 1

    def cell(self, _row: int, _column: int) -> Cell:
        return self._cell


def encre(qtbot, texte: str, cote: int) -> list[int]:
    """Les colonnes de points où quelque chose s'est écrit."""
    vue = QTableView()
    qtbot.addWidget(vue)
    shown = display(texte, Column("nom", "Nom"))
    model = UneCellule(Cell(shown, cote | Qt.AlignmentFlag.AlignVCenter.value))
    vue.setModel(model)
    image = QImage(400, 22, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    option = QStyleOptionViewItem()
    option.initFrom(vue)
    option.rect = CASE
    painter = QPainter(image)
    CellDelegate(vue).paint(painter, option, model.index(0, 0))
    painter.end()
    white = QColor("white")
    return [x for x in range(400) if any(image.pixelColor(x, y) != white for y in range(22))]


@pytest.mark.parametrize("cote", [GAUCHE, DROITE], ids=["gauche", "droite"])
@pytest.mark.parametrize(
    "texte", ["W" * 10, "Œ" * 10, "a\tb\tc\td", "une\nnote", "😀" * 9, "i" * 400, "1 234 567,89"]
)
def test_un_texte_ne_s_ecrit_pas_chez_le_voisin(qtbot, texte, cote):
    points = encre(qtbot, texte, cote)
    assert points and CASE.left() <= points[0] and points[-1] <= CASE.right()


def test_un_montant_finit_contre_sa_marge(qtbot):
    points = encre(qtbot, "1 234,56", DROITE)
    assert abs(points[-1] - (CASE.right() - MARGE)) <= 2
