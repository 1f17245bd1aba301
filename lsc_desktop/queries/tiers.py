"""Lectures : tiers, dont les propriétaires."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.tiers import TiersDraft
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import en_service
from lsc_desktop.storage.models import (
    Colocataire,
    Compte,
    Garant,
    Locataire,
    Lot,
    Mandat,
    Tiers,
)


@dataclass(frozen=True, slots=True)
class TiersRow:
    id: int
    code: str
    civilite: str
    nom: str
    adresse: str
    code_postal: str
    ville: str
    telephone: str
    portable: str
    courriel: str
    proprietaire: bool
    locataire: bool
    actif: bool
    version: int


@dataclass(frozen=True, slots=True)
class ProprietaireRow:
    id: int
    code: str
    nom: str
    ville: str
    telephone: str
    portable: str
    courriel: str
    lots: int
    mandats: int
    actif: bool


def nom_complet(tiers: type[Tiers] = Tiers) -> ColumnElement[str]:
    """« ALOXE CORTON Denise » ; accepte un alias de la table."""
    return func.trim(tiers.nom + " " + tiers.prenom)


def est_proprietaire() -> ColumnElement[bool]:
    """Le tiers a un lot ou un mandat."""
    return or_(
        exists().where(Lot.proprietaire_id == Tiers.id),
        exists().where(Mandat.proprietaire_id == Tiers.id),
    )


def est_locataire() -> ColumnElement[bool]:
    """Le tiers est titulaire ou cotitulaire d'un bail, présent ou passé."""
    return or_(
        exists().where(Locataire.tiers_id == Tiers.id),
        exists().where(Colocataire.tiers_id == Tiers.id),
    )


def est_garant() -> ColumnElement[bool]:
    return exists().where(Garant.tiers_id == Tiers.id)


def _select() -> Requete:
    return select(
        Tiers.id, Tiers.code, Tiers.civilite, nom_complet().label("nom"),
        Tiers.adresse1.label("adresse"), Tiers.code_postal, Tiers.ville, Tiers.telephone,
        Tiers.portable, Tiers.courriel, est_proprietaire().label("proprietaire"),
        est_locataire().label("locataire"), Tiers.actif, Tiers.version,
    )  # fmt: skip


def _select_proprietaires() -> Requete:
    lots = select(func.count(Lot.id)).where(Lot.proprietaire_id == Tiers.id)
    mandats = select(func.count(Mandat.id)).where(Mandat.proprietaire_id == Tiers.id)
    return select(
        Tiers.id, Tiers.code, nom_complet().label("nom"), Tiers.ville, Tiers.telephone,
        Tiers.portable, Tiers.courriel, lots.scalar_subquery().label("lots"),
        mandats.scalar_subquery().label("mandats"), Tiers.actif,
    ).where(est_proprietaire())  # fmt: skip


_FILTERS = {
    "actif": en_service(Tiers.actif),
    "immeuble_id": lambda value: exists().where(
        Lot.proprietaire_id == Tiers.id, dans(Lot.immeuble_id)(value)
    ),
    "entite_id": lambda value: exists().where(
        Compte.tiers_id == Tiers.id, dans(Compte.entite_id)(value)
    ),
}
_ORDER = (("nom", False),)
_SORT_KEYS = {"nom": Tiers.recherche}  # le texte replié commence par le nom

TIERS = Listing(
    TiersRow,
    _select,
    search=(Tiers.recherche,),
    filters={
        **_FILTERS,
        "proprietaire": lambda value: est_proprietaire() if value else ~est_proprietaire(),
        "locataire": lambda value: est_locataire() if value else ~est_locataire(),
        "garant": lambda value: est_garant() if value else ~est_garant(),
    },
    order=_ORDER,
    sort_keys=_SORT_KEYS,
)

PROPRIETAIRES = Listing(
    ProprietaireRow,
    _select_proprietaires,
    search=(Tiers.recherche,),
    filters=_FILTERS,
    order=_ORDER,
    sort_keys=_SORT_KEYS,
)


def load_tiers(session: Session, tiers_id: int) -> TiersDraft:
    return charger(session, Tiers, TiersDraft, tiers_id)
