"""Le réglage d'AG Connect (seed L2027-2039 : administration syndic, onglet partenaire)."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsc_desktop.domain.ag_connect.valeurs import JAMAIS_VERIFIE
from lsc_desktop.domain.saisies import Problem
from lsc_desktop.domain.sauvegardes import lire_heures


@dataclass(slots=True)
class ReglageAgConnectDraft:
    """`cible_id` : par où passent les fichiers ; `heures` : « 07:00 12:00 »."""

    id: int | None = None
    version: int = 0
    active: bool = False
    heures: str = "07:00 12:00 18:00"
    cible_id: int | None = None
    emails: bool = True
    modele_rapport_id: int | None = None
    modele_feuille_id: int | None = None

    def problems(self) -> Iterator[Problem]:
        try:
            if not lire_heures(self.heures) and self.active:
                yield "heures", "Donnez au moins une heure : « 07:00 »."
        except ValueError as error:
            yield "heures", str(error)
        if self.active and self.cible_id is None:
            yield "cible_id", "Choisissez la cible par où passent les fichiers."


def avertissements_reglage(draft: ReglageAgConnectDraft) -> tuple[str, ...]:
    return (JAMAIS_VERIFIE,)
