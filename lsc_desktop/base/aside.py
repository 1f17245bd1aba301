"""Un long travail dans un processus à lui : la fenêtre garde le sien, fluide.

Deux fils d'un même processus Python se passent la main : une liaison à six cents fichiers par
seconde fige l'écran un tiers de seconde à la fois (performance.md § 8).
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, cast

from lsc_desktop.base.errors import Confirm, TemporaryError, UserError

Say = Callable[..., None]
Stop = Callable[[], bool]
# Une fonction de module, et ses arguments figés : l'autre processus la retrouve par son nom.
Work = Callable[[Say, Stop], Any]

PACE = 0.1  # secondes entre deux nouvelles : l'écran n'en montre pas plus
SAID, LOGGED, DONE, REFUSED, BROKEN = "dit", "journal", "fait", "refus", "incident"


def aside(work: Work, say: Say, stop: Stop) -> Any:
    """Joue `work(say, stop)` dans un autre processus, et rend ce qu'il rend.

    `say` est appelé ici, dix fois par seconde au plus, avec les dernières nouvelles. Lève ce que le
    travail lève de `UserError` et de `Confirm` ; `TemporaryError` si son processus est tué ou ne
    peut naître ; `RuntimeError`, avec sa trace, pour tout le reste. Si celui-ci meurt, le travail
    s'arrête comme si on l'avait demandé.
    """
    from multiprocessing import get_context

    # « spawn » partout : un processus qui a des fils et des fenêtres ne se duplique pas.
    context = get_context("spawn")
    here, there = context.Pipe()
    asked = context.Event()
    process = context.Process(target=_play, args=(there, asked, work), daemon=True)
    try:
        process.start()
    except OSError as error:
        here.close()
        raise _killed() from error
    finally:
        there.close()
    try:
        return _follow(here, asked, say, stop)
    finally:
        asked.set()
        here.close()
        process.join()


def modest() -> None:
    """Cède le pas à la fenêtre, quand il y a moins de cœurs que d'ouvrage."""
    if hasattr(os, "nice"):
        os.nice(5)


def _follow(here: Connection, asked: Any, say: Say, stop: Stop) -> Any:
    while True:
        if not asked.is_set() and stop():
            asked.set()
        try:
            if not here.poll(PACE):
                continue
            kind, value = here.recv()
        except (EOFError, OSError) as error:
            raise _killed() from error
        if kind == SAID:
            say(*value)
        elif kind == LOGGED:
            logging.getLogger(value.name).handle(value)
        elif kind == DONE:
            return value
        elif kind == REFUSED:
            raise value
        else:
            raise RuntimeError(value)


def _killed() -> TemporaryError:
    return TemporaryError(
        "Le travail s'est arrêté : son processus a été interrompu.",
        "Recommencez : ce qui est fait ne se refera pas.",
    )


@dataclass
class _Line:
    """Le fil vers celui qui a demandé, vu de l'autre processus."""

    there: Connection
    asked: Any
    _one: threading.Lock = field(default_factory=threading.Lock)
    _next: float = 0.0

    def send(self, kind: str, value: Any) -> None:
        with self._one:
            try:
                self.there.send((kind, value))
            except OSError:  # plus personne n'écoute
                self.asked.set()

    def say(self, *news: Any) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + PACE
            self.send(SAID, news)

    def stop(self) -> bool:
        return self.asked.is_set() or _orphan()


class _Relay(logging.Handler):
    """Ce que le travail note va au journal de celui qui l'a demandé."""

    def __init__(self, line: _Line) -> None:
        super().__init__()
        self.line = line

    def emit(self, record: logging.LogRecord) -> None:
        record.msg, record.args = self.format(record), None
        record.exc_info = record.exc_text = record.stack_info = None
        self.line.send(LOGGED, record)


def spare() -> None:
    """Un gros calcul garde ce qu'il crée : ne le relire que de loin en loin pour y chercher des
    cycles. D'ordinaire, cent mille documents à comparer se relisent vingt fois."""
    import gc

    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _play(there: Connection, asked: Any, work: Work) -> None:
    modest()
    spare()
    line = _Line(there, asked)
    root = logging.getLogger()
    root.addHandler(_Relay(line))
    root.setLevel(logging.INFO)
    try:
        line.send(DONE, work(line.say, line.stop))
    except (UserError, Confirm) as refused:
        line.send(REFUSED, refused)
    except Exception:
        import traceback

        line.send(BROKEN, traceback.format_exc())


def _orphan() -> bool:
    from multiprocessing import parent_process

    parent = cast("Any", parent_process())
    return parent is not None and not parent.is_alive()
