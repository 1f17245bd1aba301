"""Lectures : les traitements en lot, leurs lignes, et de quoi reprendre ceux qui sont restés là."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.traitements import ETATS, ETATS_LIGNE, SUSPENDUS
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import libelle_de, mots_de
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import Traitement, TraitementLigne

RESTENT = ("a_faire", "question")


# --- Listes -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TraitementRow:
    """`refus` : lignes refusées ou en incident ; `reste` : à faire ou à confirmer."""

    id: int
    titre: str
    etat: str
    faites: int
    total: int
    refus: int
    reste: int
    cree_par: str
    cree_le: dt.datetime
    fini_le: dt.datetime | None
    repris_par: str
    suspendu: bool


def _combien(*etats: str) -> Any:
    lines = TraitementLigne
    return func.coalesce(func.sum(case((lines.etat.in_(etats), 1), else_=0)), 0)


def _traitements() -> Requete:
    counts = (
        select(
            TraitementLigne.traitement_id,
            func.count().label("total"),
            _combien("fait").label("faites"),
            _combien("refus", "incident").label("refus"),
            _combien(*RESTENT).label("reste"),
        )
        .group_by(TraitementLigne.traitement_id)
        .subquery()
    )
    return select(
        Traitement.id,
        Traitement.titre,
        libelle_de(Traitement.etat, ETATS).label("etat"),
        func.coalesce(counts.c.faites, 0).label("faites"),
        func.coalesce(counts.c.total, 0).label("total"),
        func.coalesce(counts.c.refus, 0).label("refus"),
        func.coalesce(counts.c.reste, 0).label("reste"),
        Traitement.cree_par,
        Traitement.cree_le,
        Traitement.fini_le,
        Traitement.repris_par,
        Traitement.etat.in_(SUSPENDUS).label("suspendu"),
    ).outerjoin(counts, counts.c.traitement_id == Traitement.id)


TRAITEMENTS = Listing(
    TraitementRow,
    _traitements,
    search=(Traitement.recherche, mots_de(Traitement.etat, ETATS)),
    filters={
        "ids": dans(Traitement.id),
        "a_voir": lambda value: (
            Traitement.etat.in_(SUSPENDUS) if value else Traitement.etat.not_in(SUSPENDUS)
        ),
    },
    order=(("cree_le", True), ("id", True)),
)


@dataclass(frozen=True, slots=True)
class TraitementLigneRow:
    """`sorte` et `valeur` mènent à l'objet de la ligne."""

    id: int
    rang: int
    libelle: str
    etat: str
    message: str
    sorte: str
    valeur: str


def _lignes() -> Requete:
    return select(
        TraitementLigne.id,
        (TraitementLigne.rang + 1).label("rang"),
        TraitementLigne.libelle,
        libelle_de(TraitementLigne.etat, ETATS_LIGNE).label("etat"),
        TraitementLigne.message,
        Traitement.sorte,
        TraitementLigne.valeur,
    ).join(Traitement, Traitement.id == TraitementLigne.traitement_id)


TRAITEMENT_LIGNES = Listing(
    TraitementLigneRow,
    _lignes,
    search=(
        TraitementLigne.recherche,
        TraitementLigne.recherche_message,
        mots_de(TraitementLigne.etat, ETATS_LIGNE),
    ),
    filters={
        "traitement_id": dans(TraitementLigne.traitement_id),
        "echecs": lambda value: (
            TraitementLigne.etat.in_(("refus", "incident", "question"))
            if value
            else TraitementLigne.etat == "fait"
        ),
    },
    order=(("rang", False),),
)


# --- Un traitement ------------------------------------------------------------------------------


@dataclass(slots=True)
class TraitementDraft:
    """Un traitement tel que la fiche le montre ; `etat` est le mot de la base."""

    id: int | None = None
    titre: str = ""
    etat: str = ""
    etat_dit: str = ""
    cree_par: str = ""
    cree_le: str = ""
    jour: dt.date | None = None
    fini_le: str = ""
    repris_par: str = ""
    avancement: str = ""
    version: int = field(default=0)


def load_traitement(session: Session, id: int) -> TraitementDraft:
    """Lève `UserError` s'il a été effacé."""
    lot = session.get(Traitement, id)
    if lot is None:
        raise UserError(
            "Ce traitement n'est plus gardé.", "Les traitements finis s'effacent après 90 jours."
        )
    (row,) = TRAITEMENTS.pick(session, [id])
    parts = [f"{pluriel(row.faites, 'faite')} sur {row.total}"]
    parts += [f"{row.refus} en échec"] if row.refus else []
    parts += [f"{row.reste} en attente"] if row.reste else []
    return TraitementDraft(
        id=lot.id,
        titre=lot.titre,
        etat=lot.etat,
        etat_dit=row.etat,
        cree_par=lot.cree_par,
        cree_le=f"{lot.cree_le:%d/%m/%Y %H:%M}",
        jour=lot.jour,
        fini_le=f"{lot.fini_le:%d/%m/%Y %H:%M}" if lot.fini_le else "",
        repris_par=lot.repris_par,
        avancement=", ".join(parts),
    )


def traitements_a_voir(session: Session, ctx: Contexte) -> int:
    """Ceux qui attendent quelqu'un : interrompus, ou arrêtés sur une question."""
    stmt = select(func.count()).select_from(Traitement).where(Traitement.etat.in_(SUSPENDUS))
    return session.scalar(stmt) or 0


# --- Reprendre ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnCours:
    """Un traitement que quelqu'un mène, ou menait ; `now` et `vu_le` : heure de la base."""

    id: int
    sorte: str
    jeton: str
    vu_le: dt.datetime
    now: dt.datetime


def en_cours(session: Session) -> list[EnCours]:
    """Du plus ancien au plus récent."""
    stmt = (
        select(
            Traitement.id,
            Traitement.sorte,
            Traitement.jeton,
            Traitement.vu_le,
            heure_utc().label("now"),
        )
        .where(Traitement.etat == "en_cours")
        .order_by(Traitement.id)
    )
    return [EnCours(*row) for row in session.execute(stmt)]


@dataclass(frozen=True, slots=True)
class Question:
    """Ce qu'il faut demander avant de traiter les lignes de cette clé."""

    cle: str
    texte: str
    libelles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reste:
    """Ce qu'il faut pour mener la suite d'un traitement.

    `lignes` : (id, de quoi rejouer) de ce qui reste à faire, dans l'ordre.
    """

    id: int
    sorte: str
    titre: str
    jeton: str
    etat: str
    accepte: frozenset[str]
    cree_par: str
    jour: dt.date
    lignes: tuple[tuple[int, str], ...]


def reste(session: Session, id: int) -> Reste:
    """Lève `UserError` si le traitement a été effacé."""
    lot = session.get(Traitement, id)
    if lot is None:
        raise UserError("Ce traitement n'est plus gardé.", "Actualisez la liste.")
    stmt = (
        select(TraitementLigne.id, TraitementLigne.valeur)
        .where(TraitementLigne.traitement_id == id, TraitementLigne.etat == "a_faire")
        .order_by(TraitementLigne.rang)
    )
    return Reste(
        lot.id, lot.sorte, lot.titre, lot.jeton, lot.etat, frozenset(json.loads(lot.accepte)),
        lot.cree_par, lot.jour, tuple((i, valeur) for i, valeur in session.execute(stmt)),
    )  # fmt: skip


def faites(session: Session, id: int) -> dict[int, str]:
    """Les lignes faites d'un traitement, par leur id : ce que chacune a dit."""
    stmt = select(TraitementLigne.id, TraitementLigne.message).where(
        TraitementLigne.traitement_id == id, TraitementLigne.etat == "fait"
    )
    return {row.id: row.message for row in session.execute(stmt)}


def questions(session: Session, id: int) -> list[Question]:
    """Les questions que ses lignes attendent, dans l'ordre où elles se sont posées."""
    stmt = (
        select(TraitementLigne.cle, TraitementLigne.message, TraitementLigne.libelle)
        .where(TraitementLigne.traitement_id == id, TraitementLigne.etat == "question")
        .order_by(TraitementLigne.rang)
    )
    found: dict[str, Question] = {}
    for key, text, label in session.execute(stmt):
        known = found.get(key)
        found[key] = Question(key, known.texte if known else text,
                              (*(known.libelles if known else ()), label))  # fmt: skip
    return list(found.values())
