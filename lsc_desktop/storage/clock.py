"""L'heure de la base, en temps universel : la même pour tous les postes, quel que soit le leur."""

from typing import Any

from sqlalchemy import DateTime
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class heure_utc(GenericFunction[Any]):  # noqa: N801 - une fonction SQL
    """L'instant présent, sans fuseau ; se lit et s'écrit comme un `DateTime`."""

    type = DateTime()
    inherit_cache = True


@compiles(heure_utc, "sqlite")
def _sqlite(_element: Any, _compiler: Any, **_: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"  # six décimales, comme SQLAlchemy


@compiles(heure_utc, "postgresql")
def _postgresql(_element: Any, _compiler: Any, **_: Any) -> str:
    return "timezone('UTC', clock_timestamp())"
