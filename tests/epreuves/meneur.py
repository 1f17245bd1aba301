"""Un processus qui en fait naître d'autres, déjà chargés, et que l'épreuve tue un à un.

`python -m tests.epreuves.meneur` lit un ordre par ligne (JSON : faire, url) et fait naître un
processus qui l'exécute comme le programme le ferait, sans fenêtre. Ce qui arrive se dit sur la
sortie, une ligne chacun : né, inscrit, pris, fini, mort.
"""

import json
import os
import signal
import sys
import time
import traceback
from datetime import date, datetime
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.gui.kit import durable
from lsc_desktop.gui.kit.batch import Control
from lsc_desktop.gui.kit.screens import FormScreen, ListScreen
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.jobs import publication
from lsc_desktop.jobs.transports import ouvrir
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.publications.registre import cibles_actives, load_cible
from lsc_desktop.services.publications import garder_secret
from lsc_desktop.storage.engine import Database
from tests.coffres import coffre_en_memoire

JOUR = date(2021, 10, 25)


def contexte(qui: str = "Martine") -> Contexte:
    return Contexte(qui, datetime.now(), JOUR)


def lot_de(key: str, text: str) -> durable.Lot:
    """La commande de cet écran, telle que la fenêtre la connaît."""
    (command,) = [c for c in SCREENS[key].commands if c.text == text]
    found = durable.lot(SCREENS[key], command)
    assert found is not None
    return found


def quittancer(db: Database) -> durable.Ledger:
    """Toutes les fiches validées de la liste, puis « Quittancer »."""
    screen = SCREENS["regularisations.liste"]
    assert isinstance(screen, ListScreen)
    with db.read() as session:
        rows = list(screen.source.rows(session, Criteria(where={"valide": True})))
    return durable.inscribe(db, lot_de(screen.key, "Quittancer"), rows, "Quittancer", contexte())


def appeler(db: Database) -> durable.Ledger:
    """L'appel qui vient, tel que l'écran le propose, puis « Comptabiliser »."""
    screen = SCREENS["quittancement.appel"]
    assert isinstance(screen, FormScreen) and screen.new is not None
    with db.read() as session:
        draft = screen.new(session, contexte())
    (command,) = [c for c in screen.commands if c.text == "Comptabiliser"]
    rows = command.rows(draft)
    return durable.inscribe(db, lot_de(screen.key, command.text), rows, "Comptabiliser", contexte())


LANCER = {"quittancer": quittancer, "appeler": appeler}


def dire(quoi: str, **plus: Any) -> None:
    """Une ligne d'un seul tenant : plusieurs processus écrivent ici."""
    fact = {"quoi": quoi, "pid": os.getpid(), "heure": time.time(), **plus}
    os.write(1, (json.dumps(fact) + "\n").encode())


def publier(db: Database, secret: str) -> None:
    """Un passage vers la seule cible, comme « Publier maintenant »."""
    with coffre_en_memoire():
        with db.read() as session:
            ((cible, _nom),) = cibles_actives(session)
            garder_secret(load_cible(session, cible), secret)
        done = publication.publier(db, contexte(), cible, ouvrir)
    dire("publie", envoyes=done.envoyes, deja_la=done.deja_la, numero=done.numero)


def faire(order: dict[str, str]) -> None:
    db = Database(order["url"])
    if order["faire"] == "publier":
        publier(db, order["secret"])
    elif order["faire"] == "reprendre":
        durable.resume_all(
            db,
            SCREENS,
            lambda: contexte("Paul"),
            lambda ledger: dire("pris", reste=len(ledger.rows)),
        )
    else:
        ledger = LANCER[order["faire"]](db)
        dire("inscrit", reste=len(ledger.rows))
        durable.carry(ledger, ledger.rows, contexte, Control())
    db.close()
    dire("fini")


def enterrer(_signal: int, _frame: Any) -> None:
    """Dit la mort de chaque enfant : elle est certaine quand l'épreuve poursuit."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        dire("mort", de=pid, code=os.waitstatus_to_exitcode(status))


def main() -> None:
    signal.signal(signal.SIGCHLD, enterrer)
    for key in ("regularisations.liste", "quittancement.appel"):
        SCREENS[key]  # chargés une fois pour toutes
    dire("pret")
    for line in sys.stdin:
        child = os.fork()
        if child:
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        code = 1
        try:
            dire("ne")
            faire(json.loads(line))
            code = 0
        except BaseException:
            dire("erreur", trace=traceback.format_exc()[-1500:])
        finally:
            os._exit(code)


if __name__ == "__main__":
    main()
