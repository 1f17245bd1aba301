"""Le calendrier d'une assemblée : chaque date, et son calcul en une phrase."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from lsc_desktop.domain.assemblees.calendrier import jour_fr
from lsc_desktop.gui.kit.boards import Board
from lsc_desktop.gui.kit.keyed_table import KeyedColumn, KeyedTable
from lsc_desktop.gui.kit.labels import Sentence
from lsc_desktop.queries.assemblees.calendrier import load_calendrier

COLONNES = (
    KeyedColumn("Date", lambda row: jour_fr(row.date), 20),
    KeyedColumn("Échéance", lambda row: row.quoi, 46),
    KeyedColumn("Source", lambda row: row.source, 40),
    KeyedColumn("", lambda row: "⚠" if row.avertissement else "", 2, ink=lambda row: "negative"),
)
LIGNES = 2  # d'explication, visibles même quand la place manque


class CalendrierView(Board):
    """Les échéances ; celle qu'on choisit dit comment elle se compte."""

    asks = frozenset({"assemblee_id"})

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.table = KeyedTable(COLONNES, (), self)
        self.table.setAccessibleName("Calendrier de l'assemblée")
        self.why = Sentence("")
        self.why.setMinimumHeight(LIGNES * self.fontMetrics().lineSpacing())
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.table, 1)
        page.addWidget(self.why)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._explain())
        self.setFocusProxy(self.table)

    def reread(self) -> None:
        rows = self.shell.read(load_calendrier, self.params["assemblee_id"])
        self.table.set_rows(rows)
        if self.table.rank() < 0:
            self.table.go(0)
        self._explain()

    def _explain(self) -> None:
        rank, rows = self.table.rank(), self.table.lines.rows
        if 0 <= rank < len(rows):
            said = (rows[rank].explication, rows[rank].avertissement)
            self.why.setText(" ".join(part for part in said if part))
