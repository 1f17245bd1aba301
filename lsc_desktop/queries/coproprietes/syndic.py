"""Qui est le syndic : l'agence elle-même."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.storage.models import Copropriete, Entite


def agence(session: Session) -> Entite | None:
    """La première entité en service qui n'est pas celle d'un syndicat, s'il y en a une."""
    stmt = (
        select(Entite)
        .where(Entite.actif, Entite.id.not_in(select(Copropriete.entite_id)))
        .order_by(Entite.code)
        .limit(1)
    )
    return session.scalar(stmt)
