"""Mise à niveau du schéma, identique en développement et dans l'exécutable."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.files import write_beside
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.holding import alone

_SORT_BY_BYTES = """
    SELECT format('ALTER TABLE %I ', c.relname) || string_agg(
        format('ALTER COLUMN %I TYPE %s COLLATE "C"', a.attname, a.atttypid::regtype), ', ')
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
      AND a.attnum > 0 AND NOT a.attisdropped
      AND a.atttypid IN ('varchar'::regtype, 'text'::regtype)
      AND a.attcollation <> '"C"'::regcollation
    GROUP BY c.relname
"""


def prepare(db: Database, migrations: Path, *, now: datetime) -> Path | None:
    """Met la base à niveau ; rend la copie faite avant, s'il y avait lieu d'en faire une.

    Lève `UserError` si la base est plus récente que le programme : elle n'est pas touchée.
    """
    with db.engine.connect() as connection:
        current = _heads(connection)
        _refuse_newer(current, migrations)
    if current == _script(migrations).get_heads():
        return None
    copy = _copy(db, now) if current else None
    with db.turn(), db.engine.execution_options(writes=True).begin() as connection:
        alone(connection)
        upgrade(connection, migrations)
    return copy


def upgrade(connection: Connection, migrations: Path, to: str = "head") -> None:
    """Refuse une base plus récente que le programme, sinon la met à niveau, ou à celui de `to`."""
    _refuse_newer(_heads(connection), migrations)
    config = _config(migrations)
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    if connection.dialect.name == "postgresql":
        _sort_by_bytes(connection)


def _sort_by_bytes(connection: Connection) -> None:
    """Chaque texte se range par ses octets, comme sur SQLite, quelle que soit la langue du serveur.

    Une même liste a le même ordre sur les deux moteurs, et `LIKE 'abc%'` peut suivre un index. Les
    noms se rangent par leur forme repliée (`base.text.fold`), non par la langue de la base.
    """
    for order in connection.scalars(text(_SORT_BY_BYTES)).all():
        connection.exec_driver_sql(order)


def _heads(connection: Connection) -> list[str]:
    return sorted(MigrationContext.configure(connection).get_current_heads())


def _refuse_newer(current: list[str], migrations: Path) -> None:
    known = {r.revision for r in _script(migrations).walk_revisions()}
    if not known.issuperset(current):
        raise UserError(
            "Cette base a été créée par une version plus récente du programme.",
            "Installez la dernière version de LSC Desktop ; la base n'a pas été modifiée.",
        )


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return config


def _script(migrations: Path) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(migrations))


def _copy(db: Database, now: datetime) -> Path | None:
    """Copie cohérente du fichier SQLite, vérifiée ; PostgreSQL a ses propres sauvegardes."""
    if db.engine.dialect.name != "sqlite" or not db.url.database:
        return None
    source = Path(db.url.database)
    target = source.with_name(f"{source.stem}-avant-{now:%Y%m%d-%H%M%S}{source.suffix}")
    try:
        with write_beside(target) as part:
            with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
                old.backup(new)
                (verdict,) = new.execute("PRAGMA integrity_check").fetchone()
            if verdict != "ok":
                raise UserError(
                    "La base est abîmée ; elle n'a pas été modifiée.",
                    "Restaurez la dernière sauvegarde, ou appelez l'assistance.",
                )
    except sqlite3.Error as error:
        raise TemporaryError(
            "La base n'a pas pu être copiée avant sa mise à niveau.",
            "Elle n'a pas été modifiée : libérez de la place sur le disque, puis relancez.",
        ) from error
    return target
