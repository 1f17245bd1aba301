"""`lsc verifier [fichier]` : contrôle la base, ou une copie, sans arrêter personne."""

import argparse
from pathlib import Path

from lsc_desktop.app import seance
from lsc_desktop.base.settings import load_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("fichier", type=Path, nargs="?", help="une copie ; sinon, la base")


def run(options: argparse.Namespace) -> int:
    """Rend 0 si tout est sain, 1 sinon, une phrase par défaut. Lève `UserError` sans réponse."""
    from lsc_desktop.jobs.sauvegarde import examiner, verifier_base
    from lsc_desktop.queries.controles import CONTROLES
    from lsc_desktop.storage.engine import Database

    settings = load_settings()
    presence = seance.enter(settings)
    db = Database(settings.database_url)
    try:
        faults = (
            list(examiner(db, options.fichier).defauts) if options.fichier else verifier_base(db)
        )
    finally:
        db.close()
        if presence is not None:
            presence.leave()
    for fault in faults:
        print(fault)
    if not faults:
        print("Tout est sain : fichier, liens, " + ", ".join(c.nom for c in CONTROLES) + ".")
    return 1 if faults else 0
