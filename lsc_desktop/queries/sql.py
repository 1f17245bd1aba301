"""Ce que plusieurs lectures disent en SQL."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, case


def libelle_de(column: Any, choices: Iterable[tuple[str, str]]) -> ColumnElement[str]:
    """Le libellé d'une valeur d'une liste fermée ; la valeur elle-même si elle n'y est plus."""
    return case(dict(choices), value=column, else_=column)
