"""Lectures : ce qui demande attention aujourd'hui, et la recherche de toutes les fiches."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import words
from lsc_desktop.queries.paging import Requete, contient
from lsc_desktop.storage.models import (
    Compte,
    Immeuble,
    Locataire,
    Lot,
    Mandat,
    Regularisation,
    Tiers,
)

PREAVIS_A_VENIR = timedelta(days=60)
BAUX_A_ECHEANCE = timedelta(days=180)


def regularisations_en_attente(session: Session, ctx: Contexte) -> int:
    return _count(session, select(Regularisation.id).where(Regularisation.etat == "en_attente"))


def regularisations_validees(session: Session, ctx: Contexte) -> int:
    """Celles qu'il ne reste qu'à quittancer."""
    return _count(
        session,
        select(Regularisation.id).where(Regularisation.etat == "en_attente", Regularisation.valide),
    )


def preavis_a_venir(session: Session, ctx: Contexte) -> int:
    """Préavis dont la fin est passée sans départ validé, ou qui finissent sous soixante jours."""
    return _count(
        session,
        select(Locataire.id).where(
            Locataire.actif,
            Locataire.depart.is_(None),
            Locataire.fin_preavis <= ctx.aujourd_hui + PREAVIS_A_VENIR,
        ),
    )


def baux_a_echeance(session: Session, ctx: Contexte) -> int:
    """Baux en cours dont l'échéance tombe dans les six mois."""
    return _count(
        session,
        select(Locataire.id).where(
            Locataire.actif,
            Locataire.depart.is_(None),
            Locataire.bail_au.between(ctx.aujourd_hui, ctx.aujourd_hui + BAUX_A_ECHEANCE),
        ),
    )


def _count(session: Session, stmt: Requete) -> int:
    return session.scalar(select(func.count()).select_from(stmt.subquery())) or 0


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """Une fiche trouvée : sa sorte, son libellé, ce qui la distingue, et son écran."""

    sorte: str
    libelle: str
    detail: str
    ecran: str
    id: int


def chercher(session: Session, texte: str, chacune: int = 8) -> list[Trouvaille]:
    """Les fiches dont tous les mots se retrouvent, sans accents ; `chacune` par sorte au plus."""
    if not words(texte):
        return []
    found: list[Trouvaille] = []
    for sorte, ecran, stmt, columns in _sources():
        for word in words(texte):
            stmt = stmt.where(or_(*(contient(column, word) for column in columns)))
        found += [
            Trouvaille(sorte, row.libelle, row.detail, ecran, row.id)
            for row in session.execute(stmt.limit(chacune))
        ]
    return found


def _sources() -> list[tuple[str, str, Requete, tuple[Any, ...]]]:
    tenant = func.trim(Tiers.prenom + " " + Tiers.nom)
    return [
        (
            "Locataire",
            "locataires.fiche",
            select(
                Locataire.id,
                tenant.label("libelle"),
                (Compte.numero + " · " + Lot.code_gestion).label("detail"),
            )
            .join(Tiers, Tiers.id == Locataire.tiers_id)
            .join(Compte, Compte.id == Locataire.compte_id)
            .join(Lot, Lot.id == Locataire.lot_id)
            .order_by(Tiers.recherche),
            (Tiers.recherche, Compte.recherche, Lot.recherche),
        ),
        (
            "Lot",
            "lots.fiche",
            select(Lot.id, Lot.code_gestion.label("libelle"), Immeuble.nom.label("detail"))
            .join(Immeuble, Immeuble.id == Lot.immeuble_id)
            .order_by(Lot.code_gestion),
            (Lot.recherche, Immeuble.recherche),
        ),
        (
            "Immeuble",
            "immeubles.fiche",
            select(
                Immeuble.id,
                Immeuble.nom.label("libelle"),
                (Immeuble.code + " · " + Immeuble.ville).label("detail"),
            ).order_by(Immeuble.code),
            (Immeuble.recherche,),
        ),
        (
            "Tiers",
            "tiers.fiche",
            select(
                Tiers.id,
                tenant.label("libelle"),
                (Tiers.code + " · " + Tiers.ville).label("detail"),
            ).order_by(Tiers.recherche),
            (Tiers.recherche,),
        ),
        (
            "Mandat",
            "mandats.fiche",
            select(
                Mandat.id,
                ("Mandat n° " + Mandat.numero).label("libelle"),
                tenant.label("detail"),
            )
            .join(Tiers, Tiers.id == Mandat.proprietaire_id)
            .order_by(Mandat.numero),
            (Mandat.recherche, Tiers.recherche),
        ),
        (
            "Compte",
            "comptes.fiche",
            select(
                Compte.id, Compte.numero.label("libelle"), Compte.libelle.label("detail")
            ).order_by(Compte.numero),
            (Compte.recherche,),
        ),
    ]
