"""`lsc reprendre` : finit, sans fenêtre, les traitements que plus personne ne mène."""

import argparse
from datetime import datetime
from socket import gethostname

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.base.settings import load_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Aucune option : la base et l'utilisateur sont ceux des réglages du poste."""


def run(options: argparse.Namespace) -> int:
    """Reprend, l'un après l'autre, les lots d'un programme tué ; rend 0.

    Lève `UserError` si la base n'est pas à la version du programme.
    """
    from lsc_desktop.gui.kit.durable import Ledger, resume_all
    from lsc_desktop.gui.screens import SCREENS
    from lsc_desktop.queries.configuration import date_de_travail
    from lsc_desktop.storage.engine import Database
    from lsc_desktop.storage.failures import translated
    from lsc_desktop.storage.version import current, newest

    settings = load_settings()
    db = Database(settings.database_url)
    with translated():
        if current(db) != newest(MIGRATIONS):
            raise UserError(
                "La base n'est pas à la version de ce programme.",
                "Ouvrez-la une fois par la fenêtre, puis recommencez.",
            )
    with db.read() as session:
        day = date_de_travail(session)

    def contexte() -> Contexte:
        now = datetime.now()
        return Contexte(settings.user, now, day or now.date(), poste=gethostname())

    def said(ledger: Ledger) -> None:
        print(f"« {ledger.titre} » : {len(ledger.rows)} à reprendre…", flush=True)

    reports = resume_all(db, SCREENS, contexte, said)
    print("\n".join(reports) or "Aucun traitement à reprendre.", flush=True)
    db.close()
    return 0
