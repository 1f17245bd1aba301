"""Écrans du registre national des copropriétés, et ce que d'autres listes y mènent."""

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.screens import Rows, Shell

# Les droits.
CONSULTER, MODIFIER = "registre.consulter", "registre.modifier"
DECLARER, REGLER = "registre.declarer", "registre.regler"


def declarer(shell: Shell, rows: Rows) -> None:
    """Un brouillon pour la copropriété choisie, sur la démarche qui presse."""
    if len(rows) != 1:
        raise UserError("Plusieurs copropriétés sont choisies.", "N'en sélectionnez qu'une.")
    shell.open("registre.declaration", copropriete_id=rows[0].id)
