"""Après une chute, un contrôle rapide de la base, en arrière-plan ; rien à dire si tout va."""

import logging
import time

from lsc_desktop.base.errors import UserError
from lsc_desktop.storage import copie_sqlite, sauvegardes
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
SECONDS = 5.0  # au-delà, les collègues attendraient


def check_after_crash(db: Database) -> UserError | None:
    """Ce qu'il faut dire si la base a souffert ; None si elle est saine, ou sur un serveur."""
    path = sauvegardes.local_file(db)
    if path is None:
        return None
    started = time.monotonic()
    faults = copie_sqlite.quick_faults(path, SECONDS)
    spent = time.monotonic() - started
    log.info("séance précédente interrompue : base contrôlée en %.1f s", spent)
    if not faults:
        return None
    log.error("base abîmée : %s", faults[0])
    return UserError(
        "La base a souffert du dernier arrêt brutal.",
        "N'y saisissez plus rien : restaurez la dernière sauvegarde vérifiée (Paramètres > "
        "Sauvegardes), ou appelez l'assistance.",
    )
