"""Cas d'usage : élire qui mène les services, et laisser leurs messages (seed L1192-1218).

Le battement du meneur passe par la connexion, sans l'ORM : les listes ouvertes n'ont pas à se
relire pour lui.
"""

from datetime import timedelta

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.services_systeme import BAIL_MENEUR, GARDE, MANQUE, RAPPORT, RETOUR
from lsc_desktop.queries.services_systeme.etat import UNIQUE, meneur, va_mal
from lsc_desktop.queries.services_systeme.registre import Service
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import Base, MessageSysteme

_MENEUR: Table = Base.metadata.tables["meneur"]


def mener(
    session: Session, jeton: str, sorte: str, ctx: Contexte, duree: timedelta = BAIL_MENEUR
) -> bool:
    """Prend le bail s'il est libre, ou le renouvelle ; faux si un autre le tient.

    Deux sessions au même instant : la ligne n'en garde qu'une. `lsc service` le prend à une
    fenêtre, qui s'en aperçoit à son prochain battement ; l'inverse attend qu'il le rende.
    """
    held = meneur(session)
    who = {"jeton": jeton, "sorte": sorte, "poste": ctx.poste, "qui": ctx.utilisateur}
    values = {**who, "vu_le": heure_utc()}
    link = session.connection()
    if held is None:
        try:
            with link.begin_nested():
                link.execute(insert(_MENEUR).values(id=UNIQUE, **values))
        except IntegrityError:
            return False
        return True
    if not held.a_prendre(jeton, sorte, duree):
        return False
    stmt = update(_MENEUR).where(_MENEUR.c.id == UNIQUE, _MENEUR.c.jeton == held.jeton)
    if held.jeton != jeton:  # l'autre n'est pas revenu entre-temps
        stmt = stmt.where(_MENEUR.c.vu_le == held.vu_le)
    return bool(link.execute(stmt.values(**values)).rowcount)


def rendre(session: Session, jeton: str) -> None:
    """Lâche le bail ; celui d'un autre reste le sien."""
    stmt = update(_MENEUR).where(_MENEUR.c.jeton == jeton)
    session.connection().execute(stmt.values(jeton=""))


# --- Messages -----------------------------------------------------------------------------------


def dire_manque(session: Session, service: Service, objet: str, texte: str, ctx: Contexte) -> None:
    """Le service a manqué : un message, la première fois seulement."""
    if not va_mal(session, service.nom):
        _laisser(session, service, MANQUE, objet, texte, ctx)


def dire_fait(session: Session, service: Service, rapport: str, ctx: Contexte) -> None:
    """Le service est fait : un message s'il manquait, ou s'il rapporte chaque passage."""
    if va_mal(session, service.nom):
        _laisser(session, service, RETOUR, service.retour, rapport, ctx)
    elif service.rapporte:
        _laisser(session, service, RAPPORT, f"{service.libelle} : {rapport}", "", ctx)


def marquer_vu(session: Session, message_id: int, ctx: Contexte) -> None:
    """Quelqu'un l'a vu : il quitte l'accueil ; le premier qui l'a vu reste dit."""
    found = session.get(MessageSysteme, message_id)
    if found is not None and found.vu_le is None:
        found.vu_le, found.vu_par = ctx.maintenant, ctx.utilisateur


def oublier(session: Session, ctx: Contexte) -> None:
    """Les messages se gardent un an."""
    old = select(MessageSysteme.id).where(MessageSysteme.quand < ctx.maintenant - GARDE)
    session.execute(delete(MessageSysteme).where(MessageSysteme.id.in_(old)))


def _laisser(
    session: Session, service: Service, sorte: str, objet: str, texte: str, ctx: Contexte
) -> None:
    session.add(
        MessageSysteme(
            quand=ctx.maintenant, service=service.nom, sorte=sorte, objet=objet, texte=texte,
            poste=ctx.poste,
        )
    )  # fmt: skip
