"""Entrer dans la base et en sortir, avec ou sans fenêtre : journal, présence, relance."""

import atexit
import sys
from datetime import datetime
from pathlib import Path
from socket import gethostname

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.journaux import keep_journal
from lsc_desktop.base.paths import data_folder
from lsc_desktop.base.seances import Presence, Seance
from lsc_desktop.base.settings import Settings


def enter(settings: Settings) -> Presence | None:
    """Signale cette séance sur la base de fichier ; None si la base est sur un serveur.

    Lève `TemporaryError` si la base est en cours de restauration.
    """
    keep_journal(data_folder())
    path = base_file(settings.database_url)
    if path is None or not path.parent.is_dir():
        return None
    presence = Presence(path)
    presence.enter(Seance(settings.user, gethostname(), f"{datetime.now():%d/%m/%Y à %H:%M}"))
    atexit.register(presence.leave)
    return presence


def base_file(url: str) -> Path | None:
    """Le fichier d'une adresse SQLite, sans charger SQLAlchemy ; None pour un serveur."""
    scheme, _, name = url.partition(":///")
    name = name.partition("?")[0]
    return Path(name) if scheme.startswith("sqlite") and name not in ("", ":memory:") else None


def contexte(settings: Settings) -> Contexte:
    """Qui lance cette commande, et quand."""
    now = datetime.now()
    return Contexte(settings.user, now, now.date(), poste=gethostname())


def relaunch() -> None:
    """Ouvre le programme à neuf : celui-ci va finir."""
    import subprocess

    frozen = getattr(sys, "frozen", False)
    command = [sys.executable] if frozen else [sys.executable, "-m", "lsc_desktop"]
    subprocess.Popen(command, close_fds=True)
