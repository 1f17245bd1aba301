"""Insérer en bloc : au rythme du pilote, avec nos types et nos valeurs par défaut.

L'ORM met 66 s où `executemany` en met une (performance.md, 8) ; SQLAlchemy Core convertit chaque
valeur de chaque ligne. Ici les conversions sont choisies une fois par colonne, et le pilote reçoit
les lignes telles quelles.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Table, insert
from sqlalchemy.orm import Session

from lsc_desktop.storage.models.base import Base, Cherchable, replier

LOT = 5_000  # lignes données au pilote d'un coup
Row = Mapping[str, Any]
Values = Callable[[Sequence[Row]], Iterable[Any]]


def inserer(session: Session, model: type[Base], rows: Iterable[Row]) -> int:
    """Insère des lignes (colonne → valeur), qui ont toutes les mêmes colonnes ; rend leur nombre.

    Une colonne absente prend sa valeur par défaut ; `recherche` est calculée. Rien n'est porté à
    l'historique.
    """
    table = model.__table__
    assert isinstance(table, Table)
    columns = {column.key: column for column in table.columns if column.key != "id"}
    link = session.connection()
    compiled = insert(table).compile(dialect=link.dialect, column_keys=list(columns))
    order = compiled.positiontup or list(columns)
    sql, done, waiting = str(compiled), 0, iter(rows)
    makers: list[Values] = []
    while batch := list(islice(waiting, LOT)):
        if not makers:
            makers = [_maker(model, columns[key], batch[0], link.dialect) for key in order]
        values: Iterator[Any] = zip(*(make(batch) for make in makers), strict=True)
        named = compiled.positiontup is None
        link.exec_driver_sql(
            sql, [dict(zip(order, row, strict=True)) for row in values] if named else list(values)
        )
        done += len(batch)
    return done


def _maker(model: type[Base], column: "Column[Any]", sample: Row, dialect: Any) -> Values:
    """De quoi faire, colonne par colonne, les valeurs que le pilote attend."""
    key = column.key
    convert = column.type.dialect_impl(dialect).bind_processor(dialect)
    if key == "recherche" and issubclass(model, Cherchable):
        return lambda rows: [replier(model, row) for row in rows]
    if key not in sample:
        value = _default(column)
        constant = value if convert is None else convert(value)
        return lambda rows: repeat(constant, len(rows))
    read = itemgetter(key)
    if convert is None:
        return lambda rows: map(read, rows)
    return lambda rows: map(convert, map(read, rows))


def _default(column: "Column[Any]") -> Any:
    default: Any = column.default
    return default.arg if default is not None and default.is_scalar else None
