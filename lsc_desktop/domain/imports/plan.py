"""Ce que la base sait déjà, et ce qu'un import y ajoutera : des valeurs, rien d'écrit.

Une fiche à créer a un id provisoire, négatif ; le service le remplace par le vrai.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.comptabilite import CompteDraft
from lsc_desktop.domain.contacts import ContactDraft
from lsc_desktop.domain.coproprietes import (
    CleDraft,
    CoproprietaireDraft,
    CoproprieteDraft,
    LotCoproprieteDraft,
    TantiemeDraft,
)
from lsc_desktop.domain.depenses import DepenseDraft, ExerciceDraft
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.domain.fiscalites import FiscaliteDraft
from lsc_desktop.domain.fonds_travaux import FondsDraft
from lsc_desktop.domain.immeubles import ImmeubleDraft
from lsc_desktop.domain.locataires import LigneTableauDraft, LocataireDraft
from lsc_desktop.domain.lots import LotDraft
from lsc_desktop.domain.mandats import LotConfie, MandatDraft
from lsc_desktop.domain.tiers import TiersDraft

D = TypeVar("D")
CleLigne = tuple[int, str, Decimal, date | None, date | None, bool]
CleDepense = tuple[int, int, date | None, str, Decimal | None]


@dataclass(frozen=True, slots=True)
class TiersConnu:
    """`reperes` : champ → valeur repliée, de quoi distinguer deux homonymes."""

    id: int
    code: str
    nom: str
    reperes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CompteConnu:
    id: int
    nature: str
    tiers_id: int | None
    ouvert: bool = True


@dataclass(frozen=True, slots=True)
class MandatConnu:
    id: int
    numero: str
    entite_id: int
    proprietaire_id: int
    debut: date | None
    fin: date | None
    actif: bool = True


@dataclass(frozen=True, slots=True)
class BailConnu:
    id: int
    tiers_id: int
    lot_id: int
    compte_id: int
    entree: date
    depart: date | None
    actif: bool = True


@dataclass(frozen=True, slots=True)
class CoproprieteConnue:
    id: int
    immeuble: str
    entite_id: int


@dataclass(frozen=True, slots=True)
class CleConnue:
    """`total` : celui que dit le règlement, en tantièmes."""

    id: int
    copropriete_id: int
    code: str
    libelle: str
    generale: bool = False
    total: Decimal | None = None
    rang: int = 0


@dataclass(frozen=True, slots=True)
class CoproprietaireConnu:
    id: int
    copropriete_id: int
    tiers_id: int
    compte_id: int


@dataclass(frozen=True, slots=True)
class LotCoproprieteConnu:
    """`coproprietaire_id` : le dernier à le tenir ; `None` s'il n'a jamais été à personne."""

    id: int
    copropriete_id: int
    numero: str
    actif: bool = True
    coproprietaire_id: int | None = None


@dataclass(frozen=True, slots=True)
class ExerciceConnu:
    id: int
    copropriete_id: int
    libelle: str
    du: date
    au: date
    clos: bool = False


@dataclass(slots=True)
class CleNeuve(CleDraft):
    """Une clé à créer, dans sa copropriété."""

    copropriete_id: int = 0
    rang: int = 0


@dataclass
class Connu:
    """Ce qu'il faut savoir de la base pour juger des fichiers ; les codes sont en capitales."""

    entites: dict[str, int] = field(default_factory=dict)
    fiscalites: dict[str, tuple[int, str]] = field(default_factory=dict)
    tiers: list[TiersConnu] = field(default_factory=list)
    immeubles: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    # code → (id, immeuble, propriétaire)
    lots: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    comptes: dict[tuple[int, str], CompteConnu] = field(default_factory=dict)
    mandats: dict[str, MandatConnu] = field(default_factory=dict)
    confies: list[tuple[int, LotConfie]] = field(default_factory=list)  # mandat, lot et dates
    baux: list[BailConnu] = field(default_factory=list)
    lignes: dict[int, Counter[CleLigne]] = field(default_factory=dict)
    soldes: dict[int, Decimal] = field(default_factory=dict)
    reprises: dict[tuple[int, date], Decimal] = field(default_factory=dict)
    coproprietes: list[CoproprieteConnue] = field(default_factory=list)
    cles: list[CleConnue] = field(default_factory=list)
    coproprietaires: list[CoproprietaireConnu] = field(default_factory=list)
    lots_copropriete: list[LotCoproprieteConnu] = field(default_factory=list)
    # (lot, clé) → tantièmes
    tantiemes: dict[tuple[int, int], Decimal] = field(default_factory=dict)
    exercices: list[ExerciceConnu] = field(default_factory=list)
    # exercice → ses dépenses : (clé, compte, jour, libellé replié, montant)
    depenses: dict[int, Counter[CleDepense]] = field(default_factory=dict)
    # (lot, compte, jour) → montant
    fonds: dict[tuple[int, int, date], Decimal] = field(default_factory=dict)
    # (genre, nom et rôle repliés, immeuble)
    contacts: set[tuple[str, str, str, int | None]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Neuf(Generic[D]):
    """Une fiche à créer, sous son id provisoire."""

    id: int
    saisie: D


@dataclass
class Plan:
    """Tout ce que l'import écrira, dans l'ordre où il l'écrira.

    `soldes` : (entité, jour) → (compte, crédit − débit), sans la contrepartie. `tantiemes` et
    `possessions` : ce qu'un lot pèse sous une clé, et le copropriétaire qui le tient.
    """

    entites: list[Neuf[EntiteDraft]] = field(default_factory=list)
    fiscalites: list[Neuf[FiscaliteDraft]] = field(default_factory=list)
    tiers: list[Neuf[TiersDraft]] = field(default_factory=list)
    comptes: list[Neuf[CompteDraft]] = field(default_factory=list)
    mandats: list[Neuf[MandatDraft]] = field(default_factory=list)
    immeubles: list[Neuf[ImmeubleDraft]] = field(default_factory=list)
    lots: list[Neuf[LotDraft]] = field(default_factory=list)
    confies: list[tuple[int, LotConfie]] = field(default_factory=list)
    baux: list[Neuf[LocataireDraft]] = field(default_factory=list)
    lignes: list[tuple[int, LigneTableauDraft]] = field(default_factory=list)
    coproprietes: list[Neuf[CoproprieteDraft]] = field(default_factory=list)
    cles: list[Neuf[CleNeuve]] = field(default_factory=list)
    coproprietaires: list[Neuf[CoproprietaireDraft]] = field(default_factory=list)
    lots_copropriete: list[Neuf[LotCoproprieteDraft]] = field(default_factory=list)
    tantiemes: list[tuple[int, TantiemeDraft]] = field(default_factory=list)
    possessions: list[tuple[int, int]] = field(default_factory=list)
    exercices: list[Neuf[ExerciceDraft]] = field(default_factory=list)
    depenses: list[Neuf[DepenseDraft]] = field(default_factory=list)
    fonds_travaux: list[Neuf[FondsDraft]] = field(default_factory=list)
    contacts: list[Neuf[ContactDraft]] = field(default_factory=list)
    soldes: dict[tuple[int, date], list[tuple[int, Decimal]]] = field(default_factory=dict)

    @property
    def vide(self) -> bool:
        """Rien à écrire : tout est déjà connu."""
        return not any(vars(self).values())

    def nombres(self) -> dict[str, int]:
        """Table → fiches à créer ; un lot neuf emporte qui le tient, un lot connu le reçoit."""
        return {
            "entite": len(self.entites),
            "code_fiscalite": len(self.fiscalites),
            "tiers": len(self.tiers),
            "compte": len(self.comptes),
            "mandat": len(self.mandats),
            "immeuble": len(self.immeubles),
            "lot": len(self.lots),
            "locataire": len(self.baux),
            "ligne_quittancement": len(self.lignes),
            "copropriete": len(self.coproprietes),
            "cle_repartition": len(self.cles),
            "coproprietaire": len(self.coproprietaires),
            "lot_copropriete": len(self.lots_copropriete),
            "tantieme": len(self.tantiemes),
            "possession": sum(lot > 0 for lot, _owner in self.possessions),
            "exercice": len(self.exercices),
            "depense": len(self.depenses),
            "fonds_travaux": len(self.fonds_travaux),
            "contact": len(self.contacts),
            "ecriture": sum(len(lines) for lines in self.soldes.values()),
        }


def contrepartie(lignes: list[tuple[int, Decimal]]) -> Decimal:
    """Ce que le compte 890000 porte en face : crédit − débit, qui ramène la pièce à zéro."""
    return -sum((solde for _compte, solde in lignes), ZERO)


def valeurs(saisie: Any, rangee: Mapping[str, Any], prefixe: str = "") -> dict[str, Any]:
    """Les valeurs d'une rangée qui portent le nom d'un champ de cette saisie."""
    known = saisie.__dataclass_fields__
    start = len(prefixe)
    return {
        nom[start:]: value
        for nom, value in rangee.items()
        if nom.startswith(prefixe) and nom[start:] in known
    }
