"""Un poste de l'épreuve des sessions : un processus qui consulte et qui écrit, comme on travaille.

    python -m tests.epreuves.poste <adresse> <rang> <secondes> <pause moyenne en secondes>

Dit « prêt », attend une ligne, travaille, puis rend ce qu'il a fait en une ligne de JSON.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import ConflictError
from lsc_desktop.gui.kit import edge
from lsc_desktop.queries.ecritures import ECRITURES
from lsc_desktop.queries.locataires import LOCATAIRES, load_locataire
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.comptabilite import encaisser
from lsc_desktop.services.locataires import save_locataire
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Locataire

JOUR = date(2021, 10, 25)
PARTAGEES = 4  # fiches que tous se disputent ; les autres sont à qui les prend
LECTURES = 0.7
ACCORDS = frozenset({"occupe", "depart"})


@dataclass
class Poste:
    """Ce qu'un poste sait, ce qu'il a fait, et le temps que cela a pris (en secondes)."""

    db: Database
    rang: int
    hasard: random.Random
    baux: list[int]
    comptees: Counter[int] = field(default_factory=Counter)
    encaisses: int = 0
    conflits: int = 0
    imprevus: list[str] = field(default_factory=list)
    ecritures: list[float] = field(default_factory=list)
    lectures: list[float] = field(default_factory=list)

    @property
    def ctx(self) -> Contexte:
        return Contexte(f"poste {self.rang}", datetime.now(), JOUR)

    def agir(self) -> None:
        """Une lecture ou une écriture, chronométrée ; un conflit annoncé n'est pas un imprévu."""
        if self.hasard.random() < LECTURES:
            act, times = self.consulter, self.lectures
        else:
            act = self.compter if self.hasard.random() < 0.5 else self.encaisser
            times = self.ecritures
        try:
            times.append(act())
        except ConflictError:
            self.conflits += 1
        except Exception as error:
            self.imprevus.append(f"{act.__name__} : {type(error).__name__} {error}")

    def consulter(self) -> float:
        """Une page de liste, son compte, ou une fiche."""
        start = time.perf_counter()
        with self.db.read() as session:
            match self.hasard.randrange(4):
                case 0:
                    LOCATAIRES.page(session, Criteria(), 0, 40)
                    LOCATAIRES.count(session, Criteria())
                case 1:
                    TIERS.page(session, Criteria(self.hasard.choice("abdelmorst")), 0, 40)
                case 2:
                    ECRITURES.page(session, Criteria(), self.hasard.randrange(200), 40)
                case _:
                    load_locataire(session, self.hasard.choice(self.baux))
        return time.perf_counter() - start

    def compter(self) -> float:
        """Ajoute un à la note d'une fiche lue puis enregistrée : ce qu'un écrasement perdrait."""
        shared = self.hasard.random() < 0.3
        chosen = self.hasard.choice(self.baux[:PARTAGEES] if shared else self.baux)
        with self.db.read() as session:
            draft = load_locataire(session, chosen)
        draft.note = str(int(draft.note or 0) + 1)
        time.sleep(self.hasard.random() * 0.02)  # la frappe
        took = self._ecrire(lambda session, ctx: save_locataire(
            session, draft, ctx=ctx, accepted=ACCORDS))  # fmt: skip
        self.comptees[chosen] += 1
        return took

    def encaisser(self) -> float:
        chosen = self.hasard.choice(self.baux)
        took = self._ecrire(lambda session, ctx: encaisser(
            session, chosen, Decimal("1.00"), JOUR, "Chèque", ctx))  # fmt: skip
        self.encaisses += 1
        return took

    def _ecrire(self, work: Callable[[Any, Contexte], Any]) -> float:
        ctx, start = self.ctx, time.perf_counter()
        edge.replayed(self.db, ctx, lambda session: work(session, ctx))
        return time.perf_counter() - start


def main(url: str, rang: int, secondes: float, pause: float) -> None:
    db = Database(url)
    with db.read() as session:
        baux = list(session.scalars(select(Locataire.id).order_by(Locataire.id)))
    poste = Poste(db, rang, random.Random(rang), baux)
    poste.consulter()
    print("prêt", flush=True)
    sys.stdin.readline()
    end = time.monotonic() + secondes
    while time.monotonic() < end:
        poste.agir()
        time.sleep(poste.hasard.random() * 2 * pause)
    db.close()
    kept = ("encaisses", "conflits", "imprevus", "ecritures", "lectures")
    print(json.dumps({**{name: getattr(poste, name) for name in kept},
                      "comptees": list(poste.comptees.items())}))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
