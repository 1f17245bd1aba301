"""Un défaut relevé avant de publier : ce qu'il retient, sa phrase, ce qu'il vise."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Gravite(StrEnum):
    """`BLOQUANT` : ce document-là ne part pas, les autres si."""

    BLOQUANT = "bloquant"
    AVERTISSEMENT = "avertissement"
    REMARQUE = "remarque"


class Sur(StrEnum):
    DOCUMENT = "document"
    CLASSEUR = "classeur"
    IMMEUBLE = "immeuble"


@dataclass(frozen=True, slots=True)
class Defaut:
    """`cle` : l'identifiant de ce qu'il vise ; `code` : la ligne du décret, s'il en vient ;
    `conseil` : ce qu'il faut faire."""

    gravite: Gravite
    phrase: str
    sur: Sur
    cle: str
    code: str = ""
    conseil: str = ""


def bloques(defauts: Iterable[Defaut]) -> frozenset[str]:
    """Les documents à laisser de côté."""
    return frozenset(
        one.cle for one in defauts if one.gravite is Gravite.BLOQUANT and one.sur is Sur.DOCUMENT
    )
