"""Qui tient un lot, et pour combien, à un jour donné, dit en SQL."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, type_coerce

from lsc_desktop.queries.presence import jour
from lsc_desktop.storage.models import CleRepartition, LotCopropriete, Possession, Tantieme
from lsc_desktop.storage.types import Echelle

AUCUN = literal(Decimal(0), Echelle(5))


def tenu(le: Any = None) -> ColumnElement[bool]:
    """La possession vaut ce jour-là : celui où l'on travaille, à défaut."""
    day = jour() if le is None else le
    return and_(
        or_(Possession.du.is_(None), Possession.du <= day),
        or_(Possession.au.is_(None), Possession.au >= day),
    )


def tient() -> Select[int]:
    """Les lots en service tenus au jour où l'on travaille ; à filtrer par lot ou copropriétaire."""
    return (
        select(Possession.lot_copropriete_id)
        .join(LotCopropriete, LotCopropriete.id == Possession.lot_copropriete_id)
        .where(LotCopropriete.actif, tenu())
    )


def tantiemes_generaux(*where: Any) -> ColumnElement[Decimal]:
    """La somme, sous la clé générale, des lots tenus qui répondent à ces conditions."""
    found = (
        select(func.coalesce(func.sum(Tantieme.valeur), AUCUN))
        .join(CleRepartition, CleRepartition.id == Tantieme.cle_id)
        .join(LotCopropriete, LotCopropriete.id == Tantieme.lot_copropriete_id)
        .join(Possession, Possession.lot_copropriete_id == LotCopropriete.id)
        .where(CleRepartition.generale, LotCopropriete.actif, tenu(), *where)
    )
    return type_coerce(found.scalar_subquery(), Echelle(5))


def tantiemes_des_lots(*where: Any) -> ColumnElement[Decimal]:
    """La somme, sous la clé générale, des lots qui répondent à ces conditions, tenus ou non.

    Les conditions portent sur `Tantieme` et `CleRepartition`.
    """
    found = (
        select(func.coalesce(func.sum(Tantieme.valeur), AUCUN))
        .join(CleRepartition, CleRepartition.id == Tantieme.cle_id)
        .where(CleRepartition.generale, *where)
    )
    return type_coerce(found.scalar_subquery(), Echelle(5))


def jour_ou(le: date | None) -> Any:
    """Ce jour, ou celui où l'on travaille."""
    return jour() if le is None else literal(le)
