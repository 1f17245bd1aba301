"""Charger une fiche : la saisie (draft) a les noms des colonnes, une liste celui de la relation."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from typing import Any, TypeVar, get_args, get_type_hints

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload

from lsc_desktop.base.errors import GoneError
from lsc_desktop.domain.conflits import Changement
from lsc_desktop.storage.models import DocumentLot, Historique, PhotoImmeuble
from lsc_desktop.storage.models.base import Base

# Table de fichiers numérotés → ce qui mène à la fiche qui les porte, et la table de celle-ci.
NUMEROTES = {
    "document_lot": (DocumentLot.lot_id, "lot"),
    "photo_immeuble": (PhotoImmeuble.immeuble_id, "immeuble"),
}

D = TypeVar("D")
M = TypeVar("M", bound=Base)


def charger(session: Session, model: type[Base], draft: type[D], fiche_id: int) -> D:
    """La saisie d'une fiche, détachée de la base ; lève `GoneError` si la fiche a disparu.

    Les champs que la table n'a pas gardent leur valeur par défaut : la requête les remplit.
    """
    record = trouver(session, model, fiche_id, _listes(model, draft))
    if record is None:
        raise GoneError(
            "Cette fiche n'existe plus.", "Un collègue l'a supprimée : fermez cet onglet."
        )
    return _saisie(model, draft, record)


def charger_ensemble(
    session: Session, model: type[Base], draft: type[D], ids: Collection[int]
) -> dict[int, D]:
    """Les saisies de ces fiches, en autant de requêtes pour mille que pour une ; celles qui ont
    disparu n'y sont pas."""
    lists = _listes(model, draft)
    stmt = select(model).where(model.id.in_(list(ids)))
    found = session.scalars(stmt.options(*(selectinload(getattr(model, one)) for one in lists)))
    return {record.id: _saisie(model, draft, record) for record in found}


def par_id(session: Session, model: type[M], ids: Iterable[int | None]) -> dict[int, M]:
    """Ces fiches, sous leur id ; `None` et les disparues n'y sont pas."""
    wanted = {id for id in ids if id}
    if not wanted:
        return {}
    return {one.id: one for one in session.scalars(select(model).where(model.id.in_(wanted)))}


def _listes(model: type[Base], draft: type[Any]) -> list[str]:
    """Les relations que la saisie montre en lignes."""
    names = {f.name for f in fields(draft)}
    return [r.key for r in inspect(model).relationships if r.key in names]


def _saisie(model: type[Base], draft: type[D], record: Base) -> D:
    names = {f.name for f in fields(draft)}  # type: ignore[arg-type]
    hints = get_type_hints(draft)
    values: dict[str, Any] = {
        c.key: getattr(record, c.key) for c in inspect(model).column_attrs if c.key in names
    }
    for name in _listes(model, draft):
        (line,) = get_args(hints[name])
        values[name] = [_line(line, child) for child in getattr(record, name)]
    return draft(**values)


def trouver(session: Session, model: type[M], fiche_id: int, lists: Collection[str]) -> M | None:
    """La fiche et ses listes, même si la session la tenait déjà sans elles."""
    stmt = select(model).where(model.id == fiche_id)
    return session.scalar(stmt.options(*(selectinload(getattr(model, name)) for name in lists)))


def _line(kind: type[D], record: Any) -> D:
    columns = {c.key for c in inspect(type(record)).column_attrs}
    names = [f.name for f in fields(kind) if f.name in columns]  # type: ignore[arg-type]
    return kind(**{name: getattr(record, name) for name in names})


def changement(session: Session, fiche: str, fiche_id: int) -> Changement | None:
    """Qui a touché à la fiche en dernier, et quand, d'après l'historique ; `None` si l'on ne sait.

    Un fichier numéroté n'a pas d'histoire à lui : c'est celle de la fiche qui le porte.
    """
    if fiche in NUMEROTES:
        line, owner = NUMEROTES[fiche]
        found = session.scalar(select(line).where(line.class_.id == fiche_id))
        fiche, fiche_id = owner, found or 0
    stmt = (
        select(Historique.qui, Historique.quand, Historique.action)
        .where(Historique.fiche == fiche, Historique.fiche_id == fiche_id)
        .order_by(Historique.id.desc())
        .limit(1)
    )
    last = session.execute(stmt).first()
    return Changement(last.qui, last.quand, last.action) if last is not None else None


def dernier_changement(session: Session, fiche: str, fiche_id: int) -> str:
    """« modifiée par Martine le 22/11/2026 à 10:42 », d'après l'historique."""
    last = changement(session, fiche, fiche_id)
    if last is None:
        return "modifiée entre-temps"
    return f"modifiée par {last.qui or 'un collègue'} le {last.quand:%d/%m/%Y à %H:%M}"
