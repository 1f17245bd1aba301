"""Remettre une copie à la place de la base : avant ou après, jamais entre les deux."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.files import PART, disk_errors, sweep, write_beside
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.base.seances import Presence
from lsc_desktop.domain.sauvegardes import Perdu
from lsc_desktop.jobs.sauvegarde import RIEN, Suivi, examiner, made_on, sauvegarder
from lsc_desktop.queries.controles import controler
from lsc_desktop.queries.sauvegardes import perdu_depuis, reperes_au
from lsc_desktop.services import sauvegardes as service
from lsc_desktop.storage import sauvegardes as storage
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.failures import translated
from lsc_desktop.storage.version import newest

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preparation:
    """Une copie examinée, et ce que la restaurer ferait perdre ; None si on ne peut le dire."""

    path: Path
    quand: datetime
    perdu: Perdu | None
    rejouee: bool

    def question(self) -> str:
        return (
            f"Restaurer la base telle qu'elle était le {self.quand:%d/%m/%Y à %H:%M} ? "
            f"{self.perdu.phrase() if self.perdu else ''}"
        ).strip()

    def details(self) -> list[str]:
        found = [
            "La base d'aujourd'hui est d'abord copiée et gardée : vous pourrez y revenir.",
            "Le programme se ferme, restaure, puis se rouvre ; personne d'autre ne doit s'en "
            "servir pendant ce temps.",
        ]
        if not self.rejouee:
            found.insert(0, "Cette copie a été lue en entier, mais n'a pas pu être rejouée.")
        return found


@dataclass(frozen=True, slots=True)
class Restauree:
    """`avant` : la copie de la base remplacée, "" s'il n'y avait pas de base."""

    quand: datetime
    avant: str

    def phrase(self) -> str:
        kept = f" La base d'avant est gardée dans « {self.avant} »." if self.avant else ""
        return f"La base est celle du {self.quand:%d/%m/%Y à %H:%M}.{kept}"


def preparer(db: Database, path: Path, migrations: Path = MIGRATIONS) -> Preparation:
    """Examine la copie et compte ce qu'on perdrait ; rien n'est touché.

    Lève `UserError` si le fichier n'est pas une copie saine que ce programme sait lire.
    """
    examen = examiner(db, path, migrations)
    _refuse_faulty(path, examen.defauts)
    made = made_on(path)
    return Preparation(path, made, _lost(db, examen.reperes, made), examen.rejouee)


def restaurer(
    db: Database,
    presence: Presence | None,
    path: Path,
    ctx: Contexte,
    *,
    migrations: Path = MIGRATIONS,
    suivi: Suivi = RIEN,
) -> Restauree:
    """Restaure une copie : vérifiée, mise à niveau et contrôlée à part, puis posée d'un coup.

    `presence` : la nôtre, sur une base de fichier. La base présente est d'abord copiée, et la copie
    gardée. Lève `UserError`, et rien n'a changé, si quelqu'un d'autre se sert de la base, si la
    copie n'est pas saine, ou si le disque ne peut pas la recevoir.
    """
    path, made = path.resolve(), made_on(path)
    alone: Any = presence.alone() if presence is not None else nullcontext()
    with alone, _staged(db, path) as staging:
        db.close()
        _refuse_company(db)
        _refuse_faulty(path, examiner(db, staging, migrations).defauts)
        avant = _set_aside(db, ctx, suivi, migrations)
        copies = _copies(db)
        if storage.local_file(db) is not None:
            _ready(staging, copies, migrations)
        db.close()
        storage.replace(db, staging)
        _finish(db, copies, migrations)
    log.info("base restaurée : copie du %s", made)
    return Restauree(made, avant)


def _refuse_faulty(path: Path, faults: tuple[str, ...]) -> None:
    if faults:
        raise UserError(
            f"« {path.name} » n'est pas saine : {faults[0]}",
            "La base n'a pas changé : choisissez une autre copie.",
        )


def _refuse_company(db: Database) -> None:
    others = storage.others(db)
    db.close()
    if others:
        raise TemporaryError(
            f"D'autres se servent de la base : {', '.join(others[:5])}.",
            "Rien n'a été changé : faites fermer le programme partout, puis recommencez.",
        )


def _lost(db: Database, marks: tuple[int, int] | None, made: datetime) -> Perdu | None:
    try:
        with db.read() as session:
            return perdu_depuis(session, marks or reperes_au(session, made))
    except UserError:  # la base est absente ou abîmée : c'est bien pourquoi on restaure
        return None
    except Exception:
        log.warning("ce que la restauration ferait perdre ne se compte pas", exc_info=True)
        return None


@contextmanager
def _staged(db: Database, path: Path) -> Iterator[Path]:
    """La copie elle-même, ou, pour un fichier, une autre à côté de la base, qu'on prépare."""
    live = storage.local_file(db)
    if live is None:
        yield path
        return
    sweep(live.parent, "lsc-*")
    staging = live.with_name(f".lsc-restauration.{os.getpid()}{PART}")
    try:
        with disk_errors(staging):
            copyfile(path, staging)
        yield staging
    finally:
        for left in live.parent.glob(f"{staging.name}*"):  # et les journaux de SQLite
            with suppress(OSError):
                left.unlink()


def _set_aside(db: Database, ctx: Contexte, suivi: Suivi, migrations: Path) -> str:
    """Garde la base présente sous un nom daté, saine ou non ; "" s'il n'y en a pas."""
    live = storage.local_file(db)
    if live is not None and (not live.exists() or not live.stat().st_size):
        return ""
    try:
        kept = sauvegarder(
            db, ctx, "restauration", suivi=suivi, migrations=migrations, exigeante=False
        )
        return kept.chemin
    except TemporaryError:
        raise
    except Exception as error:
        if live is None:
            raise
        log.warning("base d'avant gardée telle quelle : %s", type(error).__name__)
    target = live.with_name(f"{live.stem}-abimee-{ctx.maintenant:%Y%m%d-%H%M%S}{live.suffix}")
    with write_beside(target) as part:
        copyfile(live, part)
    return str(target)


def _copies(db: Database) -> list[dict[str, object]]:
    try:
        with db.read() as session:
            return service.toutes(session)
    except Exception:  # une base abîmée ne dit plus quelles copies existent ; leurs fichiers, si
        log.warning("la liste des copies ne se lit plus")
        return []


def _ready(staging: Path, copies: list[dict[str, object]], migrations: Path) -> None:
    """Met la copie au niveau du programme et la contrôle, avant d'y toucher la vraie base."""
    work = Database(f"sqlite:///{staging.as_posix()}")
    try:
        faults = _level(work, copies, migrations)
    finally:
        work.close()
    _refuse_faulty(staging, tuple(faults))


def _level(db: Database, copies: list[dict[str, object]], migrations: Path) -> list[str]:
    from lsc_desktop.storage.schema import upgrade  # Alembic : seulement ici

    with translated():
        with db.engine.execution_options(writes=True).begin() as connection:
            upgrade(connection, migrations)
        with db.write() as session:
            storage.asleep(session)
            service.reporter(session, copies)
        with db.read() as session:
            return controler(session)


def _finish(db: Database, copies: list[dict[str, object]], migrations: Path) -> None:
    """Rouvre la base restaurée : au niveau du programme, et juste."""
    if storage.local_file(db) is None:
        faults = _level(db, copies, migrations)
    else:
        with db.read() as session:
            faults = [] if storage.revision(session) == newest(migrations) else ["Autre schéma."]
    if faults:
        raise UserError(
            f"La base est restaurée, mais elle a un défaut : {faults[0]}",
            "Restaurez une autre copie de la liste ; la base d'avant y est aussi.",
        )
