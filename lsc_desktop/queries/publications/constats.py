"""Le dernier contrôle et la dernière simulation d'une cible, et ce qu'il faut pour les faire."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.publications.constats import CONTROLE, GRAVITES, ISSUES, SIMULATION
from lsc_desktop.domain.publications.listes_legales import ImmeubleTenu
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import (
    CiblePublication,
    ConstatPublication,
    Copropriete,
    Immeuble,
    ModeleEvenement,
)


@dataclass(frozen=True, slots=True)
class ConstatRow:
    """`taille` en Ko ; `objet` : le document, le classeur ou l'immeuble visé."""

    id: int
    cible: str
    rang: int
    nature: str
    code: str
    titre: str
    immeuble: str
    immeuble_id: int | None
    phrase: str
    conseil: str
    taille: int
    evenement_id: int | None
    classeur_id: int | None
    fait_le: dt.datetime


def _constats(releve: str, natures: Iterable[tuple[str, str]]) -> Requete:
    c = ConstatPublication
    return (
        select(
            c.id,
            CiblePublication.nom.label("cible"),
            c.rang,
            libelle_de(c.nature, natures).label("nature"),
            c.code,
            c.titre,
            c.immeuble,
            Immeuble.id.label("immeuble_id"),
            c.phrase,
            c.conseil,
            case((c.taille > 0, (c.taille + 999) // 1000), else_=literal(0)).label("taille"),
            c.evenement_id,
            c.classeur_id,
            c.fait_le,
        )
        .join(CiblePublication, CiblePublication.id == c.cible_id)
        .outerjoin(Immeuble, Immeuble.code == c.immeuble)
        .where(c.releve == releve)
    )


def _liste(releve: str, natures: tuple[tuple[str, str], ...]) -> Listing[ConstatRow]:
    return Listing(
        ConstatRow,
        lambda: _constats(releve, natures),
        search=(ConstatPublication.recherche, Immeuble.recherche),
        filters={
            "cible_id": dans(ConstatPublication.cible_id),
            "nature": dans(ConstatPublication.nature),
        },
        order=(("rang", False),),
    )


CONTROLES = _liste(CONTROLE, GRAVITES)
SIMULATIONS = _liste(SIMULATION, ISSUES)


def immeubles_tenus(session: Session) -> list[ImmeubleTenu]:
    """Les copropriétés en service, par le code de leur immeuble."""
    stmt = (
        select(Immeuble.code, Copropriete.date_reglement)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .where(Copropriete.actif)
        .order_by(Immeuble.code)
    )
    return [ImmeubleTenu(code, since) for code, since in session.execute(stmt)]


def suit_le_decret(session: Session) -> bool:
    """Un modèle d'événement, au moins, publie un document du décret 2019-502."""
    stmt = select(func.count()).where(func.coalesce(ModeleEvenement.code_legal, "") != "")
    return bool(session.scalar(stmt))
