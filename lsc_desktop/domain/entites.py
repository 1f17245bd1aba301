"""Entités comptables (seed L128, L1139)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsc_desktop.domain.coordonnees import problems_coordonnees
from lsc_desktop.domain.saisies import Problem, obligatoires

# Identifiant créancier SEPA : FR, clé, code activité, numéro national d'émetteur.
_ICS = re.compile(r"FR[0-9]{2}[0-9A-Z]{3}[0-9A-Z]{6}")


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
        yield from problems_coordonnees(self)
        if self.ics and not _ICS.fullmatch(self.ics.replace(" ", "").upper()):
            yield "ics", "Un ICS français s'écrit FR, deux chiffres, ZZZ et six caractères."
