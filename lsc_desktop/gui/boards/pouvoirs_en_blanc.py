"""Les pouvoirs reçus sans nom de mandataire : les noter, les distribuer (décret art. 15-1)."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QWidget

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.pouvoirs_en_blanc import PouvoirEnBlanc
from lsc_desktop.domain.assemblees.presences import ABSENCE, Code
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.gui.boards.pouvoirs import PICTURE, MandataireSheet
from lsc_desktop.gui.boards.seance import SeanceBoard
from lsc_desktop.gui.kit.dates import DateEdit
from lsc_desktop.gui.kit.dialogs import Sheet, accepted
from lsc_desktop.gui.kit.keyed_table import KeyedColumn, KeyedTable
from lsc_desktop.queries.assemblees.saisie import Saisie
from lsc_desktop.services.assemblees.pouvoirs import (
    distribuer_en_blanc,
    recevoir_en_blanc,
    retirer_en_blanc,
)

A_DISTRIBUER = "à distribuer"


def _colonnes(saisie: Callable[[], Saisie]) -> tuple[KeyedColumn, ...]:
    def voices(row: PouvoirEnBlanc) -> str:
        return ecrit(saisie().cadre.corps.voix.get(row.mandant, 0))

    def giver(row: PouvoirEnBlanc) -> str:
        return f"{row.remise.par.nom}, {row.remise.par.role}" if row.remise else A_DISTRIBUER

    return (
        KeyedColumn("Mandant", lambda row: saisie().nom(row.mandant), 26),
        KeyedColumn("Voix", voices, 11, right=True),
        KeyedColumn("Reçu le", lambda row: date_fr(row.recu_le), 11),
        KeyedColumn(
            "Distribué par", giver, 34, ink=lambda row: "text" if row.remise else "negative"
        ),
        KeyedColumn("À", lambda row: saisie().nom(row.remise.mandataire) if row.remise else "", 26),
    )


class BlancsSheet(Sheet):
    """Chaque geste s'écrit aussitôt, comme dans la saisie des présences qu'elle recouvre."""

    def __init__(self, board: SeanceBoard) -> None:
        super().__init__(
            board,
            "Pouvoirs en blanc",
            "Le syndic ne choisit pas le mandataire d'un pouvoir reçu sans nom : il le remet au "
            "président du conseil syndical, à défaut à l'un de ses membres, à défaut au président "
            "de séance (loi 65-557, art. 22 I ; décret 67-223, art. 15-1).",
            picture=PICTURE,
        )
        self._board = board
        self.table = KeyedTable(_colonnes(self._saisie), (), self)
        self.table.setAccessibleName("Pouvoirs en blanc")
        self.table.setMinimumSize(860, 200)
        self.table.opened.connect(lambda _rank, _column: self.distribute())
        self.who = QComboBox()
        self.received = DateEdit()
        today = board.shell.contexte().aujourd_hui
        self.received.today = lambda: today
        self.received.set_value(min(today, self._saisie().le))
        self.add_widget(self.table)
        self.add_widget(self._form(), 0)
        writable = board.writable and not self._saisie().close
        self._acts = [
            self.button("Retirer", self.remove),
            self.button("Distribuer…", self.distribute),
        ]
        self.button("Fermer", self.accept, primary=True, default=True)
        for widget in (self.who, self.received, self.note, *self._acts):
            widget.setEnabled(writable)
        self.show_rows()
        self.who.setFocus()

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        self.note = QPushButton("&Noter ce pouvoir")
        self.note.setAutoDefault(False)
        self.note.clicked.connect(self.receive)
        fields: tuple[tuple[str, QWidget], ...] = (
            ("&Copropriétaire", self.who),
            ("&Reçu le", self.received),
        )
        for column, (text, field) in enumerate(fields):
            label = QLabel(text)
            label.setBuddy(field)
            grid.addWidget(label, 0, 2 * column)
            grid.addWidget(field, 0, 2 * column + 1)
        grid.addWidget(self.note, 0, 4)
        grid.setColumnStretch(1, 1)
        return form

    def _saisie(self) -> Saisie:
        assert self._board.saisie is not None
        return self._board.saisie

    def show_rows(self) -> None:
        """Les pouvoirs notés, et ceux dont on peut en noter un."""
        saisie = self._saisie()
        self.table.set_rows(saisie.blancs)
        if self.table.rank() < 0:
            self.table.go(0)
        known, present = {row.mandant for row in saisie.blancs}, saisie.seance.presences
        self.who.clear()
        for who, identite in saisie.seance.electorat.identites.items():
            given = present.get(who, ABSENCE).code is Code.REPRESENTE
            if who in saisie.seance.electorat.votants and not given and who not in known:
                self.who.addItem(identite.nom, who)
        self.note.setEnabled(self.who.count() > 0 and self.who.isEnabled())

    def receive(self) -> None:
        """Note le pouvoir choisi, au jour dit."""
        try:
            day = self.received.value()
        except UserError as error:
            self._board.shell.refuse(error)
            return
        if day is not None:
            self._write(recevoir_en_blanc, self.who.currentData(), day)

    def distribute(self) -> None:
        """Celui qui le peut en nomme le mandataire."""
        row = self._chosen()
        if row is None or row.remise is not None or not self._acts[1].isEnabled():
            return
        saisie = self._saisie()
        try:
            givers = saisie.distributeurs()
        except UserError as error:
            self._board.shell.refuse(error)
            return
        who = saisie.seance.electorat.identites[row.mandant]
        sheet = MandataireSheet(self, saisie, who, par=givers)
        choice = sheet.chosen() if accepted(sheet) else None
        if choice is not None and choice.par is not None:
            self._write(distribuer_en_blanc, row.mandant, choice.mandataire, choice.par)

    def remove(self) -> None:
        """Retire celui qu'on a noté par erreur."""
        row = self._chosen()
        if row is not None:
            self._write(retirer_en_blanc, row.mandant)

    def _chosen(self) -> PouvoirEnBlanc | None:
        rank, rows = self.table.rank(), self._saisie().blancs
        return rows[rank] if 0 <= rank < len(rows) else None

    def _write(self, work: Callable[..., Any], *args: Any) -> None:
        if self._board.write(work, self._board.id, *args):
            self._board.reread()
            self.show_rows()
