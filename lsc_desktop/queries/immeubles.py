"""Lectures : immeubles."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.immeubles import ImmeubleDraft
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.presence import present, sous_mandat
from lsc_desktop.queries.sql import en_service
from lsc_desktop.storage.models import Copropriete, Entite, Immeuble, Locataire, Lot


@dataclass(frozen=True, slots=True)
class ImmeubleRow:
    """`copropriete_id` : sa copropriété en service, si l'agence en est le syndic."""

    id: int
    code: str
    nom: str
    adresse: str
    code_postal: str
    ville: str
    entite: str
    entite_id: int | None
    lots: int
    loues: int
    copropriete_id: int | None
    actif: bool
    version: int


def _select() -> Requete:
    lots = select(func.count(Lot.id)).where(Lot.immeuble_id == Immeuble.id)
    loues = (
        select(func.count(func.distinct(Lot.id)))
        .join(Locataire, Locataire.lot_id == Lot.id)
        .where(Lot.immeuble_id == Immeuble.id, present())
    )
    return select(
        Immeuble.id, Immeuble.code, Immeuble.nom, Immeuble.adresse1.label("adresse"),
        Immeuble.code_postal, Immeuble.ville, func.coalesce(Entite.code, "").label("entite"),
        Immeuble.entite_id, lots.scalar_subquery().label("lots"),
        loues.scalar_subquery().label("loues"), Copropriete.id.label("copropriete_id"),
        Immeuble.actif, Immeuble.version,
    ).outerjoin(Entite, Entite.id == Immeuble.entite_id).outerjoin(
        Copropriete, and_(Copropriete.immeuble_id == Immeuble.id, Copropriete.actif)
    )  # fmt: skip


IMMEUBLES = Listing(
    ImmeubleRow,
    _select,
    search=(Immeuble.recherche,),
    filters={
        "actif": en_service(Immeuble.actif),
        "entite_id": dans(Immeuble.entite_id),
        "proprietaire_id": lambda value: exists().where(
            Lot.immeuble_id == Immeuble.id, dans(Lot.proprietaire_id)(value)
        ),
        "sous_mandat": lambda value: exists().where(
            Lot.immeuble_id == Immeuble.id, sous_mandat() if value else ~sous_mandat()
        ),
    },
    order=(("code", False),),
    sort_keys={"nom": func.lower(Immeuble.nom)},
)


def load_immeuble(session: Session, immeuble_id: int) -> ImmeubleDraft:
    return charger(session, Immeuble, ImmeubleDraft, immeuble_id)
