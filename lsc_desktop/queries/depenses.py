"""Lectures : exercices et dépenses des copropriétés."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, literal, select, type_coerce
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.depenses import (
    DepenseDraft,
    ExerciceDraft,
    fin_d_exercice,
    libelle_propose,
)
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Copropriete,
    Depense,
    Evenement,
    Exercice,
    Immeuble,
    Tiers,
)
from lsc_desktop.storage.types import Euros

RIEN = type_coerce(ZERO, Euros())


# --- Exercices --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExerciceRow:
    """`depenses`, `total` : combien il en a, et ce qu'elles font."""

    id: int
    immeuble: str
    copropriete_id: int
    libelle: str
    du: dt.date
    au: dt.date
    clos: bool
    depenses: int
    total: Decimal
    version: int


def _exercices() -> Requete:
    e = Exercice
    mine = select(func.count(Depense.id)).where(Depense.exercice_id == e.id)
    total = select(func.coalesce(func.sum(Depense.montant), RIEN)).where(
        Depense.exercice_id == e.id
    )
    return (
        select(
            e.id, Immeuble.code.label("immeuble"), e.copropriete_id, e.libelle, e.du, e.au, e.clos,
            mine.correlate(e).scalar_subquery().label("depenses"),
            type_coerce(total.correlate(e).scalar_subquery(), Euros()).label("total"), e.version,
        )
        .join(Copropriete, Copropriete.id == e.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
    )  # fmt: skip


EXERCICES = Listing(
    ExerciceRow,
    _exercices,
    search=(Exercice.recherche, Immeuble.recherche),
    filters={
        "copropriete_id": dans(Exercice.copropriete_id),
        "clos": lambda value: Exercice.clos.is_(value),
    },
    order=(("immeuble", False), ("du", True), ("id", True)),
)


def load_exercice(session: Session, exercice_id: int) -> ExerciceDraft:
    draft = charger(session, Exercice, ExerciceDraft, exercice_id)
    count, total = session.execute(
        select(func.count(Depense.id), func.sum(Depense.montant)).where(
            Depense.exercice_id == exercice_id
        )
    ).one()
    draft.depenses, draft.total = count, total or ZERO
    before = select(Exercice.id).where(
        Exercice.copropriete_id == draft.copropriete_id, Exercice.du < draft.du
    )
    draft.premier = session.scalar(before.limit(1)) is None
    return draft


def nouvel_exercice(session: Session, ctx: Contexte, **params: Any) -> ExerciceDraft:
    """Une saisie à la suite du dernier exercice, dans la copropriété s'il n'y en a qu'une."""
    draft = ExerciceDraft(**{"copropriete_id": _seule(session), **params})
    proposer_les_dates(session, draft, ctx)
    return draft


def proposer_les_dates(session: Session, draft: ExerciceDraft, ctx: Contexte) -> None:
    """Douze mois après le dernier, sinon l'année civile, tant que rien n'est tapé."""
    if draft.id is not None or draft.copropriete_id is None:
        return
    mine = Exercice.copropriete_id == draft.copropriete_id
    last = session.scalar(select(func.max(Exercice.au)).where(mine))
    draft.premier = last is None
    if draft.du is None and draft.au is None:
        year = dt.date(ctx.aujourd_hui.year, 1, 1)
        draft.du = year if last is None else last + dt.timedelta(days=1)
        draft.au = fin_d_exercice(draft.du)
    if not draft.libelle and draft.du and draft.au:
        draft.libelle = libelle_propose(draft.du, draft.au)


def _seule(session: Session) -> int | None:
    every = session.scalars(select(Copropriete.id).where(Copropriete.actif).limit(2)).all()
    return every[0] if len(every) == 1 else None


# --- Dépenses ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DepenseRow:
    """Une ligne de la liste des dépenses : exercice, immeuble, clé, compte (seed L1902-1916)."""

    id: int
    immeuble: str
    exercice: str
    exercice_id: int
    cle: str
    compte: str
    compte_id: int
    charge: str
    date: dt.date
    libelle: str
    montant: Decimal
    tva: Decimal
    deductible: Decimal
    recuperable: Decimal
    fournisseur: str
    fournisseur_id: int | None
    facture: str
    evenement_id: int | None
    clos: bool
    version: int


Fournisseur = aliased(Tiers, name="fournisseur")


def _depenses() -> Requete:
    d = Depense
    return (
        select(
            d.id, Immeuble.code.label("immeuble"), Exercice.libelle.label("exercice"),
            d.exercice_id, CleRepartition.code.label("cle"),
            Compte.numero.label("compte"), d.compte_id, Compte.libelle.label("charge"), d.date,
            d.libelle, d.montant, d.tva, d.deductible, d.recuperable,
            func.coalesce(nom_complet(Fournisseur), literal("")).label("fournisseur"),
            d.fournisseur_id, func.coalesce(Evenement.objet, literal("")).label("facture"),
            d.evenement_id, Exercice.clos, d.version,
        )
        .join(Exercice, Exercice.id == d.exercice_id)
        .join(Copropriete, Copropriete.id == Exercice.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .join(CleRepartition, CleRepartition.id == d.cle_id)
        .join(Compte, Compte.id == d.compte_id)
        .outerjoin(Fournisseur, Fournisseur.id == d.fournisseur_id)
        .outerjoin(Evenement, Evenement.id == d.evenement_id)
    )  # fmt: skip


DEPENSES = Listing(
    DepenseRow,
    _depenses,
    search=(Depense.recherche, Compte.recherche, Immeuble.recherche, Fournisseur.recherche),
    filters={
        "copropriete_id": dans(Exercice.copropriete_id),
        "exercice_id": dans(Depense.exercice_id),
        "cle_id": dans(Depense.cle_id),
        "compte_id": dans(Depense.compte_id),
        "fournisseur_id": dans(Depense.fournisseur_id),
        "evenement_id": dans(Depense.evenement_id),
        "clos": lambda value: Exercice.clos.is_(value),
    },
    order=(
        ("immeuble", False), ("exercice", False), ("cle", False), ("compte", False),
        ("date", False), ("id", False),
    ),
    sort_keys={"fournisseur": Fournisseur.recherche},
)  # fmt: skip


def load_depense(session: Session, depense_id: int) -> DepenseDraft:
    draft = charger(session, Depense, DepenseDraft, depense_id)
    situer(session, draft)
    return draft


def nouvelle_depense(session: Session, ctx: Contexte, **params: Any) -> DepenseDraft:
    """Une saisie du jour, dans le seul exercice ouvert s'il n'y en a qu'un."""
    opened = session.scalars(select(Exercice.id).where(~Exercice.clos).limit(2)).all()
    only = opened[0] if len(opened) == 1 else None
    draft = DepenseDraft(**{"exercice_id": only, "date": ctx.aujourd_hui, **params})
    situer(session, draft)
    return draft


def situer(session: Session, draft: DepenseDraft) -> None:
    """La copropriété, l'entité et les dates de son exercice ; sa clé générale, à défaut d'autre."""
    row = session.execute(
        select(
            Exercice.copropriete_id, Copropriete.entite_id, Copropriete.immeuble_id, Exercice.du,
            Exercice.au, Exercice.clos,
        )
        .join(Copropriete, Copropriete.id == Exercice.copropriete_id)
        .where(Exercice.id == draft.exercice_id)
    ).first()  # fmt: skip
    if row is None:
        draft.copropriete_id = draft.entite_id = draft.immeuble_id = draft.du = draft.au = None
        draft.clos = False
        return
    draft.copropriete_id, draft.entite_id, draft.immeuble_id = row[:3]
    draft.du, draft.au, draft.clos = row[3:]
    if draft.id is None and draft.cle_id is None:
        draft.cle_id = session.scalar(
            select(CleRepartition.id).where(
                CleRepartition.copropriete_id == row.copropriete_id, CleRepartition.generale
            )
        )
