"""Figer une valeur en JSON et la retrouver à l'identique : dataclasses, décimaux, dates, listes."""

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
PLAIN = {str, int, bool, float, type(None)}


def figer(value: Any) -> str:
    """Le texte JSON d'une valeur, toujours le même pour la même valeur."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def retrouver(kind: type[T], text: str) -> T:
    """La valeur du type `kind` figée dans `text` ; un champ absent garde sa valeur par défaut.

    Lève `ValueError` si le texte n'est pas une telle valeur.
    """
    try:
        value = _typed(kind, json.loads(text))
    except (TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"texte illisible comme {kind.__name__}") from error
    if not isinstance(value, kind):
        raise ValueError(f"texte illisible comme {kind.__name__}")
    return value


def _plain(value: Any) -> Any:
    kind: type = type(value)
    if kind in PLAIN:
        return value
    if names := _names(kind):
        return {name: _plain(getattr(value, name)) for name in names}
    match value:
        case Decimal() | date():
            return str(value) if isinstance(value, Decimal) else value.isoformat()
        case list() | tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case _:
            return value


def _typed(kind: Any, value: Any) -> Any:
    if value is None or kind is Any:
        return value
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in args if arg is not type(None))
        return _typed(inner, value)
    if origin is list:
        return [_typed(args[0], item) for item in value]
    if origin is tuple:
        kinds = [args[0]] * len(value) if args[-1] is Ellipsis else args
        return tuple(_typed(k, item) for k, item in zip(kinds, value, strict=True))
    if origin is dict:
        return {_typed(args[0], key): _typed(args[1], item) for key, item in value.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        known = {f.name for f in fields(kind) if f.name in value}
        return kind(**{name: _typed(hints[name], value[name]) for name in known})
    if kind is Decimal:
        return Decimal(value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Les champs d'une dataclass ; aucun pour un autre type."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()


@cache
def _hints(kind: type) -> dict[str, Any]:
    """Les types des champs : les relire coûterait dix fois la valeur elle-même."""
    return get_type_hints(kind)
