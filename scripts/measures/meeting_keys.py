"""Taper dans un vrai tableau d'assemblée, de la touche aux totaux repeints."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest

from lsc_desktop.app.assembly import assemble
from lsc_desktop.base.settings import Settings
from lsc_desktop.gui.boards.presences import PresencesView
from lsc_desktop.gui.boards.votes import TOUCHES, VotesView
from measures import agency
from measures.common import Line, at_most, seconds, with_application
from measures.meeting import ONE


class Painted(QObject):
    """Vrai dès que les totaux ont été repeints."""

    def __init__(self, totals: Sequence[QObject]) -> None:
        super().__init__()
        self.done = False
        for widget in totals:
            widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.done = self.done or event.type() == QEvent.Type.Paint
        return False


class Typing:
    """La vraie fenêtre, un de ses tableaux, et le temps que prend chaque touche.

    En millisecondes : `write`, l'écriture validée ; `count`, le compte et ce qu'il change à
    l'écran ; `total`, jusqu'aux totaux repeints. Le reste est la peinture.
    """

    def __init__(self, path: Path, key: str) -> None:
        self.app = with_application()
        self.db = agency.database(path)
        self.window: Any = assemble(self.db, Settings("", "mesure"))
        self.window.resize(1280, 800)
        self.window.show()
        self.window.open(key, assemblee_id=ONE)
        view: Any = self.window.tabs.currentWidget()
        self.view = view  # PresencesView, ou VotesView
        self.app.processEvents()
        view._watch.stop()  # sa relecture périodique se mesure à part
        self.times: dict[str, list[float]] = {"write": [], "count": [], "total": []}
        self.view.shell = _Timed(self.window, self.times["write"])
        self.view._inscribe = _timed(self.view._inscribe, self.times["count"])

    def key(self, letter: str, painted: Painted) -> None:
        painted.done, key = False, Qt.Key(ord(letter))
        start = perf_counter()
        QTest.keyClick(self.view.table, key)
        while not painted.done:
            self.app.processEvents()
        self.times["total"].append((perf_counter() - start) * 1000)

    def reread(self) -> float:
        """Ce que le tableau relit de lui-même pendant qu'on le regarde, en millisecondes."""
        return seconds(self.view.reread) * 1000

    def close(self) -> None:
        self.window.opener.drop_all()
        self.window.tasks.close()
        self.window.close()
        self.db.close()

    def lines(self, what: str, *, aim: bool = False) -> Iterator[Line]:
        """`aim` : le but de §5, un clic compté et repeint en 16 ms, l'écriture à part."""
        total, write = self.times["total"], self.times["write"]
        shown = [whole - written for whole, written in zip(total, write, strict=True)]
        painting = [left - done for left, done in zip(shown, self.times["count"], strict=True)]
        yield Line(f"{what} : touche, médiane", "ms", median(total))
        yield Line(f"{what} : touche, 95 %", "ms", quantiles(total, n=20, method="inclusive")[18])
        yield Line(f"{what} : dont l'écriture validée", "ms", median(write))
        yield Line(f"{what} : dont le compte", "ms", median(self.times["count"]))
        yield Line(f"{what} : dont la peinture", "ms", median(painting))
        if aim:
            yield Line(f"{what} : compte et peinture", "ms", median(shown), goal=at_most(16))


class _Timed:
    """La fenêtre, telle qu'un tableau la voit, ses écritures chronométrées."""

    def __init__(self, window: Any, times: list[float]) -> None:
        self._window = window
        self.write = _timed(window.write, times)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._window, name)

    def refuse(self, error: Exception) -> None:
        raise error


def _timed(work: Callable[..., Any], times: list[float]) -> Callable[..., Any]:
    def run(*args: Any, **named: Any) -> Any:
        start = perf_counter()
        found = work(*args, **named)
        times.append((perf_counter() - start) * 1000)
        return found

    return run


def presences(path: Path, runs: int, owners: int, keys: int) -> Iterator[Line]:
    """Une lettre par copropriétaire, l'un après l'autre ; en bas, on revient au premier.

    L'ordre des touches est tiré au sort : jamais celle que la ligne porte déjà.
    """
    typing, pick = Typing(path, "assemblees.presences"), random.Random(2318)
    view = typing.view
    assert isinstance(view, PresencesView)
    painted = Painted([view.footer.viewport()])
    for turn in range(keys):
        rank = turn % owners
        view.table.go(rank)
        typing.app.processEvents()
        held = view.shown[rank].presence.code.value
        letter = pick.choice([other for other in "ODNC" if other != held])
        typing.key(letter, painted)
        assert view.shown[rank].presence.code.value == letter
    reread = median(typing.reread() for _ in range(runs))
    typing.close()
    what = f"présences de {owners}"
    yield from typing.lines(what)
    yield Line(f"{what} : relecture périodique", "ms", reread)


def votes(path: Path, runs: int, what: str, keys: int) -> Iterator[Line]:
    """Un vote changé à la fois, dans une assemblée déjà toute votée."""
    typing, pick = Typing(path, "assemblees.votes"), random.Random(2444)
    view = typing.view
    assert isinstance(view, VotesView)
    painted = Painted([label for pair in view.figures.values() for label in pair])
    room = [rank for rank, row in enumerate(view.shown) if not row.bulletin.correspondance]
    for rank in pick.sample(room, min(len(room), keys)):
        view.table.go(rank)
        typing.app.processEvents()
        held = view.shown[rank].bulletin.sens
        letter = pick.choice([other for other, sens in TOUCHES.items() if sens is not held])
        typing.key(letter, painted)
        assert view.shown[rank].bulletin.sens is TOUCHES[letter]
    reread = median(typing.reread() for _ in range(min(runs, 3)))
    typing.close()
    yield from typing.lines(what, aim=True)
    yield Line(f"{what} : relecture périodique", "ms", reread)
