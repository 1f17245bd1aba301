"""La base : on y lit, ou on y écrit ; rien d'autre n'ouvre de transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session, sessionmaker

from lsc_desktop.base.ecritures import ecriture
from lsc_desktop.storage.audit import audit
from lsc_desktop.storage.failures import translated
from lsc_desktop.storage.turns import Turn

BUSY_MS = 30_000  # au-delà, un verrou ne se rendra pas de lui-même : on le dit

# PostgreSQL : un poste éteint en pleine écriture est oublié, et ses verrous avec lui, en une
# minute ; la compilation de requêtes coûterait plus que nos requêtes courtes.
SESSION = {
    "lock_timeout": BUSY_MS,
    "tcp_keepalives_idle": 30,
    "tcp_keepalives_interval": 10,
    "tcp_keepalives_count": 3,
    "jit": "off",
}


class Database:
    """`with db.read() as session` lit ; `with db.write(user) as session` écrit, valide ou annule.

    `db.write` lève `ConflictError` si une fiche a changé entre-temps, `TemporaryError` si le disque
    ou un verrou fait défaut, `UserError` si une contrainte refuse ; rien n'est alors écrit.
    """

    def __init__(self, url: str) -> None:
        self.url = _with_driver(make_url(url))
        self.engine = _engine(self.url)
        self.reader = sessionmaker(self.engine.execution_options(**self._reading), autoflush=False)
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
        with (
            translated(),
            self.turn(),
            ecriture(),
            self.writer(info={"user": user}) as session,
            session.begin(),
        ):
            yield session

    def turn(self) -> AbstractContextManager[None]:
        """Le tour d'écriture ; un serveur, lui, range chacun ses verrous."""
        path = self.url.database
        if self.engine.dialect.name != "sqlite" or not path or path == ":memory:":
            return nullcontext()
        return Turn(Path(path), BUSY_MS / 1000).taken()

    @property
    def _reading(self) -> dict[str, Any]:
        """Une lecture voit la base d'un seul instant, quoi qu'on y écrive pendant ce temps."""
        if self.engine.dialect.name == "sqlite":
            return {}
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    def close(self) -> None:
        self.engine.dispose()

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Envoyée à un autre processus, c'est la même base qu'il ouvre, une fois pour toutes."""
        return opened, (self.url.render_as_string(hide_password=False),)


@cache
def opened(url: str) -> Database:
    """La base d'un processus qui n'en a qu'une."""
    return Database(url)


def _with_driver(url: URL) -> URL:
    """« postgresql://… », comme on l'écrit partout, par le pilote que nous livrons."""
    plain = url.drivername in ("postgresql", "postgres")
    return url.set(drivername="postgresql+psycopg") if plain else url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url)
        event.listen(engine, "connect", _tune)
        event.listen(engine, "begin", _begin)
        return engine
    options = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    return create_engine(
        url,
        isolation_level="READ COMMITTED",  # les services verrouillent ce qu'ils lisent pour écrire
        pool_size=2,  # gardées : un serveur réglé d'origine en tient cent, pour tous les postes
        max_overflow=10,
        pool_pre_ping=True,  # un serveur redémarré se retrouve sans relancer le programme
        connect_args={"options": options, "connect_timeout": 10, "application_name": "LSC Desktop"},
    )


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
