"""Comment une valeur se montre dans une liste : le type de la colonne vient de la ligne."""

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto
from typing import Any, Union, get_args, get_origin, get_type_hints

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import nombre, nombre_ou_vide
from lsc_desktop.base.text import une_ligne
from lsc_desktop.gui.kit.screens import Column


class Kind(Enum):
    """Ce qu'est une colonne."""

    TEXT = auto()
    NUMBER = auto()
    INTEGER = auto()
    DATE = auto()
    MOMENT = auto()
    CHECK = auto()

    @property
    def figures(self) -> bool:
        """Aligné à droite, sommable."""
        return self in (Kind.NUMBER, Kind.INTEGER)


# L'ordre compte : un bool est un int, un datetime une date.
_KINDS = (
    (bool, Kind.CHECK), (Decimal, Kind.NUMBER), (int, Kind.INTEGER),
    (datetime, Kind.MOMENT), (date, Kind.DATE),
)  # fmt: skip
_CHARS = {Kind.NUMBER: 12, Kind.INTEGER: 8, Kind.DATE: 10, Kind.MOMENT: 16, Kind.CHECK: 6}


def kinds(row: type) -> dict[str, Kind]:
    """Le genre de chaque champ d'une ligne, d'après son annotation."""
    assert is_dataclass(row)
    hints = get_type_hints(row)
    return {field.name: _kind(hints[field.name]) for field in fields(row)}


def _kind(hint: Any) -> Kind:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if isinstance(hint, type):
        return next((kind for known, kind in _KINDS if issubclass(hint, known)), Kind.TEXT)
    return Kind.TEXT


def display(value: Any, column: Column) -> str:
    """Le texte d'une cellule : nombre français, date jj/mm/aaaa, rien pour zéro ou l'absence."""
    if value is None or value is False:
        return ""
    if value is True:
        return "Oui"
    if isinstance(value, Decimal):
        shown = nombre_ou_vide if column.blank_zero else nombre
        return shown(value, column.places)
    if isinstance(value, int):
        return "" if value == 0 and column.blank_zero else str(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return date_fr(value)
    return une_ligne(str(value))


def chars(column: Column, kind: Kind) -> int:
    """Largeur d'une colonne, en caractères."""
    return column.width or max(_CHARS.get(kind, 16), len(column.title) + 2)
