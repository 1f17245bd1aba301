"""Copier une base SQLite pendant que les collègues travaillent, rouvrir la copie, la remettre."""

import hashlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from io import FileIO
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.files import disk_errors

log = logging.getLogger(__name__)
STEP = 2000  # pages par pas
WAIT = 0.02  # secondes, quand un collègue valide
PATIENCE = 15.0  # secondes sans une page de plus
CHUNK = 1 << 20  # octets comparés d'un coup
TAKEN = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
LOCK_BYTES = 1 << 30  # SQLite y pose ses verrous, et n'y range rien ; Windows les protège
Suivi = Callable[[int], None]  # pour cent
_raw: dict[Path, int] = {}


def copy(
    source: Path,
    target: Path,
    suivi: Suivi = lambda percent: None,
    turn: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Copie la base en marche dans `target`, un fichier neuf, entier et d'un seul instant.

    En mode WAL, une lecture tenue fige l'instant et ne gêne personne. En mode DELETE, une lecture
    tenue arrête qui veut valider, et l'API de copie reprend de zéro à chaque validation : on copie
    donc d'abord le fichier tel qu'il vient, sans verrou, puis, sous verrou, on n'y corrige que ce
    qui a changé, le temps de comparer deux fichiers en mémoire.
    Lève `TemporaryError` (disque plein, base occupée) ou `UserError` (base abîmée).
    """
    with _sentences(target), closing(_connect(source)) as link:
        if link.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            _freeze(link)
            _copy_frozen(link, target, suivi)
        else:
            _copy_then_correct(link, source, target, suivi, turn)


def _freeze(link: sqlite3.Connection) -> None:
    """Jusqu'à la fin de cette transaction, la base lue reste celle de maintenant."""
    link.execute("BEGIN")
    link.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _copy_frozen(link: sqlite3.Connection, target: Path, suivi: Suivi) -> None:
    def step(_status: int, remaining: int, total: int) -> None:
        suivi(100 * (total - remaining) // max(total, 1))

    with closing(_connect(target)) as new:
        # Ni journal ni attente : tuée, cette copie n'est qu'un reste ; entière, elle sera forcée.
        new.execute("PRAGMA journal_mode=OFF")
        new.execute("PRAGMA synchronous=OFF")
        link.backup(new, pages=STEP, progress=step, sleep=WAIT)
        # Un fichier qui se suffit, quel que soit le mode de la base : ni -wal ni -shm à côté.
        new.execute("PRAGMA journal_mode=DELETE")


def _copy_then_correct(
    link: sqlite3.Connection,
    source: Path,
    target: Path,
    suivi: Suivi,
    turn: Callable[[], AbstractContextManager[None]],
) -> None:
    old = _raw_handle(source)
    with target.open("wb+", buffering=0) as new:
        _correct(old, new, suivi)
        os.fsync(new.fileno())  # la suite, sous verrou, n'attendra pas le disque
        with turn():
            _freeze(link)
            _correct(old, new, lambda percent: None)
            link.execute("COMMIT")


def _correct(old: int, new: FileIO, suivi: Suivi) -> None:
    """Rend `new` pareil à `old`, en n'écrivant que les morceaux qui diffèrent."""
    size = os.fstat(old).st_size
    length = os.fstat(new.fileno()).st_size
    for start in range(0, size, CHUNK):
        end = min(start + CHUNK, size)
        if start == LOCK_BYTES:
            start += 512
        if start >= end:
            continue
        wanted = _read_at(old, start, end - start)
        if start >= length or _read_at(new.fileno(), start, len(wanted)) != wanted:
            new.seek(start)
            _write(new, wanted)
        suivi(100 * end // size)
    new.truncate(size)


def _read_at(handle: int, start: int, length: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(handle, length, start)
    os.lseek(handle, start, os.SEEK_SET)
    return os.read(handle, length)


def _write(file: FileIO, content: bytes) -> None:
    """Un disque presque plein n'écrit qu'une partie : on insiste, et c'est lui qui refuse."""
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _raw_handle(source: Path) -> int:
    """Le fichier de la base, ouvert une fois et jamais refermé.

    Sous POSIX, fermer un fichier lâche tous les verrous que ce processus y tient, donc ceux de ses
    propres transactions SQLite.
    """
    path = source.resolve()
    held = _raw.get(path)
    if held is None or not os.path.samestat(os.fstat(held), path.stat()):
        held = _raw[path] = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    return held


@contextmanager
def reopened(path: Path) -> Iterator[Session]:
    """Une copie, en lecture seule : rien n'est écrit ni à côté ni dedans.

    Lève `UserError` si ce fichier n'est pas une base SQLite saine.
    """
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )
    with Session(engine) as session:
        yield session
    engine.dispose()


def faults(link: Any, *, quick: bool = False, limit: int = 3) -> list[str]:
    """Ce que SQLite trouve d'abîmé : pages, index, clés étrangères ; rien si tout est sain.

    `link` : `link(sql)` rend les lignes. `quick` : sans comparer index et tables.
    """
    check = "quick_check" if quick else "integrity_check"
    found = [str(row[0]) for row in link(f"PRAGMA {check}({limit})")]
    if found == ["ok"]:
        found = []
    if found and not quick:  # ce que SQLite en dit, en anglais, est pour le journal
        log.error("base abîmée : %s", " ; ".join(found))
        found = ["Ses pages ou ses index sont abîmés."]
    if not quick:
        broken = list(link("PRAGMA foreign_key_check"))[:limit]
        found += [f"{row[0]} n° {row[1]} se rapporte à une fiche absente" for row in broken]
    return found


def quick_faults(path: Path, seconds: float) -> list[str]:
    """Contrôle rapide de la base en marche, `seconds` au plus ; au-delà, elle est dite saine."""
    end = time.monotonic() + seconds
    try:
        with closing(_connect(path)) as link:
            link.set_progress_handler(lambda: time.monotonic() > end, 100_000)
            return faults(lambda sql: link.execute(sql), quick=True)
    except sqlite3.DatabaseError as error:
        if _code(error) in (sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return []
        return [str(error)]


def replace(path: Path, content: Path) -> None:
    """Met le contenu d'une copie à la place de la base, d'une seule transaction.

    Par l'API de copie, non en renommant : SQLite prend lui-même le verrou exclusif, garde l'ancien
    contenu dans son journal, et une coupure ou un processus tué le lui rend à la prochaine
    ouverture. Un fichier renommé pourrait, lui, recevoir le journal de l'ancien, et qui a encore
    l'ancien ouvert écrirait dans un fichier effacé.
    """
    stalled = time.monotonic()

    def step(status: int, _remaining: int, _total: int) -> None:
        """`backup` insiste sans fin devant un verrou : c'est ici qu'on renonce."""
        if status & 0xFF in TAKEN and time.monotonic() - stalled > PATIENCE:
            raise busy()

    with _sentences(path), closing(_connect(content)) as new, closing(_connect(path, 0)) as live:
        live.execute("PRAGMA synchronous=FULL")
        new.backup(live, pages=-1, progress=step, sleep=WAIT)


def digest(path: Path) -> str:
    """L'empreinte SHA-256 d'un fichier, lu sans le charger."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _connect(path: Path, timeout: float = PATIENCE) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)


@contextmanager
def _sentences(target: Path) -> Iterator[None]:
    """Une phrase à la place d'une erreur de SQLite ou du disque."""
    try:
        with disk_errors(target):
            yield
    except sqlite3.DatabaseError as error:
        match _code(error):
            case sqlite3.SQLITE_FULL:
                raise TemporaryError(
                    f"« {target.name} » n'a pas pu être écrit : le disque est plein.",
                    "La base n'a pas changé : libérez de la place ou choisissez un autre dossier, "
                    "puis recommencez.",
                ) from error
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise busy() from error
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                raise UserError(
                    "La base est abîmée, ou ce fichier n'en est pas une.",
                    "N'y écrivez plus rien : restaurez la dernière sauvegarde saine.",
                ) from error
        raise TemporaryError(
            f"« {target.name} » n'a pas pu être écrit : le disque ne répond pas.",
            "La base n'a pas changé : vérifiez ce disque et vos droits, puis recommencez.",
        ) from error


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def busy() -> TemporaryError:
    """Quelqu'un tient la base et ne la rend pas."""
    return TemporaryError(
        "La base est occupée par un autre poste.",
        "Rien n'a été changé : attendez la fin de son traitement, puis recommencez.",
    )
