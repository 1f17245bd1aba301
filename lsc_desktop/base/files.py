"""Écrire un fichier : entier sous son nom, ou pas du tout."""

import codecs
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.process import born

PART = ".part"  # ce qui n'est pas encore entier
TEXTE_MAX = 16 << 20  # octets d'un texte lu d'un coup


def write_whole(path: Path, content: bytes) -> None:
    """Écrit à côté, force sur le disque, puis renomme ; l'ancien fichier reste tant qu'il faut.

    Lève `TemporaryError`, en français, si le disque est plein, protégé ou absent.
    """
    with write_beside(path) as beside:
        beside.write_bytes(content)


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """Un nom voisin où écrire à son rythme ; en sortant, il est forcé sur le disque et renommé.

    Si ce qui écrit échoue, ou que le disque refuse, il ne reste rien. Lève `TemporaryError` pour
    une erreur du disque ; laisse passer les autres.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    with disk_errors(path):
        try:
            yield beside
            _force(beside)
            beside.replace(path)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        _force_folder(path.parent)


@contextmanager
def work_folder(name: str) -> Iterator[Path]:
    """Un dossier de travail à ce seul processus, vidé à la fin ; ceux qu'un processus tué a laissés
    sous ce nom sont retirés d'abord."""
    there = Path(gettempdir())
    for left in there.glob(f"{name}-*-*"):
        pid = left.name.removeprefix(f"{name}-").partition("-")[0]
        if pid.isdecimal() and not born(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=f"{name}-{os.getpid()}-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def sweep(folder: Path, pattern: str = "*") -> None:
    """Retire les restes d'écritures dont le processus, sur cette machine, ne vit plus."""
    for left in folder.glob(f".{pattern}{PART}"):
        pid = left.name.removesuffix(PART).rpartition(".")[2]
        if pid.isdecimal() and int(pid) != os.getpid() and not born(int(pid)):
            with suppress(OSError):
                left.unlink()


def _force(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _force_folder(folder: Path) -> None:
    """Le nouveau nom survit lui aussi à une coupure ; Windows le fait de lui-même."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def lire_texte(path: Path) -> str:
    """Le texte d'un fichier venu d'ailleurs : UTF-8, « Texte Unicode » d'Excel, ou Windows.

    Lève `UserError`, en français, si le fichier ne se lit pas, est démesuré, ou n'est pas du texte.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(TEXTE_MAX + 1)
    except OSError as error:
        raise UserError(
            f"« {path.name} » ne peut pas être lu : {_reason(error)}.",
            "Fermez-le dans l'autre programme ou choisissez un autre fichier.",
        ) from error
    if len(raw) > TEXTE_MAX:
        raise UserError(
            f"« {path.name} » pèse plus de {TEXTE_MAX >> 20} Mo.",
            "Vérifiez que c'est bien le fichier voulu, ou coupez-le en plusieurs.",
        )
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw:
        raise UserError(
            f"« {path.name} » n'est pas un fichier texte.",
            "Choisissez un fichier texte ; d'un classeur, enregistrez d'abord la feuille en CSV.",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Traduit une erreur du disque en une phrase qui dit quoi faire."""
    try:
        yield
    except OSError as error:
        raise TemporaryError(
            f"« {path.name} » n'a pas pu être écrit : {_reason(error)}.",
            "Rien n'a été perdu : libérez de la place ou choisissez un autre dossier, "
            "puis recommencez.",
        ) from error


def _reason(error: OSError) -> str:
    reasons = {
        errno.ENOSPC: "le disque est plein",
        errno.EDQUOT: "votre quota de disque est atteint",
        errno.EACCES: "l'accès à ce dossier vous est refusé",
        errno.EPERM: "l'accès à ce dossier vous est refusé",
        errno.EROFS: "ce disque est protégé en écriture",
        errno.ENOENT: "ce dossier n'existe pas",
        errno.EISDIR: "c'est un dossier",
        errno.EBUSY: "le fichier est ouvert dans un autre programme",
    }
    return reasons.get(error.errno or 0, error.strerror or "le disque ne répond pas")
