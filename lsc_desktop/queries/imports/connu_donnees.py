"""Lectures : ce que la base sait des exercices, dépenses, fonds et contacts, pour un import."""

from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.text import fold
from lsc_desktop.domain.imports.plan import CleDepense, ExerciceConnu
from lsc_desktop.storage.models import Contact, Depense, Exercice, FondsTravaux


def donnees(session: Session) -> dict[str, Any]:
    """Champ de `Connu` → sa valeur."""
    e, d, f, c = Exercice, Depense, FondsTravaux, Contact
    years = session.execute(
        select(e.id, e.copropriete_id, e.libelle, e.du, e.au, e.clos).order_by(e.du, e.id)
    )
    spent: dict[int, Counter[CleDepense]] = {}
    rows = session.execute(
        select(d.exercice_id, d.cle_id, d.compte_id, d.date, d.libelle, d.montant)
    )
    for year, cle, compte, day, what, amount in rows:
        spent.setdefault(year, Counter())[cle, compte, day, fold(what), amount] += 1
    funds = session.execute(select(f.lot_copropriete_id, f.compte_id, f.arrete_le, f.montant))
    people = session.execute(select(c.genre, c.nom, c.role, c.immeuble_id))
    return {
        "exercices": [ExerciceConnu(*row) for row in years],
        "depenses": spent,
        "fonds": {(lot, compte, day): amount for lot, compte, day, amount in funds},
        "contacts": {(kind, fold(nom), fold(role), place) for kind, nom, role, place in people},
    }
