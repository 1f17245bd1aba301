"""`lsc reprendre` : finit, sans fenêtre, les traitements que plus personne ne mène."""

import argparse
from dataclasses import replace
from datetime import datetime

from lsc_desktop.app import seance
from lsc_desktop.base.contexte import Contexte


def arguments(parser: argparse.ArgumentParser) -> None:
    """Aucune option : la base et l'utilisateur sont ceux des réglages du poste."""


def run(options: argparse.Namespace) -> int:
    """Reprend, l'un après l'autre, les lots d'un programme tué ; rend 0.

    Sans mot de passe : l'ordonnanceur du système la lance, sous un compte qui tient déjà la base ;
    chaque lot est repris au nom de qui l'avait lancé. Lève `UserError` comme `seance.ouverte`.
    """
    from lsc_desktop.gui.kit.durable import Ledger, resume_all
    from lsc_desktop.gui.screens import SCREENS

    def said(ledger: Ledger) -> None:
        print(f"« {ledger.titre} » : {len(ledger.rows)} à reprendre…", flush=True)

    with seance.ouverte() as acces:

        def contexte() -> Contexte:
            return replace(acces.ctx, maintenant=datetime.now())

        reports = resume_all(acces.db, SCREENS, contexte, said)
    print("\n".join(reports) or "Aucun traitement à reprendre.", flush=True)
    return 0
