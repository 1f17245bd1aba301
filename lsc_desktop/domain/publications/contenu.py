"""Tout ce qu'un manifeste dit d'une agence, en valeurs figées (extranet-partners §1.6, §4.1).

Les montants sont des `Decimal` à deux décimales, les dates des jours. `tiers` et `proprietaires`
désignent des identités, `comptes` des comptes, `lot` un lot d'immeuble : par leur identifiant.
"""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self, TypeAlias

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.classeurs import Metier, Role
from lsc_desktop.domain.publications.classeurs import Classeur
from lsc_desktop.domain.publications.etat import Etat
from lsc_desktop.domain.publications.noms import PDF, nom_fichier
from lsc_desktop.domain.publications.valeurs import Genre, Portee


@dataclass(frozen=True, slots=True)
class EcriturePubliee:
    date: dt.date
    libelle: str
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ComptePublie:
    """`immeubles` : ceux dont il ouvre les documents ; c'est lui, et non les lots, qui y donne
    droit : un vendeur ou un locataire parti perd tout d'un coup. `solde` vide : ni solde ni
    écriture ne partent."""

    id: str
    tiers: str
    entite: str
    numero: str
    role: Role
    actif: bool = True
    immeubles: frozenset[str] = frozenset()
    solde: Decimal | None = None
    ecritures: tuple[EcriturePubliee, ...] = ()

    def avec_situation(
        self, solde: Decimal, ecritures: tuple[EcriturePubliee, ...]
    ) -> "ComptePublie":
        """Le même compte, avec ce qu'il montre."""
        return replace(self, solde=solde, ecritures=ecritures)


@dataclass(frozen=True, slots=True)
class MotDePasseInitial:
    """Jamais le mot de passe : son empreinte salée, à changer à la première connexion (D45).

    `parametres` : ceux de l'algorithme, (« n », 16384) ; l'appelant calcule l'empreinte.
    """

    algo: str
    sel: str
    hash: str
    parametres: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Identite:
    id: str
    nom: str
    code_acces: str
    mdp_initial: MotDePasseInitial | None = None
    notifier: bool = False


@dataclass(frozen=True, slots=True)
class LotPublie:
    id: str
    proprietaires: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MembrePublie:
    tiers: str
    president: bool = False


@dataclass(frozen=True, slots=True)
class ImmeublePublie:
    """`iban`, `bic` vides : ils ne partent pas (seed L957-963)."""

    id: str
    lots: tuple[LotPublie, ...] = ()
    cs: tuple[MembrePublie, ...] = ()
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fichier:
    """Ce que la cible montre par un fichier ; `taille` : octets."""

    id: str
    titre: str
    sha256: str
    taille: int
    extension: str = PDF

    @property
    def fichier(self) -> str:
        return nom_fichier(self.id, self.sha256, self.extension)

    def avec_fichier(self, sha256: str, taille: int, extension: str = PDF) -> Self:
        """Le même, mais le fichier d'une autre version."""
        return replace(self, sha256=sha256, taille=taille, extension=extension)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPublie(Fichier):
    """`classeur` : son identifiant ; `fin` : dernier jour en ligne, compris."""

    classeur: str
    date: dt.date
    portee: Portee
    fin: dt.date | None = None
    sous_chemin: tuple[str, ...] = ()
    notifier: bool = False

    @property
    def lecteurs(self) -> str:
        """« compte:450A s-courriers » : ce qui décide de qui le voit, à garder au registre."""
        return f"{self.portee.genre}:{self.portee.cle} {self.classeur}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPubliee(Fichier):
    """Une photo d'un immeuble, que voit tout compte qui l'ouvre ; `rang` : son numéro."""

    immeuble: str
    rang: int

    @property
    def portee(self) -> Portee:
        return Portee(Genre.IMMEUBLE, self.immeuble)

    @property
    def classeur(self) -> str:
        """Aucun : une photo n'en a pas les droits."""
        return ""

    @property
    def lecteurs(self) -> str:
        return f"{Genre.IMMEUBLE}:{self.immeuble} photos"


Publie: TypeAlias = DocumentPublie | PhotoPubliee


def dont_photos(nombre: int) -> str:
    """« , dont 2 photos » : la publication compte les photos parmi les documents, et le dit."""
    return f", dont {pluriel(nombre, 'photo')}" if nombre else ""


def document_publie(etat: Etat) -> DocumentPublie:
    """Ce que le manifeste dira d'un document à publier. Lève `ValueError` s'il ne l'est pas."""
    candidat = etat.candidat
    if candidat.classeur is None or not etat.publie:
        raise ValueError(f"{candidat.id} n'est pas à publier : {etat.explication}")
    return DocumentPublie(
        id=candidat.id,
        classeur=candidat.classeur.identifiant,
        titre=candidat.titre,
        date=candidat.date,
        portee=candidat.portee,
        sha256=candidat.sha256,
        taille=candidat.taille,
        fin=etat.fin,
        sous_chemin=candidat.sous_chemin,
        notifier=candidat.notifier,
    )


@dataclass(frozen=True, slots=True)
class LigneDepense:
    """`document` : l'identifiant de la facture publiée, s'il y en a une."""

    date: dt.date
    libelle: str
    montant: Decimal
    tva: Decimal
    deduc: Decimal
    recup: Decimal
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Depenses:
    """Les dépenses d'un compte d'un exercice non clos (D42). `classeur` : celui dont elles ont les
    droits, « Factures » (seed L965-971) ; le lecteur n'a pas à en savoir le nom."""

    exercice: str
    immeuble: str
    cle: str
    compte: str
    classeur: str
    libelle: str = ""  # celui du compte : « Electricité (abonnement) »
    lignes: tuple[LigneDepense, ...] = ()


@dataclass(frozen=True, slots=True)
class FondsTravaux:
    """Un montant non nul ; un lot sans ligne s'affiche à 0,00 (D43)."""

    lot: str
    compte: str
    libelle: str
    montant: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPublie:
    """Un bureau, un fournisseur, un numéro utile ; `immeuble` vide, il se montre partout.

    `metiers` : aux clients desquels il se montre.
    """

    id: str
    genre: str
    nom: str
    metiers: frozenset[Metier]
    role: str = ""
    immeuble: str = ""
    telephone: str = ""
    courriel: str = ""
    adresse: tuple[str, ...] = ()
    horaires: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifeste:
    """Tout ce qu'une cible doit montrer, elle qui en retire ce qui n'y est pas.

    `precedent` : le numéro du dernier manifeste qu'elle a accepté, vide pour le premier ;
    `produit_le` : avec son fuseau.
    """

    emetteur: str
    cible: str
    numero: int
    precedent: int | None
    produit_le: dt.datetime
    comptes: tuple[ComptePublie, ...] = ()
    identites: tuple[Identite, ...] = ()
    immeubles: tuple[ImmeublePublie, ...] = ()
    classeurs: tuple[Classeur, ...] = ()
    documents: tuple[DocumentPublie, ...] = ()
    depenses: tuple[Depenses, ...] = ()
    fonds_travaux: tuple[FondsTravaux, ...] = ()
    contacts: tuple[ContactPublie, ...] = ()
    photos: tuple[PhotoPubliee, ...] = ()
