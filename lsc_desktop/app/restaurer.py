"""`lsc restaurer <fichier>` : remet une copie à la place de la base."""

import argparse
import sys
from pathlib import Path

from lsc_desktop.app import seance
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.settings import load_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("fichier", type=Path, help="la copie à restaurer")
    parser.add_argument("--oui", action="store_true", help="ne pas demander de confirmation")


def run(options: argparse.Namespace) -> int:
    """Rend 0 si la base est restaurée, 1 si l'on y renonce. Lève `UserError` si c'est non."""
    from lsc_desktop.jobs.restauration import preparer, restaurer
    from lsc_desktop.storage.engine import Database

    settings = load_settings()
    presence = seance.enter(settings)
    db = Database(settings.database_url)
    try:
        ready = preparer(db, options.fichier)
        if not options.oui and not _agreed(ready.question(), ready.details()):
            print("Rien n'a été changé.")
            return 1
        done = restaurer(db, presence, ready.path, seance.contexte(settings))
    finally:
        db.close()
        if presence is not None:
            presence.leave()
    print(done.phrase())
    return 0


def _agreed(question: str, details: list[str]) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise UserError(question, "Pour le faire sans qu'on vous le demande, ajoutez --oui.")
    for detail in details:
        print(f"- {detail}")
    return input(f"{question} (oui/non) ").strip().casefold() in ("o", "oui")
