"""Une liste de n'importe quelle taille : le modèle ne tient que les pages qu'on regarde."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.columns import Kind, display
from lsc_desktop.gui.kit.screens import Column
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.queries.paging import Criteria, Listing

PAGE = 100  # lignes par lecture
KEPT = 60  # pages gardées
PATIENCE = 0.04  # au-delà, la page arrive quand elle arrive
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
    alignment: Qt.AlignmentFlag
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

    def restart(self, first: Sequence[Any], count: int) -> None:
        """Repart de la première page ; le compte exact peut venir après (`grow`)."""
        self.beginResetModel()
        self._pages.clear()
        self._asked.clear()
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
        """Ce qu'une cellule montre."""
        column, kind, row = self.columns[place], self.kinds[place], self.row(rank)
        alignment = ALIGNMENTS[kind]
        if row is None:
            return Cell("…", alignment, "muted")
        value = getattr(row, column.name)
        if kind is Kind.CHECK:
            return Cell(display(value, column), alignment, checked=bool(value))
        ink = "text"
        if kind.figures and value is not None and value < 0:
            ink = "negative"
        elif column.opens and getattr(row, column.opens_id) is not None:
            ink = "accent"
        return Cell(display(value, column), alignment, ink)

    def headerData(self, section: int, orientation: Any, role: int = DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == ALIGNMENT:
            return ALIGNMENTS[self.kinds[section]]
        return self.columns[section].title if role in (DISPLAY, ACCESSIBLE) else None


class ListLoader(QObject):
    """Lit pour un modèle : une lecture à la fois, et seulement la dernière demandée.

    `loaded` : les premières lignes sont là ; `counted` : les comptes aussi ; `waiting(bool)`
    encadre une lecture qui dure.
    """

    loaded = Signal()
    counted = Signal()
    waiting = Signal(bool)
    refused = Signal(object)

    def __init__(self, db: Any, source: Listing[Any], model: PagedModel, tasks: Tasks) -> None:
        super().__init__(model)
        self.db, self.source, self.model, self.tasks = db, source, model, tasks
        self.criteria = Criteria()
        self.count: int | None = None
        self.total: int | None = None
        self._busy = False
        self._next: Criteria | None = None
        self.target = self.criteria  # ce qu'on veut voir, lu ou en cours de lecture
        self._round = 0
        model.wanted.connect(self._fetch)

    def load(self, criteria: Criteria, again: bool = False) -> None:
        """Montre ces critères ; `again` : la base a changé, le total est à recompter."""
        if again or criteria.where != self.criteria.where:
            self.total = None
        self.target = criteria
        if self._busy:
            self._next = criteria
            return
        self._busy = True
        at_once = self.tasks.soon(
            lambda: self.read(lambda s: self.source.page(s, criteria, 0, PAGE)),
            lambda rows: self._first(criteria, rows),
            self._refuse,
            owner=self,
        )
        if not at_once:
            self.waiting.emit(True)

    def read(self, query: Callable[[Any], Any]) -> Any:
        """`query(session)` dans une lecture courte, de n'importe quel fil."""
        with self.db.read() as session:
            return query(session)

    def _first(self, criteria: Criteria, rows: list[Any]) -> None:
        self._busy = False
        self.waiting.emit(False)
        if self._next is not None:  # on a tapé plus loin pendant la lecture
            following, self._next = self._next, None
            self.load(following)
            return
        self._round += 1
        self.criteria, self.count = criteria, len(rows) if len(rows) < PAGE else None
        self.model.restart(rows, len(rows))
        self.loaded.emit()
        self._count()

    def _count(self) -> None:
        criteria, this_round = self.criteria, self._round
        plain = not criteria.text and criteria.ids is None
        count, total = self.count, self.total
        if plain and count is not None:
            total = count

        def query(session: Any) -> tuple[int, int]:
            shown = self.source.count(session, criteria) if count is None else count
            if total is not None:
                return shown, total
            return shown, shown if plain else self.source.total(session, criteria)

        def done(found: tuple[int, int]) -> None:
            if this_round == self._round:
                self.count, self.total = found
                self.model.grow(found[0])
                self.counted.emit()

        if count is not None and total is not None:
            done((count, total))
        else:
            self.tasks.soon(lambda: self.read(query), done, self._refuse, self, patience=0.01)

    def _fetch(self, page: int) -> None:
        criteria, this_round = self.criteria, self._round

        def done(rows: list[Any]) -> None:
            if this_round == self._round:
                self.model.receive(page, rows)

        self.tasks.soon(
            lambda: self.read(lambda s: self.source.page(s, criteria, page * PAGE, PAGE)),
            done,
            self._refuse,
            owner=self,
            patience=PATIENCE,
        )

    def _refuse(self, error: UserError) -> None:
        self._busy, self._next = False, None
        self.waiting.emit(False)
        self.refused.emit(error)
