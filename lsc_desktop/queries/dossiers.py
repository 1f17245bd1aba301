"""Lectures : dossiers."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.dossiers import DossierDraft
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import Dossier, Evenement, Immeuble, Tiers


@dataclass(frozen=True, slots=True)
class DossierRow:
    """`evenements` : combien il en réunit."""

    id: int
    numero: str
    libelle: str
    type_dossier: str
    ouvert_le: dt.date
    clos_le: dt.date | None
    immeuble: str
    immeuble_id: int | None
    tiers: str
    tiers_id: int | None
    evenements: int
    version: int


def _dossiers() -> Requete:
    d = Dossier
    filed = select(func.count(Evenement.id)).where(Evenement.dossier_id == d.id)
    return (
        select(
            d.id, d.numero, d.libelle, d.type_dossier, d.ouvert_le, d.clos_le,
            func.coalesce(Immeuble.nom, literal("")).label("immeuble"), d.immeuble_id,
            func.coalesce(nom_complet(), literal("")).label("tiers"), d.tiers_id,
            filed.correlate(d).scalar_subquery().label("evenements"), d.version,
        )
        .outerjoin(Immeuble, Immeuble.id == d.immeuble_id)
        .outerjoin(Tiers, Tiers.id == d.tiers_id)
    )  # fmt: skip


DOSSIERS = Listing(
    DossierRow,
    _dossiers,
    search=(Dossier.recherche, Immeuble.recherche, Tiers.recherche),
    filters={
        "immeuble_id": dans(Dossier.immeuble_id),
        "lot_id": dans(Dossier.lot_id),
        "tiers_id": dans(Dossier.tiers_id),
        "ouvert": lambda value: (
            Dossier.clos_le.is_(None) if value else Dossier.clos_le.is_not(None)
        ),
    },
    order=(("ouvert_le", True), ("id", True)),
    sort_keys={"tiers": Tiers.recherche},
)


def load_dossier(session: Session, dossier_id: int) -> DossierDraft:
    return charger(session, Dossier, DossierDraft, dossier_id)


def nouveau_dossier(session: Session, ctx: Contexte, **liens: Any) -> DossierDraft:
    """Une saisie du jour, au numéro suivant de l'année : « 2026-0004 »."""
    year = ctx.aujourd_hui.year
    stmt = select(func.max(Dossier.numero)).where(Dossier.numero.like(f"{year}-____"))
    last = session.scalar(stmt) or f"{year}-0000"
    rank = int(last[-4:]) + 1 if last[-4:].isdigit() else 1
    return DossierDraft(numero=f"{year}-{rank:04}", ouvert_le=ctx.aujourd_hui, **liens)
