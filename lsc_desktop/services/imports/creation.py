"""Insérer en bloc les fiches d'un plan : un id provisoire devient le vrai, l'historique le dit."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from lsc_desktop.domain.imports.plan import Neuf
from lsc_desktop.queries.paging import BATCH
from lsc_desktop.storage.audit import naissances
from lsc_desktop.storage.bulk import inserer
from lsc_desktop.storage.models.base import Versionnee


def creer(
    session: Session,
    model: Any,
    news: Iterable[Neuf[Any]],
    cle: tuple[str, ...],
    ids: dict[int, int],
) -> None:
    """Insère les fiches en bloc, retrouve leurs ids par leur clé, et les porte à l'historique.

    Un lien d'une fiche à une autre de la même table ne se pose qu'une fois toutes deux là.
    """
    news = list(news)
    if not news:
        return
    table = model.__table__
    assert isinstance(table, Table)
    names = [f.name for f in fields(news[0].saisie) if f.name in table.columns]
    names = [name for name in names if name not in ("id", "version")]
    targets = {c.key: {key.column.table for key in c.foreign_keys} for c in table.columns}
    within = {name for name in names if table in targets[name]}
    links = {name for name in names if targets[name]} - within
    rows = [_row(new.saisie, names, links, ids) for new in news]
    inserer(session, model, [row | dict.fromkeys(within) for row in rows])
    wanted = {tuple(row[name] for name in cle): new for row, new in zip(rows, news, strict=True)}
    born: list[tuple[int, str]] = []
    columns = [getattr(model, name) for name in cle]
    for row in session.execute(select(model.id, *columns).order_by(model.id)):
        new = wanted.get(tuple(row)[1:])
        if new is not None:
            ids[new.id] = row[0]
            born.append((row[0], _nom(new.saisie)))
    for name in within:
        _relier(session, table, name, news, ids)
    if issubclass(model, Versionnee):  # une ligne n'a pas d'histoire à elle : sa fiche la dit
        naissances(session, model, born)


def _row(saisie: Any, names: list[str], links: set[str], ids: dict[int, int]) -> dict[str, Any]:
    """Les colonnes d'une saisie ; un id provisoire devient le vrai."""
    row = {name: getattr(saisie, name) for name in names}
    for name in links & row.keys():
        value = row[name]
        if isinstance(value, int) and value < 0:
            row[name] = ids[value]
    return row


def _relier(
    session: Session, table: Table, name: str, news: list[Neuf[Any]], ids: dict[int, int]
) -> None:
    pairs = [
        {"fiche": ids[new.id], "autre": vrai(ids, value)}
        for new in news
        if (value := getattr(new.saisie, name)) is not None
    ]
    if pairs:
        stmt = update(table).where(table.c.id == bindparam("fiche"))
        session.connection().execute(stmt.values({name: bindparam("autre")}), pairs)


def _nom(saisie: Any) -> str:
    for name in ("code_gestion", "code", "numero", "nom", "libelle"):
        if value := getattr(saisie, name, ""):
            return str(value)
    return ""


def vrai(ids: dict[int, int], id: int | None) -> int | None:
    """L'id d'une fiche, une fois écrite."""
    return ids[id] if id is not None and id < 0 else id


def numeroter(session: Session, model: Any, owner: str, rows: list[dict[str, Any]]) -> None:
    """Le rang de chaque ligne, à la suite de celles que sa fiche a déjà."""
    column = getattr(model, owner)
    next_rank: dict[Any, int] = {}
    wanted = sorted({row[owner] for row in rows})
    for start in range(0, len(wanted), BATCH):
        stmt = select(column, model.rang).where(column.in_(wanted[start : start + BATCH]))
        for fiche, rang in session.execute(stmt):
            next_rank[fiche] = max(next_rank.get(fiche, 0), rang + 1)
    for row in rows:
        row["rang"] = next_rank.get(row[owner], 0)
        next_rank[row[owner]] = row["rang"] + 1


def avancer(session: Session, model: Any, ids: set[int]) -> None:
    """Avance la version de ces fiches : qui en tient une ouverte la relira."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), BATCH):
        session.execute(
            update(model)
            .where(model.id.in_(wanted[start : start + BATCH]))
            .values(version=model.version + 1),
            execution_options={"synchronize_session": False},
        )
