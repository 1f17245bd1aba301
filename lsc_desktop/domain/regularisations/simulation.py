"""Les appels des douze prochains mois, une fois la fiche quittancée."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.saisies import Problem


@dataclass(frozen=True, slots=True)
class LigneSimulee:
    """Une ligne d'un appel à venir ; `total` et `avant` sur la première ligne de chaque appel.

    `avant` : ce que l'appel serait sans la régularisation.
    """

    periode: str
    libelle: str
    montant: Decimal
    total: Decimal | None = None
    avant: Decimal | None = None


@dataclass(slots=True)
class SimulationDraft:
    """L'écran de simulation : tout y est calculé."""

    id: int | None = None
    version: int = 0
    locataire: str = ""
    regularisation: Decimal = ZERO
    lignes: list[LigneSimulee] = field(default_factory=list)
    douze_mois: Decimal = ZERO

    def __post_init__(self) -> None:
        self.douze_mois = sum((line.montant for line in self.lignes), ZERO)

    def problems(self) -> Iterator[Problem]:
        return iter(())
