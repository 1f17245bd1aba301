"""Ce que s'échangent le tableau de quittancement, les appels et leurs documents."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.adresses import Adresse, EnTete

Prorata = Literal["reel", "trente", "annee"]


@dataclass(frozen=True, slots=True)
class LigneTableau:
    """Une ligne du tableau de quittancement (seed L354-358, L368-370).

    `montant` : pour un appel entier. `ponctuelle` : appelée une seule fois, en entier, par le
    premier appel dont la période finit à `du` ou après ; sinon la ligne vaut de `du` à `au`.
    """

    id: int
    code: str
    libelle: str
    montant: Decimal
    du: date | None = None
    au: date | None = None
    ponctuelle: bool = False


@dataclass(frozen=True, slots=True)
class LigneAppelee:
    """Ce qu'un appel porte au compte : `du`-`au` est ce que le montant couvre.

    `ponctuelle` : la ligne du tableau ne sera plus appelée.
    """

    ligne_id: int
    code: str
    libelle: str
    montant: Decimal
    du: date
    au: date
    explication: str
    ponctuelle: bool = False


@dataclass(frozen=True, slots=True)
class AvisEcheance:
    """L'avis envoyé avant le terme. `solde_anterieur` et `a_payer` : positifs, le locataire doit.

    `adresse_lot` tient en une ligne ; `periode` est un texte (« novembre 2021 »).
    """

    entete: EnTete
    mandant: str
    destinataire: Adresse
    compte: str
    lot: str
    adresse_lot: str
    periode: str
    le: date
    echeance: date
    lignes: tuple[tuple[str, Decimal], ...]
    total: Decimal
    solde_anterieur: Decimal
    a_payer: Decimal
    mode_reglement: str = ""
    iban: str = ""


@dataclass(frozen=True, slots=True)
class LigneJournal:
    """Un locataire : un montant par rubrique, dans l'ordre du journal."""

    compte: str
    locataire: str
    lot: str
    montants: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.montants, ZERO)


@dataclass(frozen=True, slots=True)
class Groupe:
    """Les locataires d'un immeuble ou d'un propriétaire."""

    titre: str
    lignes: tuple[LigneJournal, ...]

    @property
    def totaux(self) -> tuple[Decimal, ...]:
        """Un total par rubrique ; vide sans ligne."""
        return _totaux(tuple(ligne.montants for ligne in self.lignes))

    @property
    def total(self) -> Decimal:
        return sum((ligne.total for ligne in self.lignes), ZERO)


@dataclass(frozen=True, slots=True)
class JournalQuittancement:
    """Le journal d'un appel ou d'une période : groupes, rubriques en colonnes."""

    entete: EnTete
    entite: str
    periode: str
    le: date
    rubriques: tuple[str, ...]
    groupes: tuple[Groupe, ...]

    @property
    def totaux(self) -> tuple[Decimal, ...]:
        """Un total par rubrique, zéro pour une rubrique sans montant."""
        lignes = tuple(ligne.montants for groupe in self.groupes for ligne in groupe.lignes)
        return _totaux(lignes) or (ZERO,) * len(self.rubriques)

    @property
    def total(self) -> Decimal:
        return sum((groupe.total for groupe in self.groupes), ZERO)


def _totaux(lignes: tuple[tuple[Decimal, ...], ...]) -> tuple[Decimal, ...]:
    return tuple(sum(colonne, ZERO) for colonne in zip(*lignes, strict=True))
