"""Les lignes d'une feuille Excel, écrites en clair dans le format (ECMA-376, 18.3.1).

XlsxWriter fait le classeur ; ses cellules, une par une, prendraient les neuf dixièmes du temps.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

TEXTE_MAX = 32_767
PREMIERE_DATE = date(1900, 3, 1)  # avant, Excel et le calendrier ne s'accordent pas
JOUR_ZERO = date(1899, 12, 30).toordinal()  # Excel compte les jours depuis celui-là
RETENUS = 5000  # textes déjà écrits qu'une colonne garde : les mêmes reviennent

_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_ENTITES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
Cell = Callable[[str, Any], str]


class Cellules:
    """Une ligne de valeurs → son XML. `nombres` : le style des décimaux de chaque colonne ;
    `jour` et `instant` : ceux des dates."""

    def __init__(self, nombres: Sequence[str], jour: str, instant: str) -> None:
        self._columns = [
            _Colonne(lettre(place), style, jour, instant).par_type
            for place, style in enumerate(nombres)
        ]

    def ligne(self, rang: int, valeurs: Iterable[Any]) -> str:
        """Le XML de la ligne `rang` de la feuille (la première est 1) ; une valeur absente est une
        cellule absente."""
        row = str(rang)
        cells = [
            kinds.get(type(value), kinds[object])(row, value)
            for kinds, value in zip(self._columns, valeurs, strict=True)
            if value is not None and value != ""
        ]
        return f'<row r="{row}">{"".join(cells)}</row>'


class _Colonne:
    def __init__(self, colonne: str, nombre: str, jour: str, instant: str) -> None:
        self._texts: dict[str, str] = {}
        start = f'<c r="{colonne}'
        amount, day, moment = (f'" s="{style}"><v>' for style in (nombre, jour, instant))

        def text(row: str, value: str) -> str:
            return f'{start}{row}" t="inlineStr"><is>{self._texte(value)}</is></c>'

        def decimal(row: str, value: Decimal) -> str:
            return f"{start}{row}{amount}{value}</v></c>"

        def whole(row: str, value: int) -> str:
            return f'{start}{row}"><v>{value}</v></c>'

        def check(row: str, value: bool) -> str:
            return f'{start}{row}" t="b"><v>{value:d}</v></c>'

        def dated(row: str, value: date) -> str:
            if value < PREMIERE_DATE:
                return text(row, f"{value:%d/%m/%Y}")
            return f"{start}{row}{day}{value.toordinal() - JOUR_ZERO}</v></c>"

        def instant_(row: str, value: datetime) -> str:
            since = value - datetime(1899, 12, 30)
            return f"{start}{row}{moment}{since.total_seconds() / 86_400:.16g}</v></c>"

        def anything(row: str, value: Any) -> str:
            return text(row, str(value))

        self.par_type: dict[type, Cell] = {
            str: text, Decimal: decimal, int: whole, bool: check, date: dated,
            datetime: instant_, object: anything,
        }  # fmt: skip

    def _texte(self, value: str) -> str:
        found = self._texts.get(value)
        if found is None:
            if len(self._texts) >= RETENUS:
                self._texts.clear()
            found = self._texts[value] = _texte(value[:TEXTE_MAX])
        return found


def _texte(value: str) -> str:
    kept = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
    return f"<t{kept}>{_SPECIAL.sub(_echappe, value)}</t>"


def _echappe(found: re.Match[str]) -> str:
    """Un caractère que XML refuse s'écrit _x0007_ ; un texte qui en a l'air se protège."""
    part = found[0]
    if len(part) > 1:
        return f"_x005F{part}"
    return _ENTITES.get(part) or f"_x{ord(part):04X}_"


def lettre(place: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
