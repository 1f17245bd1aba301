"""La base : on y lit, ou on y écrit ; rien d'autre n'ouvre de transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from lsc_desktop.storage.audit import audit
from lsc_desktop.storage.failures import translated

BUSY_MS = 30_000


class Database:
    """`with db.read() as session` lit ; `with db.write(user) as session` écrit, valide ou annule.

    `db.write` lève `ConflictError` si une fiche a changé entre-temps, `TemporaryError` si le disque
    ou un verrou fait défaut, `UserError` si une contrainte refuse ; rien n'est alors écrit.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = create_engine(self.url)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _tune)
            event.listen(self.engine, "begin", _begin)
        self.reader = sessionmaker(self.engine, autoflush=False)
        self.writer = sessionmaker(self.engine.execution_options(writes=True))
        event.listen(self.reader, "before_flush", _never)
        audit(self.writer)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Une lecture courte ; y modifier quoi que ce soit est un bogue."""
        with translated(), self.reader() as session:
            yield session

    @contextmanager
    def write(self, user: str = "") -> Iterator[Session]:
        """Une transaction : tout ou rien. `user` signe l'historique."""
        with translated(), self.writer(info={"user": user}) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Envoyée à un autre processus, c'est la même base qu'il ouvre, une fois pour toutes."""
        return opened, (self.url.render_as_string(hide_password=False),)


@cache
def opened(url: str) -> Database:
    """La base d'un processus qui n'en a qu'une."""
    return Database(url)


def journal_mode(version: tuple[int, int, int]) -> str:
    """WAL sauf sur les SQLite où il peut perdre une validation (corrigé en 3.51.3, 3.50.7,
    3.44.6)."""
    fixed = version >= (3, 51, 3) or any(
        version[:2] == branch[:2] and version >= branch for branch in ((3, 50, 7), (3, 44, 6))
    )
    return "WAL" if fixed else "DELETE"


def _tune(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLite attend nos BEGIN, pas ceux du pilote
    major, minor, patch = sqlite3.sqlite_version_info
    for pragma in (
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        f"journal_mode={journal_mode((major, minor, patch))}",
        "synchronous=FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Qui va écrire prend le verrou d'emblée : sinon deux lectures-écritures s'écrasent."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _never(session: Session, _context: Any, _instances: Any) -> None:
    raise RuntimeError("une lecture ne doit rien écrire : passez par db.write()")
