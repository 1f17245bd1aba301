"""Cas d'usage : tiers."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.tiers import TiersDraft, code_libre, recalculer
from lsc_desktop.queries.presence import mandat_courant, present
from lsc_desktop.services.coproprietes.retrait import (
    refuser_coproprietaire,
    refuser_mandataire_commun,
    se_retire,
)
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.holding import hold_word
from lsc_desktop.storage.models import Coproprietaire, Locataire, Mandat, MandatLot, Tiers


def save_tiers(
    session: Session,
    draft: TiersDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie un tiers. Sans code tapé, il prend le premier libre tiré de son nom."""
    recalculer(draft)
    if draft.id is None and draft.code and draft.code == draft.code_propose:
        hold_word(session, f"tiers {draft.code}")
        draft.code = code_libre(
            draft.code,
            lambda code: bool(session.scalar(select(exists().where(Tiers.code == code)))),
        )
    if draft.id is not None and se_retire(session, Tiers, draft):
        _refuser_coproprietaire(session, draft.id)
    return enregistrer(session, Tiers, draft).id


def activer_tiers(session: Session, tiers_id: int, actif: bool) -> None:
    """Lève `UserError` pour un locataire présent, un propriétaire sous mandat, un copropriétaire en
    service ou son mandataire commun."""
    if not actif:
        _refuser_en_affaires(session, tiers_id)
    activer(session, Tiers, tiers_id, actif)


def supprimer_tiers(session: Session, tiers_id: int, version: int | None = None) -> None:
    """Lève `UserError` si un lot, un mandat, un bail, un compte ou un événement s'y rapporte."""
    supprimer(session, Tiers, tiers_id, version)


def _refuser_en_affaires(session: Session, tiers_id: int) -> None:
    lease = exists().where(Locataire.tiers_id == tiers_id, present())
    if session.scalar(select(lease)):
        raise UserError(
            "Ce tiers est un locataire présent.", "Validez d'abord son départ, puis retirez-le."
        )
    mandate = exists().where(
        Mandat.proprietaire_id == tiers_id, MandatLot.mandat_id == Mandat.id, mandat_courant()
    )
    if session.scalar(select(mandate)):
        raise UserError(
            "Ce propriétaire a un mandat de gestion en cours.",
            "Mettez d'abord fin au mandat, puis retirez le tiers.",
        )
    _refuser_coproprietaire(session, tiers_id)


def _refuser_coproprietaire(session: Session, tiers_id: int) -> None:
    refuser_coproprietaire(session, Coproprietaire.tiers_id == tiers_id, "Ce tiers")
    refuser_mandataire_commun(session, tiers_id)
