"""Cas d'usage : dossiers."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.dossiers import DossierDraft
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.models import Dossier


def save_dossier(
    session: Session,
    draft: DossierDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    return enregistrer(session, Dossier, draft).id


def supprimer_dossier(session: Session, dossier_id: int, version: int | None = None) -> None:
    """Lève `UserError` s'il réunit des événements."""
    supprimer(session, Dossier, dossier_id, version)
