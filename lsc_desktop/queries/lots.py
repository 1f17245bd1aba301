"""Lectures : lots."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import aliased

from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.presence import mandat_courant, present, sous_mandat
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import Immeuble, Locataire, Lot, Mandat, MandatLot, Tiers

Proprietaire = aliased(Tiers, name="proprietaire")
Occupant = aliased(Tiers, name="occupant")


@dataclass(frozen=True, slots=True)
class LotRow:
    id: int
    code_gestion: str
    immeuble: str
    immeuble_id: int
    adresse: str
    ville: str
    proprietaire: str
    proprietaire_id: int
    type_lot: str
    nb_pieces: int | None
    surface: Decimal | None
    etage: str
    etat_locatif: str
    locataire: str
    locataire_id: int | None
    loyer: Decimal | None
    mandat: str
    mandat_id: int | None
    regularisation_le: date | None
    actif: bool


def locataire_present(column: Any) -> Select[tuple[Any]]:
    """Une colonne du dernier locataire entré dans le lot et encore présent."""
    return (
        select(column)
        .select_from(Locataire)
        .where(Locataire.lot_id == Lot.id, present())
        .order_by(Locataire.premier_quittancement.desc(), Locataire.id.desc())
        .limit(1)
    )


def mandat_present(column: Any) -> Select[tuple[Any]]:
    """Une colonne du mandat de gérance qui court sur le lot."""
    return (
        select(column)
        .select_from(Mandat)
        .join(MandatLot, MandatLot.mandat_id == Mandat.id)
        .where(MandatLot.lot_id == Lot.id, mandat_courant())
        .order_by(Mandat.debut.desc(), Mandat.id.desc())
        .limit(1)
    )


def occupe() -> ColumnElement[bool]:
    """Un locataire est présent dans le lot."""
    return exists().where(Locataire.lot_id == Lot.id, present())


def etat_locatif() -> ColumnElement[str]:
    """« Loué » dès qu'un locataire est présent ; sinon ce que dit la fiche (lot seulement à
    vendre, loué par son propriétaire)."""
    return case((occupe(), "Loué"), (Lot.etat_locatif == "loue", "Loué"), else_="Libre")


def _select() -> Requete:
    locataire = (
        locataire_present(nom_complet(Occupant))
        .join(Occupant, Occupant.id == Locataire.tiers_id)
        .scalar_subquery()
    )
    return (
        select(
            Lot.id, Lot.code_gestion, Immeuble.code.label("immeuble"), Lot.immeuble_id,
            func.coalesce(func.nullif(Lot.adresse1, ""), Immeuble.adresse1).label("adresse"),
            func.coalesce(func.nullif(Lot.ville, ""), Immeuble.ville).label("ville"),
            nom_complet(Proprietaire).label("proprietaire"), Lot.proprietaire_id, Lot.type_lot,
            Lot.nb_pieces, Lot.surface, Lot.etage, etat_locatif().label("etat_locatif"),
            func.coalesce(locataire, "").label("locataire"),
            locataire_present(Locataire.id).scalar_subquery().label("locataire_id"),
            Lot.loyer_mensuel.label("loyer"),
            func.coalesce(mandat_present(Mandat.numero).scalar_subquery(), "").label("mandat"),
            mandat_present(Mandat.id).scalar_subquery().label("mandat_id"),
            Lot.regularisation_le, Lot.actif,
        )
        .join(Immeuble, Immeuble.id == Lot.immeuble_id)
        .join(Proprietaire, Proprietaire.id == Lot.proprietaire_id)
    )  # fmt: skip


LOTS = Listing(
    LotRow,
    _select,
    search=(Lot.recherche, Immeuble.recherche, Proprietaire.recherche),
    filters={
        "ids": dans(Lot.id),
        "actif": lambda value: Lot.actif.is_(value),
        "immeuble_id": dans(Lot.immeuble_id),
        "proprietaire_id": dans(Lot.proprietaire_id),
        "mandat_id": lambda value: exists().where(
            MandatLot.lot_id == Lot.id, dans(MandatLot.mandat_id)(value)
        ),
        "locataire_id": lambda value: exists().where(
            Locataire.lot_id == Lot.id, dans(Locataire.id)(value)
        ),
        "tiers_id": lambda value: exists().where(
            Locataire.lot_id == Lot.id, dans(Locataire.tiers_id)(value)
        ),
        "sous_mandat": lambda value: sous_mandat() if value else ~sous_mandat(),
        "occupe": lambda value: occupe() if value else ~occupe(),
    },
    order=(("code_gestion", False),),
)
