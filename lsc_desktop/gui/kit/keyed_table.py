"""Un tableau qu'on remplit d'une touche par ligne : la lettre s'inscrit, la suivante vient."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from lsc_desktop.gui.kit.list_model import Cell
from lsc_desktop.gui.kit.list_table import MARGE, PlainTable

ROOT = QModelIndex()
SEEN, HEAD = 100, 6  # lignes regardées pour une largeur ; marge de plus d'un titre
DISPLAY = Qt.ItemDataRole.DisplayRole
ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole
ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
PLAIN = Qt.KeyboardModifier.NoModifier | Qt.KeyboardModifier.ShiftModifier


@dataclass(frozen=True)
class KeyedColumn:
    """`text(ligne)` : ce qui se lit ; `ink(ligne)` : l'encre, d'après les couleurs du style.

    `chars` et `least` : largeur au plus et au moins, en caractères ; `value(ligne)` : la valeur qui
    part au tableur, si ce n'est pas le texte.
    """

    title: str
    text: Callable[[Any], str]
    chars: int = 12
    right: bool = False
    ink: Callable[[Any], str] = lambda row: "text"
    least: int = 2
    value: Callable[[Any], Any] | None = None


class KeyedModel(QAbstractTableModel):
    """Des lignes quelconques, montrées par leurs colonnes."""

    def __init__(self, columns: Sequence[KeyedColumn], parent: Any = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[Any] = []

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Les mêmes en nombre se repeignent sans perdre la place."""
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()
            return
        self.rows = list(rows)
        if self.rows:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def set_row(self, rank: int, row: Any) -> None:
        """Une seule ligne a changé : elle seule se repeint."""
        self.rows[rank] = row
        self.dataChanged.emit(self.index(rank, 0), self.index(rank, len(self.columns) - 1))

    def rowCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, rank: int, place: int) -> Cell:
        column, row = self.columns[place], self.rows[rank]
        alignment = RIGHT if column.right else LEFT
        return Cell(column.text(row), alignment.value, column.ink(row))

    def data(self, index: Any, role: int = DISPLAY) -> Any:
        if role == DISPLAY:
            return self.cell(index.row(), index.column()).text
        if role == ACCESSIBLE:
            title = self.columns[index.column()].title.replace("\n", " ")
            return f"{title} : {self.cell(index.row(), index.column()).text or 'vide'}"
        return None

    def headerData(self, section: int, orientation: Any, role: int = DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == ALIGNMENT:
            return RIGHT if self.columns[section].right else LEFT
        if role == ACCESSIBLE:
            return self.columns[section].title.replace("\n", " ")
        return self.columns[section].title if role == DISPLAY else None


class KeyedTable(PlainTable):
    """`typed(rang, touche)` : une des touches attendues, en capitale ; `opened(rang, colonne)` :
    double-clic, ou Entrée ; `clicked_row(rang)` : un clic simple."""

    typed = Signal(int, str)
    opened = Signal(int, int)
    clicked_row = Signal(int)

    def __init__(
        self,
        columns: Sequence[KeyedColumn],
        keys: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.keys = frozenset(keys)
        self.lines = KeyedModel(columns, self)
        self.setModel(self.lines)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row(), index.column()))
        self.clicked.connect(lambda index: self.clicked_row.emit(index.row()))
        heads = self.horizontalHeader()
        heads.setSectionsClickable(False)
        heads.setTextElideMode(Qt.TextElideMode.ElideNone)
        heads.setStretchLastSection(True)
        self._widths()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Les lignes à montrer ; les colonnes se règlent sur elles quand leur nombre change."""
        grown = len(rows) != self.lines.rowCount()
        self.lines.set_rows(rows)
        if grown:
            self._widths()

    def _widths(self) -> None:
        """Ce que demandent le titre et les premières lignes, sans passer `chars` caractères."""
        metrics = self.fontMetrics()
        digit = metrics.horizontalAdvance("0")
        for place, column in enumerate(self.lines.columns):
            head = max(metrics.horizontalAdvance(line) for line in column.title.split("\n"))
            texts = (column.text(row) for row in self.lines.rows[:SEEN])
            body = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            wide = max(head + HEAD, min(max(body, column.least * digit), column.chars * digit))
            self.setColumnWidth(place, wide + 2 * MARGE + 2)
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 8)

    def widen(self, place: int, text: str) -> None:
        """Élargit une colonne à ce texte (un total, sous le tableau) s'il n'y tient pas."""
        wide = self.fontMetrics().horizontalAdvance(text) + 2 * MARGE
        if wide > self.columnWidth(place):
            self.setColumnWidth(place, wide)

    def rank(self) -> int:
        """La ligne où l'on est ; -1 s'il n'y en a pas."""
        return self.currentIndex().row()

    def go(self, rank: int) -> None:
        """Va à une ligne, bornée au tableau ; garde la colonne."""
        count = self.lines.rowCount()
        if count:
            place = max(self.currentIndex().column(), 0)
            self.setCurrentIndex(self.lines.index(min(max(rank, 0), count - 1), place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.text().upper()
        if not event.modifiers() & ~PLAIN and key in self.keys and self.rank() >= 0:
            self.typed.emit(self.rank(), key)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.rank() >= 0:
            self.opened.emit(self.rank(), self.currentIndex().column())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Une lettre inscrit, ou ne fait rien : elle ne fait jamais sauter de ligne."""


class Footer(PlainTable):
    """Les totaux sous un tableau, aux largeurs de ses colonnes."""

    def __init__(self, above: KeyedTable, columns: Sequence[KeyedColumn], rows: int) -> None:
        super().__init__(above.parentWidget())
        self.setObjectName("pied")
        self.lines = KeyedModel(columns, self)
        self.setModel(self.lines)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setAlternatingRowColors(False)
        self.horizontalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        heads = above.horizontalHeader()
        heads.sectionResized.connect(lambda place, _old, new: self.setColumnWidth(place, new))
        above.horizontalScrollBar().valueChanged.connect(self.horizontalScrollBar().setValue)
        for place in range(len(columns)):
            self.setColumnWidth(place, heads.sectionSize(place))
        height = above.verticalHeader().defaultSectionSize()
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedHeight(rows * height + 2)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Le titre d'une ligne de totaux prend la place de deux colonnes."""
        self.lines.set_rows(rows)
        for rank in range(len(rows)):
            self.setSpan(rank, 0, 1, 2)


def as_workbook(title: str, table: KeyedTable, places: int) -> bytes:
    """Un classeur de ce que le tableau montre ; `places` : décimales de ses nombres."""
    from lsc_desktop.printing.classeur import ColonneClasseur, render_classeur

    shown = [c for n, c in enumerate(table.lines.columns) if not table.isColumnHidden(n)]
    heads = [
        ColonneClasseur(c.title.replace("-\n", "").replace("\n", " "), max(c.chars, 12), places)
        for c in shown
    ]
    lines = ([(c.value or c.text)(row) for c in shown] for row in table.lines.rows)
    return render_classeur(title, heads, lines)
