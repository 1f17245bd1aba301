"""Les lots tels qu'une annonce les montre : leur fiche, et ce qui les entoure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.annonces.annonce import Annonce, composer
from lsc_desktop.domain.annonces.bien import Bien, Personne, Photo
from lsc_desktop.domain.lots import LotDraft
from lsc_desktop.queries.annonces.reglages import load_reglage_annonces
from lsc_desktop.queries.fiches import par_id
from lsc_desktop.queries.lots import load_lot, load_lots
from lsc_desktop.queries.presence import jour
from lsc_desktop.storage.models import (
    DocumentLot,
    Fichier,
    Immeuble,
    Locataire,
    Lot,
    Mandat,
    Tiers,
)


def lots_diffuses(session: Session) -> list[int]:
    """Ceux dont la diffusion est activée, dans l'ordre de leur référence : celui du flux."""
    stmt = select(Lot.id).where(Lot.diffuser, Lot.actif)
    return list(session.scalars(stmt.order_by(Lot.reference_internet, Lot.id)))


def load_biens(session: Session, lot_ids: Iterable[int]) -> list[Bien]:
    """Ceux qui sont encore là, dans cet ordre : un lot supprimé entre-temps n'arrête pas les
    autres. Le nombre de requêtes ne dépend pas de celui des lots."""
    ids = list(lot_ids)
    lots = load_lots(session, ids)
    around = _Alentours(session, lots)
    return [around.bien(lots[id]) for id in ids if id in lots]


def load_bien(session: Session, lot_id: int) -> Bien:
    """Lève `GoneError` si le lot a disparu."""
    lot = load_lot(session, lot_id)
    return _Alentours(session, {lot_id: lot}).bien(lot)


class _Alentours:
    """Ce qui entoure ces lots, lu une fois pour tous."""

    def __init__(self, session: Session, lots: Mapping[int, LotDraft]) -> None:
        drafts = lots.values()
        self._immeubles = par_id(session, Immeuble, (one.immeuble_id for one in drafts))
        self._mandats = par_id(session, Mandat, (one.mandat_id for one in drafts))
        self._tiers = par_id(session, Tiers, (one.proprietaire_id for one in drafts))
        self._references = _references(session)
        self._depots = _depots_des_derniers_baux(session, lots)
        self._a_venir = _baux_a_venir(session, lots)
        self._photos = photos_des_lots(session, lots)

    def bien(self, lot: LotDraft) -> Bien:
        assert lot.id is not None and lot.immeuble_id is not None
        building, mandat = self._immeubles[lot.immeuble_id], self._mandats.get(lot.mandat_id or 0)
        code, city = (
            (lot.code_postal, lot.ville) if lot.ville else (building.code_postal, building.ville)
        )
        shared = self._references.get(_nue(lot.reference_internet), 0)
        return Bien(
            lot=lot,
            rue=lot.adresse1 or building.adresse1,
            code_postal=code,
            ville=city,
            construit_le=building.date_construction,
            nb_etages=building.nb_etages,
            ascenseur=True if building.ascenseur else None,
            mandat_debut=mandat.debut if mandat else None,
            depot_bail=self._depots.get(lot.id),
            bail_a_venir=self._a_venir.get(lot.id),
            reference_prise=shared > int(lot.diffuser and lot.actif),
            proprietaire=_proprietaire(self._tiers.get(lot.proprietaire_id or 0)),
            photos=self._photos.get(lot.id, ()),
        )


def apercu(session: Session, lot_id: int, jour: date) -> Annonce:
    """L'annonce telle qu'elle partirait ce jour, qu'elle soit admissible ou non."""
    return composer(load_bien(session, lot_id), load_reglage_annonces(session), jour)


def photos_du_lot(session: Session, lot_id: int) -> tuple[Photo, ...]:
    """Les images du lot cochées « Diffusé », hors la vignette, dans l'ordre de leurs numéros (seed
    L2680)."""
    return photos_des_lots(session, [lot_id]).get(lot_id, ())


def photos_des_lots(session: Session, lot_ids: Collection[int]) -> dict[int, tuple[Photo, ...]]:
    """Les mêmes, de plusieurs lots ; ceux qui n'en ont pas n'y sont pas."""
    stmt = (
        select(
            DocumentLot.lot_id, Fichier.id, Fichier.nom, DocumentLot.libelle, Fichier.taille,
            Fichier.sha256,
        )
        .join(Fichier, Fichier.id == DocumentLot.fichier_id)
        .where(
            DocumentLot.lot_id.in_(list(lot_ids)),
            DocumentLot.diffusion,
            ~DocumentLot.vignette,
            Fichier.type_mime.startswith("image/"),
        )
        .order_by(DocumentLot.lot_id, DocumentLot.numero)
    )  # fmt: skip
    found: dict[int, tuple[Photo, ...]] = {}
    for lot_id, key, name, title, size, mark in session.execute(stmt):
        found[lot_id] = (*found.get(lot_id, ()), Photo(key, name, title, size, mark))
    return found


def _depots_des_derniers_baux(
    session: Session, lot_ids: Collection[int]
) -> dict[int, Decimal | None]:
    """Celui du bail commencé en dernier : il est lu le dernier."""
    stmt = select(Locataire.lot_id, Locataire.depot_garantie).where(
        Locataire.lot_id.in_(list(lot_ids))
    )
    ordered = stmt.order_by(Locataire.premier_quittancement, Locataire.id)
    return {row.lot_id: row.depot_garantie for row in session.execute(ordered)}


def _baux_a_venir(session: Session, lot_ids: Collection[int]) -> dict[int, date]:
    stmt = (
        select(Locataire.lot_id, func.min(Locataire.premier_quittancement).label("le"))
        .where(
            Locataire.lot_id.in_(list(lot_ids)),
            Locataire.actif,
            Locataire.depart.is_(None),
            Locataire.premier_quittancement > jour(),
        )
        .group_by(Locataire.lot_id)
    )
    return {row.lot_id: row.le for row in session.execute(stmt)}


def _references(session: Session) -> Counter[str]:
    """Combien de lots diffusés ont chaque référence, aux espaces et à la casse près."""
    stmt = select(Lot.reference_internet).where(Lot.diffuser, Lot.actif)
    return Counter(_nue(one) for one in session.scalars(stmt))


def _nue(reference: str) -> str:
    return reference.strip().lower()


def _proprietaire(owner: Tiers | None) -> Personne:
    if owner is None:
        return Personne()
    return Personne(
        owner.nom, owner.prenom, owner.adresse1, owner.code_postal, owner.ville,
        owner.portable or owner.telephone,
    )  # fmt: skip
