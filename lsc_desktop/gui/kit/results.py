"""Le compte rendu d'un traitement : une ligne par fiche, les échecs en tête."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from lsc_desktop.base.text import pluriel
from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.batch import Outcome, Place, State
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.labels import Sentence, tip
from lsc_desktop.gui.kit.screens import Batch

WORDS: dict[State, tuple[str, str, str]] = {
    "incident": ("Incident", "mdi6.bug-outline", "error"),
    "refus": ("Refusée", "mdi6.close-circle-outline", "error"),
    "question": ("À confirmer", "mdi6.help-circle-outline", "warning"),
    "reste": ("Non traitée", "mdi6.minus-circle-outline", "warning"),
    "fait": ("Faite", "mdi6.check", "ok"),
}
ORDER = list(WORDS)


def tally(outcomes: Sequence[Outcome]) -> str:
    """« 12 lignes faites, 1 refusée. »"""
    counts = Counter(outcome.state for outcome in outcomes)
    words: dict[State, tuple[str, str]] = {
        "fait": ("ligne faite", "lignes faites"),
        "refus": ("refusée", "refusées"),
        "incident": ("en incident", "en incident"),
        "reste": ("non traitée", "non traitées"),
    }
    parts = [pluriel(counts[state], *pair) for state, pair in words.items() if counts[state]]
    return (", ".join(parts) or "Aucune ligne") + "."


class ResultSheet(QDialog):
    """Double-clic ou Entrée : la fiche concernée. Ne bloque pas les autres fenêtres.

    `more` : ce qui peut se faire encore (le bouton, l'action). `head` : la phrase du haut.
    """

    def __init__(
        self,
        place: Place,
        title: str,
        outcomes: Sequence[Outcome],
        batch: Batch,
        more: tuple[str, Callable[[], None]] | None,
        head: str = "",
    ) -> None:
        super().__init__(place.parent.window())
        self.setObjectName("resultats")
        self.setWindowTitle(f"{title.rstrip('…')} : compte rendu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self._place, self._batch = place, batch
        self._outcomes = sorted(outcomes, key=lambda o: ORDER.index(o.state))
        title_label = Sentence(head or tally(outcomes))
        font = title_label.font()
        font.setBold(True)
        title_label.setFont(font)
        self.table = self._make_table()
        buttons = QHBoxLayout()
        if batch.opens:
            hint = QLabel("Double-clic : ouvrir la fiche.")
            hint.setProperty("discret", True)
            buttons.addWidget(hint)
        buttons.addStretch(1)
        copy = QPushButton("Copier")
        copy.clicked.connect(self._copy)
        copy.setAutoDefault(False)
        buttons.addWidget(copy)
        if more is not None:
            again = QPushButton(more[0])
            again.setAutoDefault(False)
            again.clicked.connect(self.accept)
            again.clicked.connect(lambda _checked=False: more[1]())
            buttons.addWidget(again)
        close = QPushButton("Fermer")
        close.setProperty("primary", True)
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        buttons.addWidget(close)
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 16, 16, 12)
        page.setSpacing(12)
        page.addWidget(title_label)
        page.addWidget(self.table, 1)
        page.addLayout(buttons)
        self.resize(900, 420)

    def _make_table(self) -> QTableView:
        model = QStandardItemModel(0, 3, self)
        model.setHorizontalHeaderLabels(["Ligne", "Résultat", "Compte rendu"])
        for outcome in self._outcomes:
            word, picture, role = WORDS[outcome.state]
            state = QStandardItem(icon(picture, role), word)
            text = QStandardItem(" ".join(p for p in (outcome.text, outcome.advice) if p))
            text.setToolTip(tip(text.text()))
            if outcome.failed:
                text.setForeground(style.color("error"))
            model.appendRow([QStandardItem(outcome.label), state, text])
        table = QTableView()
        table.setAccessibleName("Résultats")
        table.setModel(model)
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(style.row_height())
        table.setColumnWidth(0, 280)
        table.setColumnWidth(1, 112)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        if len(self._outcomes) <= 200:
            table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.selectRow(0)
        table.activated.connect(self._open_row)
        return table

    def _open_row(self, index: QModelIndex) -> None:
        if self._batch.opens:
            row = self._outcomes[index.row()].row
            self._batch.open(self._place.shell, row)

    def _copy(self) -> None:
        lines = [
            "\t".join((o.label, WORDS[o.state][0], f"{o.text} {o.advice}".strip()))
            for o in self._outcomes
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))
