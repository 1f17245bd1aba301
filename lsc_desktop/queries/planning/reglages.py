"""Le réglage du planning, et si ce poste a le secret de Zoom."""

from sqlalchemy.orm import Session

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.domain.planning.reglages import ReglagePlanningDraft
from lsc_desktop.partners import coffre
from lsc_desktop.queries.fiches import charger
from lsc_desktop.storage.models import ReglagePlanning

UNIQUE = 1
SECRET = "zoom"  # nom du Client Secret au coffre du poste


def load_reglage_planning(session: Session, reglage_id: int = UNIQUE) -> ReglagePlanningDraft:
    """Le réglage, et si ce poste a le secret : pour sa fiche."""
    draft = reglage_en_vigueur(session)
    draft.secret_dit = secret_dit()
    return draft


def reglage_en_vigueur(session: Session) -> ReglagePlanningDraft:
    """Le réglage enregistré, sinon celui d'usage, sans id ; n'ouvre pas le coffre, qui peut faire
    attendre."""
    if session.get(ReglagePlanning, UNIQUE) is None:
        return ReglagePlanningDraft()
    return charger(session, ReglagePlanning, ReglagePlanningDraft, UNIQUE)


def secret_dit() -> str:
    """S'il y est, ou pourquoi on ne le sait pas."""
    try:
        return "Au coffre de ce poste" if coffre.lire(SECRET) else "Absent de ce poste"
    except TemporaryError:
        return "Le coffre de ce poste n'est pas accessible"
