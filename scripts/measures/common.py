"""Une ligne de mesure, et comment la prendre : nous et les autres, à tour de rôle."""

import gc
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Literal

Of = Literal["rapport", "figure"]


@dataclass(frozen=True)
class Goal:
    """`most` : la borne est un plafond. `of` : elle porte sur notre chiffre ou sur le rapport."""

    bound: float
    most: bool
    of: Of


@dataclass(frozen=True)
class Line:
    """Une ligne du tableau. `figure` et `peer_figure` dans l'unité `unit` ; rapport : nous / pair.

    Sans `goal`, la ligne est là pour situer les autres.
    """

    what: str
    unit: str
    figure: float
    peer: str = ""
    peer_figure: float | None = None
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        return self.figure / self.peer_figure if self.peer_figure else None

    @property
    def reached(self) -> bool | None:
        """Rien sans but, ou quand le pair manque à un but relatif."""
        if self.goal is None:
            return None
        value = self.ratio if self.goal.of == "rapport" else self.figure
        if value is None:
            return None
        return value <= self.goal.bound if self.goal.most else value >= self.goal.bound


def as_json(line: Line) -> dict[str, Any]:
    return asdict(line)


def from_json(fields: dict[str, Any]) -> Line:
    goal = fields.pop("goal")
    return Line(**fields, goal=Goal(**goal) if goal else None)


def at_least(figure: float) -> Goal:
    return Goal(figure, False, "figure")


def at_most(figure: float) -> Goal:
    return Goal(figure, True, "figure")


def times_at_least(ratio: float) -> Goal:
    return Goal(ratio, False, "rapport")


def times_at_most(ratio: float) -> Goal:
    return Goal(ratio, True, "rapport")


def alternate(runs: int, techniques: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """La médiane de chaque technique, après `runs` tours où chacune passe à son rang.

    Le rang tourne d'un tour à l'autre : ce que la machine fait d'autre pèse sur toutes. Le premier
    passage de chacune (import, caches) ne compte pas.
    """
    names = list(techniques)
    for name in names:
        techniques[name]()
    found: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(runs):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            gc.collect()
            found[name].append(techniques[name]())
    return {name: median(values) for name, values in found.items()}


def seconds(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def rss() -> float | None:
    """Mémoire du processus, en Mo ; rien là où le système ne la dit pas ainsi."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text())
    return int(found[1]) / 1024 if found else None


def note(text: str) -> None:
    """Dit à l'écran ce qui manque ; le tableau n'en est pas troublé."""
    print(text, file=sys.stderr, flush=True)


def module(name: str, install: str = "") -> Any:
    """Une bibliothèque de comparaison, ou rien si elle n'est pas installée."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        note(f"  {install or name} n'est pas installé : sa comparaison est sautée.")
        return None


def with_application() -> Any:
    """L'application Qt, à l'allure du programme."""
    from PySide6.QtWidgets import QApplication

    from lsc_desktop.gui.kit import style

    app = QApplication.instance()
    if app is None:
        app = QApplication(["mesure"])
        style.install(app)
    return app


def plain_environment() -> dict[str, str]:
    """L'environnement des processus qu'on mesure : sans écran, et qui gardent leurs `.pyc`."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*.warning=false"}
