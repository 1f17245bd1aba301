"""Les réglages des annonces, les portails, et ce que chacun a reçu."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import GoneError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.annonces.saisie import PortailDraft, ReglageAnnoncesDraft
from lsc_desktop.queries.annonces.listes import DEPOSE
from lsc_desktop.queries.fiches import charger
from lsc_desktop.storage.models import (
    AnnonceEnLigne,
    EnvoiAnnonces,
    PortailAnnonces,
    ReglageAnnonces,
)

UNIQUE = 1


@dataclass(frozen=True, slots=True)
class Recu:
    """Ce qu'un portail tient : l'empreinte de son dernier flux, le lot de chaque annonce et sa
    référence, depuis quand ; `du_jour` : les dépôts déjà faits ce jour-là."""

    contenu: str
    en_ligne: dict[int, str]
    depose_le: dt.datetime | None
    du_jour: int


def load_reglage_annonces(session: Session, reglage_id: int = UNIQUE) -> ReglageAnnoncesDraft:
    """Les réglages enregistrés, sinon ceux d'usage, sans id."""
    if session.get(ReglageAnnonces, UNIQUE) is None:
        return ReglageAnnoncesDraft()
    return charger(session, ReglageAnnonces, ReglageAnnoncesDraft, UNIQUE)


def load_portail(session: Session, portail_id: int) -> PortailDraft:
    draft = charger(session, PortailAnnonces, PortailDraft, portail_id)
    record = trouver_portail(session, portail_id)
    if record.depose_le is not None:
        draft.depose = (
            f"{pluriel(record.annonces, 'annonce')}, le {date_fr(record.depose_le.date())} à "
            f"{record.depose_le:%H:%M}"
        )
    return draft


def portails_actifs(session: Session) -> list[int]:
    stmt = select(PortailAnnonces.id).where(PortailAnnonces.actif)
    return list(session.scalars(stmt.order_by(PortailAnnonces.nom)))


def load_recu(session: Session, portail_id: int, jour: dt.date) -> Recu:
    record = trouver_portail(session, portail_id)
    start = dt.datetime.combine(jour, dt.time())
    e = EnvoiAnnonces
    done = select(func.count(e.id)).where(
        e.portail_id == portail_id, e.etat == DEPOSE, e.commence_le >= start
    )
    count = session.scalar(done) or 0
    return Recu(record.contenu, en_ligne(session, portail_id), record.depose_le, count)


def en_ligne(session: Session, portail_id: int) -> dict[int, str]:
    """Ce que ce portail montre, dans l'ordre du flux : lot → référence."""
    a = AnnonceEnLigne
    stmt = select(a.lot_id, a.reference).where(a.portail_id == portail_id).order_by(a.id)
    return {row.lot_id: row.reference for row in session.execute(stmt)}


def portails_du_lot(session: Session, lot_id: int) -> list[str]:
    """Les portails qui le montrent, par leur nom."""
    a = AnnonceEnLigne
    stmt = select(PortailAnnonces.nom).join(a, a.portail_id == PortailAnnonces.id)
    return list(session.scalars(stmt.where(a.lot_id == lot_id).order_by(PortailAnnonces.nom)))


def trouver_portail(session: Session, portail_id: int) -> PortailAnnonces:
    record = session.get(PortailAnnonces, portail_id)
    if record is None:
        raise GoneError("Ce portail n'existe plus.", "Relisez la liste des portails.")
    return record
