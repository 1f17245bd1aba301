"""Ce qui doit être vrai d'une agence : équilibre, numérotation, quittances, liens, comptes."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Integer, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import (
    Base,
    Ecriture,
    Fichier,
    Locataire,
    Lot,
    Piece,
    Quittance,
    Regularisation,
    RegularisationEcriture,
    Tiers,
)

Constat = tuple[str, str, bool]


def controler(url: str) -> Iterator[Constat]:
    """(ce qui est compté, ce qu'on trouve, si c'est juste)."""
    db = Database(url)
    try:
        with db.read() as session:
            yield from _nombres(session)
            for sentence, found in _defauts(session):
                yield sentence, str(found), found == 0
    finally:
        db.close()


def _nombres(session: Session) -> Iterator[Constat]:
    for name, model in (("lots", Lot), ("tiers", Tiers), ("baux", Locataire),
                        ("pièces", Piece), ("écritures", Ecriture), ("quittances", Quittance),
                        ("régularisations", Regularisation), ("documents", Fichier)):  # fmt: skip
        count = session.scalar(select(func.count()).select_from(model)) or 0
        yield name, str(count), count > 0


def _defauts(session: Session) -> Iterator[tuple[str, int]]:
    debit, credit = (_cents(func.sum(c)) for c in (Ecriture.debit, Ecriture.credit))
    total = session.execute(select(debit, credit)).one()
    yield "écart entre débits et crédits, en centimes", int(total[0]) - int(total[1])
    uneven = select(Ecriture.piece_id).group_by(Ecriture.piece_id).having(debit != credit)
    yield "pièces déséquilibrées", _count(session, uneven)
    runs = select(Piece.journal_id).group_by(Piece.journal_id, Piece.entite_id)
    holes = runs.having((func.max(Piece.numero) != func.count()) | (func.min(Piece.numero) != 1))
    yield "journaux dont la numérotation a un trou", _count(session, holes)
    called = (
        select(Quittance.id)
        .join(Locataire, Locataire.id == Quittance.locataire_id)
        .join(
            Ecriture,
            (Ecriture.piece_id == Quittance.piece_id) & (Ecriture.compte_id == Locataire.compte_id),
        )
        .group_by(Quittance.id, Quittance.total)
        .having(_cents(func.sum(Ecriture.debit - Ecriture.credit)) != _cents(Quittance.total))
    )
    yield "quittances qui ne disent pas leurs écritures", _count(session, called)
    yield (
        "régularisations dont les provisions ne sont pas leurs écritures",
        _count(session, _provisions()),
    )
    yield "lignes qui mènent à une fiche absente", sum(_orphelins(session))


def _provisions() -> Any:
    amount = func.coalesce(_cents(func.sum(Ecriture.debit - Ecriture.credit)), literal(0))
    return (
        select(Regularisation.id)
        .outerjoin(
            RegularisationEcriture, RegularisationEcriture.regularisation_id == Regularisation.id
        )
        .outerjoin(Ecriture, Ecriture.id == RegularisationEcriture.ecriture_id)
        .group_by(Regularisation.id, Regularisation.provisions)
        .having(func.coalesce(_cents(Regularisation.provisions), literal(0)) != amount)
    )


def _orphelins(session: Session) -> Iterator[int]:
    """Chaque lien déclaré ; PostgreSQL les vérifie en écrivant, SQLite quand on l'en prie."""
    if session.get_bind().dialect.name == "sqlite":
        yield len(session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchall())
        return
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.alias()
            lost = (
                select(table.c.id)
                .outerjoin(target, target.c.id == key.parent)
                .where(key.parent.is_not(None), target.c.id.is_(None))
            )
            yield _count(session, lost)


def _cents(amount: Any) -> Any:
    """Le montant tel que la base le garde, sans passer par un décimal."""
    return type_coerce(amount, Integer)


def _count(session: Session, stmt: Any) -> int:
    return session.scalar(select(func.count()).select_from(stmt.subquery())) or 0
