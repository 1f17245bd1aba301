"""`lsc sauvegarder` : une copie vérifiée de la base, pendant que les collègues travaillent."""

import argparse
from pathlib import Path

from lsc_desktop.app import seance
from lsc_desktop.base.settings import load_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dossier", type=Path, help="où la mettre, sinon celui des réglages")


def run(options: argparse.Namespace) -> int:
    """Rend 0 si la copie est faite et saine. Lève `UserError` sinon."""
    from lsc_desktop.domain.sauvegardes import NON_REJOUEE, taille_lisible
    from lsc_desktop.jobs.sauvegarde import sauvegarder
    from lsc_desktop.storage.engine import Database

    settings = load_settings()
    presence = seance.enter(settings)
    db = Database(settings.database_url)
    try:
        folder = options.dossier.resolve() if options.dossier else None
        done = sauvegarder(db, seance.contexte(settings), "commande", dossier=folder)
    finally:
        db.close()
        if presence is not None:
            presence.leave()
    print(f"{done.chemin}\n{taille_lisible(done.taille)}, SHA-256 {done.empreinte}")
    if done.etat == NON_REJOUEE:
        print("Copie lue en entier, non rejouée : ce compte ne peut pas créer de base.")
    else:
        print("Copie rouverte et vérifiée.")
    return 0
