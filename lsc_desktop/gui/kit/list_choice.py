"""Les lignes sur lesquelles on agit : la sélection, sinon toutes celles qui sont affichées."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QItemSelectionModel

from lsc_desktop.queries.paging import Criteria, Listing


@dataclass(frozen=True)
class Choice:
    """Une valeur, utilisable dans un autre fil. `ranges` : rangs sélectionnés, bornes comprises.

    Sans `ranges`, ou quand tout est sélectionné, ce sont les lignes affichées.
    """

    source: Listing[Any]
    criteria: Criteria
    displayed: int
    ranges: tuple[tuple[int, int], ...] = ()

    @property
    def count(self) -> int:
        return sum(bottom - top + 1 for top, bottom in self.ranges) or self.displayed

    @property
    def everything(self) -> bool:
        return self.count == self.displayed

    def rows(self, session: Any) -> Iterator[Any]:
        """Dans l'ordre de la liste."""
        if self.everything:
            yield from self.source.rows(session, self.criteria)
            return
        for top, bottom in self.ranges:
            yield from self.source.page(session, self.criteria, top, bottom - top + 1)

    def ids(self, session: Any) -> tuple[int, ...]:
        if self.everything:
            return tuple(self.source.ids(session, self.criteria))
        return tuple(row.id for row in self.rows(session))

    def sums(self, session: Any, columns: Sequence[str]) -> dict[str, Decimal]:
        """Somme de chaque colonne ; en SQL quand c'est toute la liste."""
        if self.everything:
            return self.source.sums(session, self.criteria, columns)
        return add_up(self.rows(session), columns)


def add_up(rows: Iterator[Any], columns: Sequence[str]) -> dict[str, Decimal]:
    totals = dict.fromkeys(columns, Decimal(0))
    for row in rows:
        for name in columns:
            totals[name] += getattr(row, name) or 0
    return totals


def ranges_of(selection: QItemSelectionModel) -> tuple[tuple[int, int], ...]:
    """Les rangs sélectionnés, en intervalles disjoints et croissants."""
    merged: list[tuple[int, int]] = []
    ranges: Any = selection.selection()
    for top, bottom in sorted({(part.top(), part.bottom()) for part in ranges}):
        if merged and top <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], bottom))
        else:
            merged.append((top, bottom))
    return tuple(merged)


class Siblings(Sequence[int]):
    """Les identifiants affichés, dans l'ordre, lus à la demande quand la liste est longue."""

    STEP = 500

    def __init__(self, db: Any, choice: Choice, known: int, rank: int) -> None:
        self._db, self._choice = db, choice
        self._known = {known: rank}
        self._read: dict[int, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return self._choice.displayed

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        rank = place + len(self) if place < 0 else place
        if not 0 <= rank < len(self):
            raise IndexError(place)
        start = rank - rank % self.STEP
        if start not in self._read:
            source, criteria = self._choice.source, self._choice.criteria
            with self._db.read() as session:
                rows = source.page(session, criteria, start, self.STEP)
            self._read[start] = tuple(row.id for row in rows)
            self._known |= {row.id: start + n for n, row in enumerate(rows)}
        return self._read[start][rank - start]

    def __iter__(self) -> Iterator[int]:
        with self._db.read() as session:
            return iter(self._choice.source.ids(session, self._choice.criteria))

    def index(self, value: Any, start: int = 0, stop: int | None = None) -> int:
        """Le rang d'un identifiant ; ceux qu'on a déjà lus ne coûtent rien."""
        if value not in self._known:
            self._known |= {id: rank for rank, id in enumerate(self)}
        if value not in self._known:
            raise ValueError(value)
        return self._known[value]

    def __contains__(self, value: object) -> bool:
        try:
            self.index(value)
        except ValueError:
            return False
        return True
