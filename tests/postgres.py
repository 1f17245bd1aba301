"""Un vrai PostgreSQL pour les essais : démarré par eux, sur la boucle locale, effacé après eux.

Les essais suivent `LSC_ESSAIS_MOTEUR` (sqlite, ou postgresql) ; sans PostgreSQL installé, seul le
second en manque. Un seul serveur sert tous les processus d'une même séance d'essais : le premier le
démarre et en publie l'adresse dans `LSC_ESSAIS_POSTGRESQL`, dont les autres héritent. Donner
soi-même cette adresse fait servir un serveur déjà là.

    with base_neuve() as url: ...     une base au schéma courant, effacée en sortant
    adresse = serveur()               l'adresse du serveur, pour un script ou une mesure
"""

import atexit
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

MOTEUR = os.environ.get("LSC_ESSAIS_MOTEUR", "sqlite")
SERVEUR = "LSC_ESSAIS_POSTGRESQL"
COMPTE = "postgres"  # celui de Debian : PostgreSQL refuse de tourner sous root
DEMARRAGE = 60.0  # secondes laissées au serveur pour répondre
RESERVE = 300  # connexions : vingt processus d'une épreuve, chacun les siennes

# Rien n'y survit à une panne de courant : ces essais ne l'éprouvent pas.
REGLAGES = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    f"max_connections={RESERVE}",
    "shared_buffers=64MB",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
)

_ranks = itertools.count(1)


class PostgreSQLError(RuntimeError):
    """PostgreSQL n'est pas installé, ou ne démarre pas."""


def installe() -> bool:
    """Vrai si ce système a les programmes de PostgreSQL."""
    return os.environ.get(SERVEUR) is not None or _programmes() is not None


@cache
def serveur() -> str:
    """L'adresse SQLAlchemy du serveur, sur sa base d'administration ; démarré s'il ne l'est pas.

    Lève `PostgreSQLError`.
    """
    if known := os.environ.get(SERVEUR):
        return known
    folder = Path(tempfile.mkdtemp(prefix="lsc-postgresql-"))
    try:
        url, process = _demarre(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    os.environ[SERVEUR] = url
    atexit.register(_arrete, process, folder, os.getpid())
    return url


@contextmanager
def base_neuve() -> Iterator[str]:
    """L'adresse d'une base au schéma courant, copiée d'un modèle ; effacée en sortant."""
    name = f"essai_{os.getpid()}_{next(_ranks)}"
    cree_base(name, _modele())
    try:
        yield adresse(name)
    finally:
        efface_base(name)


@contextmanager
def base_vide() -> Iterator[str]:
    """L'adresse d'une base sans aucune table ; effacée en sortant."""
    name = f"essai_{os.getpid()}_{next(_ranks)}"
    cree_base(name)
    try:
        yield adresse(name)
    finally:
        efface_base(name)


def adresse(name: str) -> str:
    """L'adresse d'une base du serveur."""
    return make_url(serveur()).set(database=name).render_as_string(hide_password=False)


def cree_base(name: str, modele: str = "template0") -> None:
    """Une base de plus ; d'un modèle à nous, elle en a les tables."""
    _administre("CREATE DATABASE {} TEMPLATE {}", name, modele)


def efface_base(name: str) -> None:
    """Même si un processus tué y est resté connecté."""
    _administre("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@cache
def _modele() -> str:
    """Une base migrée une fois par processus, que chaque essai copie."""
    from lsc_desktop.base.paths import MIGRATIONS
    from lsc_desktop.storage.engine import Database
    from lsc_desktop.storage.schema import prepare

    name = f"modele_{os.getpid()}"
    cree_base(name)
    database = Database(adresse(name))
    prepare(database, MIGRATIONS, now=datetime(2021, 10, 25, 9, 30))
    database.close()
    return name


def _administre(order: str, *names: str) -> None:
    info = make_url(serveur()).set(drivername="postgresql")
    with psycopg.connect(info.render_as_string(hide_password=False), autocommit=True) as link:
        link.execute(sql.SQL(order).format(*map(sql.Identifier, names)))


# --- Le serveur ---------------------------------------------------------------------------------


def _programmes() -> Path | None:
    """Le dossier des programmes du plus récent PostgreSQL de Debian, ou celui du PATH."""
    found = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "initdb").exists()]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    where = shutil.which("initdb")
    return Path(where).resolve().parent if where else None


def _demarre(folder: Path) -> "tuple[str, subprocess.Popen[bytes]]":
    programs = _programmes()
    if programs is None:
        raise PostgreSQLError("PostgreSQL manque : sous Debian, apt install postgresql.")
    if os.geteuid() == 0:
        shutil.chown(folder, COMPTE, COMPTE)
    data = folder / "donnees"
    # Trié comme en France : l'ordre de nos listes ne doit rien devoir au réglage du serveur.
    _run(
        [
            *_sans_root(), programs / "initdb", "--no-sync", "-A", "trust", "-U", "lsc",
            "-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=fr-FR",
            "-D", data,
        ]
    )  # fmt: skip
    for _ in range(3):  # un autre peut prendre le port avant nous
        port = _port_libre()
        process = _lance([programs / "postgres", "-D", data, "-p", port], folder)
        url = f"postgresql+psycopg://lsc@127.0.0.1:{port}/postgres"
        if _repond(process, url):
            return url, process
        process.kill()
        process.wait()
    journal = (folder / "serveur.log").read_text(encoding="utf-8", errors="replace")
    raise PostgreSQLError(f"PostgreSQL ne démarre pas :\n{journal[-2000:]}")


def _lance(command: list[object], folder: Path) -> "subprocess.Popen[bytes]":
    options = [option for setting in REGLAGES for option in ("-c", setting)]
    with (folder / "serveur.log").open("ab") as journal:
        return subprocess.Popen(
            [*map(str, [*_sans_root(mourir=True), *command]), *options],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=journal, stderr=journal,
        )  # fmt: skip


def _sans_root(*, mourir: bool = False) -> list[str]:
    """Sous root, le compte de PostgreSQL ; `mourir` : avec nous, même si nous sommes tués."""
    if shutil.which("setpriv") is None:
        return []
    options = ["--pdeathsig", "INT"] if mourir else []
    if os.geteuid() == 0:
        options += ["--reuid", COMPTE, "--regid", COMPTE, "--init-groups"]
    return ["setpriv", *options, "--"] if options else []


def _run(command: list[object]) -> None:
    done = subprocess.run([*map(str, command)], cwd="/", capture_output=True, text=True)
    if done.returncode:
        raise PostgreSQLError(f"{command} : {done.stdout}{done.stderr}")


def _port_libre() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _repond(process: "subprocess.Popen[bytes]", url: str) -> bool:
    info = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    limit = time.monotonic() + DEMARRAGE
    while process.poll() is None and time.monotonic() < limit:
        try:
            psycopg.connect(info, connect_timeout=5).close()
            return True
        except psycopg.OperationalError:
            time.sleep(0.1)
    return False


def _arrete(process: "subprocess.Popen[bytes]", folder: Path, owner: int) -> None:
    """Arrêt immédiat : il n'y a rien à garder. Un enfant né par `fork` n'y touche pas."""
    if os.getpid() != owner:
        return
    process.send_signal(3)  # SIGQUIT
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)
