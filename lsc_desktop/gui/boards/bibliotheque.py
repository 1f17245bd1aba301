"""La bibliothèque de résolutions : chercher une question, et la majorité qu'elle demande."""

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from lsc_desktop.domain.assemblees.questions import Question
from lsc_desktop.gui.kit.dialogs import Sheet, accepted, front
from lsc_desktop.gui.kit.keyed_table import KeyedColumn, KeyedTable
from lsc_desktop.queries.assemblees.bibliotheque import bibliotheque

COLONNES = (
    KeyedColumn("Question", lambda row: row.libelle, 62),
    KeyedColumn("Article", lambda row: _majorite(row), 18),
    KeyedColumn("Projet", lambda row: "exigé" if row.projet else "", 8),
    KeyedColumn("Source", lambda row: row.source, 30),
)


def _majorite(question: Question) -> str:
    if question.interdite:
        return "aucune majorité"
    return question.article.value if question.article else "celle de la dépense"


class BibliothequeSheet(Sheet):
    """Des mots, les questions du jour qui les contiennent, et celle qu'on ajoute."""

    def __init__(self, parent: QWidget | None, jour: date) -> None:
        super().__init__(
            parent,
            "Bibliothèque de résolutions",
            "La majorité montrée est celle que la loi demande au jour de l'assemblée.",
            picture=("mdi6.bookshelf", "accent"),
        )
        self._jour = jour
        self.field = QLineEdit()
        self.field.setPlaceholderText("Chercher : syndic, façade, compteur…")
        self.field.setAccessibleName("Chercher une question")
        self.table = KeyedTable(COLONNES, (), self)
        self.table.setAccessibleName("Questions")
        self.table.setMinimumSize(920, 320)
        self.table.opened.connect(lambda *_: self.accept())
        self.field.textChanged.connect(lambda _text: self._search())
        self.field.returnPressed.connect(self.table.setFocus)
        self.add_widget(self.field)
        self.add_widget(self.table)
        self.button("Annuler", self.reject)
        self.button("Ajouter à l'ordre du jour", self.accept, primary=True)
        self._search()
        self.field.setFocus()

    def _search(self) -> None:
        self.table.set_rows(bibliotheque(self.field.text(), self._jour))
        self.table.go(0)

    def chosen(self) -> Question | None:
        rank, rows = self.table.rank(), self.table.lines.rows
        return rows[rank] if 0 <= rank < len(rows) else None


def choisir_question(jour: date) -> Question | None:
    """La question choisie ; rien si l'on renonce."""
    sheet = BibliothequeSheet(front(), jour)
    return sheet.chosen() if accepted(sheet) else None
