"""Le syndicat Gilbert (seed L2318-2334) : les tantièmes et le code de ses douze copropriétaires."""

from decimal import Decimal
from typing import Any

from lsc_desktop.domain.assemblees.voix import Corps, Part, corps_electoral, voix

GILBERT = (
    ("74", "R"), ("74", "O"), ("82.0001", "N"), ("74", "O"), ("62", "N"), ("72", "N"),
    ("66.0142", "C"), ("149", "R"), ("65", "D"), ("145", "O"), ("65", "C"), ("72.90086", "N"),
)  # fmt: skip


def corps(*held: str, **options: Any) -> Corps:
    """Un copropriétaire par nombre de tantièmes, numérotés depuis 0."""
    return corps_electoral((Part(i, voix(Decimal(t))) for i, t in enumerate(held)), **options)
