"""Lectures : lots."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.domain.lots import LISTES, LOUE, LotDraft, recalculer
from lsc_desktop.queries.fiches import charger, charger_ensemble, par_id
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.presence import mandat_courant, present, sous_mandat
from lsc_desktop.queries.sql import en_service
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import Immeuble, Locataire, Lot, Mandat, MandatLot, Tiers

Proprietaire = aliased(Tiers, name="proprietaire")


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
    version: int


def locataire_present(column: Any) -> Select[tuple[Any]]:
    """Une colonne du dernier locataire entré dans le lot et encore présent."""
    return (
        select(column)
        .select_from(Locataire)
        .where(Locataire.lot_id == Lot.id, present())
        .order_by(Locataire.premier_quittancement.desc(), Locataire.id.desc())
        .limit(1)
    )


def nom_du_locataire() -> Select[tuple[Any]]:
    """Le nom du locataire présent."""
    occupant = aliased(Tiers, name="occupant")
    return locataire_present(nom_complet(occupant)).join(
        occupant, occupant.id == Locataire.tiers_id
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
    return (
        select(
            Lot.id, Lot.code_gestion, Immeuble.code.label("immeuble"), Lot.immeuble_id,
            func.coalesce(func.nullif(Lot.adresse1, ""), Immeuble.adresse1).label("adresse"),
            func.coalesce(func.nullif(Lot.ville, ""), Immeuble.ville).label("ville"),
            nom_complet(Proprietaire).label("proprietaire"), Lot.proprietaire_id, Lot.type_lot,
            Lot.nb_pieces, Lot.surface, Lot.etage, etat_locatif().label("etat_locatif"),
            func.coalesce(nom_du_locataire().scalar_subquery(), "").label("locataire"),
            locataire_present(Locataire.id).scalar_subquery().label("locataire_id"),
            Lot.loyer_mensuel.label("loyer"),
            func.coalesce(mandat_present(Mandat.numero).scalar_subquery(), "").label("mandat"),
            mandat_present(Mandat.id).scalar_subquery().label("mandat_id"),
            Lot.regularisation_le, Lot.actif, Lot.version,
        )
        .join(Immeuble, Immeuble.id == Lot.immeuble_id)
        .join(Proprietaire, Proprietaire.id == Lot.proprietaire_id)
    )  # fmt: skip


LOTS = Listing(
    LotRow,
    _select,
    search=(Lot.recherche, Immeuble.recherche, Proprietaire.recherche),
    filters={
        "actif": en_service(Lot.actif),
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


def load_lot(session: Session, lot_id: int) -> LotDraft:
    """La fiche, avec ce que disent son immeuble, son mandat et son locataire."""
    draft = charger(session, Lot, LotDraft, lot_id)
    completer(session, draft)
    recalculer(draft)
    return draft


def load_lots(session: Session, ids: Collection[int]) -> dict[int, LotDraft]:
    """Les mêmes fiches, ensemble : le nombre de requêtes ne dépend pas de celui des lots. Un lot
    disparu n'y est pas."""
    found = charger_ensemble(session, Lot, LotDraft, ids)
    _entourer(session, list(found.values()))
    for draft in found.values():
        recalculer(draft)
    return found


def completer(session: Session, draft: LotDraft) -> None:
    """Remplit ce que la fiche lit ailleurs : adresse, propriétaire, mandat, locataire présent.

    Un lot occupé est « Loué », et libérable à la fin du préavis (gerance 3.2).
    """
    _entourer(session, [draft])


def _entourer(session: Session, drafts: Sequence[LotDraft]) -> None:
    buildings = par_id(session, Immeuble, (draft.immeuble_id for draft in drafts))
    owners = par_id(session, Tiers, (draft.proprietaire_id for draft in drafts))
    known = [draft.id for draft in drafts if draft.id is not None]
    links = {row.id: row for row in session.execute(_liens(known))} if known else {}
    for draft in drafts:
        _adresse(draft, buildings.get(draft.immeuble_id or 0))
        owner = owners.get(draft.proprietaire_id or 0)
        draft.proprietaire = _coordonnees(owner) if owner else ""
        row = links.get(draft.id or 0)
        if row is None:
            continue
        draft.mandat_id, draft.mandat_numero = row.mandat_id, row.mandat or ""
        draft.locataire_id, draft.locataire = row.locataire_id, row.locataire or ""
        if row.locataire_id is not None:
            draft.etat_locatif, draft.libre_le = LOUE, row.fin_preavis


def _adresse(draft: LotDraft, building: Immeuble | None) -> None:
    if building is None:
        draft.immeuble = draft.adresse = ""
        return
    draft.immeuble = building.code
    street = draft.adresse1 or building.adresse1
    place = (
        (draft.code_postal, draft.ville) if draft.ville else (building.code_postal, building.ville)
    )
    draft.adresse = " ".join(part for part in (street, *place) if part)


def _coordonnees(tiers: Tiers) -> str:
    """« ST RAPHAEL 0458963658 » (seed L709)."""
    return " ".join(part for part in (tiers.ville, tiers.portable or tiers.telephone) if part)


def _liens(lot_ids: Collection[int]) -> Requete:
    columns = {
        "mandat_id": mandat_present(Mandat.id),
        "mandat": mandat_present(Mandat.numero),
        "locataire_id": locataire_present(Locataire.id),
        "fin_preavis": locataire_present(Locataire.fin_preavis),
        "locataire": nom_du_locataire(),
    }
    labels = (stmt.scalar_subquery().label(name) for name, stmt in columns.items())
    return select(Lot.id, *labels).where(Lot.id.in_(list(lot_ids)))


def choix_lot(session: Session, field: str) -> list[tuple[str, str]]:
    """La liste de départ d'un champ, et les valeurs que des lots portent déjà."""
    column = getattr(Lot, field)
    used = session.scalars(select(column).distinct().order_by(column))
    values = [*LISTES[field], *(v for v in used if v and v not in LISTES[field])]
    return [("", ""), *((value, value) for value in values)]
