"""Copier une base PostgreSQL par `pg_dump`, la rejouer à part pour la vérifier, la remettre.

Le mot de passe ne paraît jamais dans une ligne de commande : il passe par l'environnement du
programme lancé, que seul le même compte peut lire.
"""

import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.journaux import discreet

log = logging.getLogger(__name__)


class UnreadableError(UserError):
    """Ce fichier n'est pas une copie qu'on puisse rouvrir."""


TRIAL = "lsc_verification_"  # une base par vérification, effacée après
STALE = 24 * 3600  # secondes : une base de vérification plus vieille est un reste
NO_RIGHT = "42501"
PLAIN = ("--no-owner", "--no-privileges")
# Tout ce qui est à l'agence s'en va dans la transaction même où la copie revient.
EMPTY = """
SET lock_timeout = '15s';
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', r.tablename);
  END LOOP;
  FOR r IN SELECT p.oid::regprocedure AS f FROM pg_proc p
      JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP ROUTINE %s CASCADE', r.f);
  END LOOP;
END $$;
"""


def copy(url: URL, target: Path) -> None:
    """`pg_dump` au format de PostgreSQL, comprimé ; les collègues ne s'en aperçoivent pas.

    Lève `UserError` si `pg_dump` manque ou est trop ancien, `TemporaryError` si le disque ou le
    serveur fait défaut.
    """
    _run(url, "pg_dump", "-Fc", *PLAIN, "--lock-wait-timeout=30s", "-f", str(target), into=target)


@contextmanager
def reopened(url: URL, path: Path) -> Iterator[Session | None]:
    """La copie rejouée dans une base à part, effacée en sortant.

    `None` si le compte ne peut pas créer de base : la copie est alors lue en entier, sans plus.
    Lève `UserError` si elle est abîmée.
    """
    trial = _create(url)
    if trial is None:
        _run(url, "pg_restore", *PLAIN, "-f", os.devnull, str(path))
        yield None
        return
    engine = create_engine(trial, poolclass=NullPool)
    try:
        name = trial.database or ""
        _run(trial, "pg_restore", *PLAIN, "--exit-on-error", "-d", name, str(path))
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
        _drop(url, name)


def revision(url: URL, path: Path) -> str | None:
    """La version du schéma d'une copie, lue sans la rejouer ; `None` si elle n'en dit rien."""
    script = _run(url, "pg_restore", "--data-only", "-t", "alembic_version", "-f", "-", str(path))
    lines = iter(script.splitlines())
    for line in lines:
        if line.startswith("COPY ") and "alembic_version" in line:
            return next(lines, "\\.").strip().replace("\\.", "") or None
    return None


def replace(url: URL, content: Path, after: str) -> None:
    """Met la copie à la place de la base, d'une seule transaction, que `after` (SQL) complète.

    Tué, coupé ou refusé, rien n'a changé : PostgreSQL n'a rien validé.
    """
    psql = _start(url, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", feed=True)
    source = _start(url, "pg_restore", *PLAIN, "-f", "-", str(content))
    assert psql.stdin is not None and source.stdout is not None
    try:
        psql.stdin.write(f"BEGIN;\n{EMPTY}".encode())
        shutil.copyfileobj(source.stdout, psql.stdin, 1 << 20)
        if source.wait():
            raise _refused("pg_restore", _text(source.stderr))
        psql.stdin.write(f"\nSET search_path = public;\n{after}\nCOMMIT;\n".encode())
    except BrokenPipeError:  # psql a refusé une ligne ; il dit pourquoi
        pass
    except BaseException:
        psql.kill()
        raise
    finally:
        with suppress(BrokenPipeError):
            psql.stdin.close()
        source.stdout.close()
        source.kill()
        source.wait()
        complaint = _text(psql.stderr)
        code = psql.wait()
        for pipe in (source.stderr, psql.stderr):
            if pipe is not None:
                pipe.close()
    if code:
        raise _refused("psql", complaint)


def others(session: Session) -> list[str]:
    """Les autres connexions à cette base : « LSC Desktop (martine, 10.0.0.4) »."""
    found = session.execute(
        text(
            "SELECT coalesce(nullif(application_name, ''), 'un programme') || ' (' || usename || "
            "coalesce(', ' || host(client_addr), '') || ')' FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend' ORDER BY 1"
        )
    )
    return list(dict.fromkeys(found.scalars()))


# --- Les programmes de PostgreSQL ---------------------------------------------------------------


def program(name: str) -> Path:
    """Le plus récent de ce nom sur ce poste ; lève `UserError` s'il n'y en a pas."""
    suffix = ".exe" if sys.platform == "win32" else ""
    roots = (
        [Path(os.environ.get("PROGRAMFILES", "C:/Program Files"), "PostgreSQL")]
        if sys.platform == "win32"
        else [Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt"), Path("/usr/local/pgsql")]
    )
    found = [p for root in roots for p in root.glob(f"*/bin/{name}{suffix}")]
    if found:
        return max(found, key=lambda path: _rank(path.parent.parent.name))
    if known := shutil.which(name):
        return Path(known)
    raise UserError(
        f"Le programme « {name} » de PostgreSQL n'est pas installé sur ce poste.",
        "Installez les outils clients de PostgreSQL, de la version du serveur ou plus récents, ou "
        "sauvegardez depuis le serveur.",
    )


def _rank(name: str) -> int:
    digits = "".join(c for c in name if c.isdigit())
    return int(digits or 0)


def _environment(url: URL) -> dict[str, str]:
    facts = {
        "PGHOST": url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
        "PGCONNECT_TIMEOUT": 10,
        "PGCLIENTENCODING": "UTF8",
        "PGOPTIONS": "-c client_min_messages=warning -c lc_messages=C",
    }
    return {**os.environ, **{key: str(value) for key, value in facts.items() if value}}


def _start(url: URL, name: str, *args: str, feed: bool = False) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [str(program(name)), "--no-password", *args],
        env=_environment(url),
        stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if feed else subprocess.PIPE,
        stderr=subprocess.PIPE,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _run(url: URL, name: str, *args: str, into: Path | None = None) -> str:
    """Joue un programme jusqu'au bout ; rend ce qu'il a dit."""
    if name == "pg_restore" and "-d" not in args:
        url = make_url("postgresql://")  # lire un fichier ne demande pas de serveur
    with _start(url, name, *args) as process:
        said, complaint = process.communicate()
    if process.returncode:
        raise _refused(name, complaint.decode("utf-8", "replace"), into)
    return said.decode("utf-8", "replace")


def _text(pipe: "IO[bytes] | None") -> str:
    return pipe.read().decode("utf-8", "replace") if pipe is not None else ""


def _refused(name: str, complaint: str, into: Path | None = None) -> UserError:
    log.warning("%s a refusé : %s", name, discreet(complaint)[-2000:])
    low = complaint.lower()
    if "no space left" in low:
        where = f"« {into.name} » n'a pas pu être écrit" if into else "L'opération s'est arrêtée"
        return TemporaryError(
            f"{where} : le disque est plein.",
            "La base n'a pas changé : libérez de la place ou choisissez un autre dossier, "
            "puis recommencez.",
        )
    if "server version mismatch" in low:
        return UserError(
            f"Le programme « {name} » de ce poste est plus ancien que le serveur PostgreSQL.",
            "Installez les outils clients de la version du serveur.",
        )
    if "lock timeout" in low or "could not obtain lock" in low:
        return TemporaryError(
            "La base est occupée par un autre poste.",
            "Rien n'a été changé : faites fermer le programme partout, puis recommencez.",
        )
    if "connect" in low or "terminating" in low or "server closed" in low:
        return TemporaryError(
            "Le serveur de la base est hors d'atteinte.",
            "Rien n'a été changé : vérifiez le réseau et le serveur, puis recommencez.",
        )
    if name == "pg_dump":
        return TemporaryError(
            "PostgreSQL n'a pas pu faire la copie.",
            "La base n'a pas changé : le journal du programme dit pourquoi.",
        )
    return UnreadableError(
        "Ce fichier est abîmé, ou n'est pas une copie de base PostgreSQL.",
        "La base n'a pas changé : choisissez une autre copie.",
    )


# --- La base de vérification --------------------------------------------------------------------


def _create(url: URL) -> URL | None:
    """Une base vide à côté de celle de l'agence ; `None` si le compte n'en a pas le droit."""
    _sweep(url)
    name = f"{TRIAL}{int(time.time())}_{os.getpid()}"
    try:
        _administer(url, f'CREATE DATABASE "{name}" TEMPLATE template0')
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == NO_RIGHT:
            return None
        raise
    return url.set(database=name)


def _drop(url: URL, name: str) -> None:
    with suppress(DBAPIError):
        _administer(url, f'DROP DATABASE IF EXISTS "{name}"')


def _sweep(url: URL) -> None:
    """Les bases de vérification d'un programme tué."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as link:
        names = list(link.scalars(text("SELECT datname FROM pg_database")))
    engine.dispose()
    for name in (n for n in names if n.startswith(TRIAL)):
        born = name.removeprefix(TRIAL).partition("_")[0]
        if born.isdecimal() and time.time() - int(born) > STALE:
            _drop(url, name)


def _administer(url: URL, order: Any) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as link:
        link.exec_driver_sql(order)
    engine.dispose()
