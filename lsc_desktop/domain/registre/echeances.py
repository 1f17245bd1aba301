"""Quand déclarer : deux mois après l'assemblée qui approuve les comptes, un mois après la fin du
mandat, et à chaque changement de syndic."""

from dataclasses import dataclass
from datetime import date

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.domain.registre.choix import NON_IMMATRICULEE, PREDECESSEUR, RATTACHEE
from lsc_desktop.domain.registre.demarches import (
    ANNUELLE,
    CONFIRMATION,
    DECLARATION_SUCCESSEUR,
    IMMATRICULATION,
    Demarche,
)

APRES_ASSEMBLEE = 2  # mois (service-public F32058)
APRES_MANDAT = 1  # mois


@dataclass(frozen=True, slots=True)
class Echeance:
    """Une démarche à faire ; `avant_le` : le dernier jour, s'il y en a un."""

    demande: Demarche
    avant_le: date | None
    phrase: str

    def en_retard(self, jour: date) -> bool:
        return self.avant_le is not None and self.avant_le < jour


def echeance(
    rattachement: str,
    maj_le: date | None,
    ag_le: date | None,
    mandat_au: date | None,
    jour: date,
) -> Echeance | None:
    """La démarche la plus pressante d'une copropriété ; rien si elle est à jour.

    `ag_le` : la dernière assemblée qui a approuvé des comptes ; tenue après `maj_le`, elle reste à
    déclarer. Un mandat fini presse davantage : sans lui, le registre n'écoute plus l'agence.
    """
    if rattachement == NON_IMMATRICULEE:
        return Echeance(IMMATRICULATION, None, "À immatriculer")
    if rattachement == PREDECESSEUR:
        return Echeance(CONFIRMATION, None, "Rattachement à confirmer")
    if rattachement != RATTACHEE:
        return None
    if mandat_au is not None and mandat_au < jour:
        return Echeance(
            DECLARATION_SUCCESSEUR, plus_mois(mandat_au, APRES_MANDAT),
            f"Mandat fini le {date_fr(mandat_au)} : à renouveler, ou successeur à déclarer",
        )  # fmt: skip
    if ag_le is not None and ag_le <= jour and (maj_le is None or maj_le < ag_le):
        return Echeance(
            ANNUELLE, plus_mois(ag_le, APRES_ASSEMBLEE),
            f"Comptes approuvés le {date_fr(ag_le)} : mise à jour annuelle",
        )  # fmt: skip
    return None
