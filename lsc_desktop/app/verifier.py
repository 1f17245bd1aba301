"""`lsc verifier [fichier]` : contrôle la base, ou une copie, sans arrêter personne."""

import argparse
from pathlib import Path

from lsc_desktop.app import seance


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("fichier", type=Path, nargs="?", help="une copie ; sinon, la base")


def run(options: argparse.Namespace) -> int:
    """Rend 0 si tout est sain, 1 sinon, une phrase par défaut. Lève `UserError` sans réponse.

    Sans mot de passe : elle n'écrit ni ne montre rien des fiches, et l'ordonnanceur du système la
    lance sous un compte qui tient déjà la base. Une copie se vérifie même sans base à côté.
    """
    from lsc_desktop.jobs.sauvegarde import examiner, verifier_base
    from lsc_desktop.queries.controles import CONTROLES

    copy = options.fichier
    with seance.ouverte(etat="telle_quelle" if copy else "prete") as acces:
        faults = list(examiner(acces.db, copy).defauts) if copy else verifier_base(acces.db)
    for fault in faults:
        print(fault)
    if not faults:
        print("Tout est sain : fichier, liens, " + ", ".join(c.nom for c in CONTROLES) + ".")
    return 1 if faults else 0
