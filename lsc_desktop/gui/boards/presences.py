"""Saisie des présences : une touche par copropriétaire, les totaux aussitôt (seed L2318-2436)."""

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import fold, words
from lsc_desktop.domain.assemblees.delegations import confier, subdeleguer
from lsc_desktop.domain.assemblees.pouvoirs import pouvoirs_de
from lsc_desktop.domain.assemblees.presences import Code, Presence, donner_pouvoir
from lsc_desktop.domain.assemblees.voix import DECIMALES
from lsc_desktop.gui.boards.correspondance import FormulaireSheet
from lsc_desktop.gui.boards.pointages import (
    COLONNE_C,
    COLONNES,
    DITS,
    ETATS,
    PIED,
    Ligne,
    ligne,
    lignes,
    pieds,
)
from lsc_desktop.gui.boards.pouvoirs import Choix, PouvoirsSheet, choisir_mandataire
from lsc_desktop.gui.boards.pouvoirs_en_blanc import BlancsSheet
from lsc_desktop.gui.boards.seance import SeanceBoard
from lsc_desktop.gui.kit.dialogs import accepted
from lsc_desktop.gui.kit.keyed_table import Footer, KeyedTable, as_workbook
from lsc_desktop.gui.kit.list_output import open_outside, save_export
from lsc_desktop.services.assemblees.pouvoirs import accepter_pouvoirs
from lsc_desktop.services.assemblees.presences import (
    pointer,
    pointer_tous,
    voter_par_correspondance,
)

TOUS_PRESENTS = (
    ("Physiquement", Code.PRESENT, False),
    ("À distance", Code.DISTANCE, False),
    ("Physiquement, en conservant les votes par correspondance", Code.PRESENT, True),
    ("À distance, en conservant les votes par correspondance", Code.DISTANCE, True),
)
TOUS_ABSENTS = (
    ("Tous", Code.ABSENT, False),
    ("En conservant les votes par correspondance", Code.ABSENT, True),
)
TOUTES = frozenset(code.value for code in Code)
SANS_DISTANCE = frozenset({"N", "O", "R"})  # les anciens écrans (seed L2348)
PREMIER_ETAT = 4  # la colonne du premier état


class PresencesView(SeanceBoard):
    """L'onglet Saisie des présences d'une assemblée."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.cle = 0
        self.shown: list[Ligne] = []
        self.table = KeyedTable(COLONNES, TOUTES, self)
        self.table.setObjectName("presences")
        self.table.setAccessibleName("Présences")
        self.footer = Footer(self.table, PIED, 2)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filtrer")
        self.filter.setAccessibleName("Filtrer les copropriétaires")
        self.filter.setMaximumWidth(220)
        self.keys = QComboBox()
        self.keys.setAccessibleName("Clé montrée")
        self._lay_out()
        self.table.typed.connect(self.typed)
        self.table.opened.connect(self.opened)
        self.filter.textChanged.connect(lambda _text: self.show_rows())
        self.filter.returnPressed.connect(self._to_table)
        self.keys.currentIndexChanged.connect(self._key_chosen)
        self._shortcuts()
        self.setFocusProxy(self.table)

    def _shortcuts(self) -> None:
        """Les mêmes touches sont dans la feuille des raccourcis."""
        actions: dict[str, Callable[[], object]] = {
            "Ctrl+F": self._to_filter,
            "Ctrl+Shift+O": self.buttons[0].click,
            "Ctrl+Shift+N": self.buttons[1].click,
            "Ctrl+G": self.show_powers,
        }
        for keys, action in actions.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        self.buttons = [
            self._menu("Tous présents", TOUS_PRESENTS),
            self._menu("Tous absents", TOUS_ABSENTS),
            self._button("Pouvoirs…", self.show_powers),
            self._button("Ouvrir dans une liste", self.open_in_sheet),
        ]
        for button in self.buttons:
            bar.addWidget(button)
        bar.addWidget(self.keys)
        bar.addStretch(1)
        bar.addWidget(self.filter)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(8)
        page.addLayout(bar)
        page.addWidget(self.table, 1)
        page.addWidget(self.footer)

    def _button(self, text: str, pressed: Callable[[], None]) -> QPushButton:
        made = QPushButton(text)
        made.clicked.connect(pressed)
        return made

    def _menu(self, text: str, entries: tuple[tuple[str, Code, bool], ...]) -> QPushButton:
        made, menu = QPushButton(text), QMenu(self)
        for title, code, keep in entries:
            menu.addAction(title, partial(self.all_at_once, code, keep))
        made.setMenu(menu)
        return made

    # --- lire et montrer ------------------------------------------------------------------------

    def reread(self) -> None:
        saisie = self.load()
        self.table.keys = frozenset(SANS_DISTANCE if not saisie.correspondance else TOUTES)
        for place, (code, _title) in enumerate(ETATS, PREMIER_ETAT):
            hidden = not saisie.correspondance and code.value not in SANS_DISTANCE
            self.table.setColumnHidden(place, hidden)
            self.footer.setColumnHidden(place, hidden)
        self._show_keys()
        self.show_rows()

    def _show_keys(self) -> None:
        assert self.saisie is not None
        known = [self.keys.itemData(n) for n in range(self.keys.count())]
        if known != list(self.saisie.cles):
            self.keys.blockSignals(True)
            self.keys.clear()
            for id, text in self.saisie.cles.items():
                self.keys.addItem(text, id)
            self.cle = self.cle if self.cle in self.saisie.cles else self.saisie.seance.cle
            self.keys.setCurrentIndex(self.keys.findData(self.cle))
            self.keys.blockSignals(False)
        for button in self.buttons[:2]:
            button.setEnabled(self.writable and not self.saisie.close)

    def _key_chosen(self, _rank: int) -> None:
        self.cle = self.keys.currentData()
        self.show_rows()
        self.table.setFocus()

    def show_rows(self) -> None:
        """Les lignes qui répondent au filtre, et les totaux de tous."""
        if self.saisie is None:
            return
        rows = lignes(self.saisie, self.cle)
        wanted = words(self.filter.text())
        if wanted:
            rows = [row for row in rows if all(word in fold(self._text(row)) for word in wanted)]
        self.shown = rows
        self.table.set_rows(rows)
        if self.table.rank() < 0:
            self.table.go(0)
        self._show_totals()

    def _show_totals(self) -> None:
        assert self.saisie is not None
        totals = pieds(self.saisie, self.cle)
        self.footer.set_rows(totals)
        for place, column in enumerate(PIED[1:], 1):
            for total in totals:
                self.table.widen(place, column.text(total))

    def _text(self, row: Ligne) -> str:
        return f"{row.identite.nom} {row.identite.compte} {row.mandataire}"

    # --- saisir ---------------------------------------------------------------------------------

    def typed(self, rank: int, key: str) -> None:
        """Inscrit la lettre et passe à la ligne suivante."""
        row, code = self.shown[rank], Code(key)
        if not self._may_write():
            return
        if code is Code.REPRESENTE:
            done = self.give_power(row)
        else:
            done = self.write(pointer, self.id, row.identite.id, code)
            if done:
                day = self.shell.contexte().aujourd_hui if code is Code.CORRESPONDANCE else None
                self._inscribe(row, Presence(code, None, day))
        if done:
            self.table.go(rank + 1)

    def give_power(self, row: Ligne) -> bool:
        """Demande le mandataire, et l'accord du président au-delà de la limite (D35)."""
        assert self.saisie is not None
        held = row.presence.mandataire
        choice = choisir_mandataire(self, self.saisie, row.identite, held)
        if choice is None:
            return False
        who, agent = row.identite.id, choice.mandataire
        if self._over_limit(who, choice):
            return self._accept_power(row, choice)
        done = self.write(
            pointer,
            self.id,
            who,
            Code.REPRESENTE,
            mandataire=agent,
            transmis=choice.transmis,
            subdelegation_interdite=choice.subdelegation_interdite,
        )
        if done and choice.subdelegation_interdite:
            self.reread()
        elif done:
            self._inscribe(row, Presence(Code.REPRESENTE, agent))
        return done

    def _over_limit(self, who: int, choice: Choix) -> bool:
        """Le seul défaut du pouvoir est de dépasser la limite, et personne ne l'a encore admis."""
        assert self.saisie is not None
        presences, frame = self.saisie.seance.presences, self.saisie.cadre
        agent, give = choice.mandataire, subdeleguer if choice.transmis else confier
        try:
            give(presences, who, agent, frame)
        except UserError:
            try:
                given = donner_pouvoir(presences, who, agent)
            except UserError:
                return False
            return pouvoirs_de(given, agent, frame).regle is None
        return False

    def _accept_power(self, row: Ligne, choice: Choix) -> bool:
        assert self.saisie is not None
        agent = choice.mandataire
        given = donner_pouvoir(self.saisie.seance.presences, row.identite.id, agent)
        held = pouvoirs_de(given, agent, self.saisie.cadre)
        question = (
            f"{self.saisie.nom(agent)} porterait trop de pouvoirs. {held.explication} "
            "Le président de séance l'accepte-t-il ? Le procès-verbal le dira."
        )
        if not self.shell.ask(question, "Le président l'accepte"):
            return False
        who, president = row.identite.id, self.saisie.president
        done = self.write(
            accepter_pouvoirs, self.id, who, agent, president, transmis=choice.transmis
        )
        if done:
            self.reread()
        return done

    def opened(self, rank: int, column: int) -> None:
        """Double-clic ou Entrée : le formulaire d'un C, le mandataire d'un R."""
        row = self.shown[rank]
        code = row.presence.code
        if code is Code.CORRESPONDANCE or column == COLONNE_C:
            self.fill_form(row)
        elif code is Code.REPRESENTE and self._may_write():
            self.give_power(row)

    def fill_form(self, row: Ligne) -> None:
        """« Vote par correspondance » (seed L2352-2382)."""
        assert self.saisie is not None
        today = self.shell.contexte().aujourd_hui
        editable = self.writable and not self.saisie.close
        sheet = FormulaireSheet(self, self.saisie, row.identite, today, editable)
        if not sheet.run():
            return
        done = self.write(
            voter_par_correspondance,
            self.id,
            row.identite.id,
            sheet.recu_le,
            sheet.reponses(),
            motif=sheet.motif,
        )
        if done:
            self.reread()

    def all_at_once(self, code: Code, keep: bool) -> None:
        """« Tous présents », « Tous absents »."""
        if self.write(pointer_tous, self.id, code, keep):
            self.reread()
            self.table.setFocus()

    def show_powers(self) -> None:
        """« Gestion des pouvoirs » : la somme de chaque mandataire."""
        assert self.saisie is not None
        sheet = PouvoirsSheet(self, self.saisie)
        if accepted(sheet) and sheet.blanks:
            BlancsSheet(self).exec()
            self.reread()

    def open_in_sheet(self) -> None:
        """« Ouvrir dans une liste » : ce que le tableau montre, dans le tableur (seed L2424)."""
        content = as_workbook("Présences", self.table, DECIMALES)
        try:
            path = save_export("Présences", content)
        except UserError as error:
            self.shell.refuse(error)
            return
        self.shell.inform(open_outside(self, path))

    def _may_write(self) -> bool:
        assert self.saisie is not None
        if self.saisie.close:
            self.shell.inform("L'assemblée est close : ses présences ne changent plus.")
        elif not self.writable:
            self.shell.inform("Votre profil permet de lire les présences, pas de les saisir.")
        return self.writable and not self.saisie.close

    def _inscribe(self, row: Ligne, presence: Presence) -> None:
        """Ce qui vient d'être écrit, à l'écran sans relire."""
        assert self.saisie is not None
        seance = self.saisie.seance
        held = {**seance.presences, row.identite.id: presence}
        admitted = {who: why for who, why in seance.admis.items() if who != row.identite.id}
        seance = dataclasses.replace(seance, presences=held, admis=admitted)
        self.saisie = dataclasses.replace(self.saisie, seance=seance)
        rank = self.shown.index(row)
        self.shown[rank] = ligne(self.saisie, row.identite, row.voix)
        self.table.lines.set_row(rank, self.shown[rank])
        self._show_totals()
        self.shell.inform(f"{row.identite.nom} : {DITS[presence.code]}.")

    def _to_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.go(0)
