"""Cas d'usage : le compte Lovys de l'agence, et son mot de passe au coffre du poste."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.lovys.reglages import ReglageLovysDraft
from lsc_desktop.partners import coffre
from lsc_desktop.queries.lovys.reglages import UNIQUE, au_coffre
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.storage.models import ReglageLovys


def save_reglage_lovys(
    session: Session,
    draft: ReglageLovysDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    for name in ("login", "url", "hotes"):
        setattr(draft, name, getattr(draft, name).strip())
    if draft.id is None:
        return enregistrer(session, ReglageLovys, draft, dans=ReglageLovys(id=UNIQUE)).id
    return enregistrer(session, ReglageLovys, draft).id


def garder_mot_de_passe(login: str, url: str, mot_de_passe: str) -> None:
    """Celui de ce login, chez cet hôte, au coffre de ce poste ; vide, il en est effacé. Lève
    `UserError` sans login, `TemporaryError` si le poste n'a pas de coffre."""
    if not login.strip():
        raise UserError("Donnez d'abord le login de Lovys.", "Il est dans son courriel.", "login")
    coffre.garder(au_coffre(login, url), mot_de_passe)


def mot_de_passe_de(login: str, url: str) -> str:
    """Celui de ce poste ; vide s'il n'y est pas. Lève comme `garder_mot_de_passe`."""
    return coffre.lire(au_coffre(login, url))
