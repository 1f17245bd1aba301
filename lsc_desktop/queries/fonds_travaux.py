"""Lectures : fonds de travaux des lots."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select, true
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.fonds_travaux import FONDS, FondsDraft
from lsc_desktop.queries.coproprietes.possession import tenu
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    Compte,
    Coproprietaire,
    Copropriete,
    FondsTravaux,
    Immeuble,
    LotCopropriete,
    Possession,
    Tiers,
)


@dataclass(frozen=True, slots=True)
class FondsRow:
    """`dernier` : aucun arrêté plus récent de ce lot à ce compte ; c'est lui qui vaut."""

    id: int
    lot: str
    lot_copropriete_id: int
    coproprietaire: str
    coproprietaire_id: int | None
    compte: str
    compte_id: int
    libelle: str
    arrete_le: dt.date
    montant: Decimal
    dernier: bool
    version: int


Plus = aliased(FondsTravaux)


def code_du_lot() -> ColumnElement[str]:
    """« GILBERT/248 »."""
    found: ColumnElement[str] = Immeuble.code + "/" + LotCopropriete.numero
    return found


def _dernier() -> ColumnElement[bool]:
    later = select(Plus.id).where(
        Plus.lot_copropriete_id == FondsTravaux.lot_copropriete_id,
        Plus.compte_id == FondsTravaux.compte_id,
        Plus.arrete_le > FondsTravaux.arrete_le,
    )
    return ~later.correlate(FondsTravaux).exists()


def _est_le_dernier(value: bool | None) -> ColumnElement[bool]:
    """Filtre `dernier` : vrai, celui qui vaut ; faux, les autres ; `None`, tous."""
    if value is None:
        return true()
    return _dernier() if value else ~_dernier()


def _fonds() -> Requete:
    f = FondsTravaux
    held = and_(Possession.lot_copropriete_id == LotCopropriete.id, tenu())
    return (
        select(
            f.id, code_du_lot().label("lot"), f.lot_copropriete_id,
            func.coalesce(nom_complet(), literal("")).label("coproprietaire"),
            Possession.coproprietaire_id, Compte.numero.label("compte"), f.compte_id,
            Compte.libelle.label("libelle"), f.arrete_le, f.montant, _dernier().label("dernier"),
            f.version,
        )
        .join(LotCopropriete, LotCopropriete.id == f.lot_copropriete_id)
        .join(Copropriete, Copropriete.id == LotCopropriete.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .join(Compte, Compte.id == f.compte_id)
        .outerjoin(Possession, held)
        .outerjoin(Coproprietaire, Coproprietaire.id == Possession.coproprietaire_id)
        .outerjoin(Tiers, Tiers.id == Coproprietaire.tiers_id)
    )  # fmt: skip


FONDS_TRAVAUX = Listing(
    FondsRow,
    _fonds,
    search=(
        LotCopropriete.recherche, Immeuble.recherche, Compte.recherche, Tiers.recherche,
        func.lower(code_du_lot()),
    ),
    filters={
        "copropriete_id": dans(LotCopropriete.copropriete_id),
        "lot_copropriete_id": dans(FondsTravaux.lot_copropriete_id),
        "coproprietaire_id": dans(Possession.coproprietaire_id),
        "compte_id": dans(FondsTravaux.compte_id),
        "dernier": _est_le_dernier,
    },
    order=(("lot", False), ("compte", False), ("arrete_le", True), ("id", True)),
    sort_keys={"coproprietaire": Tiers.recherche},
)  # fmt: skip


def load_fonds(session: Session, fonds_id: int) -> FondsDraft:
    draft = charger(session, FondsTravaux, FondsDraft, fonds_id)
    situer(session, draft)
    return draft


def nouveau_fonds(session: Session, ctx: Contexte, **params: Any) -> FondsDraft:
    """Une saisie arrêtée ce jour."""
    draft = FondsDraft(**{"arrete_le": ctx.aujourd_hui, **params})
    situer(session, draft)
    return draft


def situer(session: Session, draft: FondsDraft) -> None:
    """L'entité du lot, qui le tient, et son seul compte 105 s'il n'y en a qu'un."""
    row = session.execute(
        select(Copropriete.entite_id, func.coalesce(nom_complet(), literal("")).label("nom"))
        .select_from(LotCopropriete)
        .join(Copropriete, Copropriete.id == LotCopropriete.copropriete_id)
        .outerjoin(Possession, and_(Possession.lot_copropriete_id == LotCopropriete.id, tenu()))
        .outerjoin(Coproprietaire, Coproprietaire.id == Possession.coproprietaire_id)
        .outerjoin(Tiers, Tiers.id == Coproprietaire.tiers_id)
        .where(LotCopropriete.id == draft.lot_copropriete_id)
    ).first()
    draft.entite_id = row.entite_id if row is not None else None
    draft.coproprietaire = row.nom if row is not None else ""
    if draft.id is None and draft.compte_id is None and row is not None:
        known = session.scalars(
            select(Compte.id)
            .where(Compte.entite_id == row.entite_id, Compte.actif)
            .where(Compte.numero.startswith(FONDS))
            .limit(2)
        ).all()
        draft.compte_id = known[0] if len(known) == 1 else None
