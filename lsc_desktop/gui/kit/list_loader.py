"""Lire pour une liste : hors du fil graphique, et seulement ce qu'on regarde encore."""

import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import words
from lsc_desktop.gui.kit.list_model import PAGE, PagedModel
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.queries.paging import Criteria, Listing

PATIENCE = 0.04  # secondes : au-delà, une page arrive quand elle arrive
RARE = 1000  # réponses : en deçà, on les trie elles, sans parcourir la liste dans son ordre
PARTOUT = 0.005  # secondes pour en trouver plus que `RARE` : elles sont partout
FOULE = 10 * RARE
RETENUES = 3 * RARE  # réponses qu'on retient en les comptant, pour la lettre suivante
GARDEES = 2  # pages qui attendent leur tour ; les autres ne sont déjà plus à l'écran


class ListLoader(QObject):
    """Une lecture à la fois, et seulement la dernière demandée.

    `loaded` : les premières lignes sont là ; `counted` : les comptes aussi ; `waiting(bool)`
    encadre une lecture qui dure. `target` : ce qu'on veut voir, lu ou en cours de lecture.
    """

    loaded = Signal()
    counted = Signal()
    waiting = Signal(bool)
    refused = Signal(object)

    def __init__(self, db: Any, source: Listing[Any], model: PagedModel, tasks: Tasks) -> None:
        super().__init__(model)
        self.db, self.source, self.model, self.tasks = db, source, model, tasks
        self.criteria = self.target = Criteria()
        self.count: int | None = None
        self.total: int | None = None
        self._pages = self.criteria  # les mêmes lignes, dites de la façon la plus rapide à lire
        self._found: tuple[int, ...] | None = None  # toutes les réponses, s'il y en a peu
        self._busy = False
        self._next: Criteria | None = None
        self._round = 0
        self._fetching = False
        self._waiting_pages: list[int] = []
        model.wanted.connect(self._fetch)

    @property
    def busy(self) -> bool:
        """Une lecture est en cours : ce qu'on voit n'est pas encore ce qu'on a demandé."""
        return self._busy

    def read(self, query: Callable[[Any], Any]) -> Any:
        """`query(session)` dans une lecture courte, de n'importe quel fil."""
        with self.db.read() as session:
            return query(session)

    def load(self, criteria: Criteria, again: bool = False) -> None:
        """Montre ces critères ; `again` : la base a changé, le total est à recompter."""
        if again or criteria.where != self.target.where:
            self.total = None
        self.target = criteria
        if self._busy:
            self._next = criteria
            return
        self._busy = True
        known, crowded = self._already_found(criteria), self._crowded(criteria)
        since = self._first_found(criteria) if known is None else None
        at_once = self.tasks.soon(
            lambda: self.read(
                lambda session: self._start(session, criteria, known, crowded, since)
            ),
            lambda start: self._first(criteria, *start),
            self._refuse,
            owner=self,
        )
        if not at_once:
            self.waiting.emit(True)

    def _start(
        self,
        session: Any,
        criteria: Criteria,
        known: tuple[int, ...] | None,
        crowded: bool,
        since: int | None,
    ) -> tuple[list[Any], int | None, Criteria]:
        """Les premières lignes, leur nombre s'il est connu, et comment lire les suivantes.

        Peu de réponses : on les retient, la lettre suivante ne cherche que parmi elles. Beaucoup :
        une liste par date, par montant, en a partout, on suit son ordre ; une liste par nom, si
        elles sont vite trouvées. Sinon on trie ce qui répond, sans même compter ce qui répond quand
        la lettre d'avant en laissait une foule.
        """
        source, follow = self.source, True
        grouped = source.sorted_by_text(criteria) and not source.in_search_order(criteria)
        if words(criteria.text) and crowded and grouped:
            follow = False
        elif words(criteria.text):
            within = criteria if known is None else dataclasses.replace(criteria, ids=known)
            started = time.perf_counter()
            ids = source.matching(session, within, RARE + 1, since)
            count, few = (len(ids), _only(criteria, ids)) if len(ids) <= RARE else (None, criteria)
            if source.in_search_order(criteria):
                return source.pick(session, ids[:PAGE], criteria), count, few
            if count is not None:
                return source.page(session, few, 0, PAGE), count, few
            follow = not grouped or time.perf_counter() - started < PARTOUT
        rows = source.page(session, criteria, 0, PAGE, follow=follow)
        if len(rows) == PAGE or not words(criteria.text):
            return rows, len(rows) if len(rows) < PAGE else None, criteria
        return rows, len(rows), _only(criteria, [row.id for row in rows])

    def _already_found(self, criteria: Criteria) -> tuple[int, ...] | None:
        """Les réponses du texte précédent, s'il y en avait peu et si le nouveau le précise."""
        return self._found if self._narrows(criteria) else None

    def _first_found(self, criteria: Criteria) -> int | None:
        """La première réponse du texte que celui-ci précise, dans le même ordre."""
        first = self.model.known(0, 0)
        same = self._narrows(criteria) and self.criteria.sort == criteria.sort
        return first[0].id if same and first else None

    def _crowded(self, criteria: Criteria) -> bool:
        """Le texte que celui-ci précise laissait une foule : il en restera trop à retenir."""
        return (self.count or 0) > FOULE and self._narrows(criteria)

    def _narrows(self, criteria: Criteria) -> bool:
        """Les mêmes lignes qu'à l'instant, ou moins : le texte n'a fait que s'allonger."""
        held, asked = words(self.criteria.text), words(criteria.text)
        same = (self.criteria.where, self.criteria.ids) == (criteria.where, criteria.ids)
        known = self.total is not None and bool(held) and same
        return known and all(any(old in new for new in asked) for old in held)

    def _first(
        self, criteria: Criteria, rows: list[Any], count: int | None, pages: Criteria
    ) -> None:
        self._busy = False
        self.waiting.emit(False)
        if self._next is not None:  # on a tapé plus loin pendant la lecture
            following, self._next = self._next, None
            self.load(following)
            return
        self._round += 1
        self._waiting_pages, self._fetching = [], False
        self.criteria, self.count, self._pages = criteria, count, pages
        self._found = None if pages is criteria else pages.ids
        self.model.restart(rows, len(rows) if count is None else count)
        self.loaded.emit()
        self._count()

    def _count(self) -> None:
        criteria, this_round, count = self.criteria, self._round, self.count
        plain = not criteria.text.strip() and criteria.ids is None
        total = count if plain and count is not None else self.total

        def query(session: Any) -> tuple[int, int, tuple[int, ...] | None]:
            shown, found = self._every(session, criteria) if count is None else (count, self._found)
            if total is not None:
                return shown, total, found
            return shown, shown if plain else self.source.total(session, criteria), found

        def done(answer: tuple[int, int, tuple[int, ...] | None]) -> None:
            if this_round == self._round:
                self.count, self.total, self._found = answer
                self.model.grow(answer[0])
                self.counted.emit()

        if count is not None and total is not None:
            done((count, total, self._found))
        else:
            # Une frappe n'attend pas ses comptes ; une ouverture, à peine.
            patience = 0.01 if plain else 0
            self.tasks.soon(lambda: self.read(query), done, self._refuse, self, patience)

    def _every(self, session: Any, criteria: Criteria) -> tuple[int, tuple[int, ...] | None]:
        """Le nombre de réponses, et lesquelles s'il y en a peu : on ne les cherche qu'une fois."""
        if words(criteria.text):
            ids = self.source.matching(session, criteria, RETENUES + 1)
            if len(ids) <= RETENUES:
                return len(ids), tuple(ids)
        return self.source.count(session, criteria), None

    # --- Pages ---------------------------------------------------------------------------

    def _fetch(self, page: int) -> None:
        """Une page à la fois ; ce qu'on a dépassé en faisant défiler n'est pas lu."""
        if self._fetching:
            self._waiting_pages.append(page)
            return
        self._fetching = True
        this_round = self._round

        def done(rows: list[Any]) -> None:
            if this_round == self._round:
                self._fetching = False
                self.model.receive(page, rows)
                self._fetch_next()

        self.tasks.soon(
            lambda: self.read(lambda session: self._page(session, page)),
            done,
            self._refuse,
            owner=self,
            patience=PATIENCE,
        )

    def _fetch_next(self) -> None:
        waiting, self._waiting_pages = self._waiting_pages, []
        for page in waiting[:-GARDEES]:
            self.model.forget(page)
        for page in reversed(waiting[-GARDEES:]):
            self._fetch(page)

    def _page(self, session: Any, page: int) -> list[Any]:
        """La seconde moitié se lit à rebours : un saut à la fin coûte le prix du début."""
        top = page * PAGE
        if self.count is None or top * 2 < self.count:
            return self.source.page(session, self._pages, top, PAGE)
        size = min(PAGE, self.count - top)
        backwards = self.source.backwards(self._pages)
        return self.source.page(session, backwards, self.count - top - size, size)[::-1]

    def _refuse(self, error: UserError) -> None:
        self._busy, self._next, self._fetching = False, None, False
        self.waiting.emit(False)
        self.refused.emit(error)


def _only(criteria: Criteria, ids: Sequence[int]) -> Criteria:
    """Ces lignes-là, sans plus chercher leur texte."""
    return dataclasses.replace(criteria, text="", ids=tuple(ids))
