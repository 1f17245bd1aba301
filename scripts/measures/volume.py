"""T24 : l'agence de `scripts/volume.py`, 5 000 lots, 2 M d'écritures, 300 000 documents.

`LSC_VOLUME` : une base déjà faite ; sans elle, on la fait (trois minutes).
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import func, select
from volumes.agence import CTX, remplir

from lsc_desktop.app.assembly import HOME
from lsc_desktop.gui.kit.screens import ListScreen
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.accueil import chercher
from lsc_desktop.queries.ecritures import CONSULTATION
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Ecriture
from measures.common import Line, at_most, note

WORDS = ("m", "mar", "martin", "nancy", "roseraie", "81mar", "zzzz")
# Un compte à la fois : sans lui, elle lirait toute la comptabilité.
ONE_ACCOUNT = "comptes.consultation"
LINES = 10_000
# Des millions de lignes, cherchées dans leur texte : mesurées à part.
BIG = ("ecritures.liste", "pieces.liste")


def measure(runs: int) -> Iterator[Line]:
    """Ce que lit chaque écran : la base est ouverte, ses pages déjà en mémoire du système."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        url = _url(Path(folder))
        db = Database(url)
        try:
            yield from _lists(db, runs)
            yield from _account(db, runs)
            yield from _home(db, runs)
        finally:
            db.close()


def _url(folder: Path) -> str:
    if known := os.environ.get("LSC_VOLUME"):
        return f"sqlite:///{Path(known).as_posix()}"
    note("  une agence de 5 000 lots et 2 M d'écritures, trois minutes…")
    url = f"sqlite:///{(folder / 'agence.db').as_posix()}"
    remplir(url, 1, 1.0, note)
    return url


def _lists(db: Database, runs: int) -> Iterator[Line]:
    """La plus lente à s'ouvrir (première page et compte), et à chercher un mot."""
    opened: dict[str, float] = {}
    searched: dict[str, float] = {}
    for screen in SCREENS.values():
        if not isinstance(screen, ListScreen) or screen.key == ONE_ACCOUNT:
            continue
        opened[screen.key] = _spent(db, runs, partial(_open, screen))
        searched[screen.key] = max(
            _spent(db, max(1, runs // 2), partial(_search, screen, word)) for word in WORDS
        )
    slow = max(opened, key=lambda key: opened[key])
    yield Line(f"T24 liste ouverte, la plus lente ({slow})", "ms", opened[slow], goal=at_most(300))
    fiches = {key: value for key, value in searched.items() if key not in BIG}
    slow = max(fiches, key=lambda key: fiches[key])
    yield Line(f"T24 recherche, la plus lente ({slow})", "ms", fiches[slow], goal=at_most(200))
    for key in BIG:
        yield Line(f"T24 recherche dans {key}", "ms", searched[key])
    worst = max(_spent(db, runs, partial(_everywhere, word)) for word in WORDS)
    yield Line("T24 Ctrl+K, 20 000 tiers, la plus lente", "ms", worst, goal=at_most(200))


def _everywhere(word: str, session: Any) -> None:
    chercher(session, word)


def _open(screen: ListScreen, session: Any) -> None:
    asked = Criteria(where=screen.preset)
    screen.source.page(session, asked, 0, 100)
    screen.source.count(session, asked)


def _search(screen: ListScreen, word: str, session: Any) -> None:
    """Ce que fait la liste d'un mot tapé : ses réponses, et les premières lignes."""
    asked = Criteria(text=word, where=screen.preset)
    ids = screen.source.matching(session, asked, 1001)
    if len(ids) <= 1000:
        screen.source.pick(session, ids[:100], asked)
    else:
        follow = not screen.source.sorted_by_text(asked)
        screen.source.page(session, asked, 0, 100, follow=follow)


def _account(db: Database, runs: int) -> Iterator[Line]:
    """Le compte dont le nombre de lignes est le plus près de dix mille, soldes compris."""
    with db.read() as session:
        counts = session.execute(
            select(Ecriture.compte_id, func.count()).group_by(Ecriture.compte_id)
        )
        account, lines = min(counts, key=lambda found: abs(found[1] - LINES))

    def shown(session: Any) -> None:
        asked = Criteria(where={"compte_id": account})
        CONSULTATION.page(session, asked, 0, 100)
        CONSULTATION.count(session, asked)
        CONSULTATION.sums(session, asked, ("debit", "credit"))

    spent = _spent(db, runs, shown)
    yield Line(f"T24 compte de {lines} lignes, soldes et sommes", "ms", spent, goal=at_most(500))


def _home(db: Database, runs: int) -> Iterator[Line]:
    def counted(session: Any) -> None:
        for line in HOME:
            line.count(session, CTX)

    yield Line("T24 comptes de l'accueil", "ms", _spent(db, runs, counted), goal=at_most(600))


def _spent(db: Database, runs: int, work: Callable[[Any], object]) -> float:
    """Médiane en millisecondes, dans une lecture neuve à chaque fois."""
    found = []
    for _ in range(runs + 1):
        with db.read() as session:
            start = perf_counter()
            work(session)
            found.append((perf_counter() - start) * 1000)
    return median(found[1:])
