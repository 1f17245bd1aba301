"""Tout ce que dit une base, hors les numéros et les heures : deux bases se comparent."""

import hashlib
from typing import Any

from sqlalchemy import DateTime, select

from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Base

# Ce qu'une reprise change à dessein ; `recherche` contient `repris_par`.
SANS = {"traitement": {"jeton", "vu_le", "repris_par", "recherche"}}
Lignes = list[tuple[Any, ...]]
Etat = dict[str, Lignes]


def etat(url: str) -> Etat:
    """Table → ses lignes, dans l'ordre de leur écriture ; un id y est son rang dans sa table."""
    db = Database(url)
    raw: dict[str, list[dict[str, Any]]] = {}
    with db.read() as session:
        for name, table in Base.metadata.tables.items():
            rows = session.execute(select(table).order_by(table.c.id)).mappings()
            raw[name] = [dict(row) for row in rows]
    db.close()
    ranks = {name: {row["id"]: n for n, row in enumerate(rows)} for name, rows in raw.items()}
    found = {name: [_ligne(name, row, ranks) for row in rows] for name, rows in raw.items()}
    found["historique"].sort()  # les faits d'une même transaction n'ont pas d'ordre
    return found


def _ligne(name: str, row: dict[str, Any], ranks: dict[str, dict[int, int]]) -> tuple[Any, ...]:
    found = []
    for column in Base.metadata.tables[name].columns:
        value = row[column.name]
        if isinstance(column.type, DateTime) or column.name in SANS.get(name, ()):
            continue
        if name == "historique" and column.name in ("id", "recherche"):
            continue
        if column.name == "id":
            value = ranks[name][value]
        elif name == "historique" and column.name == "fiche_id":
            value = ranks[row["fiche"]].get(value)
        elif value is not None and column.foreign_keys:
            (key,) = column.foreign_keys
            value = ranks[key.column.table.name][value]
        elif isinstance(value, bytes):
            value = hashlib.sha256(value).hexdigest()
        found.append(value)
    return tuple(found)


def differences(found: Etat, wanted: Etat) -> list[str]:
    """Les premières lignes qui diffèrent, table par table."""
    said = []
    for name, rows in wanted.items():
        mine = found[name]
        if mine != rows:
            first = next(
                (n for n, (a, b) in enumerate(zip(mine, rows, strict=False)) if a != b),
                min(len(mine), len(rows)),
            )
            said.append(
                f"{name} : {len(mine)} lignes pour {len(rows)}, la {first}e : "
                f"{mine[first : first + 1]} au lieu de {rows[first : first + 1]}"
            )
    return said
