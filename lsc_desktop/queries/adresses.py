"""Lectures : où est un lot, où écrire à un locataire."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.adresses import Adresse
from lsc_desktop.storage.models import Immeuble, Locataire, Lot, Tiers

TRANCHE = 500  # ids donnés d'un coup à une requête

_LIEUX = (
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
)
# Un locataire, son tiers, son lot, son immeuble : de quoi lui écrire.
LIEUX = _LIEUX.where(Locataire.id == bindparam("locataire_id"))


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


def adresses_locataires(session: Session, ids: Sequence[int], jour: date) -> dict[int, Adresse]:
    """Les mêmes, de tous ces locataires d'un coup."""
    found: dict[int, Adresse] = {}
    for start in range(0, len(ids), TRANCHE):
        part = ids[start : start + TRANCHE]
        stmt = _LIEUX.add_columns(Locataire.id).where(Locataire.id.in_(part))
        found |= {row.id: destinataire(row, jour) for row in session.execute(stmt)}
    return found


def adresse_tiers(tiers: Tiers) -> Adresse:
    """Chez lui."""
    lines = tuple(x for x in (tiers.adresse1, tiers.adresse2, tiers.adresse3) if x)
    name = nom_complet(tiers.prenom, tiers.nom, tiers.civilite)
    return Adresse(name, lines, tiers.code_postal, tiers.ville, tiers.pays)


def ou_est(immeuble: Immeuble) -> Adresse:
    """L'adresse d'un immeuble, sous son nom."""
    lines = tuple(x for x in (immeuble.adresse1, immeuble.adresse2) if x)
    return Adresse(immeuble.nom, lines, immeuble.code_postal, immeuble.ville)


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
