"""Nos pages, données toutes composées aux autres moteurs : ils n'ont plus qu'à les écrire.

C'est leur faire la part belle : nos chiffres, eux, comptent aussi la mise en page.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from unittest.mock import patch

NUMBER = r"(-?[\d.]+)"
RULE = re.compile(f"{NUMBER} G {NUMBER} w {NUMBER} {NUMBER} m {NUMBER} {NUMBER} l S")
BAND = re.compile(f"{NUMBER} g {NUMBER} {NUMBER} {NUMBER} {NUMBER} re f")


class Text(NamedTuple):
    """Un texte à écrire, en points, depuis le bas de la page ; `shade` de 0 (noir) à 1."""

    x: float
    y: float
    content: str
    size: float
    bold: bool
    shade: float


class Rule(NamedTuple):
    """Un filet horizontal."""

    x0: float
    x1: float
    y: float
    weight: float
    shade: float


class Band(NamedTuple):
    """Un aplat."""

    x: float
    y: float
    width: float
    height: float
    shade: float


class Sheet(NamedTuple):
    """Une page A4 composée."""

    texts: tuple[Text, ...]
    rules: tuple[Rule, ...]
    bands: tuple[Band, ...]


def composed(render: Callable[[Any], Any], values: Iterable[Any]) -> list[Sheet]:
    """La première page de chaque document, telle que `render` la compose, sans l'écrire."""
    with patch(f"{render.__module__}.document", lambda _title, pages, **_: pages):
        return [_sheet(render(value)[0]) for value in values]


def _sheet(page: Any) -> Sheet:
    rules, bands = [], []
    for mark in page.marks:
        if found := RULE.fullmatch(mark):
            shade, weight, x0, y, x1, _ = map(float, found.groups())
            rules.append(Rule(x0, x1, y, weight, shade))
        elif found := BAND.fullmatch(mark):
            shade, x, y, width, height = map(float, found.groups())
            bands.append(Band(x, y, width, height, shade))
        else:
            raise ValueError(f"trait inconnu : {mark}")
    return Sheet(tuple(Text(*text) for text in page.texts), tuple(rules), tuple(bands))
