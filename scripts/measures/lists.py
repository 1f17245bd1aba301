"""§4 : une liste de 200 000 lignes, ouverte, parcourue, triée, filtrée en tapant."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from measures import agency
from measures.common import (
    Line,
    alternate,
    at_most,
    note,
    plain_environment,
    rss,
    seconds,
    with_application,
)

if TYPE_CHECKING:
    from measures.list_techniques import Technique

MANY = 200_000
WORDS = ("martin", "helene", "nancy", "zz", "0612", "lefevr", "12345")
SORTS = (("code", False), ("ville", False), ("courriel", True), ("nom", False))
KINDS = {"nous": "ours", "QSqlTableModel": "sql", "tout en mémoire": "everything"}


def measure(runs: int) -> Iterator[Line]:
    """La liste des tiers, telle qu'elle est dans le programme, à l'écran jusqu'au dernier pixel.

    Premières lignes : de l'ouverture de l'onglet à la première image. Touche : de la lettre à
    l'image filtrée, mot après mot, une lettre à la fois. Saut : d'une liste neuve à sa dernière
    ligne. Tri : un clic sur quatre en-têtes, le plus lent compte.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "tiers.db"
        note("  une agence de 200 000 tiers…")
        agency.build(path, people=MANY)
        app = with_application()
        techniques = _techniques(path)
        yield from _opening(techniques, runs)
        yield from _jumps(techniques, runs)
        for technique in techniques.values():
            technique.open()
            technique.settle()
        yield from _sorts(techniques, runs)
        yield from _keys(techniques, runs)
        for technique in techniques.values():
            technique.close()
        app.processEvents()
        yield from _memory(path)


def _techniques(path: Path, kinds: Sequence[str] = tuple(KINDS.values())) -> "dict[str, Technique]":
    from measures.list_techniques import Everything, Ours, SqlTable

    makers: dict[str, Callable[[], Technique]] = {
        "nous": lambda: Ours(path, "tiers.liste"),
        "QSqlTableModel": lambda: SqlTable(path),
        "tout en mémoire": lambda: Everything(path),
    }
    return {name: makers[name]() for name, kind in KINDS.items() if kind in kinds}


def _opening(techniques: "dict[str, Technique]", runs: int) -> Iterator[Line]:
    def opened(technique: "Technique") -> float:
        spent = seconds(technique.open) * 1000
        technique.close()
        return spent

    found = alternate(runs, {n: partial(opened, t) for n, t in techniques.items()})
    yield from _against("liste : premières lignes", found, 40)


def _jumps(techniques: "dict[str, Technique]", runs: int) -> Iterator[Line]:
    """D'une liste qu'on vient d'ouvrir à sa dernière ligne, jamais lue."""

    def jumped(technique: "Technique") -> float:
        technique.open()
        technique.settle()
        spent = seconds(lambda: technique.jump(True)) * 1000
        technique.close()
        return spent

    found = alternate(runs, {n: partial(jumped, t) for n, t in techniques.items()})
    yield from _against("liste : saut à la fin", found, 40)


def _sorts(techniques: "dict[str, Technique]", runs: int) -> Iterator[Line]:
    def slowest(technique: "Technique") -> float:
        spent = []
        for column, descending in SORTS:
            spent.append(seconds(partial(technique.sort, column, descending)) * 1000)
            technique.settle()
        return max(spent)

    found = alternate(runs, {n: partial(slowest, t) for n, t in techniques.items()})
    yield from _against("liste : tri, la colonne la plus lente", found, 80)


def _keys(techniques: "dict[str, Technique]", runs: int) -> Iterator[Line]:
    """Chaque préfixe de chaque mot ; par technique, la médiane et la plus longue des touches."""
    prefixes = [word[:end] for word in WORDS for end in range(1, len(word) + 1)]
    spent: dict[str, list[list[float]]] = {name: [] for name in techniques}
    for _ in range(runs):
        for name, technique in techniques.items():
            spent[name].append([_key(technique, prefix) for prefix in prefixes])
            technique.type("")
            technique.settle()
    keys = {name: [median(k) for k in zip(*turns, strict=True)] for name, turns in spent.items()}
    yield from _against("liste : touche, médiane", {n: median(k) for n, k in keys.items()}, 20)
    yield from _against("liste : touche, la plus lente", {n: max(k) for n, k in keys.items()}, 50)


def _key(technique: "Technique", text: str) -> float:
    if len(text) == 1:
        technique.type("")
        technique.settle()
    spent = seconds(lambda: technique.type(text)) * 1000
    technique.settle()
    return spent


def _against(what: str, found: dict[str, float], most: float) -> Iterator[Line]:
    ours = found["nous"]
    for rank, peer in enumerate(name for name in found if name != "nous"):
        yield Line(what, "ms", ours, peer, found[peer], None if rank else at_most(most))


# --- Mémoire ------------------------------------------------------------------------------------


def _memory(path: Path) -> Iterator[Line]:
    """Ce que prend chaque technique, dans un processus à elle, après être allée au bout."""
    found = {}
    for name, kind in KINDS.items():
        command = [sys.executable, "-P", "-m", "measures.lists", kind, str(path)]
        done = subprocess.run(
            command, env=plain_environment(), stdout=subprocess.PIPE, check=True, encoding="utf-8"
        )
        found[name] = float(done.stdout)
    if all(found.values()):
        for rank, peer in enumerate(name for name in found if name != "nous"):
            goal = None if rank else at_most(25)
            yield Line(
                "liste : mémoire, après un saut", "Mo", found["nous"], peer, found[peer], goal
            )


def _grown(kind: str, path: Path) -> float:
    """Mo de plus après l'ouverture et un aller au bout ; 0 si le système ne le dit pas.

    La même liste a d'abord été ouverte sur une base vide : les modules ne comptent pas.
    """
    app = with_application()
    small = path.with_name(f"vide-{kind}.db")
    agency.build(small, people=50)
    for technique in _techniques(small, [kind]).values():
        technique.open()
        technique.jump(True)
        technique.close()
    before = rss()
    (technique,) = _techniques(path, [kind]).values()
    technique.open()
    technique.settle()
    technique.jump(True)
    technique.jump(False)
    technique.settle()
    after = rss()
    app.processEvents()
    return 0.0 if before is None or after is None else after - before


if __name__ == "__main__":
    print(_grown(sys.argv[1], Path(sys.argv[2])))
