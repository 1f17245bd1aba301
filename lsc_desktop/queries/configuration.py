"""Lectures : les réglages de l'agence ; tant qu'ils ne sont pas enregistrés, ceux d'usage."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.domain.assemblees.reglages import ConfigurationSyndicDraft
from lsc_desktop.domain.configuration import ConfigurationDraft
from lsc_desktop.queries.fiches import charger
from lsc_desktop.storage.models import CodeFiscalite, Configuration, ConfigurationSyndic

UNIQUE = 1  # id de la seule ligne de la table


def load_configuration(session: Session, configuration_id: int = UNIQUE) -> ConfigurationDraft:
    """Les réglages enregistrés, sinon ceux d'usage, sans id : rien n'est créé."""
    if session.get(Configuration, UNIQUE) is None:
        return ConfigurationDraft()
    return charger(session, Configuration, ConfigurationDraft, UNIQUE)


def load_configuration_syndic(
    session: Session, configuration_id: int = UNIQUE
) -> ConfigurationSyndicDraft:
    """Les réglages du syndic enregistrés, sinon ceux d'usage, sans id."""
    if session.get(ConfigurationSyndic, UNIQUE) is None:
        return ConfigurationSyndicDraft()
    return charger(session, ConfigurationSyndic, ConfigurationSyndicDraft, UNIQUE)


def date_de_travail(session: Session) -> date | None:
    """Le jour fixé par l'agence, s'il y en a un."""
    return session.scalar(select(Configuration.date_travail).where(Configuration.id == UNIQUE))


def reglage(session: Session) -> Callable[[str], Any]:
    """Lit tous les réglages une fois ; la fonction rendue donne chacun par son nom."""
    draft = load_configuration(session)
    return lambda name: getattr(draft, name)


def codes_proposes(session: Session) -> list[tuple[str, str]]:
    """Les codes fiscalité actifs : « 30 », « 30 Provisions sur charges »."""
    stmt = (
        select(CodeFiscalite.code, CodeFiscalite.libelle)
        .where(CodeFiscalite.actif)
        .order_by(CodeFiscalite.code)
    )
    return [(code, f"{code} {libelle}") for code, libelle in session.execute(stmt)]
