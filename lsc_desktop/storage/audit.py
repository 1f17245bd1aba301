"""Historique : chaque champ changé d'une fiche, écrit dans la même transaction."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import Session, sessionmaker

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import nombre_court
from lsc_desktop.base.text import fold
from lsc_desktop.storage.models.base import Versionnee
from lsc_desktop.storage.models.historique import Historique

SILENT = {"id", "version", "recherche"}
LONGEST = 500  # caractères gardés d'une valeur : l'historique n'est pas une archive de textes


def audit(writer: "sessionmaker[Session]") -> None:
    """Branche l'historique sur toutes les écritures d'une base."""
    event.listen(writer, "after_flush", _record)


def _record(session: Session, _context: Any) -> None:
    facts = [
        *(_fact(o, "création") for o in session.new if isinstance(o, Versionnee)),
        *(fact for o in session.dirty if isinstance(o, Versionnee) for fact in _changes(o)),
        *(_fact(o, "suppression") for o in session.deleted if isinstance(o, Versionnee)),
    ]
    if not facts:
        return
    who = session.info.get("user", "")
    when = datetime.now()  # l'heure réelle, quelle que soit la date de travail
    rows = [{"quand": when, "qui": who, **fact, "recherche": _folded(who, fact)} for fact in facts]
    session.connection().execute(insert(Historique), rows)


def _fact(record: Any, action: str) -> dict[str, Any]:
    return {
        "action": action,
        "fiche": record.__tablename__,
        "fiche_id": record.id,
        "champ": "",
        "avant": "",
        "apres": "",
    }


def _changes(record: Any) -> list[dict[str, Any]]:
    state = inspect(record)
    found = []
    for column in state.mapper.column_attrs:
        if column.key in SILENT:
            continue
        history = state.attrs[column.key].history
        if not history.has_changes():
            continue
        before = _text(history.deleted[0]) if history.deleted else ""
        after = _text(history.added[0]) if history.added else ""
        if before != after:
            found.append(
                _fact(record, "modification")
                | {"champ": column.key, "avant": before, "apres": after}
            )
    return found


def _folded(who: str, fact: dict[str, Any]) -> str:
    return fold(" ".join((who, *(str(value) for value in fact.values()))))


def _text(value: Any) -> str:
    """Une valeur telle qu'un écran la montre."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case Decimal():
            return nombre_court(value)
        case date():
            return date_fr(value)
        case _:
            return str(value)[:LONGEST]
