"""Lectures : les fichiers numérotés d'une fiche, documents d'un lot ou photos d'un immeuble."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lsc_desktop.base.errors import GoneError
from lsc_desktop.storage.models import Numerote
from lsc_desktop.storage.models.base import Base

N = TypeVar("N", bound=Numerote)


@dataclass(frozen=True, slots=True)
class Sorte(Generic[N]):
    """Une sorte de fichiers numérotés : sa table, la fiche qui les porte, et ses phrases.

    `pris` : « Le document n° {} de ce lot existe déjà. » ; `disparu`, `retire` : un titre et ce
    qu'il faut faire, à qui lit, puis à qui enregistre.
    """

    table: type[N]
    fiche: type[Base]
    lien: InstrumentedAttribute[int]
    pris: str
    disparu: tuple[str, str]
    retire: tuple[str, str]


def trouver_numerote(session: Session, sorte: Sorte[N], id: int) -> N:
    """Lève `GoneError` s'il a été retiré."""
    record = session.get(sorte.table, id)
    if record is None:
        raise GoneError(*sorte.disparu)
    return record


def prochain_numero(session: Session, sorte: Sorte[Any], fiche_id: int) -> int:
    """Le numéro qui suit le plus haut de cette fiche."""
    stmt = select(func.max(sorte.table.numero)).where(sorte.lien == fiche_id)
    return (session.scalar(stmt) or 0) + 1
