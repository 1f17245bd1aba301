"""Listes des régularisations, en attente et traitées."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.storage.models import Compte, Immeuble, Locataire, Lot, Regularisation, Tiers


@dataclass(frozen=True, slots=True)
class RegularisationRow:
    """Une fiche, en attente ou traitée."""

    id: int
    valide: bool
    compte: str
    locataire: str
    lot: str
    immeuble: str
    proprietaire: str
    du: date
    au: date
    total: Decimal
    provisions: Decimal | None
    reintroduction: Decimal | None
    regularisation: Decimal
    fois: int
    nouvelles_provisions: Decimal | None
    depart: date | None
    imprime_le: date | None
    quittance_le: date | None
    annulee_le: date | None
    version: int
    locataire_id: int
    lot_id: int
    compte_id: int
    decompte_id: int | None


_proprietaire = aliased(Tiers)


def _fiches() -> Requete:
    return (
        select(
            Regularisation.id,
            Regularisation.valide,
            Compte.numero.label("compte"),
            func.trim(Tiers.nom + " " + Tiers.prenom).label("locataire"),
            Lot.code_gestion.label("lot"),
            Immeuble.nom.label("immeuble"),
            func.trim(_proprietaire.nom + " " + _proprietaire.prenom).label("proprietaire"),
            Regularisation.du,
            Regularisation.au,
            Regularisation.total,
            Regularisation.provisions,
            Regularisation.reintroduction,
            Regularisation.regularisation,
            Regularisation.fois,
            Regularisation.nouvelles_provisions,
            Locataire.depart,
            Regularisation.imprime_le,
            Regularisation.quittance_le,
            Regularisation.annulee_le,
            Regularisation.version,
            Regularisation.locataire_id,
            Regularisation.lot_id,
            Regularisation.compte_id,
            Regularisation.decompte_id,
        )
        .join(Locataire, Locataire.id == Regularisation.locataire_id)
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .join(Compte, Compte.id == Regularisation.compte_id)
        .join(Lot, Lot.id == Regularisation.lot_id)
        .join(Immeuble, Immeuble.id == Lot.immeuble_id)
        .join(_proprietaire, _proprietaire.id == Lot.proprietaire_id)
    )


def _listing(*etats: str, recentes: bool) -> Listing[RegularisationRow]:
    order = (("quittance_le", True),) if recentes else (("lot", False), ("du", False))
    return Listing(
        RegularisationRow,
        lambda: _fiches().where(Regularisation.etat.in_(etats)),
        search=(Compte.recherche, Tiers.recherche, Lot.recherche, Immeuble.recherche),
        filters={
            "locataire_id": dans(Regularisation.locataire_id),
            "lot_id": dans(Regularisation.lot_id),
            "valide": lambda value: Regularisation.valide.is_(value),
        },
        order=(*order, ("compte", False)),
        sort_keys={"locataire": Tiers.recherche, "proprietaire": _proprietaire.recherche},
    )


EN_ATTENTE = _listing("en_attente", recentes=False)
TRAITEES = _listing("quittancee", "annulee", recentes=True)
