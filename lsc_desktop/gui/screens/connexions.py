"""Écran du journal des connexions (ecosystem C.7) : qui est entré, d'où, et les échecs."""

from typing import Any

from lsc_desktop.domain.utilisateurs import BLOCAGE, ECHEC
from lsc_desktop.gui.kit.screens import Column, Command, ListScreen
from lsc_desktop.queries.utilisateurs import CONNEXIONS


def _rechercher(texte: str, **where: Any) -> Command:
    return Command(
        texte,
        lambda shell, rows: shell.open("connexions.liste", **where),
        menu="Rechercher",
        selection="aucune",
    )


LISTE = ListScreen(
    "connexions.liste",
    "Journal des connexions",
    CONNEXIONS,
    columns=(
        Column("quand", "Quand", 16),
        Column("qui", "Utilisateur", 24),
        Column("fait", "Quoi", 34),
        Column("poste", "Poste", 20),
        Column("par", "Par", 20),
    ),
    commands=(
        _rechercher("Échecs et blocages", fait=(ECHEC, BLOCAGE)),
        _rechercher("Tout le journal"),
    ),
    empty="Les ouvertures de session, les échecs et les verrouillages sont gardés un an.",
    icon="mdi6.login-variant",
    watches=("connexion",),
    needs="connexions",
)
