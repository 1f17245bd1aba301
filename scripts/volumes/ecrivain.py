"""Écrire des millions de lignes d'un trait, dans SQLite ou PostgreSQL, et en tenir l'empreinte.

Les lignes sont dans les types de la base (centimes, dates en texte). Les index se font à la fin :
trois fois plus vite que ligne à ligne.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Index, Table

from lsc_desktop.base.text import fold
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Base
from lsc_desktop.storage.types import Echelle

Row = Sequence[Any]
LOT = 5000  # lignes par envoi
CACHE = 200_000  # Ko de cache de SQLite : les clés uniques se vérifient dans le désordre
# Les tables dont les index attendent la fin.
GRANDES = ("ecriture", "piece", "quittance", "evenement", "piece_jointe", "fichier", "historique")


class Ecrivain:
    """Ouvre sa propre connexion, une seule transaction ; `fermer` la valide et fait les index."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sqlite = db.engine.dialect.name == "sqlite"
        self._digest = hashlib.sha256()
        self.comptes: dict[str, int] = {}
        self._indexes = [index for name in GRANDES for index in _indexes(name)]
        with db.engine.execution_options(writes=True).begin() as connection:
            for index in self._indexes:
                index.drop(connection)
        db.close()
        self._link: Any = self._sqlite_link() if self._sqlite else self._postgres_link()

    @property
    def empreinte(self) -> str:
        """SHA-256 de tout ce qui a été écrit : la même graine rend la même."""
        return self._digest.hexdigest()

    def fiches(self, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        """Des fiches en valeurs Python ; ce qui manque prend sa valeur d'usage, `recherche` se
        fait."""
        table: Table = model.__table__
        found = [_complete(model, dict(row)) for row in rows]
        if not found:
            return
        names = [c.name for c in table.columns if any(c.name in row for row in found)]
        kinds = [table.columns[name] for name in names]
        self.lignes(
            table.name,
            names,
            (tuple(_plain(column, row.get(column.name)) for column in kinds) for row in found),
        )

    def lignes(self, table: str, names: Sequence[str], rows: Iterable[Row]) -> None:
        """Des lignes déjà dans les types de la base, dans l'ordre de `names`.

        Les autres colonnes prennent leur valeur d'usage.
        """
        usual = {n: v for n, v in _usages(table).items() if n not in names}
        names, rest = (*names, *usual), tuple(usual.values())
        iterator = (tuple(row) + rest for row in rows) if rest else iter(rows)
        while chunk := tuple(islice(iterator, LOT)):
            self._digest.update(repr((table, chunk)).encode())
            self.comptes[table] = self.comptes.get(table, 0) + len(chunk)
            self._send(table, names, chunk)

    def change(self, table: str, column: str, values: Iterable[tuple[Any, int]]) -> None:
        """`column` de chaque (valeur, id)."""
        pairs = list(values)
        self._digest.update(repr((table, column, pairs)).encode())
        mark = "?" if self._sqlite else "%s"
        order = f"UPDATE {table} SET {column} = {mark} WHERE id = {mark}"  # noqa: S608
        self._link.cursor().executemany(order, pairs)

    def fermer(self) -> None:
        """Valide, refait les index, et laisse la base prête à servir."""
        if self._sqlite:
            self._link.execute("COMMIT")
        else:
            self._link.commit()
            self._link.autocommit = True
            for table in self.comptes:
                self._link.execute(
                    sql.SQL(
                        "SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}"
                    ).format(sql.Literal(table), sql.Identifier(table))
                )
        self._link.close()
        with self._db.engine.execution_options(writes=True).begin() as connection:
            if self._sqlite:
                connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE}")
            for index in self._indexes:
                index.create(connection)
            if not self._sqlite:
                connection.exec_driver_sql("ANALYZE")
        self._db.close()

    def _send(self, table: str, names: Sequence[str], chunk: Sequence[Row]) -> None:
        if self._sqlite:
            marks = ", ".join("?" * len(names))
            order = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
            self._link.executemany(order, chunk)
            return
        columns = sql.SQL(", ").join(map(sql.Identifier, names))
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
        with self._link.cursor() as cursor, cursor.copy(into) as copy:
            for row in chunk:
                copy.write_row(row)

    def _sqlite_link(self) -> sqlite3.Connection:
        """Ni journal ni attente du disque : un arrêt jette ce fichier, encore sans son nom."""
        link = sqlite3.connect(str(self._db.url.database), isolation_level=None)
        for setting in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE}"):
            link.execute(f"PRAGMA {setting}").close()
        link.execute("BEGIN")
        return link

    def _postgres_link(self) -> "psycopg.Connection[Any]":
        url = self._db.url.set(drivername="postgresql")
        return psycopg.connect(url.render_as_string(hide_password=False))


def _indexes(table: str) -> list[Index]:
    found = Base.metadata.tables[table].indexes
    return sorted((index for index in found if not index.unique), key=lambda i: str(i.name))


@cache
def _usages(table: str) -> dict[str, Any]:
    """Les valeurs d'usage des colonnes d'une table, sauf celles qui se calculent."""
    columns = Base.metadata.tables[table].columns
    found = {c.name: getattr(c.default, "arg", None) for c in columns if c.default is not None}
    return {name: value for name, value in found.items() if not callable(value)}


def _complete(model: Any, row: dict[str, Any]) -> dict[str, Any]:
    row = _usages(model.__table__.name) | row
    if words := getattr(model, "cherche_dans", ()):
        row["recherche"] = fold(" ".join(str(row.get(name) or "") for name in words))
    return row


def _plain(column: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Echelle):
        return column.type.process_bind_param(value, None)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value
