"""Cas d'usage : contacts utiles."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.contacts import ContactDraft
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.models import Contact


def save_contact(
    session: Session,
    draft: ContactDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    return enregistrer(session, Contact, draft).id


def activer_contact(session: Session, contact_id: int, actif: bool) -> None:
    """Hors service, il ne se publie plus."""
    activer(session, Contact, contact_id, actif)


def supprimer_contact(session: Session, contact_id: int, version: int | None = None) -> None:
    supprimer(session, Contact, contact_id, version)
