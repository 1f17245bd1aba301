"""Cas d'usage : effacer les candidatures dont il n'est sorti aucun locataire."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.dossiers_locatifs.conservation import (
    EFFACABLES,
    ReglageConservationDraft,
    efface_le,
)
from lsc_desktop.queries.dossiers_locatifs import UNIQUE, mois_de_conservation
from lsc_desktop.services.dossiers_locatifs.reception import effacer_dossier
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import DossierLocatif, ReglageConservation


def save_reglage_conservation(
    session: Session,
    draft: ReglageConservationDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Enregistre le réglage."""
    if draft.id is None:
        record = ReglageConservation(id=UNIQUE)
        return enregistrer(session, ReglageConservation, draft, dans=record).id
    return enregistrer(session, ReglageConservation, draft).id


def effacer_candidature(session: Session, dossier_id: int, jour: date) -> bool:
    """Efface ce dossier, ses personnes et ses pièces ; l'historique, qui n'en a jamais dit que le
    numéro et l'état, garde qu'il a été supprimé. `jour` : celui du calendrier.

    Faux, sans rien toucher, s'il a été importé, renvoyé ou écarté entre-temps.
    """
    hold(session, DossierLocatif, dossier_id)
    record = session.get(DossierLocatif, dossier_id, populate_existing=True)
    if record is None or record.etat not in EFFACABLES:
        return False
    if efface_le(record.recu_le, mois_de_conservation(session)) > jour:
        return False
    effacer_dossier(session, dossier_id)
    return True
