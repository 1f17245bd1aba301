"""Les lots tels qu'une annonce les montre : leur fiche, et ce qui les entoure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import GoneError
from lsc_desktop.domain.annonces.annonce import Annonce, composer
from lsc_desktop.domain.annonces.bien import Bien, Personne, Photo
from lsc_desktop.domain.lots import LotDraft
from lsc_desktop.queries.annonces.reglages import load_reglage_annonces
from lsc_desktop.queries.lots import load_lot
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
    """Ceux qui sont encore là : un lot supprimé entre-temps n'arrête pas les autres."""
    found, used = [], _references(session)
    for lot_id in lot_ids:
        with suppress(GoneError):
            found.append(_bien(session, lot_id, used))
    return found


def load_bien(session: Session, lot_id: int) -> Bien:
    """Lève `GoneError` si le lot a disparu."""
    return _bien(session, lot_id, _references(session))


def _bien(session: Session, lot_id: int, used: Mapping[str, int]) -> Bien:
    lot = load_lot(session, lot_id)
    building = session.get_one(Immeuble, lot.immeuble_id)
    code, city = (
        (lot.code_postal, lot.ville) if lot.ville else (building.code_postal, building.ville)
    )
    mandat = session.get(Mandat, lot.mandat_id) if lot.mandat_id else None
    return Bien(
        lot=lot,
        rue=lot.adresse1 or building.adresse1,
        code_postal=code,
        ville=city,
        construit_le=building.date_construction,
        nb_etages=building.nb_etages,
        ascenseur=True if building.ascenseur else None,
        mandat_debut=mandat.debut if mandat else None,
        depot_bail=_depot_du_dernier_bail(session, lot_id),
        bail_a_venir=session.scalar(
            select(func.min(Locataire.premier_quittancement)).where(
                Locataire.lot_id == lot_id,
                Locataire.actif,
                Locataire.depart.is_(None),
                Locataire.premier_quittancement > jour(),
            )
        ),
        reference_prise=used.get(_nue(lot.reference_internet), 0) > int(lot.diffuser and lot.actif),
        proprietaire=_proprietaire(session, lot),
        photos=photos_du_lot(session, lot_id),
    )


def apercu(session: Session, lot_id: int, jour: date) -> Annonce:
    """L'annonce telle qu'elle partirait ce jour, qu'elle soit admissible ou non."""
    return composer(load_bien(session, lot_id), load_reglage_annonces(session), jour)


def photos_du_lot(session: Session, lot_id: int) -> tuple[Photo, ...]:
    """Les images du lot cochées « Diffusé », hors la vignette, dans l'ordre de leurs numéros (seed
    L2680)."""
    stmt = (
        select(Fichier.id, Fichier.nom, DocumentLot.libelle, Fichier.taille, Fichier.sha256)
        .join(Fichier, Fichier.id == DocumentLot.fichier_id)
        .where(
            DocumentLot.lot_id == lot_id,
            DocumentLot.diffusion,
            ~DocumentLot.vignette,
            Fichier.type_mime.startswith("image/"),
        )
        .order_by(DocumentLot.numero)
    )
    return tuple(Photo(*row) for row in session.execute(stmt))


def _depot_du_dernier_bail(session: Session, lot_id: int) -> Decimal | None:
    return session.scalar(
        select(Locataire.depot_garantie)
        .where(Locataire.lot_id == lot_id)
        .order_by(Locataire.premier_quittancement.desc(), Locataire.id.desc())
        .limit(1)
    )


def _references(session: Session) -> Counter[str]:
    """Combien de lots diffusés ont chaque référence, aux espaces et à la casse près."""
    stmt = select(Lot.reference_internet).where(Lot.diffuser, Lot.actif)
    return Counter(_nue(one) for one in session.scalars(stmt))


def _nue(reference: str) -> str:
    return reference.strip().lower()


def _proprietaire(session: Session, lot: LotDraft) -> Personne:
    owner = session.get(Tiers, lot.proprietaire_id)
    if owner is None:
        return Personne()
    return Personne(
        owner.nom, owner.prenom, owner.adresse1, owner.code_postal, owner.ville,
        owner.portable or owner.telephone,
    )  # fmt: skip
