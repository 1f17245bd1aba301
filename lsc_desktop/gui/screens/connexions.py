"""Écran du journal des connexions (ecosystem C.7) : qui est entré, d'où, et les échecs."""

from lsc_desktop.domain.utilisateurs import BLOCAGE, ECHEC
from lsc_desktop.gui.kit.screens import Column, ListScreen
from lsc_desktop.gui.screens.communs import rechercher
from lsc_desktop.queries.utilisateurs import CONNEXIONS

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
        rechercher("Échecs et blocages", "connexions.liste", fait=(ECHEC, BLOCAGE)),
        rechercher("Tout le journal", "connexions.liste"),
    ),
    empty="Les ouvertures de session, les échecs et les verrouillages sont gardés un an.",
    icon="mdi6.login-variant",
    watches=("connexion",),
    needs="connexions",
)
