"""Lectures : où est un lot, où écrire à un locataire."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.adresses import Adresse
from lsc_desktop.storage.models import Immeuble, Locataire, Lot, Tiers

# Un locataire, son tiers, son lot, son immeuble : de quoi lui écrire.
LIEUX = (
    select(
        Tiers.civilite,
        Tiers.prenom,
        Tiers.nom,
        Tiers.adresse1,
        Tiers.adresse2,
        Tiers.adresse3,
        Tiers.code_postal,
        Tiers.ville,
        Tiers.pays,
        Locataire.depart,
        Locataire.nouvelle_adresse1,
        Locataire.nouvelle_adresse2,
        Locataire.nouveau_code_postal,
        Locataire.nouvelle_ville,
        Immeuble.nom.label("immeuble"),
        Lot.adresse1.label("lot_rue"),
        Lot.code_postal.label("lot_cp"),
        Lot.ville.label("lot_ville"),
        Immeuble.adresse1.label("immeuble_rue"),
        Immeuble.code_postal.label("immeuble_cp"),
        Immeuble.ville.label("immeuble_ville"),
    )
    .join(Locataire, Locataire.tiers_id == Tiers.id)
    .join(Lot, Lot.id == Locataire.lot_id)
    .join(Immeuble, Immeuble.id == Lot.immeuble_id)
    .where(Locataire.id == bindparam("locataire_id"))
)


def adresse_immeuble(session: Session, lot_id: int) -> Adresse:
    """« Résidence Lafayette - 54000 - NANCY » (seed L316)."""
    row = session.execute(
        select(Immeuble.nom, Immeuble.code_postal, Immeuble.ville)
        .join(Lot, Lot.immeuble_id == Immeuble.id)
        .where(Lot.id == lot_id)
    ).one()
    return Adresse(row.nom, (), row.code_postal, row.ville)


def adresse_locataire(session: Session, locataire_id: int, jour: date) -> Adresse:
    """Où écrire au locataire ce jour-là."""
    return destinataire(session.execute(LIEUX, {"locataire_id": locataire_id}).one(), jour)


def destinataire(row: Any, jour: date) -> Adresse:
    """L'adresse du tiers, celle qu'il a laissée en partant avant `jour`, ou celle du lot.

    `row` : une ligne de `LIEUX`.
    """
    name = nom_complet(row.prenom, row.nom, row.civilite)
    if row.depart and row.depart < jour and row.nouvelle_ville:
        left = (row.nouvelle_adresse1, row.nouvelle_adresse2)
        return Adresse(name, left, row.nouveau_code_postal, row.nouvelle_ville)
    if row.ville:
        usual = (row.adresse1, row.adresse2, row.adresse3)
        return Adresse(name, usual, row.code_postal, row.ville, row.pays)
    lot = adresse_lot(row)
    return Adresse(name, (lot.nom, *lot.lignes), lot.code_postal, lot.ville)


def adresse_lot(row: Any) -> Adresse:
    """L'adresse propre du lot, à défaut celle de son immeuble ; `row` : une ligne de `LIEUX`."""
    street = row.lot_rue or row.immeuble_rue
    lines = (street,) if street and street != row.immeuble else ()
    postcode, town = row.lot_cp or row.immeuble_cp, row.lot_ville or row.immeuble_ville
    return Adresse(row.immeuble, lines, postcode, town)
