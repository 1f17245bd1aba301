"""Les processus de l'épreuve des sauvegardes : l'un écrit sans relâche, l'autre copie ou restaure,
et se fait tuer.

python -m tests.epreuves.copiste ecrit <adresse> <fichier>       des pièces, et les notes au fichier
python -m tests.epreuves.copiste sauve <adresse> <dossier>       des copies, à la suite
python -m tests.epreuves.copiste restaure <adresse> <copie>…     ces copies, tour à tour
"""

import itertools
import json
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.base.seances import Presence, Seance
from lsc_desktop.domain.comptabilite import LigneEcriture, PieceComptable
from lsc_desktop.jobs.restauration import restaurer
from lsc_desktop.jobs.sauvegarde import sauvegarder
from lsc_desktop.services.comptabilite import passer
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Compte
from lsc_desktop.storage.sauvegardes import local_file

CTX = Contexte("Martine", datetime(2026, 11, 22, 12), date(2026, 11, 22), poste="ESSAI")


def une_piece(db: Database) -> None:
    """Une pièce de deux écritures, entre deux comptes de l'agence."""
    with db.write("Martine") as session:
        first, second, entite = session.execute(
            select(Compte.id, Compte.id + 1, Compte.entite_id).order_by(Compte.id).limit(1)
        ).one()
        lines = (LigneEcriture(first, debit=Decimal(1)), LigneEcriture(second, credit=Decimal(1)))
        passer(session, PieceComptable(entite, "OD", CTX.aujourd_hui, "Essai", lines), CTX)


def ecrit(db: Database, notes: str) -> None:
    """Jusqu'à ce que le fichier de notes ait un voisin « .fin »."""
    path, count, worst = Path(notes), 0, 0.0
    while not path.with_suffix(".fin").exists():
        start = time.perf_counter()
        une_piece(db)
        count, worst = count + 1, max(worst, time.perf_counter() - start)
        time.sleep(0.005)
    path.write_text(json.dumps({"pieces": count, "attente": worst}), encoding="utf-8")


def sauve(db: Database, dossier: str) -> None:
    for rank in itertools.count():
        ctx = replace(CTX, maintenant=CTX.maintenant + timedelta(seconds=rank))
        sauvegarder(db, ctx, "commande", dossier=Path(dossier))


def restaure(db: Database, *copies: str) -> None:
    live = local_file(db)
    presence = Presence(live) if live else None
    if presence is not None:
        presence.enter(Seance("Martine", "ESSAI", ""))
    for rank, copie in enumerate(itertools.cycle(copies)):
        ctx = replace(CTX, maintenant=CTX.maintenant + timedelta(seconds=rank))
        with suppress(TemporaryError):  # la connexion d'un tué n'a pas encore été oubliée
            restaurer(db, presence, Path(copie), ctx)
            print("restaurée", flush=True)


if __name__ == "__main__":
    task, url, *rest = sys.argv[1:]
    base = Database(url)
    with base.read():
        pass
    print("prêt", flush=True)
    {"ecrit": ecrit, "sauve": sauve, "restaure": restaure}[task](base, *rest)
