"""Cas d'usage : le compte Zoom de l'agence, et son secret au coffre du poste."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.planning.reglages import ReglagePlanningDraft
from lsc_desktop.partners import coffre
from lsc_desktop.queries.planning.reglages import SECRET, UNIQUE
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.storage.models import ReglagePlanning


def save_reglage_planning(
    session: Session,
    draft: ReglagePlanningDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    for name in ("compte", "client", "hote"):
        setattr(draft, name, getattr(draft, name).strip())
    if draft.id is None:
        return enregistrer(session, ReglagePlanning, draft, dans=ReglagePlanning(id=UNIQUE)).id
    return enregistrer(session, ReglagePlanning, draft).id


def garder_secret_zoom(secret: str) -> None:
    """Le Client Secret, au coffre de ce poste ; vide, il en est effacé. Lève `TemporaryError` si
    le poste n'a pas de coffre."""
    coffre.garder(SECRET, secret.strip())


def secret_zoom() -> str:
    """Celui de ce poste ; vide s'il n'y est pas. Lève comme `garder_secret_zoom`."""
    return coffre.lire(SECRET)
