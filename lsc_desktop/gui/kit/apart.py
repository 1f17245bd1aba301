"""Un grand lot de documents se fait dans d'autres processus : la fenêtre garde le sien, fluide.

Deux fils d'un même processus Python se passent la main : un lot fait dans un fil fige l'écran une
demi-seconde à la fois. Ce module ne connaît pas Qt : les autres processus s'en passent.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from lsc_desktop.base.aside import modest
from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.evenements import Document

Make = Callable[[Any, list[Any], Contexte], Iterable[Document]]

MANY = 40  # lignes : en deçà, démarrer un processus prendrait plus de temps que le travail
CHUNK = 20  # lignes par envoi


def documents(db: Any, make: Make, rows: Sequence[Any], ctx: Contexte) -> Iterator[Document]:
    """Les documents de ces lignes, dans l'ordre, à mesure ; fermer l'itérateur arrête le lot.

    `make` est une fonction de module : les autres processus la retrouvent par son nom. Si le
    système refuse un processus, ce qui reste se fait dans celui-ci.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    chunks = [list(rows[start : start + CHUNK]) for start in range(0, len(rows), CHUNK)]
    count = len(chunks)
    workers = min(count, max(1, (os.cpu_count() or 2) - 1))
    done = 0
    # « spawn » partout : un processus qui a des fils et des fenêtres ne se duplique pas.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), modest)
    try:
        for made in pool.map(_made, [db] * count, [make] * count, chunks, [ctx] * count):
            done += 1
            yield from made
    except (BrokenProcessPool, OSError):
        for chunk in chunks[done:]:
            yield from _made(db, make, chunk, ctx)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _made(db: Any, make: Make, rows: list[Any], ctx: Contexte) -> list[Document]:
    with db.read() as session:
        return list(make(session, rows, ctx))
