"""Cas d'usage : écrire les exercices, dépenses, fonds et contacts d'un plan d'import."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.imports.plan import Plan
from lsc_desktop.queries.paging import BATCH
from lsc_desktop.services.imports.creation import creer, vrai
from lsc_desktop.storage.audit import naissances
from lsc_desktop.storage.bulk import inserer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Contact, Depense, Exercice, FondsTravaux

Avance = Callable[[str], None]
_LIENS = ("exercice_id", "cle_id", "compte_id", "fournisseur_id")


def ecrire_les_donnees(session: Session, plan: Plan, ids: dict[int, int], avance: Avance) -> None:
    """Ses copropriétés, clés, lots et comptes sont écrits."""
    avance("exercices et dépenses")
    creer(session, Exercice, plan.exercices, ("copropriete_id", "libelle"), ids)
    _depenser(session, plan, ids)
    avance("fonds de travaux")
    key = ("lot_copropriete_id", "compte_id", "arrete_le")
    creer(session, FondsTravaux, plan.fonds_travaux, key, ids)
    avance("contacts")
    creer(session, Contact, plan.contacts, ("genre", "nom", "role", "immeuble_id"), ids)


def _depenser(session: Session, plan: Plan, ids: dict[int, int]) -> None:
    """Rien ne distingue deux dépenses semblables : celles qui naissent ici sont, dans leurs
    exercices, les dernières ; personne n'y en ajoute pendant ce temps."""
    rows = [_row(new.saisie, ids) for new in plan.depenses]
    if not rows:
        return
    years = sorted({row["exercice_id"] for row in rows})
    hold(session, Exercice, *years)
    last = session.scalar(select(func.max(Depense.id))) or 0
    inserer(session, Depense, rows)
    for start in range(0, len(years), BATCH):
        stmt = select(Depense.id, Depense.libelle).where(
            Depense.id > last, Depense.exercice_id.in_(years[start : start + BATCH])
        )
        naissances(session, Depense, [(row.id, row.libelle) for row in session.execute(stmt)])


def _row(saisie: Any, ids: dict[int, int]) -> dict[str, Any]:
    columns = {column.key for column in Depense.__table__.columns} - {"id", "version"}
    row = {f.name: getattr(saisie, f.name) for f in fields(saisie) if f.name in columns}
    return row | {name: vrai(ids, row[name]) for name in _LIENS}
