"""Cas d'usage : les configurations gérance et syndic."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.reglages import ConfigurationSyndicDraft
from lsc_desktop.domain.configuration import ConfigurationDraft
from lsc_desktop.queries.configuration import UNIQUE
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.storage.models import CodeFiscalite, Configuration, ConfigurationSyndic


def save_configuration(
    session: Session,
    draft: ConfigurationDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Enregistre les réglages ; lève `UserError` si un code fiscalité n'existe pas."""
    for name in ("code_provisions", "code_regularisation"):
        code = getattr(draft, name)
        if code and not session.scalar(select(exists().where(CodeFiscalite.code == code))):
            raise UserError(
                f"Le code fiscalité {code} n'existe pas.",
                "Choisissez-en un autre, ou créez-le dans Comptabilité > Codes fiscalité.",
                name,
            )
    if draft.id is None:
        return enregistrer(session, Configuration, draft, dans=Configuration(id=UNIQUE)).id
    return enregistrer(session, Configuration, draft).id


def save_configuration_syndic(
    session: Session,
    draft: ConfigurationSyndicDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Enregistre les réglages du syndic."""
    if draft.id is None:
        blank = ConfigurationSyndic(id=UNIQUE)
        return enregistrer(session, ConfigurationSyndic, draft, dans=blank).id
    return enregistrer(session, ConfigurationSyndic, draft).id


def installer(session: Session) -> None:
    """Les réglages d'usage, si l'agence n'en a pas ; rejoué, ne change rien."""
    if session.get(Configuration, UNIQUE) is None:
        enregistrer(session, Configuration, ConfigurationDraft(), dans=Configuration(id=UNIQUE))
