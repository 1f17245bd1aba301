"""Ce que partagent les saisies d'une assemblée : la lire, et voir ce qu'un autre y écrit."""

from typing import Any

from lsc_desktop.gui.kit.boards import Board
from lsc_desktop.queries.assemblees.saisie import Saisie, empreinte, load_saisie


class SeanceBoard(Board):
    """Une saisie directe d'une assemblée ; `saisie` : telle que lue, puis telle que changée."""

    asks = frozenset({"assemblee_id"})

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.id: int = self.params["assemblee_id"]
        self.saisie: Saisie | None = None

    def load(self) -> Saisie:
        self.saisie = self.shell.read(load_saisie, self.id)
        return self.saisie

    def stale(self) -> bool:
        """Un autre poste a écrit : le compte de gestes n'est plus celui qu'on connaît.

        Nos propres écritures l'avancent aussi ; relues une fois, elles ne le sont plus.
        """
        if self.saisie is None:
            return True
        return bool(self.shell.read(empreinte, self.id) != self.saisie.empreinte)
