"""Choisir une variable dans la liste de celles qu'un texte peut employer."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from lsc_desktop.base.text import fold, words
from lsc_desktop.domain.textes.variables import Variable
from lsc_desktop.gui.kit.dialogs import Sheet, accepted
from lsc_desktop.gui.kit.keyed_table import KeyedColumn, KeyedTable

COLUMNS = (
    KeyedColumn("Variable", lambda row: row.nom, 24),
    KeyedColumn("Devient", lambda row: row.sens, 50),
    KeyedColumn("Exemple", lambda row: row.exemple, 34),
)


class VariableSheet(Sheet):
    """Des mots, les variables qui les contiennent, et celle qu'on insère ; tout au clavier."""

    def __init__(self, parent: QWidget | None, variables: Sequence[Variable]) -> None:
        super().__init__(
            parent,
            "Insérer une variable",
            "Le courrier la remplace par ce que disent les fiches liées à l'événement.",
            picture=("mdi6.code-brackets", "accent"),
        )
        self._variables = tuple(variables)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Chercher : nom, solde, loyer…")
        self.field.setAccessibleName("Chercher une variable")
        self.table = KeyedTable(COLUMNS, (), self)
        self.table.setAccessibleName("Variables")
        self.table.setMinimumSize(820, 340)
        self.table.opened.connect(lambda *_: self.accept())
        self.field.textChanged.connect(lambda _text: self._search())
        self.field.installEventFilter(self)
        self.add_widget(self.field, 0)
        self.add_widget(self.table)
        self.button("Annuler", self.reject)
        self.button("Insérer", self.accept, primary=True, default=True)
        self._search()
        self.field.setFocus()

    def chosen(self) -> str:
        """Le nom de la variable choisie ; vide s'il n'y en a pas."""
        rank, rows = self.table.rank(), self.table.lines.rows
        return str(rows[rank].nom) if 0 <= rank < len(rows) else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Les flèches parcourent la liste sans quitter la recherche."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = steps.get(Qt.Key(event.key()), 0)
            if step:
                last = len(self.table.lines.rows) - 1
                self.table.go(max(0, min(self.table.rank() + step, last)))
                return True
        return super().eventFilter(watched, event)

    def _search(self) -> None:
        asked = words(self.field.text())
        self.table.set_rows(
            [
                variable
                for variable in self._variables
                if all(word in fold(f"{variable.nom} {variable.sens}") for word in asked)
            ]
        )
        self.table.go(0)


def choose_variable(parent: QWidget, variables: Sequence[Variable]) -> str:
    """Le nom de la variable choisie ; vide si l'on renonce."""
    sheet = VariableSheet(parent.window(), variables)
    return sheet.chosen() if accepted(sheet) else ""
