"""Après chaque validation, dit quelles tables ont changé."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from lsc_desktop.storage.engine import Database


def watch(db: Database, notify: Callable[[frozenset[str]], None]) -> None:
    """`notify(tables)` après chaque transaction validée, dans le fil qui a écrit.

    Plusieurs peuvent suivre la même base : chacun tient son propre compte.
    """
    own = object()

    @event.listens_for(db.writer, "after_flush")
    def collect(session: Session, _context: Any) -> None:
        changed = session.info.setdefault(own, set())
        changed |= {o.__tablename__ for o in (*session.new, *session.dirty, *session.deleted)}

    @event.listens_for(db.writer, "do_orm_execute")
    def collect_bulk(state: ORMExecuteState) -> None:
        if state.is_insert or state.is_update or state.is_delete:
            statement: Any = state.statement
            state.session.info.setdefault(own, set()).add(statement.table.name)

    @event.listens_for(db.writer, "after_commit")
    def publish(session: Session) -> None:
        if changed := session.info.pop(own, None):
            notify(frozenset(changed))

    @event.listens_for(db.writer, "after_rollback")
    def forget(session: Session) -> None:
        session.info.pop(own, None)
