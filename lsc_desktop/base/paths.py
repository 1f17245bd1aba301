"""Où sont les fichiers : ceux qui sont livrés, ceux de l'utilisateur."""

import os
import sys
from pathlib import Path

import platformdirs

from lsc_desktop.base.errors import TemporaryError

ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[2]))
UI, RESOURCES, MIGRATIONS = ROOT / "ui", ROOT / "resources", ROOT / "migrations"


def data_folder() -> Path:
    """Dossier de l'utilisateur (base, réglages, brouillons) ; `LSC_DATA` le déplace.

    Lève `TemporaryError` s'il ne peut pas être créé.
    """
    chosen = os.environ.get("LSC_DATA")
    folder = Path(chosen) if chosen else Path(platformdirs.user_data_dir("LSC Desktop", False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TemporaryError(
            f"Le dossier de vos données, « {folder} », ne peut pas être créé.",
            "Libérez de la place ou demandez le droit d'y écrire, puis relancez.",
        ) from error
    return folder
