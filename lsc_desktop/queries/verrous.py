"""Lectures : les fiches ouvertes en ce moment."""

from collections.abc import Collection

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from lsc_desktop.domain.verrous import Cle, Tenue
from lsc_desktop.queries.jointures import Requete
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import Verrou


def tenue(session: Session, fiche: str, fiche_id: int) -> Tenue | None:
    """Qui tient cette fiche, vivant ou non."""
    row = session.execute(
        _select().where(Verrou.fiche == fiche, Verrou.fiche_id == fiche_id)
    ).first()
    return Tenue(*row) if row is not None else None


def tenues(session: Session, cles: Collection[Cle]) -> dict[Cle, Tenue]:
    """Celles de ces fiches que quelqu'un tient."""
    stmt = _select().where(tuple_(Verrou.fiche, Verrou.fiche_id).in_(list(cles)))
    return {made.cle: made for made in (Tenue(*row) for row in session.execute(stmt))}


def _select() -> Requete:
    return select(
        Verrou.fiche,
        Verrou.fiche_id,
        Verrou.jeton,
        Verrou.qui,
        Verrou.poste,
        Verrou.depuis,
        Verrou.vu_le,
        heure_utc(),
    )
