"""La fenêtre « Vote par correspondance » : un formulaire, résolution par résolution."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.documents import PASSERELLES
from lsc_desktop.domain.assemblees.majorites import Article, Sens
from lsc_desktop.domain.assemblees.presences import ABSENCE
from lsc_desktop.domain.assemblees.resolutions import PREMIER, SECOND, Vote
from lsc_desktop.domain.assemblees.seance import Identite
from lsc_desktop.gui.kit.dates import DateEdit
from lsc_desktop.gui.kit.dialogs import Sheet, accepted
from lsc_desktop.gui.kit.keyed_table import KeyedColumn, KeyedTable
from lsc_desktop.queries.assemblees.saisie import Saisie

TOUCHES = {"O": Sens.OUI, "N": Sens.NON, "A": Sens.ABSTENTION, "X": Sens.NON_VOTANT}
SENS = ((Sens.OUI, "Oui"), (Sens.NON, "Non"), (Sens.ABSTENTION, "Abstention"))
COCHE = "✓"


@dataclass(frozen=True, slots=True)
class Reponse:
    """Une ligne du formulaire ; d'un second vote, `sens` absent vaut celui du premier."""

    vote: Vote
    numero: str
    titre: str
    sens: Sens | None

    @property
    def second(self) -> bool:
        return self.vote[1] == SECOND


def _mark(sens: Sens) -> KeyedColumn:
    title = dict(SENS).get(sens, "Non votant")
    return KeyedColumn(title, lambda row: COCHE if row.sens is sens else "", 10)


COLONNES = (
    KeyedColumn("N°", lambda row: "" if row.second else row.numero, 5),
    KeyedColumn("Libellé", lambda row: row.titre, 52),
    *(_mark(sens) for sens, _title in SENS),
    _mark(Sens.NON_VOTANT),
    KeyedColumn("", lambda row: "comme au premier vote" if row.sens is None else "", 22),
)
PREMIERE_COCHE = 2


class FormulaireSheet(Sheet):
    """Date de réception, puis une touche par résolution : O, N, A, ou X pour non votant."""

    def __init__(
        self, parent: QWidget, saisie: Saisie, qui: Identite, today: date, editable: bool
    ) -> None:
        super().__init__(
            parent,
            f"Vote par correspondance de {qui.nom}",
            "Tapez O, N, A ou X (non votant) en face de chaque résolution, ou cliquez sa colonne.",
            picture=("mdi6.email-check-outline", "accent"),
        )
        self._saisie, self._editable = saisie, editable
        seance = saisie.seance
        self.date = DateEdit()
        self.date.today = lambda: today
        self.date.set_value(seance.presences.get(qui.id, ABSENCE).recu_le or today)
        self.date.edited.connect(self._late)
        self.reason = QLineEdit(seance.admis.get(qui.id, ""))
        self.reason.setMaxLength(200)
        self.late = QLabel()
        self.late.setWordWrap(True)
        self.table = KeyedTable(COLONNES, TOUCHES, self)
        self.table.setAccessibleName("Réponses du formulaire")
        self.table.setMinimumSize(900, 300)
        self.table.set_rows(self._rows(qui.id))
        self.table.typed.connect(lambda rank, key: self.answer(rank, TOUCHES[key]))
        self.table.opened.connect(lambda rank, _column: self._next(rank))
        self.table.clicked.connect(lambda index: self._clicked(index.row(), index.column()))
        self.add_widget(self._head())
        self.add_widget(self.table)
        self.button("Annuler", self.reject)
        if editable:
            self.button("Valider", self._validate, primary=True)
            QShortcut(QKeySequence("Ctrl+Return"), self, self._validate)
        for field in (self.date, self.reason):
            field.setEnabled(editable)
        self._late()
        self.table.go(0)
        self.table.setFocus()

    @property
    def recu_le(self) -> date:
        found: date = self.date.value()
        return found

    @property
    def motif(self) -> str:
        return self.reason.text().strip() if self.reason.isVisibleTo(self) else ""

    def run(self) -> bool:
        return accepted(self)

    def reponses(self) -> dict[Vote, Sens]:
        """Ce que dit le formulaire ; un second vote semblable au premier ne s'y écrit pas."""
        rows = self.table.lines.rows
        return {row.vote: row.sens for row in rows if row.sens is not None}

    def answer(self, rank: int, sens: Sens) -> None:
        """Inscrit une réponse et passe à la suivante."""
        if not self._editable:
            return
        rows = list(self.table.lines.rows)
        rows[rank] = replace(rows[rank], sens=sens)
        self.table.set_rows(rows)
        self.table.go(rank + 1)

    def _next(self, rank: int) -> None:
        """Entrée passe à la suivante ; après la dernière, le formulaire est rempli."""
        if rank + 1 < len(self.table.lines.rows):
            self.table.go(rank + 1)
        elif self._editable:
            self._validate()

    def _clicked(self, rank: int, column: int) -> None:
        senses = [sens for sens, _title in SENS] + [Sens.NON_VOTANT]
        if PREMIERE_COCHE <= column < PREMIERE_COCHE + len(senses):
            self.answer(rank, senses[column - PREMIERE_COCHE])
            self.table.go(rank)

    def _rows(self, qui: int) -> list[Reponse]:
        seance, numbers = self._saisie.seance, self._saisie.numeros
        found = []
        for resolution in seance.agenda:
            if (
                resolution.article is Article.SANS_VOTE
                or qui not in seance.electeurs(resolution).voix
            ):
                continue
            indent = "      " if resolution.parent_id else ""
            number = numbers[resolution.id]
            first, second = (resolution.id, PREMIER), (resolution.id, SECOND)
            typed = seance.formulaires.get(first, {}).get(qui, Sens.NON_VOTANT)
            found.append(Reponse(first, number, f"{indent}{resolution.titre}", typed))
            if article := PASSERELLES.get(resolution.article):
                again = seance.formulaires.get(second, {}).get(qui)
                title = f"{indent}      second vote (art. {article})"
                found.append(Reponse(second, number, title, again))
        return found

    def _head(self) -> QWidget:
        head = QWidget()
        grid = QGridLayout(head)
        grid.setContentsMargins(0, 0, 0, 0)
        label = QLabel("&Date de réception du vote")
        label.setBuddy(self.date)
        self.reason_label = QLabel("&Motif pour le compter")
        self.reason_label.setBuddy(self.reason)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.date, 0, 1)
        grid.addWidget(self.late, 0, 2)
        grid.addWidget(self.reason_label, 1, 0)
        grid.addWidget(self.reason, 1, 1, 1, 2)
        grid.setColumnStretch(2, 1)
        return head

    def _late(self) -> None:
        """Un formulaire tardif se garde ; il ne compte qu'avec un motif (D36)."""
        limit = self._saisie.seance.limite
        try:
            day = self.date.value()
        except UserError:
            day = None
        late = day is not None and limit is not None and day > limit
        for widget in (self.reason, self.reason_label):
            widget.setVisible(late)
        self.late.setText(
            f"Reçu après le {date_fr(limit)} : gardé, mais compté seulement avec un motif."
            if late
            else f"À recevoir au plus tard le {date_fr(limit)}."
        )

    def _validate(self) -> None:
        try:
            day = self.date.value()
        except UserError as error:
            self.late.setText(str(error))
            self.date.setFocus()
            return
        if day is None:
            self.late.setText("Donnez la date de réception.")
            self.date.setFocus()
            return
        self.accept()
