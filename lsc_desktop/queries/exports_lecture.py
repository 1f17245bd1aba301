"""De quoi lire les rangées d'un export : les colonnes d'une table qui sont des champs."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from lsc_desktop.domain.imports.champs import Sorte
from lsc_desktop.queries.paging import Requete


def colonnes(sorte: Sorte, model: Any, prefixe: str = "", sauf: tuple[str, ...] = ()) -> list[Any]:
    """Les colonnes d'une table qui sont des champs de cette sorte, sous le nom du champ."""
    known = model.__table__.columns
    found = []
    for champ in sorte.champs:
        name = champ.nom.removeprefix(prefixe) if champ.nom.startswith(prefixe) else ""
        if name in known and champ.nom not in sauf:
            found.append(getattr(model, name).label(champ.nom))
    return found


def lues(session: Session, stmt: Requete) -> Iterator[dict[str, Any]]:
    """Les rangées d'une requête, sans les tenir toutes en mémoire."""
    for row in session.execute(stmt.execution_options(yield_per=1_000)):
        yield dict(row._mapping)
