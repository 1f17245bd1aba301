"""Où sont les fichiers : ceux qui sont livrés, ceux de l'utilisateur."""

import os
import sys
from pathlib import Path

import platformdirs

ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[2]))
UI, RESOURCES, MIGRATIONS = ROOT / "ui", ROOT / "resources", ROOT / "migrations"


def data_folder() -> Path:
    """Dossier de l'utilisateur (base, réglages, brouillons) ; `LSC_DATA` le déplace."""
    chosen = os.environ.get("LSC_DATA")
    folder = Path(chosen) if chosen else Path(platformdirs.user_data_dir("LSC Desktop", False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
