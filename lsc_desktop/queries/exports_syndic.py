"""Lectures : les copropriétés, rangée par rangée, telles que l'import sait les relire."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.domain.imports.champs import Sorte
from lsc_desktop.queries.coproprietes.possession import tenu
from lsc_desktop.queries.exports_lecture import colonnes, lues
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Immeuble,
    Lot,
    LotCopropriete,
    Possession,
    Tantieme,
    Tiers,
)

_ADRESSE = ("adresse1", "adresse2", "code_postal", "ville")


def coproprietaire() -> ColumnElement[bool]:
    """Le tiers a un compte de copropriétaire."""
    return Tiers.id.in_(select(aliased(Coproprietaire).tiers_id))


def coproprietes(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    """Une clé par rangée, sous son syndicat."""
    cle = CleRepartition
    stmt = (
        select(
            *colonnes(sorte, Copropriete),
            *(getattr(Immeuble, nom) for nom in _ADRESSE),
            Immeuble.code.label("immeuble"),
            Immeuble.nom.label("immeuble_nom"),
            Entite.code.label("entite"),
            Entite.nom.label("entite_nom"),
            cle.code.label("cle"),
            cle.libelle.label("cle_libelle"),
            cle.generale.label("cle_generale"),
            cle.total.label("cle_total"),
        )
        .join(Entite, Entite.id == Copropriete.entite_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .outerjoin(cle, cle.copropriete_id == Copropriete.id)
        .order_by(Immeuble.code, cle.rang, cle.id)
    )
    return lues(session, stmt)


def coproprietaires(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    """Un compte par rangée ; les ayants droit d'une indivision n'y sont pas."""
    ours = ("note", "actif")
    stmt = (
        select(
            *colonnes(sorte, Tiers, sauf=("actif",)),
            *colonnes(sorte, Coproprietaire, sauf=ours),
            Tiers.code.label("tiers"),
            Coproprietaire.note.label("coproprietaire_note"),
            Coproprietaire.actif.label("actif"),
            Immeuble.code.label("immeuble"),
            Compte.numero.label("compte"),
        )
        .join(Coproprietaire, Coproprietaire.tiers_id == Tiers.id)
        .join(Compte, Compte.id == Coproprietaire.compte_id)
        .join(Copropriete, Copropriete.id == Coproprietaire.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .order_by(Immeuble.code, Compte.numero)
    )
    return lues(session, stmt)


def lots_copropriete(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    """Un lot par rangée et par clé où il a des tantièmes, à qui le tient ce jour-là."""
    principal = aliased(LotCopropriete)
    held = and_(Possession.lot_copropriete_id == LotCopropriete.id, tenu(literal(jour)))
    stmt = (
        select(
            *colonnes(sorte, LotCopropriete),
            Immeuble.code.label("immeuble"),
            principal.numero.label("lot_principal"),
            Compte.numero.label("coproprietaire"),
            Lot.code_gestion.label("lot_gerance"),
            CleRepartition.code.label("cle"),
            Tantieme.valeur.label("tantiemes"),
        )
        .join(Copropriete, Copropriete.id == LotCopropriete.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .outerjoin(principal, principal.id == LotCopropriete.lot_principal_id)
        .outerjoin(Possession, held)
        .outerjoin(Coproprietaire, Coproprietaire.id == Possession.coproprietaire_id)
        .outerjoin(Compte, Compte.id == Coproprietaire.compte_id)
        .outerjoin(Lot, Lot.id == LotCopropriete.lot_id)
        .outerjoin(Tantieme, Tantieme.lot_copropriete_id == LotCopropriete.id)
        .outerjoin(CleRepartition, CleRepartition.id == Tantieme.cle_id)
        .order_by(Immeuble.code, LotCopropriete.numero, CleRepartition.rang, CleRepartition.id)
    )
    return lues(session, stmt)
