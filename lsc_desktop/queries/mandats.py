"""Lectures : mandats de gérance."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.mandats import MandatDraft, recalculer
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.presence import en_cours
from lsc_desktop.queries.sql import en_service
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import Compte, Entite, Lot, Mandat, MandatLot, Tiers


@dataclass(frozen=True, slots=True)
class MandatRow:
    id: int
    numero: str
    entite: str
    entite_id: int
    proprietaire: str
    proprietaire_id: int
    compte: str
    compte_id: int | None
    debut: date
    fin: date | None
    lots: int
    taux_honoraires: Decimal | None
    taux_gli: Decimal | None
    loyers: Decimal | None
    actif: bool
    version: int


def _select() -> Requete:
    """`loyers` : la somme des loyers mensuels des lots confiés aujourd'hui."""
    held = (MandatLot.mandat_id == Mandat.id, en_cours(MandatLot.du, MandatLot.au))
    lots = select(func.count(MandatLot.id)).where(*held).scalar_subquery()
    loyers = (
        select(func.sum(Lot.loyer_mensuel))
        .join(MandatLot, MandatLot.lot_id == Lot.id)
        .where(*held)
        .scalar_subquery()
    )
    return (
        select(
            Mandat.id, Mandat.numero, Entite.code.label("entite"), Mandat.entite_id,
            nom_complet().label("proprietaire"), Mandat.proprietaire_id,
            func.coalesce(Compte.numero, "").label("compte"), Mandat.compte_id, Mandat.debut,
            Mandat.fin, lots.label("lots"), Mandat.taux_honoraires, Mandat.taux_gli,
            loyers.label("loyers"), Mandat.actif, Mandat.version,
        )
        .join(Entite, Entite.id == Mandat.entite_id)
        .join(Tiers, Tiers.id == Mandat.proprietaire_id)
        .outerjoin(Compte, Compte.id == Mandat.compte_id)
    )  # fmt: skip


MANDATS = Listing(
    MandatRow,
    _select,
    search=(Mandat.recherche, Tiers.recherche),
    filters={
        "actif": en_service(Mandat.actif),
        "entite_id": dans(Mandat.entite_id),
        "proprietaire_id": dans(Mandat.proprietaire_id),
        "compte_id": dans(Mandat.compte_id),
        "lot_id": lambda value: exists().where(
            MandatLot.mandat_id == Mandat.id, dans(MandatLot.lot_id)(value)
        ),
        "immeuble_id": lambda value: exists().where(
            MandatLot.mandat_id == Mandat.id,
            MandatLot.lot_id == Lot.id,
            dans(Lot.immeuble_id)(value),
        ),
        "en_cours": lambda value: (
            en_cours(Mandat.debut, Mandat.fin) if value else ~en_cours(Mandat.debut, Mandat.fin)
        ),
    },
    order=(("numero", False),),
    sort_keys={"proprietaire": Tiers.recherche},
)


def load_mandat(session: Session, mandat_id: int) -> MandatDraft:
    draft = charger(session, Mandat, MandatDraft, mandat_id)
    recalculer(draft)
    return draft


def prochain_numero(session: Session) -> str:
    """Le numéro qui suit le plus grand numéro tout en chiffres ; « 1 » s'il n'y en a pas."""
    numbers = session.scalars(select(Mandat.numero))
    return str(max((int(n) for n in numbers if n.isdecimal()), default=0) + 1)
