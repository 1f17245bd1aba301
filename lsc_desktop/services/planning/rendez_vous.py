"""Cas d'usage : prendre, changer, annuler un rendez-vous.

Ce qui change chez Zoom s'inscrit dans la boîte d'envoi avec le rendez-vous, dans la même
transaction ; Zoom n'est appelé qu'après (`jobs.zoom`).
"""

from collections.abc import Collection

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.planning.saisie import RendezVousDraft, normaliser
from lsc_desktop.queries.planning.reglages import reglage_en_vigueur
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.planning.reunions import accorder, oublier_reunions
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import RendezVous


def save_rendez_vous(
    session: Session,
    draft: RendezVousDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou change un rendez-vous, et inscrit ce que Zoom doit faire. Lève `UserError` s'il est
    annulé, `Confirm` si sa réunion, déjà créée, doit s'annuler."""
    normaliser(draft)
    draft.hote_usuel = reglage_en_vigueur(session).hote
    if draft.zoom:  # changer l'hôte du réglage ne déplace pas une réunion déjà annoncée
        draft.hote = draft.hote or draft.hote_usuel
    if draft.id is None:
        record = RendezVous(cree_le=ctx.maintenant, cree_par=ctx.utilisateur, annule_le=None)
        record = enregistrer(session, RendezVous, draft, dans=record)
    else:
        _en_vigueur(session, draft.id)
        record = enregistrer(session, RendezVous, draft)
    accorder(session, record, ctx, accepted)
    return record.id


def annuler_rendez_vous(session: Session, rendez_vous_id: int, ctx: Contexte) -> None:
    """Il reste au planning, barré ; sa réunion Zoom s'annule. Lève `UserError` s'il l'est déjà."""
    record = _en_vigueur(session, rendez_vous_id)
    record.annule_le, record.annule_par = ctx.maintenant, ctx.utilisateur
    session.flush()
    accorder(session, record, ctx)


def reprendre_rendez_vous(session: Session, rendez_vous_id: int, ctx: Contexte) -> None:
    """Remet au planning un rendez-vous annulé ; sa réunion Zoom, s'il en faut une, est neuve."""
    record = _tenu(session, rendez_vous_id)
    if record.annule_le is None:
        raise UserError("Ce rendez-vous n'est pas annulé.")
    record.annule_le, record.annule_par = None, ""
    session.flush()
    accorder(session, record, ctx)


def supprimer_rendez_vous(
    session: Session, rendez_vous_id: int, version: int | None = None
) -> None:
    """Lève `UserError` tant que Zoom tient une réunion pour lui : annulez-le d'abord."""
    _tenu(session, rendez_vous_id)
    oublier_reunions(session, rendez_vous_id)
    supprimer(session, RendezVous, rendez_vous_id, version)


def _en_vigueur(session: Session, rendez_vous_id: int) -> RendezVous:
    record = _tenu(session, rendez_vous_id)
    if record.annule_le is not None:
        raise UserError(
            "Ce rendez-vous est annulé.", "Remettez-le d'abord au planning, par ses actions."
        )
    return record


def _tenu(session: Session, rendez_vous_id: int) -> RendezVous:
    hold(session, RendezVous, rendez_vous_id)
    record = session.get(RendezVous, rendez_vous_id, populate_existing=True)
    if record is None:
        raise GoneError("Ce rendez-vous a été supprimé.", "Relisez le planning.")
    return record
