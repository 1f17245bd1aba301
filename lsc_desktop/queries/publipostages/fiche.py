"""Lectures : la fiche d'un publipostage, et le courrier de chacun."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.evenements import EvenementDraft
from lsc_desktop.domain.publipostages import (
    COLLECTIVES,
    DestinataireLigne,
    PublipostageDraft,
    recalculer,
)
from lsc_desktop.queries.evenements import nouvel_evenement, reprendre
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.publipostages.sortes import PAR_SORTE, destinataires, tranches
from lsc_desktop.storage.models import Evenement, Publipostage, PublipostageLigne


def load_publipostage(session: Session, publipostage_id: int) -> PublipostageDraft:
    draft = charger(session, Publipostage, PublipostageDraft, publipostage_id)
    line = PublipostageLigne
    stmt = (
        select(line.id, line.fiche_id, line.retenu, line.evenement_id)
        .where(line.publipostage_id == publipostage_id)
        .order_by(line.rang, line.id)
    )
    draft.destinataires = [
        DestinataireLigne(row.id, row.fiche_id, row.retenu, evenement_id=row.evenement_id)
        for row in session.execute(stmt)
    ]
    draft.modele_suivi = draft.modele_id
    _nommer(session, draft)
    return draft


def nouveau_publipostage(
    session: Session, ctx: Contexte, sorte: str = "tiers", fiches: Sequence[int] = ()
) -> PublipostageDraft:
    """Un courrier du jour à ces fiches, une fois chacune."""
    lines = [DestinataireLigne(fiche_id=id) for id in dict.fromkeys(fiches)]
    draft = PublipostageDraft(sorte=sorte, date=ctx.aujourd_hui, destinataires=lines)
    _nommer(session, draft)
    return draft


def preparer(session: Session, draft: PublipostageDraft, ctx: Contexte) -> None:
    """Le modèle choisi remplit ce qui est vide ; chacun se nomme, à son adresse de ce jour-là."""
    if draft.modele_id != draft.modele_suivi:
        reprendre(session, draft)
    draft.modele_suivi = draft.modele_id
    _nommer(session, draft)


def _nommer(session: Session, draft: PublipostageDraft) -> None:
    """Qui est chacun, où on lui écrit ce jour-là, ce qu'est devenu son courrier."""
    ids = [line.fiche_id for line in draft.destinataires]
    known = destinataires(session, draft.sorte, ids, draft.date)
    written = [x.evenement_id for x in draft.destinataires if x.evenement_id is not None]
    shown = dict(_publies(session, written))
    for line in draft.destinataires:
        found = known.get(line.fiche_id)
        if found is None:
            line.retenu, line.situation = False, "Cette fiche a été supprimée"
            continue
        line.code, line.nom = found.code, found.adresse.nom
        line.adresse = found.adresse.lieu()
        line.joignable = draft.sorte in COLLECTIVES or not found.adresse.introuvable
        line.situation = "" if line.joignable else "Sans adresse"
        if line.evenement_id is not None:
            day = shown.get(line.evenement_id)
            line.situation = f"Publié le {date_fr(day)}" if day else "Écrit"
    recalculer(draft)


def _publies(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, dt.date | None]]:
    stmt = select(Evenement.id, Evenement.publie_le)
    for part in tranches(ids):
        for row in session.execute(stmt.where(Evenement.id.in_(part))):
            yield row.id, row.publie_le


def evenement_pour(
    session: Session, publipostage: Any, fiche_id: int, ctx: Contexte
) -> EvenementDraft:
    """L'événement d'un destinataire, ses variables pas encore remplacées ; lève `UserError` si sa
    fiche a disparu. `publipostage` : sa saisie ou sa fiche."""
    declared = PAR_SORTE[publipostage.sorte]
    record = session.get(declared.modele, fiche_id)
    if record is None:
        raise UserError("Cette fiche a été supprimée.", "Écartez ce destinataire.")
    draft = nouvel_evenement(session, ctx, **declared.liens(session, record))
    draft.modele_suivi = publipostage.modele_id  # son texte est déjà celui du publipostage
    for name in ("date", "objet", "texte", "modele_id", "classeur_id", "dossier_id"):
        setattr(draft, name, getattr(publipostage, name))
    return draft
