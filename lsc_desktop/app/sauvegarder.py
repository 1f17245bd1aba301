"""`lsc sauvegarder` : une copie vérifiée de la base, pendant que les collègues travaillent."""

import argparse
from pathlib import Path

from lsc_desktop.app import seance


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dossier", type=Path, help="où la mettre, sinon celui des réglages")


def run(options: argparse.Namespace) -> int:
    """Rend 0 si la copie est faite et saine. Lève `UserError` sinon.

    Sans mot de passe : l'ordonnanceur du système la lance la nuit, sous un compte qui tient déjà la
    base ; une sauvegarde qui attend quelqu'un ne se fait pas.
    """
    from lsc_desktop.domain.sauvegardes import NON_REJOUEE, taille_lisible
    from lsc_desktop.jobs.sauvegarde import sauvegarder

    folder = options.dossier.resolve() if options.dossier else None
    with seance.ouverte() as acces:
        done = sauvegarder(acces.db, acces.ctx, "commande", dossier=folder)
    print(f"{done.chemin}\n{taille_lisible(done.taille)}, SHA-256 {done.empreinte}")
    if done.etat == NON_REJOUEE:
        print("Copie lue en entier, non rejouée : ce compte ne peut pas créer de base.")
    else:
        print("Copie rouverte et vérifiée.")
    return 0
