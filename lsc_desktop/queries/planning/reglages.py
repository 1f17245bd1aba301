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
    """Le réglage enregistré, sinon celui d'usage, sans id."""
    draft = ReglagePlanningDraft()
    if session.get(ReglagePlanning, UNIQUE) is not None:
        draft = charger(session, ReglagePlanning, ReglagePlanningDraft, UNIQUE)
    draft.secret_dit = secret_dit()
    return draft


def secret_dit() -> str:
    try:
        return "Au coffre de ce poste" if coffre.lire(SECRET) else "Absent de ce poste"
    except TemporaryError:
        return "Le coffre de ce poste n'est pas accessible"
