"""Insérer en bloc : au rythme du pilote, avec nos types et nos valeurs par défaut.

L'ORM met 66 s où `executemany` en met une (performance.md, 8) ; SQLAlchemy Core convertit chaque
valeur de chaque ligne. Ici les conversions sont choisies une fois par colonne, et le pilote reçoit
les lignes telles quelles.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, insert
from sqlalchemy.orm import Session

from lsc_desktop.base.text import fold
from lsc_desktop.storage.models.base import Base, Cherchable

LOT = 5_000  # lignes données au pilote d'un coup
Convert = Callable[[Any], Any] | None


def inserer(session: Session, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insère des lignes (colonne → valeur) ; rend leur nombre. Une colonne absente prend sa valeur
    par défaut ; `recherche` est calculée. Rien n'est porté à l'historique."""
    table = model.__table__
    assert isinstance(table, Table)
    columns = [column for column in table.columns if column.key != "id"]
    link = session.connection()
    dialect = link.dialect
    compiled = insert(table).compile(
        dialect=dialect, column_keys=[column.key for column in columns]
    )
    converts = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    order = compiled.positiontup
    sql, done, batch = str(compiled), 0, []
    for row in rows:
        batch.append(_values(model, columns, converts, row, order))
        if len(batch) == LOT:
            link.exec_driver_sql(sql, batch)
            done, batch = done + len(batch), []
    if batch:
        link.exec_driver_sql(sql, batch)
    return done + len(batch)


def _values(
    model: type[Base],
    columns: Sequence["Column[Any]"],
    converts: Sequence[Convert],
    row: Mapping[str, Any],
    order: Sequence[str] | None,
) -> Any:
    found: dict[str, Any] = {}
    for column, convert in zip(columns, converts, strict=True):
        key = column.key
        if key == "recherche" and issubclass(model, Cherchable):
            value = fold(" ".join(str(row.get(name) or "") for name in model.cherche_dans))
        elif key in row:
            value = row[key]
        else:
            value = _default(column)
        found[key] = value if convert is None else convert(value)
    return tuple(found[name] for name in order) if order is not None else found


def _default(column: "Column[Any]") -> Any:
    default: Any = column.default
    return default.arg if default is not None and default.is_scalar else None
