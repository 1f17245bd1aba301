"""Changer une agence de moteur : tout recopier, prouver que tout y est, ou ne rien laisser.

L'arrivée est remplie dans une seule transaction, validée après la preuve. Pendant ce temps personne
n'écrit dans le départ, qui n'est jamais modifié.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Dialect,
    LargeBinary,
    Row,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.failures import translated
from lsc_desktop.storage.holding import alone
from lsc_desktop.storage.models import Base, Ecriture, Fichier
from lsc_desktop.storage.version import current, newest

ROWS, CONTENTS = 2_000, 50  # lignes tenues en mémoire ; moins quand elles portent un document

Tell = Callable[[str], None]


class Balance(NamedTuple):
    """Les sommes d'un compte, en euros."""

    debit: Any
    credit: Any


@dataclass(frozen=True)
class Proof:
    """Ce qui doit être le même des deux côtés.

    `rows` : lignes par table. `balances` : par compte. `documents` : SHA-256 recalculé de chaque
    contenu, par id. `tables` : SHA-256 de toutes les valeurs d'une table, dans l'ordre des ids.
    `guarded` : tables qu'un déclencheur protège.
    """

    rows: dict[str, int] = field(default_factory=dict)
    balances: dict[int, Balance] = field(default_factory=dict)
    documents: dict[int, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    guarded: frozenset[str] = frozenset()


def transfer(source: Database, target: Database, migrations: Path, tell: Tell) -> Proof:
    """Recopie `source` dans `target`, vide ; rend ce qui a été vérifié des deux côtés.

    `tell` reçoit une phrase à chaque étape. Lève `UserError`, sans rien laisser à l'arrivée, si
    elle n'était pas vide, si le départ n'est pas à niveau, si une valeur n'entre pas ou si la
    preuve échoue.
    """
    with translated():
        _check(source, target, migrations)
        with _still(source) as old, _filled(target) as new:
            tell("Création des tables…")
            _create(new, migrations)
            with _unlinked(new):
                for table in _tables():
                    count = _copy(old, new, table)
                    tell(f"{table.name} : {pluriel(count, 'ligne')}")
            _restart_counters(new)
            tell("Vérification…")
            return _proved(old, new)


def _tables() -> list[Table]:
    return sorted(Base.metadata.tables.values(), key=lambda table: table.name)


def _check(source: Database, target: Database, migrations: Path) -> None:
    if current(source) != newest(migrations):
        raise UserError(
            "La base de départ n'est pas au niveau de ce programme.",
            "Ouvrez-la une fois avec lui, sur un disque de cette machine, puis recommencez.",
        )
    with target.engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise UserError(
                "La base d'arrivée n'est pas vide.",
                "Créez une base vide sur le serveur (« createdb »), et donnez son adresse.",
            )


@contextmanager
def _still(source: Database) -> Iterator[Connection]:
    """Le départ tel qu'il est à cet instant ; personne n'y écrit tant qu'on le lit."""
    engine = source.engine.execution_options(writes=True)
    if engine.dialect.name == "postgresql":
        engine = source.engine.execution_options(isolation_level="REPEATABLE READ")
    with source.turn(), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            names = ", ".join(_quoted(connection, table.name) for table in _tables())
            connection.execute(text(f"LOCK TABLE {names} IN SHARE MODE"))
        yield connection


@contextmanager
def _filled(target: Database) -> Iterator[Connection]:
    """L'arrivée, tout ou rien."""
    with target.turn(), target.engine.execution_options(writes=True).begin() as connection:
        alone(connection)
        yield connection


def _create(connection: Connection, migrations: Path) -> None:
    from lsc_desktop.storage.schema import upgrade

    upgrade(connection, migrations)
    for table in _tables():  # ce qu'une migration aurait posé d'elle-même est déjà dans le départ
        connection.execute(table.delete())


@contextmanager
def _unlinked(connection: Connection) -> Iterator[None]:
    """Sans les clés étrangères, le temps de tout recopier ; remises, elles vérifient tout."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield
        return
    links = connection.execute(
        text(
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),"
            " format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,"
            " pg_get_constraintdef(oid)) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    for drop, _ in links:
        connection.exec_driver_sql(drop)
    yield
    for _, add in links:
        connection.exec_driver_sql(add)


# --- Recopier -----------------------------------------------------------------------------------


def _copy(old: Connection, new: Connection, table: Table) -> int:
    rows = _checked(table, _read(old, table))
    if new.dialect.name == "postgresql":
        return _copy_in(new, table, rows)
    count = 0
    names = [column.name for column in table.columns]
    while chunk := [dict(zip(names, row, strict=True)) for row in islice(rows, ROWS)]:
        new.execute(insert(table), chunk)
        count += len(chunk)
    return count


def _copy_in(new: Connection, table: Table, rows: Iterable[Row[Any]]) -> int:
    """Par COPY : trente fois plus vite que des INSERT."""
    columns = ", ".join(_quoted(new, column.name) for column in table.columns)
    writers = [_writer(column.type, new.dialect) for column in table.columns]
    order = f"COPY {_quoted(new, table.name)} ({columns}) FROM STDIN"
    count = 0
    cursor: Any = new.connection.cursor()
    try:
        with cursor.copy(order) as copy:
            for row in rows:
                count += 1
                copy.write_row(
                    [
                        value if write is None or value is None else write(value)
                        for write, value in zip(writers, row, strict=True)
                    ]
                )
    except new.dialect.loaded_dbapi.DataError as error:
        raise UserError(
            f"Une valeur de la table « {table.name} » n'entre pas dans la base d'arrivée.",
            f"Corrigez-la au départ, puis recommencez ({error.diag.context or error}).",
        ) from error
    finally:
        cursor.close()
    return count


def _checked(table: Table, rows: Iterable[Row[Any]]) -> Iterator[Row[Any]]:
    """Un texte à caractère nul, que SQLite garde et que PostgreSQL refuse, est nommé."""
    for row in rows:
        for column, value in zip(table.columns, row, strict=True):
            if isinstance(value, str) and "\0" in value:
                raise UserError(
                    f"Le champ « {column.name} » de « {table.name} » n° {row.id} contient un "
                    "caractère nul.",
                    "Retapez ce texte dans sa fiche, puis recommencez.",
                )
        yield row


def _writer(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """Ce que devient une valeur de Python pour cette colonne : des centimes, par exemple."""
    writer: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return writer


def _read(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    heavy = any(isinstance(column.type, LargeBinary) for column in table.columns)
    stmt = select(table).order_by(table.c.id)
    with connection.execution_options(yield_per=CONTENTS if heavy else ROWS).execute(stmt) as rows:
        yield from rows


def _restart_counters(connection: Connection) -> None:
    """Le prochain id suit le dernier recopié ; SQLite le fait de lui-même."""
    if connection.dialect.name != "postgresql":
        return
    for table in _tables():
        name = _quoted(connection, table.name)
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence(:name, 'id'),"  # noqa: S608 - nos tables
                f" (SELECT coalesce(max(id), 0) + 1 FROM {name}), false)"
            ),
            {"name": name},
        )


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


# --- Prouver ------------------------------------------------------------------------------------


def _proved(old: Connection, new: Connection) -> Proof:
    before, after = proof(old), proof(new)
    faults = [
        label
        for label, here, there in (
            ("le nombre de lignes", before.rows, after.rows),
            ("le solde des comptes", before.balances, after.balances),
            ("l'empreinte des documents", before.documents, after.documents),
            ("le contenu des tables", before.tables, after.tables),
            ("la protection des écritures", before.guarded, after.guarded),
        )
        if here != there
    ]
    if faults:
        raise UserError(
            f"La copie n'est pas exacte : {', '.join(faults)}.",
            "Rien n'a été gardé à l'arrivée, et le départ est intact : appelez l'assistance.",
        )
    return before


def proof(connection: Connection) -> Proof:
    """Les comptes, soldes et empreintes d'une base."""
    table = Fichier.__table__
    assert isinstance(table, Table)
    entry = Ecriture.__table__.c
    sums = select(entry.compte_id, func.sum(entry.debit), func.sum(entry.credit)).group_by(
        entry.compte_id
    )
    return Proof(
        rows={
            t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in _tables()
        },
        balances={
            compte: Balance(debit, credit) for compte, debit, credit in connection.execute(sums)
        },
        documents={
            row.id: hashlib.sha256(row.contenu).hexdigest() for row in _read(connection, table)
        },
        tables={t.name: _digest(connection, t) for t in _tables()},
        guarded=_guarded(connection),
    )


def _digest(connection: Connection, table: Table) -> str:
    digest = hashlib.sha256()
    for row in _read(connection, table):
        digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _guarded(connection: Connection) -> frozenset[str]:
    order = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
        " AND c.relnamespace = current_schema()::regnamespace"
    )
    return frozenset(connection.scalars(text(order)))
