"""Entités comptables (seed L128, L1139)."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsc_desktop.domain.saisies import Problem, obligatoires


@dataclass(slots=True)
class EntiteDraft:
    """Saisie d'une entité."""

    id: int | None = None
    version: int = 0
    code: str = ""
    nom: str = ""
    adresse1: str = ""
    adresse2: str = ""
    code_postal: str = ""
    ville: str = ""
    telephone: str = ""
    courriel: str = ""
    siret: str = ""
    carte_professionnelle: str = ""
    garantie: str = ""
    ics: str = ""
    iban: str = ""
    bic: str = ""
    actif: bool = True

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, code="Le code", nom="Le nom")
