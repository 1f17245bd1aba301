"""Cas d'usage : codes fiscalité."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.fiscalites import STARTER, FiscaliteDraft
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.models import CodeFiscalite


def installer(session: Session) -> int:
    """Ajoute les codes de départ qui manquent (D18) ; rend leur nombre."""
    known = set(session.scalars(select(CodeFiscalite.code)))
    missing = [draft for draft in STARTER if draft.code not in known]
    for draft in missing:
        enregistrer(session, CodeFiscalite, replace(draft))
    return len(missing)


def save_fiscalite(
    session: Session,
    draft: FiscaliteDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie un code fiscalité."""
    return enregistrer(session, CodeFiscalite, draft).id


def activer_fiscalite(session: Session, fiscalite_id: int, actif: bool) -> None:
    """Un code retiré n'est plus proposé ; les écritures qui le portent le gardent."""
    activer(session, CodeFiscalite, fiscalite_id, actif)


def supprimer_fiscalite(session: Session, fiscalite_id: int, version: int | None = None) -> None:
    """Lève `UserError` si une écriture, une ligne de quittancement ou une régularisation l'a."""
    supprimer(session, CodeFiscalite, fiscalite_id, version)
