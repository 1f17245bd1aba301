"""Le locataire et le temps qu'il a occupé le lot."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Occupation:
    """`entree` : date de premier quittancement ; `depart` : départ validé, s'il y en a un.

    Les deux jours comptent (D16). Un préavis n'est pas un départ.
    """

    entree: date
    depart: date | None = None

    def est_parti(self, jour: date) -> bool:
        """Parti à ce jour : jugé à la date du traitement, non sur la période (D12)."""
        return self.depart is not None and self.depart < jour
