"""L'admissibilité d'un lot, critère par critère : ce qui manque, pourquoi, et d'où vient la
règle."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lsc_desktop.domain.annonces.bien import Bien
from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft

TENU, MANQUE, A_VOIR = "tenu", "manque", "a_voir"
ETATS = ((MANQUE, "Manque"), (A_VOIR, "À vérifier"), (TENU, "Tenu"))


@dataclass(frozen=True, slots=True)
class Verdict:
    etat: str
    phrase: str
    conseil: str = ""


@dataclass(frozen=True, slots=True)
class Critere:
    """Ce qu'une règle dit d'un lot. Un seul `MANQUE` retient l'annonce ; `A_VOIR` ne retient rien.
    `source` : la loi, la documentation, ou le rang du format."""

    code: str
    libelle: str
    etat: str
    phrase: str
    conseil: str
    source: str


Juge = Callable[[Bien, ReglageAnnoncesDraft, date], Verdict | None]


@dataclass(frozen=True, slots=True)
class Regle:
    """`juger` rend `None` pour un lot que la règle ne concerne pas."""

    code: str
    libelle: str
    source: str
    juger: Juge


def tenu(phrase: str) -> Verdict:
    return Verdict(TENU, phrase)


def manque(phrase: str, conseil: str) -> Verdict:
    return Verdict(MANQUE, phrase, conseil)


def a_voir(phrase: str, conseil: str) -> Verdict:
    return Verdict(A_VOIR, phrase, conseil)


def admissible(criteres: tuple[Critere, ...]) -> bool:
    return all(one.etat != MANQUE for one in criteres)
