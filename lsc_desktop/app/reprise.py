"""`lsc reprendre` : finit, sans fenêtre, les traitements que plus personne ne mène."""

import argparse
from datetime import datetime
from socket import gethostname
from typing import Any

from lsc_desktop.app import seance
from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.base.settings import load_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Aucune option : la base et l'utilisateur sont ceux des réglages du poste."""


def run(options: argparse.Namespace) -> int:
    """Reprend, l'un après l'autre, les lots d'un programme tué ; rend 0.

    Lève `UserError` si la base n'est pas à la version du programme, ou est en cours de
    restauration.
    """
    from lsc_desktop.storage.engine import Database

    settings = load_settings()
    presence = seance.enter(settings)
    db = Database(settings.database_url)
    try:
        _reprendre(db, settings.user)
    finally:
        db.close()
        if presence is not None:
            presence.leave()
    return 0


def _reprendre(db: Any, user: str) -> None:
    from lsc_desktop.gui.kit.durable import Ledger, resume_all
    from lsc_desktop.gui.screens import SCREENS
    from lsc_desktop.queries.configuration import date_de_travail

    _verifier(db)
    with db.read() as session:
        day = date_de_travail(session)

    def contexte() -> Contexte:
        now = datetime.now()
        return Contexte(user, now, day or now.date(), poste=gethostname())

    def said(ledger: Ledger) -> None:
        print(f"« {ledger.titre} » : {len(ledger.rows)} à reprendre…", flush=True)

    reports = resume_all(db, SCREENS, contexte, said)
    print("\n".join(reports) or "Aucun traitement à reprendre.", flush=True)


def _verifier(db: Any) -> None:
    from lsc_desktop.storage.failures import translated
    from lsc_desktop.storage.locality import refuse_network
    from lsc_desktop.storage.version import current, newest

    refuse_network(db.url)
    with translated():
        if current(db) != newest(MIGRATIONS):
            raise UserError(
                "La base n'est pas à la version de ce programme.",
                "Ouvrez-la une fois par la fenêtre, puis recommencez.",
            )
