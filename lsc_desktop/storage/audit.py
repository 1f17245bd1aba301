"""Historique : chaque champ changé d'une fiche ou d'une de ses lignes, dans la même transaction."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table, event, insert, inspect, select
from sqlalchemy.orm import Session, sessionmaker

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import nombre_court
from lsc_desktop.base.text import fold
from lsc_desktop.storage.models.base import Base, Versionnee
from lsc_desktop.storage.models.historique import Historique

SILENT = {"id", "version", "recherche", "rang"}
LONGEST = 500  # caractères gardés d'une valeur : l'historique n'est pas une archive de textes
# Ce qui désigne une ligne d'une table, dans l'ordre de préférence.
NAMES = ("code_gestion", "code", "numero", "nom", "titre", "objet", "libelle", "libelle1", "piece")

Fact = dict[str, Any]


def audit(writer: "sessionmaker[Session]") -> None:
    """Branche l'historique sur toutes les écritures d'une base."""
    event.listen(writer, "after_flush", _record)


def _record(session: Session, _context: Any) -> None:
    _write(session, list(_facts(session)))


def naissances(session: Session, model: type[Base], fiches: Iterable[tuple[int, str]]) -> None:
    """Des fiches insérées en bloc, que la session n'a pas vues naître : leur id et leur nom."""
    table = model.__tablename__
    _write(session, [_fact(table, id, "création", apres=name) for id, name in fiches])


def changements(
    session: Session, model: type[Base], champ: str, faits: Iterable[tuple[int, str, str]]
) -> None:
    """Un même champ changé en bloc : l'id de chaque fiche, ce qu'il disait et ce qu'il dit.

    `champ` : une colonne de la fiche, ou « table.colonne » d'une de ses lignes.
    """
    table = model.__tablename__
    rows = [
        _fact(table, id, "modification", champ, avant[:LONGEST], apres[:LONGEST])
        for id, avant, apres in faits
    ]
    _write(session, rows)


def _write(session: Session, facts: list[Fact]) -> None:
    if not facts:
        return
    who = session.info.get("user", "")
    when = datetime.now()  # l'heure réelle, quelle que soit la date de travail
    rows = [{"quand": when, "qui": who, **fact, "recherche": _folded(who, fact)} for fact in facts]
    session.connection().execute(insert(Historique), rows)


def _folded(who: str, fact: Fact) -> str:
    """Une donnée sensible est notée ; on ne la retrouve pas en la tapant."""
    said = {k: v for k, v in fact.items() if k not in ("avant", "apres") or not _sensible(fact)}
    return fold(" ".join((who, *(str(value) for value in said.values()))))


def _sensible(fact: Fact) -> bool:
    column = Base.metadata.tables[fact["fiche"]].columns.get(fact["champ"])
    return column is not None and "sensible" in column.info


def _facts(session: Session) -> Iterator[Fact]:
    """Les faits de cette transaction ; les lignes d'une fiche qui naît ou disparaît se taisent."""
    link = session.connection()
    whole = {(o.__tablename__, o.id) for o in (*session.new, *session.deleted) if _is_fiche(o)}
    for record in session.new:
        if _is_fiche(record):
            yield _fact(record.__tablename__, record.id, "création", apres=_name(link, record))
        else:
            for owner in _owners(record, whole):
                yield _fact(*owner, "ajout", record.__tablename__, apres=_summary(link, record))
    for record in session.dirty:
        if _is_fiche(record):
            for name, before, after in _changes(link, record):
                yield _fact(record.__tablename__, record.id, "modification", name, before, after)
        else:
            for owner in _owners(record, whole):
                yield from _line_changes(link, record, owner)
    for record in session.deleted:
        if _is_fiche(record):
            yield _fact(record.__tablename__, record.id, "suppression", avant=_name(link, record))
    for record in _removed(session):
        for owner in _owners(record, whole):
            yield _fact(*owner, "retrait", record.__tablename__, avant=_summary(link, record))


def _removed(session: Session) -> list[Any]:
    """Les lignes effacées, et celles ôtées de leur fiche, que la session n'annonce pas."""
    found = {id(o): o for o in session.deleted if not _is_fiche(o)}
    for record in session.dirty:
        state = inspect(record)
        for relation in state.mapper.relationships:
            for line in state.attrs[relation.key].history.deleted or ():
                found[id(line)] = line
    return list(found.values())


def _is_fiche(record: Any) -> bool:
    return isinstance(record, Versionnee)


def _fact(
    fiche: str, fiche_id: int, action: str, champ: str = "", avant: str = "", apres: str = ""
) -> Fact:
    return {
        "action": action,
        "fiche": fiche,
        "fiche_id": fiche_id,
        "champ": champ,
        "avant": avant,
        "apres": apres,
    }


# --- Lignes d'une fiche -------------------------------------------------------------------------


@cache
def _parents() -> dict[str, dict[str, str]]:
    """Table de lignes → colonne qui mène à leur fiche → table de la fiche."""
    found: dict[str, dict[str, str]] = {}
    for mapper in Base.registry.mappers:
        if not issubclass(mapper.class_, Versionnee):
            continue
        for relation in mapper.relationships:
            for _own, foreign in relation.local_remote_pairs:
                table = relation.mapper.local_table
                assert isinstance(table, Table) and isinstance(mapper.local_table, Table)
                found.setdefault(table.name, {})[foreign.name] = mapper.local_table.name
    return found


def _owners(line: Any, whole: set[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for column, table in _parents().get(line.__tablename__, {}).items():
        owner = (table, getattr(line, column))
        if owner[1] is not None and owner not in whole:
            yield owner


def _line_changes(link: Connection, line: Any, owner: tuple[str, int]) -> Iterator[Fact]:
    """« Loyer : 350,00 » → « Loyer : 360,00 »."""
    name = _name(link, line)
    for field, before, after in _changes(link, line):
        champ = f"{line.__tablename__}.{field}"
        texts = (f"{name} : {text}" if name and text else text for text in (before, after))
        yield _fact(*owner, "modification", champ, *texts)


def _summary(link: Connection, line: Any) -> str:
    """« 10, Loyer, 350,00 » : tout ce que dit une ligne, sauf à qui elle est."""
    hidden = SILENT | set(_parents().get(line.__tablename__, {}))
    values = (
        _text(link, column, getattr(line, column.key))
        for column in line.__table__.columns
        if column.key not in hidden
        and "tu" not in column.info
        and getattr(line, column.key) not in (None, False, "")
    )
    return ", ".join(text for text in values if text)[:LONGEST]


# --- Valeurs ------------------------------------------------------------------------------------


def _changes(link: Connection, record: Any) -> Iterator[tuple[str, str, str]]:
    """Champ, avant, après : ce qui se lit autrement qu'avant."""
    state = inspect(record)
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if attribute.key in SILENT or not history.has_changes():
            continue
        column: Any = attribute.columns[0]
        if "tu" in column.info:
            continue
        before = _text(link, column, history.deleted[0]) if history.deleted else ""
        after = _text(link, column, history.added[0]) if history.added else ""
        if before != after:
            yield attribute.key, before, after


def _text(link: Connection, column: Column[Any], value: Any) -> str:
    """Une valeur telle qu'un écran la montre ; une fiche liée par son code."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case Decimal():
            return nombre_court(value)
        case date():
            return date_fr(value)
    for key in column.foreign_keys:
        return _name_of(link, key.column.table, value)
    return str(value)[:LONGEST]


def _name(link: Connection, record: Any) -> str:
    key = next((name for name in NAMES if name in record.__table__.columns), None)
    if key is None:
        return _first_link(link, record)
    return str(getattr(record, key) or "")[:LONGEST]


def _first_link(link: Connection, record: Any) -> str:
    """À défaut de nom, celui de la première fiche liée : le tiers d'un bail, d'une caution."""
    hidden = _parents().get(record.__tablename__, {})
    for column in record.__table__.columns:
        value = getattr(record, column.key)
        if column.foreign_keys and column.key not in hidden and value is not None:
            return _text(link, column, value)
    return ""


def _name_of(link: Connection, table: Table, id: int) -> str:
    """Le code d'une fiche ; à défaut celui de la première qu'elle cite, ou son numéro d'ordre."""
    key = next((name for name in NAMES if name in table.columns), None)
    column = table.c[key] if key else next((c for c in table.columns if c.foreign_keys), None)
    found = None if column is None else link.scalar(select(column).where(table.c.id == id))
    if found and column is not None:
        for cited in column.foreign_keys:
            return _name_of(link, cited.column.table, found)
    return str(found or f"n° {id}")
