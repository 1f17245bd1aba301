"""Tenir une fiche le temps d'une transaction : qui la lit pour la changer l'empêche de bouger.

SQLite n'a qu'un écrivain : rien à tenir. Sur PostgreSQL deux écritures vont de front, et celle qui
décide d'après ce qu'elle a lu doit d'abord le tenir. Toutes prennent leurs verrous dans le même
ordre (ARCHITECTURE.md), sans quoi deux d'entre elles s'attendraient l'une l'autre.
"""

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

WORD = 0x15C0DE  # le verrou consultatif de LSC Desktop, sur un serveur


def hold(session: Session, model: Any, *ids: int | None) -> None:
    """Tient ces fiches jusqu'à la fin de la transaction, dans l'ordre de leurs ids.

    À appeler avant de les lire : ce qu'on lira ensuite est ce qui sera encore vrai en validant.
    Ceux qui les citent sans les changer (une écriture d'un locataire) n'attendent pas.
    """
    wanted = sorted({i for i in ids if i is not None})
    if not wanted or session.get_bind().dialect.name == "sqlite":
        return
    key = model.__table__.c.id
    stmt = select(key).where(key.in_(wanted)).order_by(key).with_for_update(key_share=True)
    session.execute(stmt).all()


def alone(session: Any) -> None:
    """Un seul poste à la fois met la base à niveau, ou l'installe ; les autres attendent leur tour.

    `session` : une session ou une connexion, dans sa transaction.
    """
    bind = session.get_bind() if isinstance(session, Session) else session
    if bind.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:word)"), {"word": WORD})


def hold_word(session: Session, word: str) -> None:
    """Tient un mot jusqu'à la fin de la transaction : deux postes ne créent pas ensemble ce qu'il
    nomme (un code tiré d'un nom, un contenu d'après son empreinte)."""
    if session.get_bind().dialect.name == "postgresql":
        order = text("SELECT pg_advisory_xact_lock(hashtextextended(:word, :family))")
        session.execute(order, {"word": word, "family": WORD})
