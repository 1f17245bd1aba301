"""Une liste de n'importe quelle taille : le modèle ne tient que les pages qu'on regarde."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from lsc_desktop.gui.kit.columns import Kind, display
from lsc_desktop.gui.kit.screens import Column

PAGE = 100  # lignes par lecture
KEPT = 60  # pages gardées
PAINTED = 400  # lignes mises en forme gardées
ROOT = QModelIndex()
MIDDLE = Qt.AlignmentFlag.AlignVCenter
ALIGNMENTS = {
    kind: (
        Qt.AlignmentFlag.AlignRight
        if kind.figures
        else Qt.AlignmentFlag.AlignHCenter
        if kind is Kind.CHECK
        else Qt.AlignmentFlag.AlignLeft
    )
    | MIDDLE
    for kind in Kind
}
# `data` est appelée des milliers de fois par image : des entiers, pas des énumérations.
DISPLAY, ALIGNMENT, ACCESSIBLE = 0, 7, 11


class Cell(NamedTuple):
    """Le texte d'une cellule, son alignement, le nom de son encre ; `checked` : une coche."""

    text: str
    alignment: int
    ink: str = "text"
    checked: bool = False


class PagedModel(QAbstractTableModel):
    """Les lignes d'un `Listing`, lues par pages à mesure qu'on les montre.

    `wanted(page)` demande une page qui manque ; `receive` la donne.
    """

    wanted = Signal(int)

    def __init__(
        self, columns: Sequence[Column], kinds: Mapping[str, Kind], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.kinds = [kinds[column.name] for column in columns]
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._asked: set[int] = set()
        self._asking = False
        self._cells: dict[int, tuple[Cell, ...]] = {}

    def restart(self, first: Sequence[Any], count: int) -> None:
        """Repart de la première page ; le compte exact peut venir après (`grow`)."""
        self.beginResetModel()
        self._pages.clear()
        self._asked.clear()
        self._cells.clear()
        self._pages[0] = first
        self._count = count
        self.endResetModel()

    def grow(self, count: int) -> None:
        """Le nombre de lignes est maintenant connu."""
        if count > self._count:
            self.beginInsertRows(ROOT, self._count, count - 1)
            self._count = count
            self.endInsertRows()

    def receive(self, page: int, rows: Sequence[Any]) -> None:
        self._pages[page] = rows
        self._asked.discard(page)
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        if not self._asking:  # arrivée après coup : ce qui est peint ne la montre pas encore
            top, bottom = page * PAGE, min((page + 1) * PAGE, self._count) - 1
            self.dataChanged.emit(self.index(top, 0), self.index(bottom, len(self.columns) - 1))

    def forget(self, page: int) -> None:
        """Cette page n'est plus demandée ; la montrer la redemandera."""
        self._asked.discard(page)

    def row(self, number: int) -> Any | None:
        """La ligne affichée à ce rang, ou None si sa page n'est pas encore là."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            if page not in self._asked:
                self._asked.add(page)
                self._asking = True
                self.wanted.emit(page)
                self._asking = False
                rows = self._pages.get(page)
            if rows is None:
                return None
        elif len(self._pages) > 1:
            self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    def known(self, top: int, bottom: int) -> list[Any] | None:
        """Ces lignes-là, si toutes sont déjà lues."""
        rows: list[Any] = []
        for page in range(top // PAGE, bottom // PAGE + 1):
            held = self._pages.get(page)
            if held is None:
                return None
            start = page * PAGE
            rows.extend(held[max(top - start, 0) : bottom - start + 1])
        return rows

    def place_of(self, id: int) -> int | None:
        """Le rang d'un identifiant, s'il est dans une page déjà lue."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == id:
                    return page * PAGE + place
        return None

    # --- Ce que Qt demande ---------------------------------------------------------------

    def rowCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Any, role: int = DISPLAY) -> Any:
        if role == DISPLAY:
            return self.cell(index.row(), index.column()).text
        if role == ACCESSIBLE:
            title = self.columns[index.column()].title
            return f"{title} : {self.cell(index.row(), index.column()).text or 'vide'}"
        return ALIGNMENTS[self.kinds[index.column()]] if role == ALIGNMENT else None

    def cell(self, rank: int, place: int) -> Cell:
        """Ce qu'une cellule montre ; une ligne peinte l'est souvent de nouveau."""
        cells = self._cells.get(rank)
        if cells is None:
            row = self.row(rank)
            if row is None:
                return Cell("…", ALIGNMENTS[self.kinds[place]].value, "muted")
            cells = tuple(map(_cell, self.columns, self.kinds, repeat(row)))
            if len(self._cells) >= PAINTED:
                self._cells.clear()
            self._cells[rank] = cells
        return cells[place]

    def headerData(self, section: int, orientation: Any, role: int = DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == ALIGNMENT:
            return ALIGNMENTS[self.kinds[section]]
        return self.columns[section].title if role in (DISPLAY, ACCESSIBLE) else None


def _cell(column: Column, kind: Kind, row: Any) -> Cell:
    value, alignment = getattr(row, column.name), ALIGNMENTS[kind].value
    if kind is Kind.CHECK:
        return Cell(display(value, column), alignment, checked=bool(value))
    ink = "text"
    if kind.figures and value is not None and value < 0:
        ink = "negative"
    elif column.opens and getattr(row, column.opens_id) is not None:
        ink = "accent"
    elif column.alert:
        ink = "error"
    return Cell(display(value, column), alignment, ink)
