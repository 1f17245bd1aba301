"""Lectures : exercices, dépenses, fonds et contacts, tels que l'import sait les relire."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.domain.imports.champs import Sorte
from lsc_desktop.queries.exports_lecture import colonnes, lues
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Contact,
    Copropriete,
    Depense,
    Exercice,
    FondsTravaux,
    Immeuble,
    LotCopropriete,
    Tiers,
)


def exercices(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    stmt = (
        select(*colonnes(sorte, Exercice), Immeuble.code.label("immeuble"))
        .join(Copropriete, Copropriete.id == Exercice.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .order_by(Immeuble.code, Exercice.du, Exercice.id)
    )
    return lues(session, stmt)


def depenses(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    """Sans leurs factures, qui sont des événements."""
    stmt = (
        select(
            *colonnes(sorte, Depense),
            Immeuble.code.label("immeuble"),
            Exercice.libelle.label("exercice"),
            CleRepartition.code.label("cle"),
            Compte.numero.label("compte"),
            Compte.libelle.label("compte_libelle"),
            Tiers.code.label("fournisseur"),
        )
        .join(Exercice, Exercice.id == Depense.exercice_id)
        .join(Copropriete, Copropriete.id == Exercice.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .join(CleRepartition, CleRepartition.id == Depense.cle_id)
        .join(Compte, Compte.id == Depense.compte_id)
        .outerjoin(Tiers, Tiers.id == Depense.fournisseur_id)
        .order_by(Immeuble.code, Exercice.du, CleRepartition.code, Compte.numero)
        .order_by(Depense.date, Depense.libelle, Depense.montant, Depense.id)
    )
    return lues(session, stmt)


def fonds_travaux(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    """Chaque arrêté de chaque lot."""
    stmt = (
        select(
            *colonnes(sorte, FondsTravaux),
            Immeuble.code.label("immeuble"),
            LotCopropriete.numero.label("lot"),
            Compte.numero.label("compte"),
            Compte.libelle.label("compte_libelle"),
        )
        .join(LotCopropriete, LotCopropriete.id == FondsTravaux.lot_copropriete_id)
        .join(Copropriete, Copropriete.id == LotCopropriete.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .join(Compte, Compte.id == FondsTravaux.compte_id)
        .order_by(Immeuble.code, LotCopropriete.numero, Compte.numero, FondsTravaux.arrete_le)
    )
    return lues(session, stmt)


def contacts(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    stmt = (
        select(*colonnes(sorte, Contact), Immeuble.code.label("immeuble"))
        .outerjoin(Immeuble, Immeuble.id == Contact.immeuble_id)
        .order_by(Contact.genre, Contact.nom, Immeuble.code, Contact.role, Contact.id)
    )
    return lues(session, stmt)
