"""Enregistrer une fiche : vérifier la saisie et la version, puis recopier champ par champ."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from lsc_desktop.base.errors import ConflictError, GoneError, UserError
from lsc_desktop.queries.fiches import dernier_changement, trouver
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models.base import Base, Versionnee

M = TypeVar("M", bound=Base)
TECHNICAL = {"id", "version"}


def enregistrer(
    session: Session,
    model: type[M],
    draft: Any,
    *,
    sauf: Collection[str] = (),
    dans: M | None = None,
) -> M:
    """Crée ou modifie la fiche d'après la saisie ; rend la fiche, son id connu.

    `dans` : la fiche neuve à remplir, quand elle a des champs que la saisie n'a pas.
    Lève `UserError` au premier champ fautif, `ConflictError` si un autre a enregistré depuis
    l'ouverture, `GoneError` si la fiche a été supprimée. `sauf` : champs de la saisie qui ne
    s'écrivent pas.
    """
    refuser(draft)
    mapper = inspect(model)
    names = {f.name for f in fields(draft)} - TECHNICAL - set(sauf)
    lists = [r for r in mapper.relationships if r.key in names]
    record = dans or _open(session, model, draft, [r.key for r in lists])
    for column in mapper.column_attrs:
        if column.key in names:
            setattr(record, column.key, getattr(draft, column.key))
    for relation in lists:
        _sync(record, relation, getattr(draft, relation.key))
    if draft.id is None:
        session.add(record)
    lines = draft.id is not None and any(_changees(session, record, r) for r in lists)
    session.flush()
    if lines and isinstance(record, Versionnee) and record.version == draft.version:
        avancer(session, model, record)
    return record


def refuser(draft: Any) -> None:
    """Lève `UserError` si la saisie a un défaut."""
    for field, sentence in draft.problems():
        raise UserError(sentence, "Corrigez ce champ, puis validez de nouveau.", field)


def verifier_version(session: Session, record: Any, version: int) -> None:
    """Lève `ConflictError` si la fiche n'est plus celle qu'on a ouverte."""
    if record.version != version:
        change = dernier_changement(session, record.__tablename__, record.id)
        raise ConflictError(
            f"Cette fiche a été {change}.",
            "Rouvrez-la pour voir ce changement ; rien n'a été enregistré.",
        )


def _open(session: Session, model: type[M], draft: Any, lists: list[str]) -> M:
    if draft.id is None:
        return model()
    hold(session, model, draft.id)
    record = trouver(session, model, draft.id, lists)
    if record is None:
        raise GoneError("Cette fiche a été supprimée.", "Votre saisie est gardée à l'écran.")
    if isinstance(record, Versionnee):
        verifier_version(session, record, draft.version)
    return record


def avancer(session: Session, model: Any, record: Any) -> None:
    """Seules des lignes ont changé : la version, qui est celle de la fiche entière, avance.

    Qui tient la fiche ouverte ailleurs devra la relire.
    """
    stmt = update(model).where(model.id == record.id, model.version == record.version)
    done = session.execute(
        stmt.values(version=record.version + 1), execution_options={"synchronize_session": False}
    )
    if not cast("CursorResult[Any]", done).rowcount:
        raise StaleDataError("la fiche a changé")
    set_committed_value(record, "version", record.version + 1)


def _changees(session: Session, record: Any, relation: Any) -> bool:
    """Une ligne de la fiche a été ajoutée, retirée ou modifiée."""
    if inspect(record).attrs[relation.key].history.has_changes():
        return True
    return any(session.is_modified(line) for line in getattr(record, relation.key))


def _sync(record: Any, relation: Any, lines: list[Any]) -> None:
    """Les lignes saisies remplacent celles de la fiche, par leur id ; leur ordre fait leur rang."""
    target = relation.mapper.class_
    columns = {c.key for c in relation.mapper.column_attrs}
    known = {line.id: line for line in getattr(record, relation.key)} if record.id else {}
    kept = []
    for rank, line in enumerate(lines):
        child = known.get(getattr(line, "id", None)) or target()
        for field in fields(line):
            if field.name in columns and field.name != "id":
                setattr(child, field.name, getattr(line, field.name))
        if "rang" in columns:
            child.rang = rank
        kept.append(child)
    setattr(record, relation.key, kept)
