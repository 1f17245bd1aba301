"""Ce que les saisies de fiches vérifient toutes."""

from collections.abc import Iterator
from typing import Any

Problem = tuple[str, str]


def obligatoires(draft: Any, **labels: str) -> Iterator[Problem]:
    """`champ="Le code"` : une phrase pour chaque champ vide."""
    for name, label in labels.items():
        if getattr(draft, name) in (None, ""):
            yield name, f"{label} est à renseigner."


def dans_l_ordre(draft: Any, debut: str, fin: str, sentence: str) -> Iterator[Problem]:
    """Deux dates, la seconde pas avant la première."""
    start, end = getattr(draft, debut), getattr(draft, fin)
    if start and end and end < start:
        yield fin, sentence
