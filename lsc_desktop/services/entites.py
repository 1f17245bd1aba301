"""Cas d'usage : entités."""

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.storage.models import Entite


def save_entite(
    session: Session,
    draft: EntiteDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie une entité."""
    return enregistrer(session, Entite, draft).id
