"""Cas d'usage : immeubles."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.immeubles import ImmeubleDraft
from lsc_desktop.queries.photos import PHOTO
from lsc_desktop.services.coproprietes.retrait import refuser_syndicat, se_retire
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.fichiers import oublier
from lsc_desktop.services.numerotes import contenus
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.models import Copropriete, Immeuble, Lot


def save_immeuble(
    session: Session,
    draft: ImmeubleDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie un immeuble ; lève `UserError` s'il se retire sous une copropriété en
    service."""
    if se_retire(session, Immeuble, draft):
        refuser_syndicat(session, Copropriete.immeuble_id == draft.id, "Cet immeuble")
    return enregistrer(session, Immeuble, draft).id


def activer_immeuble(session: Session, immeuble_id: int, actif: bool) -> None:
    """Lève `UserError` si un lot de l'immeuble, ou sa copropriété, est encore en service."""
    stmt = select(func.count(Lot.id)).where(Lot.immeuble_id == immeuble_id, Lot.actif)
    count = session.scalar(stmt) or 0
    if not actif and count:
        raise UserError(
            f"{pluriel(count, 'lot')} de cet immeuble {'est' if count < 2 else 'sont'} en service.",
            "Désactivez d'abord ses lots (Aller à > Lots).",
        )
    if not actif:
        refuser_syndicat(session, Copropriete.immeuble_id == immeuble_id, "Cet immeuble")
    activer(session, Immeuble, immeuble_id, actif)


def supprimer_immeuble(session: Session, immeuble_id: int, version: int | None = None) -> None:
    """Ses photos partent avec lui ; lève `UserError` si un lot ou un événement s'y rapporte."""
    contents = contenus(session, PHOTO, immeuble_id)
    supprimer(session, Immeuble, immeuble_id, version)
    for fichier_id in contents:
        oublier(session, fichier_id)
