"""Les verrous des fiches ouvertes d'une fenêtre : un seul battement, hors du fil graphique.

Rien ici n'empêche d'ouvrir ni d'enregistrer : une base qui ne répond pas se note au journal, et la
version de la fiche suffit à ce que rien ne soit écrasé.
"""

import logging
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.verrous import BATTEMENT, Cle, Tenue
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.queries.verrous import tenues
from lsc_desktop.services.verrous import battre, oublier, prendre, rendre

log = logging.getLogger(__name__)
T = TypeVar("T")
PATIENCE = 1.0  # secondes accordées à la base quand la fenêtre se ferme


class Held(Protocol):
    """Une fiche ouverte, telle que la fenêtre la suit."""

    key: Cle | None
    wants: bool  # elle tient sa fiche, ou veut la tenir

    def told(self, tenue: Tenue | None) -> None:
        """Après une prise : qui tient la fiche ; `None` si la base n'a pas répondu."""

    def beat(self, mine: bool, tenue: Tenue | None) -> None:
        """À chaque battement : est-elle toujours à nous, sinon à qui."""


class Locks(QObject):
    """Suit les fiches ouvertes de la fenêtre et dit à chacune qui tient la sienne."""

    def __init__(self, db: Any, contexte: Callable[[], Contexte], parent: QObject | None = None):
        super().__init__(parent)
        self.db, self.contexte = db, contexte
        self.tasks = Tasks(self, threads=1)  # un seul fil : prendre passe avant rendre
        self._open: list[Held] = []
        self._beating = self._cleaned = self._closed = False
        self.timer = QTimer(self, interval=BATTEMENT * 1000)
        self.timer.timeout.connect(self.beat)

    def enter(self, form: Held) -> None:
        """Cette fiche vient d'être ouverte : la prendre si elle le veut, et la suivre."""
        if form not in self._open:
            self._open.append(form)
        if not self.timer.isActive():
            self.timer.start()
        if form.wants and form.key is not None:
            key = form.key
            self._run(
                lambda ctx: self._take(key, ctx, ""),
                lambda tenue: form.told(tenue) if form.key == key else None,
            )

    def take_over(self, key: Cle, despite: str, done: Callable[[Tenue | None], None]) -> None:
        """Reprend la fiche à la séance `despite`, et à elle seule ; `done(qui la tient)`."""
        self._run(lambda ctx: self._take(key, ctx, despite), done)

    def leave(self, form: Held, key: Cle | None) -> None:
        """Cette fiche n'est plus à l'écran : la rendre, si la fenêtre ne la montre pas ailleurs."""
        if not isValid(self) or form not in self._open:
            return
        self._open.remove(form)
        if not self._open:
            self.timer.stop()
        if key is not None and form.wants and not any(o.key == key for o in self._open):
            self._run(lambda ctx: self._give_back(key, ctx), lambda _done: None)

    def beat(self) -> None:
        """Signe de vie de toutes les fiches, et des nouvelles de celles qu'on attend."""
        if self._beating or not self._open:
            return
        self._beating = True
        keys = {form.key for form in self._open if form.key is not None}
        holding = any(form.wants for form in self._open)
        self._run(lambda ctx: self._look(keys, holding, ctx), self._told)

    def close(self) -> None:
        """La fenêtre se ferme : tout est rendu, sans attendre longtemps."""
        self._closed = True
        self.timer.stop()
        if self._open or not self.tasks.idle():
            self._open.clear()
            work = self._safe(lambda ctx: self._give_back(None, ctx))
            self.tasks.soon(work, lambda _done: None, patience=PATIENCE)
        self.tasks.close()

    # --- dans le fil des verrous ----------------------------------------------------------------

    def _run(self, work: Callable[[Contexte], T], done: Callable[[T | None], None]) -> None:
        if not self._closed:
            self.tasks.run(self._safe(work), done, owner=self)

    def _safe(self, work: Callable[[Contexte], T]) -> Callable[[], T | None]:
        ctx = self.contexte()

        def run() -> T | None:
            try:
                return work(ctx)
            except Exception:  # un verrou qui ne s'écrit pas ne dérange personne
                log.warning("verrou non écrit", exc_info=True)
                return None

        return run

    def _take(self, key: Cle, ctx: Contexte, despite: str) -> Tenue | None:
        with self.db.write(ctx.utilisateur) as session:
            if not self._cleaned:
                self._cleaned = True
                oublier(session)
            return prendre(session, *key, ctx=ctx, malgre=despite)

    def _give_back(self, key: Cle | None, ctx: Contexte) -> None:
        with self.db.write(ctx.utilisateur) as session:
            rendre(session, ctx.seance, None if key is None else [key])

    def _look(
        self, keys: set[Cle], holding: bool, ctx: Contexte
    ) -> tuple[set[Cle], set[Cle], dict[Cle, Tenue]]:
        mine: set[Cle] = set()
        if holding:
            with self.db.write(ctx.utilisateur) as session:
                mine = battre(session, ctx.seance)
        others = keys - mine
        found: dict[Cle, Tenue] = {}
        if others:
            with self.db.read() as session:
                found = tenues(session, others)
        return keys, mine, found

    # --- dans le fil graphique ------------------------------------------------------------------

    def _told(self, news: tuple[set[Cle], set[Cle], dict[Cle, Tenue]] | None) -> None:
        self._beating = False
        if news is None:
            return
        keys, mine, found = news
        for form in list(self._open):
            if form.key in keys:
                form.beat(form.key in mine, found.get(form.key))
