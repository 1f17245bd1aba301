"""Cas d'usage : entités."""

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.services.coproprietes.retrait import refuser_syndicat, se_retire
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.models import Copropriete, Entite


def save_entite(
    session: Session,
    draft: EntiteDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie une entité ; lève `UserError` si elle se retire sous une copropriété en
    service."""
    if se_retire(session, Entite, draft):
        refuser_syndicat(session, Copropriete.entite_id == draft.id, "Cette entité")
    return enregistrer(session, Entite, draft).id


def activer_entite(session: Session, entite_id: int, actif: bool) -> None:
    """Une entité retirée n'est plus proposée ; sa comptabilité reste.

    Lève `UserError` pour celle d'une copropriété en service.
    """
    if not actif:
        refuser_syndicat(session, Copropriete.entite_id == entite_id, "Cette entité")
    activer(session, Entite, entite_id, actif)


def supprimer_entite(session: Session, entite_id: int, version: int | None = None) -> None:
    """Lève `UserError` si un compte, un mandat ou un immeuble lui appartient."""
    supprimer(session, Entite, entite_id, version)
