"""La fenêtre d'un conflit : ce qu'il y avait, la mienne, la sienne, et laquelle garder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QLabel, QTableView, QWidget

from lsc_desktop.domain.conflits import Choix, Cote, Rubrique, Sorte
from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.dialogs import Sheet
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.labels import Sentence, tip
from lsc_desktop.gui.kit.marks import ink

NAME, BEFORE, MINE, THEIRS, KEPT = range(5)
TITLES = ("Rubrique", "À l'ouverture", "La mienne", "La sienne", "Retenue")
SIDES: dict[int, Cote] = {MINE: "mienne", THEIRS: "sienne"}
WORDS: dict[str, str] = {
    "mienne": "La mienne",
    "sienne": "La sienne",
    "pareil": "La même",
    "conflit": "À choisir",
}
HINT = "← la mienne, → la sienne, ou un clic sur la valeur ; ↑ ↓ changent de rubrique."


@dataclass(frozen=True)
class Row:
    """Une rubrique qui a changé, en mots ; en conflit, elle se choisit."""

    rubrique: Rubrique
    sorte: Sorte
    texts: tuple[str, str, str, str]  # rubrique, à l'ouverture, la mienne, la sienne


class ConflictTable(QTableView):
    """Les rubriques changées, les conflits d'abord. `chosen` : un choix vient d'être fait."""

    chosen = Signal()

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self.rows = sorted(rows, key=lambda row: row.sorte != "conflit")
        self.choices: dict[Rubrique, Cote] = {}
        self._model = QStandardItemModel(0, len(TITLES), self)
        self._model.setHorizontalHeaderLabels(list(TITLES))
        for row in self.rows:
            items = [QStandardItem(text) for text in (*row.texts, "")]
            for item in items:
                item.setToolTip(tip(item.text()))
            self._model.appendRow(items)
        self.setModel(self._model)
        self.setAccessibleName("Rubriques changées")
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self._lay_out()
        self.clicked.connect(self._clicked)
        self._paint()
        self.selectRow(0)

    def _lay_out(self) -> None:
        head, side = self.horizontalHeader(), self.verticalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(KEPT, QHeaderView.ResizeMode.ResizeToContents)
        side.hide()
        side.setDefaultSectionSize(style.row_height())
        side.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def left(self) -> list[Row]:
        """Les conflits qui ne sont pas tranchés."""
        return [r for r in self.rows if r.sorte == "conflit" and r.rubrique not in self.choices]

    def choose(self, rank: int, side: Cote) -> None:
        """Retient un côté pour cette rubrique, si elle est en conflit."""
        if self.rows[rank].sorte != "conflit":
            return
        self.choices[self.rows[rank].rubrique] = side
        self._paint()
        self.chosen.emit()

    def choose_all(self, side: Cote) -> None:
        """Le même côté pour tous les conflits."""
        for row in self.rows:
            if row.sorte == "conflit":
                self.choices[row.rubrique] = side
        self._paint()
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sides: dict[int, Cote] = {Qt.Key.Key_Left: "mienne", Qt.Key.Key_Right: "sienne"}
        side = sides.get(event.key())
        if side is not None and self.currentIndex().isValid():
            self.choose(self.currentIndex().row(), side)
            return
        super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        if index.column() in SIDES:
            self.choose(index.row(), SIDES[index.column()])

    def _paint(self) -> None:
        """Ce qui est retenu en gras ; ce qui reste à choisir, signalé."""
        for rank, row in enumerate(self.rows):
            side = self.choices.get(row.rubrique, row.sorte)
            kept = self._model.item(rank, KEPT)
            kept.setText(WORDS[side])
            waiting = side == "conflit"
            kept.setForeground(style.color("warning" if waiting else "text"))
            kept.setIcon(icon("mdi6.alert-outline", "warning") if waiting else icon("mdi6.check"))
            for column, name in ((MINE, "mienne"), (THEIRS, "sienne")):
                item = self._model.item(rank, column)
                font = item.font()
                font.setBold(side in (name, "pareil"))
                item.setFont(font)
                muted = side not in (name, "pareil", "conflit")
                item.setForeground(style.color("muted" if muted else "text"))
            self._model.item(rank, BEFORE).setForeground(style.color("muted"))

    def sizeHint(self) -> QSize:
        """Une ligne et demie par rubrique : un texte long prend plusieurs lignes."""
        height = style.row_height() * (len(self.rows) * 3 // 2 + 2)
        return QSize(860, max(120, min(height, 380)))


class ConflictSheet(Sheet):
    """« Cette fiche a été modifiée par Martine à 10:42. » Échap : revenir à sa frappe.

    `outcome(choix)` rend ce que donnera ce choix : les chiffres recalculés, puis ce qui n'ira pas.
    `show_theirs()` ouvre la fiche telle qu'elle est dans la base. `result` : le choix fait, ou
    `None` si l'on renonce.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        rows: Sequence[Row],
        outcome: Callable[[Choix], tuple[str, str]],
        show_theirs: Callable[[], object],
    ) -> None:
        count = sum(row.sorte == "conflit" for row in rows)
        super().__init__(parent, title, _advice(count), picture=("mdi6.source-merge", "warning"))
        self.setObjectName("conflit")
        self.choice: Choix | None = None
        self._outcome = outcome
        self.table = ConflictTable(rows)
        self.table.chosen.connect(self._follow)
        self.add_widget(self.table)
        self.figures, self.faults = Sentence(), Sentence()
        for label, colour in ((self.figures, ""), (self.faults, "error")):
            ink(label, colour)
            self._page.insertWidget(self._page.count() - 1, label)
        self.hint = QLabel(HINT)
        self.hint.setProperty("discret", True)
        self.hint.setVisible(bool(count))
        self._page.insertWidget(2, self.hint)
        self.theirs = self.button("&Voir la sienne", lambda: _do(show_theirs))
        self.cancel = self.button("&Annuler", self.reject)
        self.cancel.setToolTip("Revenir à ma saisie ; rien n'est enregistré (Échap)")
        self.mine = self.button("&Garder la mienne", self._keep_mine)
        self.mine.setVisible(bool(count))
        self.save = self.button("&Enregistrer ce choix", self._accept, primary=True)
        self.resize(900, self.sizeHint().height())
        self._follow()
        self.table.setFocus()

    def _follow(self) -> None:
        """Le choix a changé : ce qu'il donne, et s'il est complet."""
        left = self.table.left()
        self.save.setEnabled(not left)
        more = "s" if len(left) > 1 else ""
        self.save.setToolTip(f"Encore {len(left)} rubrique{more} à choisir" if left else "")
        figures, faults = ("", "") if left else self._outcome(dict(self.table.choices))
        for label, text in ((self.figures, figures), (self.faults, faults)):
            label.setText(text)
            label.setVisible(bool(text))

    def _keep_mine(self) -> None:
        self.table.choose_all("mienne")
        self._accept()

    def _accept(self) -> None:
        if not self.table.left() and self.choice is None:
            self.choice = dict(self.table.choices)
            self.accept()


def _do(action: Callable[[], object]) -> None:
    action()


def _advice(count: int) -> str:
    if not count:
        return (
            "Vos changements et les siens ne se heurtent pas. Voici ce qui sera enregistré "
            "ensemble : relisez avant d'accepter."
        )
    what = "la même rubrique" if count == 1 else f"les mêmes rubriques ({count})"
    return (
        f"Vous avez changé {what}. Choisissez ce qu'il faut garder ; le reste est réuni. "
        "Rien n'est encore enregistré, ni perdu."
    )
