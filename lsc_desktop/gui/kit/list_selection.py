"""La sélection d'une liste : sur quoi l'on agit, ce qu'elle totalise, la retrouver."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, QTimer, Signal

from lsc_desktop.gui.kit.list_choice import Choice, Siblings, ranges_of
from lsc_desktop.gui.kit.list_loader import ListLoader
from lsc_desktop.gui.kit.list_output import summary
from lsc_desktop.gui.kit.list_table import ListTable

LAZY = 2000  # lignes : au-delà, les identifiants voisins sont lus à la demande
REMEMBERED = 500  # lignes choisies, retrouvées après une relecture
QUICK, CALM = 60, 400  # ms avant de sommer une sélection, toute une longue liste


class ListSelection(QObject):
    """`summed(texte)` : le compte et les sommes, pour la barre d'état."""

    summed = Signal(str)

    def __init__(
        self, table: ListTable, loader: ListLoader, refuse: Callable[[Exception], None]
    ) -> None:
        super().__init__(table)
        self._table, self._loader, self._refuse = table, loader, refuse
        self._columns = [column for column in table.rows.columns if column.total]
        self._kept: tuple[tuple[int, ...], int] | None = None
        self.pause = QTimer(self, singleShot=True)
        self.pause.timeout.connect(self._sum)
        self._model.selectionChanged.connect(lambda *_: self.pause.start(QUICK))

    def __bool__(self) -> bool:
        """Vrai si des lignes sont choisies."""
        return self._model.hasSelection()

    def choice(self) -> Choice:
        """La sélection, sinon toutes les lignes affichées."""
        loader = self._loader
        shown = loader.model.rowCount() if loader.count is None else loader.count
        return Choice(loader.source, loader.criteria, shown, ranges_of(self._model))

    def ids(self) -> tuple[int, ...]:
        """Les identifiants choisis, aucun sans sélection."""
        if not self:
            return ()
        choice, model = self.choice(), self._loader.model
        known = [model.known(top, bottom) for top, bottom in choice.ranges]
        if all(rows is not None for rows in known):
            return tuple(row.id for rows in known for row in rows or ())
        return tuple(self._loader.read(choice.ids))

    def siblings(self, id: int, rank: int) -> Any:
        """Ce que parcourent Suivant et Précédent : la sélection, sinon la liste affichée."""
        choice = self.choice()
        if choice.ranges and choice.count > 1 and not choice.everything:
            return self.ids()
        if choice.displayed > LAZY:
            return Siblings(self._loader.db, choice, id, rank)
        return tuple(self._loader.read(lambda s: choice.source.ids(s, choice.criteria)))

    def remember(self) -> None:
        """Avant une relecture : quelles lignes, et où l'on en était."""
        ids = self.ids() if self.choice().count <= REMEMBERED else ()
        self._kept = ids, self._table.verticalScrollBar().value()

    def recall(self) -> None:
        """Après une relecture."""
        if self._kept is not None:
            (ids, scroll), self._kept = self._kept, None
            self._select(ids)
            self._table.verticalScrollBar().setValue(scroll)

    def sum_later(self) -> None:
        """Une frappe passe avant les sommes d'une longue liste."""
        self.pause.start(0 if (self._loader.count or 0) < LAZY else CALM)

    @property
    def _model(self) -> QItemSelectionModel:
        return self._table.selectionModel()

    def _select(self, ids: tuple[int, ...]) -> None:
        if not ids:
            return
        choice, model = self.choice(), self._loader.model
        order = self._loader.read(lambda s: choice.source.ids(s, choice.criteria))
        wanted, last, found = set(ids), model.columnCount() - 1, QItemSelection()
        ranks = [rank for rank, id in enumerate(order) if id in wanted]
        for rank in ranks:
            found.select(model.index(rank, 0), model.index(rank, last))
        flags = QItemSelectionModel.SelectionFlag
        self._model.select(found, flags.ClearAndSelect)
        if ranks:
            self._model.setCurrentIndex(model.index(ranks[0], 0), flags.NoUpdate)

    def _sum(self) -> None:
        choice, chosen = self.choice(), bool(self)
        names = [column.name for column in self._columns]

        def done(totals: Any) -> None:
            self.summed.emit(summary(choice.count, chosen, totals, self._columns))

        if not names or not choice.displayed:
            done({})
            return
        loader = self._loader
        loader.tasks.soon(
            lambda: loader.read(lambda session: choice.sums(session, names)),
            done,
            self._refuse,
            self,
            patience=0.01,
        )
