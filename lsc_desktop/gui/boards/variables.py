"""Les variables qu'un texte de l'agence peut employer, document par document."""

from PySide6.QtWidgets import QWidget

from lsc_desktop.domain.assemblees.modeles import CONVOCATION, PROCES_VERBAL
from lsc_desktop.gui.kit.dialogs import Sheet, accepted, front
from lsc_desktop.gui.kit.keyed_table import KeyedColumn, KeyedTable

COLONNES = (
    KeyedColumn("Variable", lambda row: row[0], 20),
    KeyedColumn("Devient", lambda row: row[1], 56),
    KeyedColumn("Convocation", lambda row: "✓" if row[2] else "", 14),
    KeyedColumn("Procès-verbal", lambda row: "✓" if row[3] else "", 14),
)


class VariablesSheet(Sheet):
    """Chaque variable, ce qu'elle devient, et où elle vaut."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(
            parent,
            "Variables des textes d'assemblée",
            "Écrivez-les telles quelles dans le texte : chaque document les remplace. VAGAcces "
            "(codes d'accès AG Connect) attend que ce partenaire soit relié.",
            picture=("mdi6.code-brackets", "accent"),
        )
        known = dict.fromkeys((*CONVOCATION, *PROCES_VERBAL))
        table = KeyedTable(COLONNES, (), self)
        table.setAccessibleName("Variables")
        table.setMinimumSize(860, 380)
        table.set_rows([(v.nom, v.sens, v in CONVOCATION, v in PROCES_VERBAL) for v in known])
        self.add_widget(table)
        self.button("Fermer", self.accept, primary=True, default=True)


def montrer_variables() -> None:
    accepted(VariablesSheet(front()))
