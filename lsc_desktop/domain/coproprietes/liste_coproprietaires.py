"""La liste des copropriétaires, que le syndic tient à jour pour le conseil syndical.

Décret 67-223 art. 32 (qui, quels lots, quels titulaires de droits, où ils demeurent), décret
2019-502 art. 3 ; seed L983-1036. Elle ne dit ni téléphone, ni courriel, ni banque.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.domain.coproprietes.coproprietaires import QUALITES

TITRE = "Liste des copropriétaires"
FICHIER = "Liste_coproprietaires.pdf"  # seed L1009
CLASSEUR = "Conseil syndical"
MODELE = TITRE  # le modèle d'événement, tant que l'agence n'en a pas choisi un autre
CODE_LEGAL = "C4"  # sa ligne des documents obligatoires (décret 2019-502)
ROULEMENT, TRAVAUX = "1031", "105"  # racines des comptes (arrêté du 14 mars 2005, art. 8)


@dataclass(frozen=True, slots=True)
class Droit:
    """Un indivisaire, un usufruitier, un nu-propriétaire, et où il demeure."""

    tiers: int
    nom: str
    qualite: str
    mandataire: bool = False
    domicile: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fonds:
    """Ce que la copropriété tient au nom d'une personne."""

    roulement: Decimal = ZERO
    travaux: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Titulaire:
    """Un compte 450 et les lots qu'il tient ce jour-là, tels qu'on les lit."""

    tiers: int
    nom: str
    domicile: tuple[str, ...]
    lots: tuple[str, ...]
    droits: tuple[Droit, ...] = ()
    residant: bool = False


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une ligne de la liste : un compte ; `premier` : le premier de cette personne."""

    nom: str
    domicile: tuple[str, ...]
    lots: tuple[str, ...]
    droits: tuple[str, ...]
    fonds: Fonds
    membre: bool
    president: bool
    residant: bool
    premier: bool


@dataclass(frozen=True, slots=True)
class ListeCoproprietaires:
    """Ce que dit la liste, sans qui l'édite ni quand. `libres` : les lots de personne."""

    immeuble: str
    adresse: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    libres: tuple[str, ...] = ()

    @property
    def personnes(self) -> int:
        return sum(line.premier for line in self.lignes)

    @property
    def lots(self) -> int:
        return sum(len(line.lots) for line in self.lignes)

    @property
    def fonds(self) -> Fonds:
        return Fonds(
            sum((line.fonds.roulement for line in self.lignes), ZERO),
            sum((line.fonds.travaux for line in self.lignes), ZERO),
        )


@dataclass(frozen=True, slots=True)
class Edition:
    """Qui édite la liste, et quand (seed L1015)."""

    entete: EnTete
    le: date
    a: datetime
    par: str


def code_lot(immeuble: str, numero: str, type_lot: str) -> str:
    """« GILBERT/248 (Appartement) »."""
    return f"{immeuble}/{numero} ({type_lot})" if type_lot else f"{immeuble}/{numero}"


def dresser(
    immeuble: str,
    adresse: tuple[str, ...],
    titulaires: Sequence[Titulaire],
    conseil: Mapping[int, bool],
    fonds: Mapping[int, Fonds],
    libres: Collection[str] = (),
) -> ListeCoproprietaires:
    """La liste, dans l'ordre des titulaires ; qui ne tient aucun lot n'y est pas.

    `conseil` : tiers → le préside-t-il. Un ayant droit y siège pour son indivision (loi art. 21).
    Ce qui est de la personne, ses fonds et son rôle au conseil, se dit à son premier compte
    (seed L1023-1029, BROUILLY).
    """
    lines: list[Ligne] = []
    seen: set[int] = set()
    for owner in titulaires:
        if not owner.lots:
            continue
        first = owner.tiers not in seen
        seen.add(owner.tiers)
        seats = [who for who in (owner.tiers, *(d.tiers for d in owner.droits)) if who in conseil]
        lines.append(
            Ligne(
                owner.nom,
                owner.domicile,
                owner.lots,
                tuple(droit_dit(droit) for droit in owner.droits),
                fonds.get(owner.tiers, Fonds()) if first else Fonds(),
                membre=first and bool(seats),
                president=first and any(conseil[who] for who in seats),
                residant=owner.residant,
                premier=first,
            )
        )
    return ListeCoproprietaires(immeuble, adresse, tuple(lines), tuple(libres))


def droit_dit(droit: Droit) -> str:
    """« Bournac Lucie, indivisaire, mandataire commun, 4, rue Gilbert, 54000 NANCY »."""
    quality = dict(QUALITES).get(droit.qualite, droit.qualite).lower()
    parts = (droit.nom, quality, "mandataire commun" * droit.mandataire, *droit.domicile)
    return ", ".join(part for part in parts if part)


def empreinte(liste: ListeCoproprietaires) -> str:
    """Deux listes qui disent la même chose ont la même, quel que soit le jour de leur édition."""
    return sha256(repr(liste).encode()).hexdigest()
