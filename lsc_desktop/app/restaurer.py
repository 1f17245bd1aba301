"""`lsc restaurer <fichier>` : remet une copie à la place de la base."""

import argparse
from pathlib import Path

from lsc_desktop.app import seance, terminal
from lsc_desktop.base.errors import UserError


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = terminal.AIDE
    parser.add_argument("fichier", type=Path, help="la copie à restaurer")
    parser.add_argument("--oui", action="store_true", help="ne pas demander de confirmation")


def run(options: argparse.Namespace) -> int:
    """Rend 0 si la base est restaurée, 1 si l'on y renonce. Lève `UserError` si c'est non.

    Une base absente, abîmée ou d'avant les mots de passe ne sait plus qui peut la restaurer : on ne
    le demande pas, qui tient son fichier la tient déjà.
    """
    from lsc_desktop.jobs.restauration import preparer, restaurer

    with seance.ouverte("restaurer", etat="telle_quelle") as acces:
        ready = preparer(acces.db, options.fichier)
        if not options.oui and not _agreed(ready.question(), ready.details()):
            print("Rien n'a été changé.")
            return 1
        done = restaurer(acces.db, acces.presence, ready.path, acces.ctx)
    print(done.phrase())
    return 0


def _agreed(question: str, details: list[str]) -> bool:
    if not terminal.interactive():
        raise UserError(question, "Pour le faire sans qu'on vous le demande, ajoutez --oui.")
    for detail in details:
        print(f"- {detail}")
    return terminal.ask(f"{question} (oui/non)").casefold() in ("o", "oui")
