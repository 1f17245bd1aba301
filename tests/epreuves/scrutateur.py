"""Le processus de l'épreuve des votes : il saisit une assemblée sans relâche, et se fait tuer.

python -m tests.epreuves.scrutateur gestes <adresse> <assemblée> <graine>     par les services
python -m tests.epreuves.scrutateur touches <adresse> <assemblée> <graine>    dans la vraie fenêtre

Chaque geste se dit deux fois, une ligne de JSON chacune : avant de l'écrire (« veut »), puis, une
fois la base validée ou la ligne quittée (« fait »), ou refusé d'une phrase (« refus »). Le premier
copropriétaire et la dernière résolution sont laissés à l'épreuve.
"""

import json
import os
import random
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.majorites import Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.seance import PRENNENT_PART
from lsc_desktop.gui.kit import edge
from lsc_desktop.queries.assemblees.seance import load_seance
from lsc_desktop.services.assemblees.presences import pointer
from lsc_desktop.services.assemblees.votes import annuler_mouvement, mouvoir, unanimite, voter
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import MouvementAssemblee

JOUR = date(2021, 11, 1)  # dernier jour où un formulaire est à temps (tests.assemblees)
OUVERTURE = datetime(2021, 11, 5, 17)
GESTES = ("voter",) * 6 + ("pointer",) * 3 + ("mouvoir", "mouvoir", "annuler", "unanimite")
Geste = tuple[Any, ...]


def contexte() -> Contexte:
    return Contexte("Martine", datetime.now(), JOUR)


def dire(quoi: str, geste: Geste = ()) -> None:
    """D'un seul tenant : une ligne commencée est une ligne finie, même tué."""
    os.write(1, (json.dumps([quoi, *geste]) + "\n").encode())


# --- Par les services ---------------------------------------------------------------------------


class Scrutateur:
    """Ce qu'on peut taper, tiré au hasard ; ce que la loi refuse l'est d'une phrase."""

    def __init__(self, db: Database, ag: int, graine: int) -> None:
        self.db, self.ag, self.hasard = db, ag, random.Random(graine)
        with db.read() as session:
            seance = load_seance(session, ag, votes=False)
        self.gens = sorted(seance.electorat.votants)[1:]
        self.resolutions = [resolution.id for resolution in seance.agenda[:-1]]
        # Chacun part d'une autre heure de la soirée : certaines en contredisent une déjà notée.
        self.minutes = count(graine * 7 % 200)

    def taper(self) -> None:
        geste = getattr(self, self.hasard.choice(GESTES))()
        if geste is None:
            return
        dire("veut", geste)
        name, *values = geste
        try:
            edge.write(self.db, contexte(), FAIRE[name], self.ag, *values)
        except UserError:
            dire("refus")
        else:
            dire("fait")

    def voter(self) -> Geste:
        return "voter", self._resolution(), [self._qui()], self._sens()

    def unanimite(self) -> Geste:
        """Plusieurs lignes d'un geste : toutes, ou aucune."""
        resolution = self._resolution()
        with self.db.read() as session:
            here = load_seance(session, self.ag, votes=False).participation(resolution)
        voters = sorted(who for who, presence in here.items() if presence.code in PRENNENT_PART)
        return "unanimite", resolution, voters, self._sens()

    def pointer(self) -> Geste:
        return "pointer", self._qui(), self.hasard.choice("OOOODDRRCN"), self._qui()

    def mouvoir(self) -> Geste:
        heure = OUVERTURE + timedelta(minutes=next(self.minutes))
        return "mouvoir", self._resolution(), self._qui(), f"{heure:%H:%M}", self._lettre("OOND")

    def annuler(self) -> Geste | None:
        move = MouvementAssemblee
        with self.db.read() as session:
            rows = session.execute(
                select(move.id, move.resolution_id, move.tiers_id, move.heure, move.code)
            ).all()
        return ("annuler", *self.hasard.choice(rows)) if rows else None

    def _qui(self) -> int:
        return self.hasard.choice(self.gens)

    def _resolution(self) -> int:
        return self.hasard.choice(self.resolutions)

    def _lettre(self, letters: str) -> str:
        return self.hasard.choice(letters)

    def _sens(self) -> str:
        return self.hasard.choice([sens.value for sens in Sens])


def _voter(
    session: Session, _ag: int, resolution: int, qui: list[int], sens: str, *, ctx: Contexte
) -> None:
    voter(session, resolution, 1, dict.fromkeys(qui, Sens(sens)), ctx=ctx)


def _unanimite(
    session: Session, _ag: int, resolution: int, _qui: list[int], sens: str, *, ctx: Contexte
) -> None:
    unanimite(session, resolution, 1, Sens(sens), ctx=ctx)


def _pointer(
    session: Session, ag: int, qui: int, lettre: str, mandataire: int, *, ctx: Contexte
) -> None:
    held = mandataire if lettre == "R" else None
    pointer(session, ag, qui, Code(lettre), ctx=ctx, mandataire=held)


def _mouvoir(
    session: Session, _ag: int, resolution: int, qui: int, heure: str, lettre: str, *, ctx: Contexte
) -> None:
    mouvoir(session, resolution, qui, time.fromisoformat(heure), Code(lettre), ctx=ctx)


def _annuler(session: Session, _ag: int, mouvement: int, *_values: Any, ctx: Contexte) -> None:
    annuler_mouvement(session, mouvement, ctx=ctx)


FAIRE: dict[str, Callable[..., None]] = {
    "voter": _voter, "unanimite": _unanimite, "pointer": _pointer, "mouvoir": _mouvoir,
    "annuler": _annuler,
}  # fmt: skip


def gestes(db: Database, ag: int, graine: int) -> None:
    made = Scrutateur(db, ag, graine)
    dire("pret")
    while True:
        made.taper()


# --- Dans la fenêtre ----------------------------------------------------------------------------


def touches(db: Database, ag: int, graine: int) -> None:
    """L'onglet Saisie des votes de la vraie fenêtre, une touche après l'autre."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from lsc_desktop.app.assembly import assemble
    from lsc_desktop.base.settings import Settings
    from lsc_desktop.gui.boards.votes import TOUCHES, VotesView

    app = QApplication([])
    window = assemble(db, Settings("", "Martine"))
    refused: list[Exception] = []
    window.refuse = refused.append  # type: ignore[method-assign]  # ni feuille, ni clic à donner
    window.show()
    window.open("assemblees.votes", assemblee_id=ag)
    view = window.tabs.currentWidget()
    assert isinstance(view, VotesView)
    hasard = random.Random(graine)
    app.processEvents()
    dire("pret")
    while True:
        view.choice.setCurrentIndex(hasard.randrange(view.choice.count() - 1))
        rank = hasard.randrange(1, len(view.shown))  # le premier est à l'épreuve
        letter = hasard.choice(list(TOUCHES))
        view.table.go(rank)
        assert view.resolution is not None
        who, sens = view.shown[rank].identite.id, TOUCHES[letter]
        dire("veut", ("voter", view.resolution.id, [who], sens.value))
        QTest.keyClick(view.table, letter)
        if refused:
            assert view.table.rank() == rank, "un refus quitte la ligne"
            refused.clear()
            dire("refus")
        else:
            assert view.table.rank() == min(rank + 1, len(view.shown) - 1), "la ligne reste"
            assert view.shown[rank].bulletin.sens is sens, "la réponse ne se lit pas à l'écran"
            dire("fait")
        app.processEvents()


if __name__ == "__main__":
    task, url, ag, graine = sys.argv[1:]
    {"gestes": gestes, "touches": touches}[task](Database(url), int(ag), int(graine))
