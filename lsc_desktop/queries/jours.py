"""Ajouter des jours ou des mois à une date, en SQL : chaque moteur a son addition."""

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


class _PlusMois(FunctionElement[date]):
    type = Date()
    name = "plus_mois"
    inherit_cache = True


def plus_mois(day: Any, count: int) -> ColumnElement[date]:
    """Le même quantième `count` mois plus tard, ramené à la fin du mois, comme
    `base.dates.plus_mois`."""
    return _PlusMois(day, literal(count), literal(count + 1))


@compiles(_PlusMois, "sqlite")
def _mois_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    """SQLite déborde sur le mois suivant : la fin du bon mois le borne."""
    day, count, after = (compiler.process(clause, **kw) for clause in element.clauses)
    last = f"date({day}, 'start of month', {after} || ' months', '-1 day')"
    return f"min(date({day}, {count} || ' months'), {last})"


@compiles(_PlusMois)
def _mois_ansi(element: Any, compiler: Any, **kw: Any) -> str:
    day, count, _after = (compiler.process(clause, **kw) for clause in element.clauses)
    months = f"CAST({count} AS INTEGER)"
    return f"CAST(CAST({day} AS DATE) + make_interval(months => {months}) AS DATE)"
