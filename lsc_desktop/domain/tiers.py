"""Tiers : une seule fiche d'identité pour tout le monde (seed L705, L1139-1163 ; gerance 3.5)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lsc_desktop.base.text import fold
from lsc_desktop.domain.coordonnees import problems_coordonnees
from lsc_desktop.domain.saisies import Problem, obligatoires

CODE_MAX = 24  # caractères d'un code proposé
CIVILITES = tuple(
    (text, text)
    for text in (
        "", "Monsieur", "Madame", "Mademoiselle", "Monsieur et Madame", "Messieurs", "Mesdames",
        "Maître", "Docteur", "Société", "SCI", "Indivision", "Succession", "Association",
    )
)  # fmt: skip


@dataclass(slots=True)
class Donnee:
    """Une donnée complémentaire : libellé et valeur libres (onglet Plus, seed L1153-1163)."""

    id: int | None = None
    libelle: str = ""
    valeur: str = ""


@dataclass(slots=True)
class TiersDraft:
    """Saisie d'un tiers. `code_propose` : le code que nous avons mis, tant qu'il n'est pas tapé."""

    id: int | None = None
    version: int = 0
    code: str = ""
    civilite: str = ""
    nom: str = ""
    prenom: str = ""
    adresse1: str = ""
    adresse2: str = ""
    adresse3: str = ""
    code_postal: str = ""
    ville: str = ""
    pays: str = ""
    telephone: str = ""
    portable: str = ""
    courriel: str = ""
    siret: str = ""
    iban: str = ""
    bic: str = ""
    note: str = ""
    actif: bool = True
    donnees: list[Donnee] = field(default_factory=list)
    code_propose: str = ""

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, nom="Le nom", code="Le code")
        yield from problems_coordonnees(self)
        yield from problems_donnees(self.donnees)


def problems_donnees(donnees: list[Donnee]) -> Iterator[Problem]:
    """Une valeur sans libellé ne se retrouve pas."""
    for rank, donnee in enumerate(donnees):
        if not donnee.libelle.strip():
            yield f"donnees.{rank}.libelle", "Le libellé de cette donnée est à renseigner."


def code_de(nom: str, prenom: str = "") -> str:
    """Le code tiré du nom : ALOXE CORTON Denise → ALOXECORTONDENISE (seed L705)."""
    return "".join(c for c in fold(f"{nom} {prenom}") if c.isascii() and c.isalnum())[
        :CODE_MAX
    ].upper()


def code_libre(code: str, pris: Callable[[str], bool]) -> str:
    """Le premier code libre : MARTINPAUL, puis MARTINPAUL2, MARTINPAUL3…"""
    candidat, rang = code, 1
    while pris(candidat):
        rang += 1
        candidat = f"{code}{rang}"
    return candidat


def recalculer(draft: TiersDraft) -> None:
    """Propose le code d'un nouveau tiers ; un code tapé reste, l'effacer rend la proposition."""
    if draft.id is not None or draft.code not in ("", draft.code_propose):
        return
    draft.code = draft.code_propose = code_de(draft.nom, draft.prenom)
