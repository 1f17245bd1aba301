"""Écrans du planning : rendez-vous, présences, compte Zoom de l'agence."""

from lsc_desktop.gui.kit.screens import Rows, Shell
from lsc_desktop.queries.planning.listes import PARTENAIRE

# Les droits.
CONSULTER, MODIFIER, SUPPRIMER = (
    "planning.consulter", "planning.modifier", "planning.supprimer",
)  # fmt: skip
REGLER = "planning.regler"
ICONE = "mdi6.calendar-month-outline"


def envois(shell: Shell, rows: Rows) -> None:
    """Ce que ces rendez-vous ont demandé à Zoom."""
    shell.open("partenaires.envois", partenaire=PARTENAIRE,
               objet_id=tuple(row.id for row in rows))  # fmt: skip
