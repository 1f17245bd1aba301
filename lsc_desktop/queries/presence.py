"""Qui occupe un lot au jour où l'on travaille, et quels mandats courent, dits en SQL."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from lsc_desktop.storage.models import Configuration, Locataire, Lot, Mandat, MandatLot
from lsc_desktop.storage.today import today


def jour() -> ColumnElement[date]:
    """La date de travail de l'agence, à défaut le jour du poste, comme `Contexte.aujourd_hui`."""
    fixe = select(Configuration.date_travail).limit(1).scalar_subquery()
    return func.coalesce(fixe, today())


def present() -> ColumnElement[bool]:
    """Le locataire est entré et n'est pas parti ; un préavis n'est pas un départ (D12)."""
    return and_(
        Locataire.actif,
        Locataire.premier_quittancement <= jour(),
        or_(Locataire.depart.is_(None), Locataire.depart >= jour()),
    )


def en_cours(du: Any, au: Any) -> ColumnElement[bool]:
    """Le jour tombe entre deux bornes, chacune ouverte si elle manque."""
    return and_(or_(du.is_(None), du <= jour()), or_(au.is_(None), au >= jour()))


def mandat_courant() -> ColumnElement[bool]:
    """Ce lot est confié aujourd'hui par ce mandat (tables `mandat` et `mandat_lot`)."""
    return and_(
        Mandat.actif, en_cours(Mandat.debut, Mandat.fin), en_cours(MandatLot.du, MandatLot.au)
    )


def sous_mandat(lot_id: Any = Lot.id) -> ColumnElement[bool]:
    """Vrai d'un lot confié aujourd'hui à l'agence."""
    return exists().where(
        MandatLot.lot_id == lot_id, MandatLot.mandat_id == Mandat.id, mandat_courant()
    )
