"""Le réglage de Lovys, et si ce poste a son mot de passe."""

from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.domain.lovys.reglages import ReglageLovysDraft
from lsc_desktop.partners import coffre
from lsc_desktop.queries.fiches import charger
from lsc_desktop.storage.models import ReglageLovys

UNIQUE = 1


def load_reglage_lovys(session: Session, reglage_id: int = UNIQUE) -> ReglageLovysDraft:
    """Le réglage, et si ce poste a le mot de passe : pour sa fiche."""
    draft = reglage_lovys(session)
    draft.secret_dit = secret_dit(draft)
    return draft


def reglage_lovys(session: Session) -> ReglageLovysDraft:
    """Le réglage enregistré, sinon celui d'usage, sans id ; n'ouvre pas le coffre, qui peut faire
    attendre."""
    if session.get(ReglageLovys, UNIQUE) is None:
        return ReglageLovysDraft()
    return charger(session, ReglageLovys, ReglageLovysDraft, UNIQUE)


def au_coffre(login: str, url: str) -> str:
    """Il dit à qui le mot de passe est : il n'est jamais montré à un autre serveur, qu'on ait
    changé l'URL, le compte, ou ouvert une autre base."""
    return f"lovys-{login.strip()}@{urlsplit(url.strip()).netloc.casefold()}"


def secret_dit(draft: ReglageLovysDraft) -> str:
    """S'il y est, ou pourquoi on ne le sait pas."""
    if not draft.login.strip():
        return "Donnez d'abord le login"
    try:
        held = coffre.lire(au_coffre(draft.login, draft.url))
    except TemporaryError:
        return "Le coffre de ce poste n'est pas accessible"
    return "Au coffre de ce poste" if held else "Absent de ce poste, pour ce login et cette URL"
