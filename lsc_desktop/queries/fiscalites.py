"""Lectures : codes fiscalité."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.domain.fiscalites import NATURES, FiscaliteDraft
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import en_service, libelle_de
from lsc_desktop.storage.models import CodeFiscalite


@dataclass(frozen=True, slots=True)
class FiscaliteRow:
    id: int
    code: str
    libelle: str
    nature: str
    pourcentage: Decimal
    ligne_2044: str
    lien_proprietaire: bool
    actif: bool
    version: int


def _select() -> Requete:
    code = CodeFiscalite
    return select(
        code.id, code.code, code.libelle, libelle_de(code.nature, NATURES).label("nature"),
        code.pourcentage, code.ligne_2044, code.lien_proprietaire, code.actif, code.version,
    )  # fmt: skip


FISCALITES = Listing(
    FiscaliteRow,
    _select,
    search=(CodeFiscalite.recherche,),
    filters={
        "actif": en_service(CodeFiscalite.actif),
        "nature": dans(CodeFiscalite.nature),
    },
    order=(("code", False),),
)


def load_fiscalite(session: Session, fiscalite_id: int) -> FiscaliteDraft:
    return charger(session, CodeFiscalite, FiscaliteDraft, fiscalite_id)
