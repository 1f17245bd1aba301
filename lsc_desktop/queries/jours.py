"""Ajouter des jours à une date, en SQL : chaque moteur a son addition."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _PlusJours(FunctionElement[date]):
    type = Date()
    name = "plus_jours"
    inherit_cache = True


def plus_jours(day: Any, count: int) -> ColumnElement[date]:
    """La date `count` jours plus tard."""
    return _PlusJours(day, literal(count))


@compiles(_PlusJours, "sqlite")
def _sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    day, count = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"date({day}, {count} || ' days')"


@compiles(_PlusJours)
def _ansi(element: Any, compiler: Any, **kw: Any) -> str:
    day, count = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(CAST({day} AS DATE) + CAST({count} AS INTEGER))"
