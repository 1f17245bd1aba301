"""Ce qu'un champ de saisie attend, d'après l'annotation de la dataclass."""

import types
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO

Kind = Literal["montant", "entier", "date", "oui_non", "choix", "fiche", "texte"]

_HINTS: dict[type[Any], dict[str, Any]] = {}
_EMPTY: dict[type, Any] = {Decimal: ZERO, int: 0, str: "", bool: False}


def hints(owner: type[Any]) -> dict[str, Any]:
    """Les annotations résolues d'une saisie ou d'une ligne de grille."""
    if owner not in _HINTS:
        _HINTS[owner] = get_type_hints(owner)
    return _HINTS[owner]


def parts(hint: Any) -> tuple[Any, bool]:
    """(type sans `None`, admet-il `None`)."""
    if get_origin(hint) in (Union, types.UnionType):
        named = [arg for arg in get_args(hint) if arg is not type(None)]
        return (named[0] if len(named) == 1 else object), len(named) < len(get_args(hint))
    return hint, False


def line_type(owner: type[Any], name: str) -> type[Any] | None:
    """La dataclass des lignes d'un champ « list[Ligne] » ou « tuple[Ligne, ...] »."""
    args = get_args(hints(owner).get(name))
    return args[0] if args and isinstance(args[0], type) else None


def kind_of(hint: Any, choices: Any = (), lookup: Any = None) -> Kind:
    """Le champ qui convient à cette annotation."""
    if lookup is not None:
        return "fiche"
    if choices:
        return "choix"
    named, _optional = parts(hint)
    kinds: dict[Any, Kind] = {Decimal: "montant", bool: "oui_non", int: "entier", date: "date"}
    return kinds.get(named, "texte")


def fit(value: Any, hint: Any) -> Any:
    """Ce que vaut un champ laissé vide : `None` si l'annotation l'admet, sinon zéro ou rien.

    Lève `UserError` pour une date exigée.
    """
    named, optional = parts(hint)
    if optional:
        return None if value == "" and named is str else value
    if value is not None:
        return value
    if named is date:
        raise UserError("La date manque.", "Tapez-la, ou F4 pour le calendrier.")
    return _EMPTY.get(named)
