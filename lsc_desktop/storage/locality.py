"""Un fichier SQLite reste sur un disque de cette machine (décision D4, ecosystem F).

Sur un partage, ses verrous ne tiennent pas : deux postes peuvent écrire ensemble et abîmer la base,
sans qu'aucun le voie. Mieux vaut ne pas l'ouvrir.
"""

import ntpath
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import URL

from lsc_desktop.base.errors import UserError

MOUNTS = Path("/proc/self/mounts")
REMOTE = 4  # DRIVE_REMOTE, de GetDriveTypeW
NETWORK = {
    "9p", "afs", "ceph", "cifs", "davfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3",
    "smbfs", "sshfs", "gvfsd-fuse", "rclone", "curlftpfs",
}  # fmt: skip


def refuse_network(url: URL) -> None:
    """Lève `UserError` si cette base est un fichier SQLite posé sur un disque du réseau."""
    path = url.database
    if url.get_backend_name() != "sqlite" or not path or path == ":memory:":
        return
    if sys.platform == "win32":
        where = windows_share(path, _drive_type)
    else:
        where = mounted_share(os.path.realpath(path), _mounts())
    if where:
        raise UserError(
            f"La base « {ntpath.basename(path)} » est sur un disque du réseau ({where}) : "
            "plusieurs postes l'y abîmeraient sans le voir.",
            "Pour travailler à plusieurs, installez un serveur PostgreSQL, transférez-y la base "
            "(« lsc transferer ») et donnez son adresse dans les réglages de chaque poste ; seul, "
            "copiez le fichier sur un disque de cette machine.",
        )


def windows_share(path: str, drive_type: Callable[[str], int]) -> str:
    r"""Le partage qui tient ce fichier, « \\serveur\partage » ou « Z: » ; rien s'il est local.

    `drive_type` : le genre d'un disque d'après sa racine, « Z:\ » (GetDriveTypeW).
    """
    plain = path.replace("/", "\\")
    plain = re.sub(r"^\\\\\?\\(UNC\\)?", lambda found: "\\\\" if found[1] else "", plain)
    if plain.startswith("\\\\"):
        return "\\\\" + "\\".join(plain[2:].split("\\")[:2])
    drive = ntpath.splitdrive(ntpath.abspath(plain) if sys.platform == "win32" else plain)[0]
    return drive if drive and drive_type(drive + "\\") == REMOTE else ""


def mounted_share(path: str, mounts: str) -> str:
    """Le point de montage réseau qui tient ce fichier, et son genre ; rien s'il est local.

    `path` : absolu, sans lien. `mounts` : le contenu de `/proc/self/mounts`.
    """
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[1])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # à longueur égale, le dernier monté cache l'autre
            best, kind = point, fields[2]
    return f"{best}, {kind}" if kind.removeprefix("fuse.") in NETWORK else ""


def _mounts() -> str:
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:  # ni Linux ni Windows : rien à en savoir
        return ""


def _drive_type(root: str) -> int:
    import ctypes

    kernel: object = getattr(ctypes, "windll", None)
    return int(kernel.kernel32.GetDriveTypeW(root)) if kernel else 0  # type: ignore[attr-defined]
