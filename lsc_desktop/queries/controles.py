"""Ce qui doit toujours être vrai d'une comptabilité et des documents gardés (ecosystem D.3).

Une seule liste, jouée sur chaque sauvegarde rouverte et par « Vérifier la base ».
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import euros
from lsc_desktop.storage.models import Compte, Ecriture, Entite, Fichier, JournalComptable, Piece

LIMITE = 5  # phrases par contrôle : la première suffit à savoir qu'il faut restaurer
LOT = 50  # documents lus à la fois


@dataclass(frozen=True, slots=True)
class Controle:
    """`nom` : ce qui est vérifié ; `lire(session)` : une phrase par défaut trouvé."""

    nom: str
    lire: Callable[[Session], Iterator[str]]


def controler(session: Session) -> list[str]:
    """Joue tous les contrôles ; rend une phrase par défaut, rien si tout est juste.

    Une base d'une version antérieure, à qui manque une colonne, ne se contrôle qu'à niveau.
    """
    return [sentence for c in CONTROLES for sentence in islice(c.lire(session), LIMITE)]


def _desequilibrees(session: Session) -> Iterator[str]:
    debit, credit = func.sum(Ecriture.debit), func.sum(Ecriture.credit)
    sums = select(Ecriture.piece_id, debit.label("debit"), credit.label("credit")).group_by(
        Ecriture.piece_id
    )
    uneven = sums.having(debit != credit).limit(LIMITE).subquery()
    stmt = _pieces(uneven.c.debit, uneven.c.credit).join(uneven, uneven.c.piece_id == Piece.id)
    for journal, numero, date, left, right in session.execute(stmt):
        yield (
            f"La pièce {journal} {numero} du {date_fr(date)} n'est pas équilibrée : "
            f"{euros(left)} au débit, {euros(right)} au crédit."
        )


def _vides(session: Session) -> Iterator[str]:
    lines = select(Ecriture.id).where(Ecriture.piece_id == Piece.id).exists()
    for journal, numero, date in session.execute(_pieces().where(~lines).limit(LIMITE)):
        yield f"La pièce {journal} {numero} du {date_fr(date)} n'a aucune écriture."


def _ailleurs(session: Session) -> Iterator[str]:
    stmt = (
        _pieces(Compte.numero)
        .join(Ecriture, Ecriture.piece_id == Piece.id)
        .join(Compte, Compte.id == Ecriture.compte_id)
        .where(or_(Compte.entite_id != Piece.entite_id, Ecriture.date != Piece.date))
        .limit(LIMITE)
    )
    for journal, numero, date, compte in session.execute(stmt):
        yield (
            f"Une écriture du compte {compte} n'est ni de l'entité ni de la date de sa pièce, "
            f"{journal} {numero} du {date_fr(date)}."
        )


def _trous(session: Session) -> Iterator[str]:
    first, last, count = func.min(Piece.numero), func.max(Piece.numero), func.count()
    stmt = (
        select(JournalComptable.code, Entite.code, first, last, count)
        .select_from(Piece)
        .join(JournalComptable, JournalComptable.id == Piece.journal_id)
        .join(Entite, Entite.id == Piece.entite_id)
        .group_by(JournalComptable.code, Entite.code)
        .having(or_(first != 1, last != count))
        .order_by(JournalComptable.code, Entite.code)
        .limit(LIMITE)
    )
    for journal, entite, low, high, held in session.execute(stmt):
        yield (
            f"Le journal {journal} de l'entité {entite} va de {low} à {high} pour {held} pièces : "
            "la numérotation a un trou."
        )


def _documents(session: Session) -> Iterator[str]:
    """Chaque contenu, relu, a bien l'empreinte notée quand il fut gardé."""
    after = 0
    stmt = select(Fichier.id, Fichier.nom, Fichier.sha256, Fichier.contenu)
    while rows := session.execute(
        stmt.where(Fichier.id > after).order_by(Fichier.id).limit(LOT)
    ).all():
        for _id, nom, sha256, content in rows:
            if hashlib.sha256(content).hexdigest() != sha256:
                yield f"Le document « {nom} » n'est plus celui qui fut gardé."
        after = rows[-1].id


def _pieces(*more: Any) -> "Select[*tuple[Any, ...]]":
    return (
        select(JournalComptable.code, Piece.numero, Piece.date, *more)
        .select_from(Piece)
        .join(JournalComptable, JournalComptable.id == Piece.journal_id)
    )


CONTROLES = (
    Controle("chaque pièce est équilibrée", _desequilibrees),
    Controle("chaque pièce a ses écritures", _vides),
    Controle("chaque écriture est de l'entité et de la date de sa pièce", _ailleurs),
    Controle("chaque journal est numéroté sans trou", _trous),
    Controle("chaque document gardé est intact", _documents),
)
