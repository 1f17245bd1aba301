"""Ctrl+K : une lettre de plus, parmi 20 000 tiers et tout ce qui va avec."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from lsc_desktop.queries.accueil import chercher
from lsc_desktop.storage.engine import Database
from measures import agency
from measures.common import Line, alternate, at_most, note

TIERS, LOTS = 20_000, 5_000
WORDS = ("martin", "helene", "nancy", "zz", "0612", "lefevr", "res0042", "81loc0012")
PREFIXES = tuple(word[:end] for word in WORDS for end in range(1, len(word) + 1))
EACH = 8  # réponses par sorte de fiche

# La même question aux seuls tiers, comme on la pose d'abord : chaque colonne, sans index.
NAIVE = """
    SELECT id, nom, ville FROM tiers
    WHERE nom LIKE :t OR prenom LIKE :t OR code LIKE :t OR ville LIKE :t OR telephone LIKE :t
        OR portable LIKE :t OR courriel LIKE :t
    ORDER BY nom LIMIT 8
"""
FTS = "SELECT rowid FROM mots WHERE mots MATCH ? ORDER BY rank LIMIT 8"


def measure(runs: int) -> Iterator[Line]:
    """Le vrai `chercher` : locataires, lots, immeubles, tiers, mandats et comptes à la fois.

    Les pairs ne cherchent que parmi les tiers : LIKE sur sept colonnes (sans repli des accents), et
    FTS5 en trigrammes, dont l'index est déjà fait.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "agence.db"
        note("  une agence de 20 000 tiers et 5 000 lots…")
        people = TIERS - LOTS - LOTS // 5
        agency.build(path, lots=LOTS, months=1, people=people)
        db = agency.database(path)
        with closing(sqlite3.connect(path)) as plain:
            techniques: dict[str, Callable[[str], object]] = {
                "nous": partial(_ours, db),
                "LIKE, tiers seuls": lambda text: plain.execute(
                    NAIVE, {"t": f"%{text}%"}
                ).fetchall(),
            }
            if _indexed(plain):
                techniques["FTS5, tiers seuls"] = lambda text: plain.execute(
                    FTS, (f'"{text}"',)
                ).fetchall()
            spent = {name: _Keys(search) for name, search in techniques.items()}
            alternate(runs, spent)
        db.close()
    ours = spent.pop("nous")
    for rank, (name, theirs) in enumerate(spent.items()):
        goal = None if rank else at_most(200)
        yield Line(
            "Ctrl+K, 20 000 tiers : la plus lente", "ms", ours.worst, name, theirs.worst, goal
        )
        yield Line("Ctrl+K, 20 000 tiers : médiane", "ms", ours.middle, name, theirs.middle)


class _Keys:
    """Toutes les frappes ; la médiane des tours, par frappe."""

    def __init__(self, search: Callable[[str], object]) -> None:
        self._search = search
        self._turns: list[list[float]] = []

    def __call__(self) -> float:
        turn = []
        for text in PREFIXES:
            start = perf_counter()
            self._search(text)
            turn.append((perf_counter() - start) * 1000)
        self._turns.append(turn)
        return median(turn)

    @property
    def _keys(self) -> list[float]:
        return [median(values) for values in zip(*self._turns[1:], strict=True)]

    @property
    def worst(self) -> float:
        return max(self._keys)

    @property
    def middle(self) -> float:
        return median(self._keys)


def _ours(db: Database, text: str) -> object:
    with db.read() as session:
        return chercher(session, text, EACH)


def _indexed(plain: sqlite3.Connection) -> bool:
    try:
        plain.execute(
            "CREATE VIRTUAL TABLE temp.mots USING fts5(recherche, tokenize='trigram', content='')"
        )
        plain.execute("INSERT INTO mots (rowid, recherche) SELECT id, recherche FROM tiers")
    except sqlite3.OperationalError as error:
        note(f"  FTS5 manque à ce SQLite ({error}) : sa comparaison est sautée.")
        return False
    return True
