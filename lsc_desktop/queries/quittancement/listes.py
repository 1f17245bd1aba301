"""Listes : les appels passés, les quittances."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import case, func, select, type_coerce
from sqlalchemy.orm import aliased

from lsc_desktop.queries.comptabilite import RIEN
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.tableaux import EN_VIGUEUR
from lsc_desktop.storage.models import (
    Appel,
    Compte,
    Entite,
    Immeuble,
    Locataire,
    Lot,
    Piece,
    Quittance,
    Tiers,
)
from lsc_desktop.storage.types import Euros

_annulation = aliased(Piece)
_SI_APPELEE = case((EN_VIGUEUR, Quittance.total), else_=RIEN)


@dataclass(frozen=True, slots=True)
class AppelRow:
    """`nombre`, `total` : ce qui reste appelé ; `annulees` : ses quittances contre-passées."""

    id: int
    entite: str
    date: dt.date
    periode_du: dt.date
    periode_au: dt.date
    nombre: int
    total: Decimal
    annulees: int
    cree_par: str
    cree_le: dt.datetime


@dataclass(frozen=True, slots=True)
class QuittanceRow:
    """`total` : ce qui est appelé, rien si elle est annulée, et c'est alors `annule` qui le dit.

    `annulee_le` : date de sa contre-passation.
    """

    id: int
    date: dt.date
    compte: str
    locataire: str
    lot: str
    immeuble: str
    periode_du: dt.date
    periode_au: dt.date
    echeance: dt.date
    total: Decimal
    annule: Decimal
    annulee_le: dt.date | None
    locataire_id: int
    lot_id: int
    compte_id: int
    piece_id: int
    appel_id: int


def _appels() -> Requete:
    return (
        select(
            Appel.id,
            (Entite.code + " " + Entite.nom).label("entite"),
            Appel.date,
            Appel.periode_du,
            Appel.periode_au,
            func.count(case((EN_VIGUEUR, Quittance.id))).label("nombre"),
            type_coerce(func.sum(_SI_APPELEE), Euros()).label("total"),
            func.count(Quittance.annulee_par_id).label("annulees"),
            Appel.cree_par,
            Appel.cree_le,
        )
        .join(Entite, Entite.id == Appel.entite_id)
        .join(Quittance, Quittance.appel_id == Appel.id)
        .group_by(Appel.id, Entite.id)
    )


def _quittances() -> Requete:
    return (
        select(
            Quittance.id,
            Quittance.date,
            Compte.numero.label("compte"),
            func.trim(Tiers.nom + " " + Tiers.prenom).label("locataire"),
            Lot.code_gestion.label("lot"),
            Immeuble.nom.label("immeuble"),
            Quittance.periode_du,
            Quittance.periode_au,
            Quittance.echeance,
            type_coerce(_SI_APPELEE, Euros()).label("total"),
            type_coerce(Quittance.total - _SI_APPELEE, Euros()).label("annule"),
            _annulation.date.label("annulee_le"),
            Quittance.locataire_id,
            Lot.id.label("lot_id"),
            Compte.id.label("compte_id"),
            Quittance.piece_id,
            Quittance.appel_id,
        )
        .join(Locataire, Locataire.id == Quittance.locataire_id)
        .join(Compte, Compte.id == Locataire.compte_id)
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .join(Lot, Lot.id == Locataire.lot_id)
        .join(Immeuble, Immeuble.id == Lot.immeuble_id)
        .outerjoin(_annulation, _annulation.id == Quittance.annulee_par_id)
    )


APPELS = Listing(
    AppelRow,
    _appels,
    search=(Entite.recherche,),
    filters={"entite_id": dans(Appel.entite_id)},
    order=(("periode_du", True), ("entite", False)),
)
QUITTANCES = Listing(
    QuittanceRow,
    _quittances,
    search=(Compte.recherche, Tiers.recherche, Lot.recherche, Immeuble.recherche),
    filters={
        "appel_id": dans(Quittance.appel_id),
        "locataire_id": dans(Quittance.locataire_id),
        "lot_id": dans(Locataire.lot_id),
        "annulee": lambda value: ~EN_VIGUEUR if value else EN_VIGUEUR,
    },
    order=(("periode_du", True), ("compte", False)),
    sort_keys={"locataire": Tiers.recherche},
)
