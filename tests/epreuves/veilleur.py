"""Une session de l'épreuve des services : candidate à les mener, elle tourne jusqu'à ce qu'on ferme
son entrée.

    python -m tests.epreuves.veilleur <adresse> <nom> <bail> <instant de départ> <journal>

Une seconde y vaut quatre heures. Chaque service fait ajoute au journal le jour de son créneau ;
elle rend les moments où elle menait, en JSON, une ligne par mandat fini, et dit « mène » en le
prenant.
"""

import json
import os
import sys
import threading
import time
from datetime import datetime, timedelta

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.jobs import horaire, travaux
from lsc_desktop.jobs.meneur import Candidat
from lsc_desktop.jobs.moteur import Moteur
from lsc_desktop.services import passages
from lsc_desktop.storage.engine import Database

JOUR = datetime(2026, 11, 23)  # un lundi
HEURE = timedelta(hours=2, minutes=30)  # l'heure réglée des deux services
VITESSE = 4 * 3600  # secondes d'agence par seconde
TOUR = 0.1


def travailler(nom: str, journal: str):
    def work(_db, ctx, _suivi):
        time.sleep(0.1)
        # Le jour du créneau : celui de la veille, rattrapé avant l'heure, n'est pas celui du jour.
        jour = (ctx.maintenant - HEURE).date()
        line = f"{nom} {jour} {os.getpid()}\n"
        handle = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, line.encode())
        os.close(handle)
        return "Fait."

    return work


def main(url: str, nom: str, bail: str, depart: str, journal: str) -> None:
    passages.BAIL, horaire.HEARTBEAT = timedelta(seconds=1), 0.3
    travaux.sauvegarder = travailler("sauvegarde", journal)
    travaux.publier = travailler("publication", journal)
    db, start = Database(url), float(depart)

    def contexte() -> Contexte:
        now = JOUR + timedelta(seconds=(time.time() - start) * VITESSE)
        return Contexte(nom, now, now.date(), nom, nom)

    candidat = Candidat(db, contexte, nom, bail=timedelta(seconds=float(bail)))
    moteur = Moteur(db, contexte, candidat)
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    candidat.start()
    print("prêt", flush=True)
    mandate: list[float] = []
    while not over.wait(TOUR):
        try:
            moteur.passer()
        except UserError as error:
            print(json.dumps({"imprevu": str(error)}), flush=True)
        if candidat.tient():
            now = time.time()
            if not mandate:
                print(json.dumps({"mene": now}), flush=True)
            mandate = [mandate[0] if mandate else now, now]
        elif mandate:
            print(json.dumps({"mandat": mandate}), flush=True)
            mandate = []
    if mandate:
        print(json.dumps({"mandat": mandate}), flush=True)
    candidat.stop()
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
