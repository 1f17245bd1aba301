"""Les listes des lots de copropriété : lots, clés, possessions et mutations."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from lsc_desktop.queries.coproprietes.possession import tantiemes_des_lots, tenu
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import en_service
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    CleRepartition,
    Coproprietaire,
    Copropriete,
    Immeuble,
    Lot,
    LotCopropriete,
    Mutation,
    Possession,
    Tantieme,
    Tiers,
)

Vendeur, Acquereur = aliased(Coproprietaire), aliased(Coproprietaire)
TiersVendeur, TiersAcquereur = aliased(Tiers), aliased(Tiers)
Principal = aliased(LotCopropriete)


# --- Lots -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LotCoproprieteRow:
    id: int
    code: str
    type_lot: str
    batiment: str
    escalier: str
    etage: str
    porte: str
    coproprietaire: str
    coproprietaire_id: int | None
    tantiemes: Decimal
    principal: str
    gerance: str
    lot_id: int | None
    copropriete_id: int
    actif: bool
    version: int


def _code(lot: Any = LotCopropriete) -> ColumnElement[str]:
    found: ColumnElement[str] = Immeuble.code + "/" + lot.numero
    return found


def _lots() -> Requete:
    held = and_(Possession.lot_copropriete_id == LotCopropriete.id, tenu())
    return (
        select(
            LotCopropriete.id, _code().label("code"), LotCopropriete.type_lot,
            LotCopropriete.batiment, LotCopropriete.escalier, LotCopropriete.etage,
            LotCopropriete.porte, func.coalesce(nom_complet(), "").label("coproprietaire"),
            Possession.coproprietaire_id,
            tantiemes_des_lots(Tantieme.lot_copropriete_id == LotCopropriete.id).label("tantiemes"),
            func.coalesce(Principal.numero, "").label("principal"),
            func.coalesce(Lot.code_gestion, "").label("gerance"), LotCopropriete.lot_id,
            LotCopropriete.copropriete_id, LotCopropriete.actif, LotCopropriete.version,
        )
        .join(Copropriete, Copropriete.id == LotCopropriete.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .outerjoin(Possession, held)
        .outerjoin(Coproprietaire, Coproprietaire.id == Possession.coproprietaire_id)
        .outerjoin(Tiers, Tiers.id == Coproprietaire.tiers_id)
        .outerjoin(Principal, Principal.id == LotCopropriete.lot_principal_id)
        .outerjoin(Lot, Lot.id == LotCopropriete.lot_id)
    )  # fmt: skip


LOTS_COPROPRIETE = Listing(
    LotCoproprieteRow,
    _lots,
    search=(LotCopropriete.recherche, Immeuble.recherche, Tiers.recherche, func.lower(_code())),
    filters={
        "actif": en_service(LotCopropriete.actif),
        "copropriete_id": dans(LotCopropriete.copropriete_id),
        "coproprietaire_id": dans(Possession.coproprietaire_id),
        "lot_id": dans(LotCopropriete.lot_id),
    },
    order=(("code", False),),
    sort_keys={"coproprietaire": Tiers.recherche},
)


# --- Mutations et possessions ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MutationRow:
    id: int
    date_effet: date
    copropriete: str
    vendeur: str
    vendeur_id: int
    acquereur: str
    acquereur_id: int
    lots: int
    avis_le: date | None
    notaire: str
    version: int


def _mutations() -> Requete:
    lots = select(func.count(Possession.id)).where(Possession.mutation_id == Mutation.id)
    return (
        select(
            Mutation.id, Mutation.date_effet, Immeuble.code.label("copropriete"),
            nom_complet(TiersVendeur).label("vendeur"), Mutation.vendeur_id,
            nom_complet(TiersAcquereur).label("acquereur"), Mutation.acquereur_id,
            lots.scalar_subquery().label("lots"), Mutation.avis_le, Mutation.notaire,
            Mutation.version,
        )
        .join(Copropriete, Copropriete.id == Mutation.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .join(Vendeur, Vendeur.id == Mutation.vendeur_id)
        .join(TiersVendeur, TiersVendeur.id == Vendeur.tiers_id)
        .join(Acquereur, Acquereur.id == Mutation.acquereur_id)
        .join(TiersAcquereur, TiersAcquereur.id == Acquereur.tiers_id)
    )  # fmt: skip


MUTATIONS = Listing(
    MutationRow,
    _mutations,
    search=(TiersVendeur.recherche, TiersAcquereur.recherche, Immeuble.recherche),
    filters={
        "copropriete_id": dans(Mutation.copropriete_id),
        "coproprietaire_id": lambda value: or_(
            dans(Mutation.vendeur_id)(value), dans(Mutation.acquereur_id)(value)
        ),
    },
    order=(("date_effet", True),),
    sort_keys={"vendeur": TiersVendeur.recherche, "acquereur": TiersAcquereur.recherche},
)


@dataclass(frozen=True, slots=True)
class PossessionRow:
    """Un lot, entre deux jours : ce qu'ont tenu les copropriétaires, l'un après l'autre."""

    id: int
    lot: str
    lot_id: int
    coproprietaire: str
    coproprietaire_id: int
    du: date | None
    au: date | None
    mutation_id: int | None


def _possessions() -> Requete:
    return (
        select(
            Possession.id, _code().label("lot"), Possession.lot_copropriete_id.label("lot_id"),
            nom_complet().label("coproprietaire"), Possession.coproprietaire_id, Possession.du,
            Possession.au, Possession.mutation_id,
        )
        .join(LotCopropriete, LotCopropriete.id == Possession.lot_copropriete_id)
        .join(Copropriete, Copropriete.id == LotCopropriete.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .join(Coproprietaire, Coproprietaire.id == Possession.coproprietaire_id)
        .join(Tiers, Tiers.id == Coproprietaire.tiers_id)
    )  # fmt: skip


POSSESSIONS = Listing(
    PossessionRow,
    _possessions,
    search=(LotCopropriete.recherche, Immeuble.recherche, Tiers.recherche, func.lower(_code())),
    filters={
        "actif": en_service(LotCopropriete.actif),
        "lot_id": dans(Possession.lot_copropriete_id),
        "coproprietaire_id": dans(Possession.coproprietaire_id),
        "mutation_id": dans(Possession.mutation_id),
    },
    order=(("lot", False), ("du", True)),
    sort_keys={"coproprietaire": Tiers.recherche},
)


# --- Clés -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CleRow:
    id: int
    code: str
    libelle: str
    copropriete_id: int
    generale: bool


def _cles() -> Requete:
    return select(
        CleRepartition.id, CleRepartition.code, CleRepartition.libelle,
        CleRepartition.copropriete_id, CleRepartition.generale,
    )  # fmt: skip


CLES = Listing(
    CleRow,
    _cles,
    search=(CleRepartition.recherche,),
    filters={"copropriete_id": dans(CleRepartition.copropriete_id)},
    order=(("code", False),),
)
