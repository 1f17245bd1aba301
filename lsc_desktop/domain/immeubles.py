"""Immeubles (seed L69, L316 ; gerance 3.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lsc_desktop.domain.saisies import Problem, obligatoires


@dataclass(slots=True)
class ImmeubleDraft:
    """Saisie d'un immeuble : « LAFAYETTE Résidence Lafayette »."""

    id: int | None = None
    version: int = 0
    code: str = ""
    nom: str = ""
    adresse1: str = ""
    adresse2: str = ""
    code_postal: str = ""
    ville: str = ""
    entite_id: int | None = None
    date_construction: date | None = None
    nb_etages: int | None = None
    ascenseur: bool = False
    digicode: str = ""
    syndic: str = ""
    note: str = ""
    actif: bool = True

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, code="Le code", nom="Le nom", ville="La ville")
        if "/" in self.code:
            yield "code", "Le code d'un immeuble ne contient pas de « / », qui sépare le lot."
        if self.nb_etages is not None and not 0 <= self.nb_etages <= 200:
            yield "nb_etages", "Le nombre d'étages va de 0 à 200."
