"""Réglages du poste : quelle base, quel utilisateur."""

import getpass
import json
import os
from dataclasses import dataclass
from pathlib import Path

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import data_folder

FILE = "reglages.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """`database_url` : adresse SQLAlchemy ; `user` : le nom qui signe l'historique."""

    database_url: str
    user: str


def load_settings(folder: Path | None = None) -> Settings:
    """L'environnement (`LSC_DATABASE_URL`, `LSC_USER`), sinon `reglages.json`, sinon l'usage.

    Sans réglage, la base est un fichier SQLite du dossier de l'utilisateur (décision D4). Lève
    `UserError` si le fichier de réglages est illisible.
    """
    folder = folder or data_folder()
    stored = _read(folder / FILE)
    default = f"sqlite:///{(folder / 'lsc.db').as_posix()}"
    return Settings(
        os.environ.get("LSC_DATABASE_URL") or stored.get("database_url") or default,
        os.environ.get("LSC_USER") or stored.get("user") or _login(),
    )


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        found = {str(key): str(value) for key, value in stored.items()}
        "".join(found.values()).encode()  # une moitié de caractère ne signerait rien
        return found
    except (ValueError, OSError, AttributeError, RecursionError) as error:
        raise UserError(
            f"Le fichier de réglages « {path.name} » est illisible.",
            f"Corrigez-le ou supprimez-le, dans {path.parent}, puis relancez.",
        ) from error


def _login() -> str:
    try:
        return getpass.getuser()
    except OSError:  # ni variable ni compte : session de service
        return "utilisateur"
