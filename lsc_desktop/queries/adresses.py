"""Lectures : où est un lot, où écrire à un locataire."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.adresses import Adresse
from lsc_desktop.storage.models import Immeuble, Locataire, Lot, Tiers


def adresse_immeuble(session: Session, lot_id: int, *, rue: bool = False) -> Adresse:
    """« Résidence Lafayette - 54000 - NANCY » (seed L316) ; `rue` y ajoute la voie."""
    row = session.execute(
        select(
            Immeuble.nom,
            Lot.adresse1.label("rue_lot"),
            Immeuble.adresse1,
            Immeuble.code_postal,
            Immeuble.ville,
        )
        .join(Lot, Lot.immeuble_id == Immeuble.id)
        .where(Lot.id == lot_id)
    ).one()
    street = (row.rue_lot or row.adresse1,) if rue else ()
    return Adresse(row.nom, street, row.code_postal, row.ville)


def adresse_locataire(session: Session, locataire_id: int, jour: date) -> Adresse:
    """Où écrire au locataire : l'adresse de son tiers, celle qu'il a laissée en partant, ou le lot.

    `jour` : parti avant ce jour, sa nouvelle adresse l'emporte.
    """
    tenant = session.get_one(Locataire, locataire_id)
    who = session.get_one(Tiers, tenant.tiers_id)
    name = nom_complet(who.prenom, who.nom, who.civilite)
    if tenant.depart and tenant.depart < jour and tenant.nouvelle_ville:
        return Adresse(
            name,
            (tenant.nouvelle_adresse1, tenant.nouvelle_adresse2),
            tenant.nouveau_code_postal,
            tenant.nouvelle_ville,
        )
    if who.ville:
        lines = (who.adresse1, who.adresse2, who.adresse3)
        return Adresse(name, lines, who.code_postal, who.ville, who.pays)
    lot = adresse_immeuble(session, tenant.lot_id, rue=True)
    return Adresse(name, (lot.nom, *lot.lignes), lot.code_postal, lot.ville)
