"""Ce que montre l'accueil et ce que trouve la recherche : des valeurs, sans rien de Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.gui.kit.screens import Params, Session


@dataclass(frozen=True)
class HomeLine:
    """« 12  régularisations en attente » : un compte, et l'écran qui montre ces lignes-là.

    `count(session, ctx)` ; zéro s'affiche éteint, pour que chaque ligne garde sa place.
    """

    text: str
    count: Callable[[Session, Contexte], int]
    opens: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True)
class Hit:
    """Une fiche trouvée : « Locataire », « Elsa Locataire », « 81ELLOCATA · Nancy »."""

    kind: str
    label: str
    detail: str
    opens: str
    id: int
