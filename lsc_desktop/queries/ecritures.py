"""Lectures : écritures, consultation d'un compte, pièces."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.dates import Periode
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.comptabilite import LigneEcriture, PieceComptable
from lsc_desktop.queries.paging import Filter, Listing, Requete, dans
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Ecriture,
    Entite,
    JournalComptable,
    Piece,
    RegularisationEcriture,
)
from lsc_desktop.storage.types import Euros


@dataclass(frozen=True, slots=True)
class EcritureRow:
    id: int
    date: dt.date
    journal: str
    piece: int
    piece_id: int
    compte: str
    compte_id: int
    libelle: str
    code: str
    periode_du: dt.date | None
    periode_au: dt.date | None
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True, slots=True)
class LigneCompteRow:
    """Une écriture d'un compte ; `solde` : celui du compte après elle, crédit − débit."""

    id: int
    date: dt.date
    journal: str
    piece: int
    piece_id: int
    libelle: str
    code: str
    periode_du: dt.date | None
    periode_au: dt.date | None
    debit: Decimal
    credit: Decimal
    solde: Decimal


_SUITE = select(
    Ecriture.id,
    Ecriture.compte_id,
    type_coerce(
        func.sum(Ecriture.credit - Ecriture.debit).over(
            partition_by=Ecriture.compte_id, order_by=(Ecriture.date, Ecriture.id)
        ),
        Euros(),
    ).label("solde"),
).subquery("suite")


def _ecritures() -> Requete:
    return _situees(
        select(
            Ecriture.id,
            Ecriture.date,
            JournalComptable.code.label("journal"),
            Piece.numero.label("piece"),
            Ecriture.piece_id,
            Compte.numero.label("compte"),
            Ecriture.compte_id,
            *_detail(),
        )
    )


def _consultation() -> Requete:
    stmt = select(
        Ecriture.id,
        Ecriture.date,
        JournalComptable.code.label("journal"),
        Piece.numero.label("piece"),
        Ecriture.piece_id,
        *_detail(),
        _SUITE.c.solde,
    )
    return _situees(stmt).join(_SUITE, _SUITE.c.id == Ecriture.id)


def _detail() -> tuple[Any, ...]:
    return (
        Ecriture.libelle,
        func.coalesce(CodeFiscalite.code, "").label("code"),
        Ecriture.periode_du,
        Ecriture.periode_au,
        Ecriture.debit,
        Ecriture.credit,
    )


def _situees(stmt: Select[Any]) -> Requete:
    """L'écriture avec sa pièce, son journal, son compte et sa rubrique."""
    return (
        stmt.select_from(Ecriture)
        .join(Piece, Piece.id == Ecriture.piece_id)
        .join(JournalComptable, JournalComptable.id == Piece.journal_id)
        .join(Compte, Compte.id == Ecriture.compte_id)
        .outerjoin(CodeFiscalite, CodeFiscalite.id == Ecriture.code_fiscalite_id)
    )


def _retenues(regularisation_id: Any) -> ColumnElement[bool]:
    kept = dans(RegularisationEcriture.regularisation_id)(regularisation_id)
    return Ecriture.id.in_(select(RegularisationEcriture.ecriture_id).where(kept))


_FILTRES: Mapping[str, Filter] = {
    "piece_id": dans(Ecriture.piece_id),
    "locataire_id": dans(Ecriture.locataire_id),
    "entite_id": dans(Compte.entite_id),
    "journal_id": dans(Piece.journal_id),
    "code_fiscalite_id": dans(Ecriture.code_fiscalite_id),
    "regularisation_id": _retenues,
    "du": lambda jour: Ecriture.date >= jour,
    "au": lambda jour: Ecriture.date <= jour,
}
ECRITURES = Listing(
    EcritureRow,
    _ecritures,
    search=(Ecriture.recherche, Compte.recherche),
    filters={**_FILTRES, "compte_id": dans(Ecriture.compte_id)},
    order=(("date", False), ("id", False)),
)
# Le solde se lit dans l'ordre des dates, quels que soient le tri et les lignes affichées.
CONSULTATION = Listing(
    LigneCompteRow,
    _consultation,
    search=(Ecriture.recherche,),
    filters={**_FILTRES, "compte_id": dans(_SUITE.c.compte_id)},
    order=(("date", False), ("id", False)),
)


# --- Pièces -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PieceRow:
    """`etat` : « contre-passée », « contre-passation », ou rien."""

    id: int
    entite: str
    journal: str
    numero: int
    date: dt.date
    libelle: str
    montant: Decimal
    etat: str
    cree_le: dt.datetime
    cree_par: str


def _pieces() -> Requete:
    contraire = aliased(Piece)
    debit = select(func.sum(Ecriture.debit)).where(Ecriture.piece_id == Piece.id)
    return (
        select(
            Piece.id,
            Entite.code.label("entite"),
            JournalComptable.code.label("journal"),
            Piece.numero,
            Piece.date,
            Piece.libelle,
            type_coerce(debit.correlate(Piece).scalar_subquery(), Euros()).label("montant"),
            case(
                (contraire.id.is_not(None), "contre-passée"),
                (Piece.extourne_de_id.is_not(None), "contre-passation"),
                else_="",
            ).label("etat"),
            Piece.cree_le,
            Piece.cree_par,
        )
        .join(Entite, Entite.id == Piece.entite_id)
        .join(JournalComptable, JournalComptable.id == Piece.journal_id)
        .outerjoin(contraire, contraire.extourne_de_id == Piece.id)
    )


PIECES = Listing(
    PieceRow,
    _pieces,
    search=(Piece.recherche,),
    filters={
        "entite_id": dans(Piece.entite_id),
        "journal_id": dans(Piece.journal_id),
        "compte_id": lambda value: Piece.id.in_(
            select(Ecriture.piece_id).where(dans(Ecriture.compte_id)(value))
        ),
    },
    order=(("date", True), ("id", True)),
)


def load_piece(session: Session, piece_id: int) -> PieceComptable:
    """Une pièce passée, telle qu'elle l'a été."""
    piece = session.get(Piece, piece_id)
    if piece is None:
        raise UserError("Cette pièce n'existe pas.", "Fermez cet onglet.")
    journal = session.get_one(JournalComptable, piece.journal_id)
    lines = session.scalars(
        select(Ecriture).where(Ecriture.piece_id == piece_id).order_by(Ecriture.id)
    )
    return PieceComptable(
        piece.entite_id, journal.code, piece.date, piece.libelle, tuple(map(_ligne, lines))
    )


def _ligne(ecriture: Ecriture) -> LigneEcriture:
    du, au = ecriture.periode_du, ecriture.periode_au
    return LigneEcriture(
        ecriture.compte_id,
        ecriture.debit,
        ecriture.credit,
        ecriture.libelle,
        ecriture.code_fiscalite_id,
        ecriture.locataire_id,
        Periode(du, au) if du and au else None,
    )
