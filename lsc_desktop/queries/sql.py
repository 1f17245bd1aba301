"""Ce que plusieurs lectures disent en SQL."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import ColumnElement, case, true

from lsc_desktop.base.text import fold
from lsc_desktop.queries.paging import Filter


def libelle_de(column: Any, choices: Iterable[tuple[str, str]]) -> ColumnElement[str]:
    """Le libellé d'une valeur d'une liste fermée ; la valeur elle-même si elle n'y est plus."""
    known = dict(choices)
    return case(known, value=column, else_=column) if known else cast("Any", column)


def mots_de(column: Any, choices: Iterable[tuple[str, str]]) -> ColumnElement[str]:
    """Le même libellé, replié : de quoi le trouver en tapant (`Listing.search`)."""
    return libelle_de(column, [(value, fold(label)) for value, label in choices])


def en_service(column: Any) -> Filter:
    """Filtre `actif` : vrai, les fiches en service ; faux, les autres ; `None`, toutes.

    Dit par la négative : une égalité ferait croire à SQLite que peu de fiches sont en service, et
    parcourir un index dans le désordre plutôt que la table.
    """
    return lambda value: true() if value is None else column.is_not(not value)
