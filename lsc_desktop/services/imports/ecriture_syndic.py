"""Cas d'usage : écrire ce qu'un plan d'import ajoute au syndic."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.money import nombre_court
from lsc_desktop.domain.imports.plan import Plan
from lsc_desktop.queries.paging import BATCH
from lsc_desktop.services.imports.creation import avancer, creer, numeroter, vrai
from lsc_desktop.storage.audit import changements
from lsc_desktop.storage.bulk import inserer
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Coproprietaire,
    Copropriete,
    LotCopropriete,
    Possession,
    Tantieme,
)

Avance = Callable[[str], None]


def ecrire_le_syndic(session: Session, plan: Plan, ids: dict[int, int], avance: Avance) -> None:
    """Copropriétés, clés, copropriétaires, lots ; leurs entités et leurs comptes sont écrits.

    Ce qui s'ajoute à une fiche connue avance sa version, et se lit dans son historique.
    """
    avance("copropriétés")
    creer(session, Copropriete, plan.coproprietes, ("entite_id",), ids)
    creer(session, CleRepartition, plan.cles, ("copropriete_id", "code"), ids)
    _dire_les_cles(session, plan)
    avance("copropriétaires")
    creer(session, Coproprietaire, plan.coproprietaires, ("compte_id",), ids)
    avance("lots de copropriété")
    creer(session, LotCopropriete, plan.lots_copropriete, ("copropriete_id", "numero"), ids)
    _peser(session, plan, ids)
    _attribuer(session, plan, ids)
    lots = {lot for lot, _line in plan.tantiemes} | {lot for lot, _owner in plan.possessions}
    avancer(session, LotCopropriete, {lot for lot in lots if lot > 0})


def _dire_les_cles(session: Session, plan: Plan) -> None:
    added = [one.saisie for one in plan.cles if one.saisie.copropriete_id > 0]
    avancer(session, Copropriete, {one.copropriete_id for one in added})
    facts = [(one.copropriete_id, "", f"{one.code}, {one.libelle}") for one in added]
    changements(session, Copropriete, "cle_repartition", facts)


def _peser(session: Session, plan: Plan, ids: dict[int, int]) -> None:
    rows = [
        {"lot_copropriete_id": vrai(ids, lot), "cle_id": vrai(ids, line.cle_id),
         "valeur": line.valeur}
        for lot, line in plan.tantiemes
    ]  # fmt: skip
    numeroter(session, Tantieme, "lot_copropriete_id", rows)
    inserer(session, Tantieme, rows)
    facts = [
        (lot, "", f"{line.cle}, {nombre_court(line.valeur or Decimal(0))}")
        for lot, line in plan.tantiemes
        if lot > 0
    ]
    changements(session, LotCopropriete, "tantieme", facts)


def _attribuer(session: Session, plan: Plan, ids: dict[int, int]) -> None:
    """Un lot tenu depuis toujours : sa possession n'a pas de début."""
    rows = [
        {"lot_copropriete_id": vrai(ids, lot), "coproprietaire_id": vrai(ids, owner)}
        for lot, owner in plan.possessions
    ]
    inserer(session, Possession, rows)
    given = {row["lot_copropriete_id"]: row["coproprietaire_id"] for row in rows}
    old = [lot for lot, _owner in plan.possessions if lot > 0]
    accounts = _comptes(session, {given[lot] for lot in old})
    facts = [(lot, "", accounts.get(given[lot], "")) for lot in old]
    changements(session, LotCopropriete, "possession", facts)


def _comptes(session: Session, ids: set[Any]) -> dict[Any, str]:
    """Le numéro de compte de chaque copropriétaire."""
    found: dict[Any, str] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), BATCH):
        stmt = select(Coproprietaire.id, Compte.numero).join(
            Compte, Compte.id == Coproprietaire.compte_id
        )
        rows = session.execute(stmt.where(Coproprietaire.id.in_(wanted[start : start + BATCH])))
        found.update({row.id: row.numero for row in rows})
    return found
