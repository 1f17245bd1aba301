"""Lectures : le créneau pris, qui mène, ce qui ne va plus, ce qui est à dire."""

from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.services_systeme import (
    DEMANDE,
    EN_COURS,
    FAIT,
    MANQUE,
    RAPPORT,
    RETOUR,
    BailMeneur,
)
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import Meneur, MessageSysteme, Passage, Utilisateur

UNIQUE = 1  # id de la seule ligne du meneur


def dernier_passage(session: Session, tache: str, jusqu_a: str) -> str:
    """Le dernier créneau déjà pris, sans compter ceux d'une horloge qui avançait."""
    stmt = select(func.max(Passage.creneau)).where(
        Passage.tache == tache,
        Passage.creneau <= jusqu_a,
        or_(Passage.origine.is_(None), Passage.origine != DEMANDE),
    )
    return session.scalar(stmt) or ""


def passage_fait(session: Session, tache: str, creneau: str) -> bool:
    """Ce créneau est fait : rien à prendre."""
    stmt = select(Passage.etat).where(Passage.tache == tache, Passage.creneau == creneau)
    return session.scalar(stmt) == FAIT


def passages_en_cours(session: Session, tache: str = "") -> list[tuple[Passage, BailMeneur]]:
    """Ceux qui ne sont pas finis, et le bail de qui s'en charge."""
    stmt = select(Passage, heure_utc()).where(Passage.etat == EN_COURS)
    if tache:
        stmt = stmt.where(Passage.tache == tache)
    return [
        (one, BailMeneur(one.jeton, "", one.poste or "", one.qui or "", one.vu_le, now))
        for one, now in session.execute(stmt)
    ]


def meneur(session: Session) -> BailMeneur | None:
    """Qui mène, ou menait ; personne encore : None."""
    m = Meneur
    stmt = select(m.jeton, m.sorte, m.poste, m.qui, m.vu_le, heure_utc()).where(m.id == UNIQUE)
    row = session.execute(stmt).first()
    return BailMeneur(*row) if row is not None else None


# --- Messages -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    id: int
    sorte: str
    objet: str
    texte: str


def va_mal(session: Session, service: str) -> bool:
    """Son dernier changement d'état a été de manquer."""
    stmt = (
        select(MessageSysteme.sorte)
        .where(MessageSysteme.service == service, MessageSysteme.sorte != RAPPORT)
        .order_by(MessageSysteme.id.desc())
        .limit(1)
    )
    return session.scalar(stmt) == MANQUE


def recoit_les_messages(session: Session, utilisateur: str) -> bool:
    """Sa fiche le dit. Si personne ne les reçoit, tout le monde : un échec doit se savoir."""
    ticked = exists().where(Utilisateur.messages_systeme, Utilisateur.actif)
    mine = ticked.where(Utilisateur.nom == utilisateur)
    return bool(session.scalar(select(or_(mine, ~ticked))))


def dernier_message(session: Session) -> int:
    """Le numéro du dernier message laissé ; 0 s'il n'y en a pas."""
    return session.scalar(select(func.max(MessageSysteme.id))) or 0


def messages_depuis(session: Session, dernier: int, utilisateur: str) -> list[Message]:
    """Ceux qu'il faut dire à cet utilisateur, du plus ancien au plus récent."""
    if not recoit_les_messages(session, utilisateur):
        return []
    m = MessageSysteme
    stmt = select(m.id, m.sorte, m.objet, m.texte).where(m.id > dernier).order_by(m.id)
    return [Message(*row) for row in session.execute(stmt)]


def messages_a_voir(session: Session, ctx: Contexte) -> int:
    """Les changements d'état que personne n'a vus ; 0 pour qui ne les reçoit pas."""
    if not recoit_les_messages(session, ctx.utilisateur):
        return 0
    stmt = select(func.count()).where(
        MessageSysteme.vu_le.is_(None), MessageSysteme.sorte.in_((MANQUE, RETOUR))
    )
    return session.scalar(stmt) or 0
