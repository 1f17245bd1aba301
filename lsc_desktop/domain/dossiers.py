"""Les dossiers : une affaire qui réunit des événements, un sinistre par exemple (F9)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from lsc_desktop.domain.saisies import Problem, dans_l_ordre, obligatoires


@dataclass(slots=True)
class DossierDraft:
    """Saisie d'un dossier ; `type_dossier` range ses documents (« Sinistre », seed L1083-1103)."""

    id: int | None = None
    version: int = 0
    numero: str = ""
    libelle: str = ""
    type_dossier: str = ""
    ouvert_le: dt.date | None = None
    clos_le: dt.date | None = None
    immeuble_id: int | None = None
    lot_id: int | None = None
    tiers_id: int | None = None
    note: str = ""

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self, numero="Le numéro", libelle="Le libellé", ouvert_le="La date d'ouverture"
        )
        yield from dans_l_ordre(
            self, "ouvert_le", "clos_le", "Un dossier ne se clôt pas avant de s'ouvrir."
        )
