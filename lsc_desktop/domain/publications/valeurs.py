"""Ce qu'une publication reçoit : des documents candidats, des comptes, des conseils, une cible."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.classeurs import DROITS, Metier, Role
from lsc_desktop.domain.publications.classeurs import Classeur


class Genre(StrEnum):
    IMMEUBLE = "immeuble"
    COMPTE = "compte"
    CABINET = "cabinet"


_ROLES = {metier: frozenset(roles) for metier, roles in DROITS.items()}
_DE = {Genre.IMMEUBLE: "de l'immeuble", Genre.COMPTE: "du compte"}


@dataclass(frozen=True, slots=True)
class Portee:
    """Qui un document concerne : un immeuble, un seul compte, ou tout le cabinet (§4.1)."""

    genre: Genre
    cle: str = ""

    def __post_init__(self) -> None:
        if bool(self.cle) == (self.genre is Genre.CABINET):
            raise ValueError("un immeuble ou un compte a une clé, le cabinet n'en a pas")

    @property
    def texte(self) -> str:
        """« de l'immeuble GILBERT », « du compte 450A », « du cabinet »."""
        if self.genre is Genre.CABINET:
            return "du cabinet"
        return f"{_DE[self.genre]} {self.cle}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidat:
    """Un document qu'un événement pourrait publier.

    `date` : celle de traitement de l'événement ; `duree_mois` : celle du modèle, vide ou 0 pour
    toujours ; `immeuble` : celui de l'événement, quelle que soit la portée ; `taille` en octets ;
    `pages` : vide si on ne les a pas comptées ; `code_legal` : sa ligne du décret 2019-502 ;
    `valable_jusqu_au` : fin du contrat ou du diagnostic, ce jour compris.
    """

    id: str
    metier: Metier
    titre: str
    date: dt.date
    portee: Portee
    classeur: Classeur | None = None
    publie_le: dt.date | None = None
    duree_mois: int | None = None
    sous_chemin: tuple[str, ...] = ()
    immeuble: str = ""
    confidentiel: bool = False
    notifier: bool = False
    sha256: str = ""
    taille: int = 0
    pages: int | None = None
    code_legal: str = ""
    valable_jusqu_au: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compte:
    """Un compte et sa case « Service Client ».

    `immeubles` : ceux dont il ouvre les documents. `preavis_le`, `depart_le`, `mutation_le` : le
    jour où l'on a enregistré son préavis, son départ, la vente de son dernier lot. `depuis` : le
    jour où il est devenu copropriétaire, s'il est connu.
    """

    id: str
    tiers: str
    role: Role
    immeubles: frozenset[str] = frozenset()
    numero: str = ""
    autorise: bool = True
    preavis_le: dt.date | None = None
    depart_le: dt.date | None = None
    mutation_le: dt.date | None = None
    depuis: dt.date | None = None

    def __post_init__(self) -> None:
        if self.role in (Role.MEMBRE_CS, Role.PRESIDENT_CS):
            raise ValueError("le conseil syndical est dit par l'immeuble, non par le compte")

    @property
    def nom(self) -> str:
        return self.numero or self.id


@dataclass(frozen=True, slots=True)
class Inactivations:
    """« Inactiver automatiquement les comptes » et ses valeurs d'origine (seed L2262-2269)."""

    preavis: bool = False
    depart: bool = True
    mutation: bool = True


@dataclass(frozen=True, slots=True)
class MembreConseil:
    tiers: str
    immeuble: str
    president: bool = False


@dataclass(frozen=True, slots=True)
class Cible:
    """Où l'on publie. `documents` : faux pour Inch, qui n'en reçoit jamais (seed L2908-2910).

    `acces` : elle connecte les clients, les premiers mots de passe y vont (D45) ; `comptes`,
    `soldes` (et dépenses, et fonds), `conseil`, `banque`, `photos` : ce qui d'autre y va (seed
    L608-622) ;
    `depuis` : « repartir à 0 », rien de ce qui a été publié avant ce jour n'y va (seed L626-636).
    """

    code: str
    nom: str
    metiers: frozenset[Metier] = frozenset(Metier)
    documents: bool = True
    acces: bool = True
    comptes: bool = True
    soldes: bool = True
    conseil: bool = True
    banque: bool = True
    photos: bool = True
    depuis: dt.date | None = None


def inactif(compte: Compte, jour: dt.date, regles: Inactivations) -> str:
    """Pourquoi ce compte ne voit plus rien ce jour-là ; vide s'il est publié (seed L1037-1045).

    Un compte autorisé l'est quel que soit son statut, hors les trois exceptions réglables : le
    locataire ne se juge qu'à son préavis et à son départ, le copropriétaire qu'à sa vente.
    """
    if not compte.autorise:
        return "il n'est pas coché « Service Client »"
    facts = (
        (Role.LOCATAIRE, regles.preavis, compte.preavis_le, "le préavis"),
        (Role.LOCATAIRE, regles.depart, compte.depart_le, "le départ"),
        (Role.COPROPRIETAIRE, regles.mutation, compte.mutation_le, "la mutation"),
    )
    for role, active, when, name in facts:
        if compte.role is role and active and when is not None and when <= jour:
            return f"il est inactif depuis {name} du {date_fr(when)}"
    return ""


@dataclass(frozen=True, slots=True)
class Annuaire:
    """Les comptes un jour donné : à quels titres on y lit ce qui vise chacun, ou chaque immeuble.

    `inactifs` : compte → pourquoi. Les titres sont ceux des seuls comptes publiés.
    """

    comptes: Mapping[str, Compte]
    inactifs: Mapping[str, str]
    par_compte: Mapping[str, frozenset[Role]] = field(repr=False)
    par_immeuble: Mapping[str, frozenset[Role]] = field(repr=False)
    par_cabinet: frozenset[Role] = field(repr=False)

    @property
    def publies(self) -> list[Compte]:
        """Les comptes qui voient quelque chose."""
        return [one for one in self.comptes.values() if one.id not in self.inactifs]

    def roles(self, portee: Portee, metier: Metier) -> frozenset[Role]:
        """Les titres, dans ce métier, des comptes publiés que ce document concerne."""
        if portee.genre is Genre.CABINET:
            found = self.par_cabinet
        elif portee.genre is Genre.COMPTE:
            found = self.par_compte.get(portee.cle, frozenset())
        else:
            found = self.par_immeuble.get(portee.cle, frozenset())
        return found & _ROLES[metier]


def annuaire(
    comptes: Iterable[Compte],
    conseil: Iterable[MembreConseil],
    jour: dt.date,
    regles: Inactivations = Inactivations(),
) -> Annuaire:
    """L'annuaire du jour. Lève `ValueError` si deux comptes ont le même identifiant."""
    council = {
        (m.immeuble, m.tiers): Role.PRESIDENT_CS if m.president else Role.MEMBRE_CS
        for m in sorted(conseil, key=lambda m: m.president)
    }
    known: dict[str, Compte] = {}
    inactive: dict[str, str] = {}
    by_account: dict[str, frozenset[Role]] = {}
    by_building: dict[str, set[Role]] = {}
    for compte in comptes:
        if compte.id in known:
            raise ValueError(f"deux comptes ont l'identifiant {compte.id}")
        known[compte.id] = compte
        if reason := inactif(compte, jour, regles):
            inactive[compte.id] = reason
            continue
        titles = {place: _titre(compte, place, council) for place in compte.immeubles}
        by_account[compte.id] = frozenset(titles.values() or (compte.role,))
        for place, title in titles.items():
            by_building.setdefault(place, set()).add(title)
    return Annuaire(
        known,
        inactive,
        by_account,
        {place: frozenset(titles) for place, titles in by_building.items()},
        frozenset().union(*by_account.values()),
    )


def _titre(compte: Compte, immeuble: str, conseil: Mapping[tuple[str, str], Role]) -> Role:
    if compte.role is not Role.COPROPRIETAIRE:
        return compte.role
    return conseil.get((immeuble, compte.tiers), compte.role)
