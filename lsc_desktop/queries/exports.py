"""Lectures : le portefeuille, rangée par rangée, tel que l'import sait le relire.

L'ordre est celui des codes : la même base donne toujours les mêmes rangées.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.comptabilite import GENERAL, QUITTANCEMENT, TRESORERIE
from lsc_desktop.domain.imports.champs import Sorte
from lsc_desktop.queries.exports_donnees import contacts, depenses, exercices, fonds_travaux
from lsc_desktop.queries.exports_lecture import colonnes, lues
from lsc_desktop.queries.exports_syndic import (
    coproprietaire,
    coproprietaires,
    coproprietes,
    lots_copropriete,
)
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Coproprietaire,
    Ecriture,
    Entite,
    Immeuble,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    MandatLot,
    Tiers,
)


def rangees(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    """Les rangées d'une sorte : champ → valeur. `jour` : celui des soldes."""
    return _LECTURES[sorte.cle](session, sorte, jour)


def _entites(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    return lues(session, select(*colonnes(sorte, Entite)).order_by(Entite.code))


def _fiscalites(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    stmt = select(*colonnes(sorte, CodeFiscalite))
    return lues(session, stmt.order_by(CodeFiscalite.code))


def _tiers(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    stmt = select(*colonnes(sorte, Tiers)).where(~_proprietaire(), ~_titulaire(), ~coproprietaire())
    return lues(session, stmt.order_by(Tiers.code))


def _titulaire() -> Any:
    return Tiers.id.in_(select(aliased(Locataire).tiers_id))


def _proprietaire() -> Any:
    """Le tiers a un lot ou un mandat ; dit sans lier ces tables à celles de la requête."""
    lot, mandat = aliased(Lot), aliased(Mandat)
    return or_(
        Tiers.id.in_(select(lot.proprietaire_id)), Tiers.id.in_(select(mandat.proprietaire_id))
    )


def _proprietaires(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    """Un propriétaire par mandat ; sans mandat, une seule fois."""
    stmt = (
        select(
            *colonnes(sorte, Tiers),
            Entite.code.label("entite"),
            Compte.numero.label("compte"),
            Mandat.numero.label("mandat"),
            *colonnes(sorte, Mandat, "mandat_"),
        )
        .outerjoin(Mandat, Mandat.proprietaire_id == Tiers.id)
        .outerjoin(Entite, Entite.id == Mandat.entite_id)
        .outerjoin(Compte, Compte.id == Mandat.compte_id)
        .where(_proprietaire())
        .order_by(Tiers.code, Mandat.numero)
    )
    return lues(session, stmt)


def _immeubles(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    stmt = select(*colonnes(sorte, Immeuble), Entite.code.label("entite")).outerjoin(
        Entite, Entite.id == Immeuble.entite_id
    )
    return lues(session, stmt.order_by(Immeuble.code))


def _lots(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    """Un lot par mandat qui le confie, ou l'a confié."""
    stmt = (
        select(
            *colonnes(sorte, Lot),
            Immeuble.code.label("immeuble"),
            Tiers.code.label("proprietaire"),
            Mandat.numero.label("mandat_gestion"),
            MandatLot.du.label("confie_du"),
            MandatLot.au.label("confie_au"),
        )
        .join(Immeuble, Immeuble.id == Lot.immeuble_id)
        .join(Tiers, Tiers.id == Lot.proprietaire_id)
        .outerjoin(MandatLot, MandatLot.lot_id == Lot.id)
        .outerjoin(Mandat, Mandat.id == MandatLot.mandat_id)
        .order_by(Lot.code_gestion, Mandat.numero, MandatLot.du)
    )
    return lues(session, stmt)


def _locataires(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    ours = ("note", "actif")
    stmt = (
        select(
            *colonnes(sorte, Tiers, sauf=("actif",)),
            *colonnes(sorte, Locataire, sauf=ours),
            Tiers.code.label("tiers"),
            Locataire.note.label("bail_note"),
            Locataire.actif.label("actif"),
            Lot.code_gestion.label("lot"),
            Compte.numero.label("compte"),
            Entite.code.label("entite"),
            Mandat.numero.label("mandat"),
        )
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .join(Lot, Lot.id == Locataire.lot_id)
        .join(Compte, Compte.id == Locataire.compte_id)
        .join(Entite, Entite.id == Locataire.entite_id)
        .outerjoin(Mandat, Mandat.id == Locataire.mandat_id)
        .order_by(Compte.numero, Lot.code_gestion, Locataire.premier_quittancement)
    )
    return lues(session, stmt)


def _lignes(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    """Ce qui reste à appeler : une ponctuelle déjà appelée n'est plus à reprendre."""
    line = LigneQuittancement
    stmt = (
        select(
            *colonnes(sorte, line),
            Compte.numero.label("compte"),
            Lot.code_gestion.label("lot"),
            Locataire.premier_quittancement,
            Entite.code.label("entite"),
            CodeFiscalite.code.label("code"),
        )
        .join(Locataire, Locataire.id == line.locataire_id)
        .join(Compte, Compte.id == Locataire.compte_id)
        .join(Lot, Lot.id == Locataire.lot_id)
        .join(Entite, Entite.id == Locataire.entite_id)
        .join(CodeFiscalite, CodeFiscalite.id == line.code_fiscalite_id)
        .where(line.quittance_id.is_(None))
        .where(or_(line.au.is_(None), line.du.is_(None), line.au >= line.du))
        .order_by(Entite.code, Compte.numero, Lot.code_gestion)
        .order_by(Locataire.premier_quittancement, line.rang, line.id)
    )
    return lues(session, stmt)


def _soldes(session: Session, sorte: Sorte, jour: date) -> Iterator[dict[str, Any]]:
    """Chaque compte qui a un solde au `jour`, et ceux qu'aucun autre fichier n'ouvrirait."""
    total = (
        select(
            Ecriture.compte_id,
            func.sum(Ecriture.credit).label("credit"),
            func.sum(Ecriture.debit).label("debit"),
        )
        .where(Ecriture.date <= jour)
        .group_by(Ecriture.compte_id)
        .subquery()
    )
    tied = or_(
        Compte.id.in_(select(Locataire.compte_id)),
        Compte.id.in_(select(Coproprietaire.compte_id)),
        Compte.id.in_(select(Mandat.compte_id).where(Mandat.compte_id.is_not(None))),
    )
    stmt = (
        select(
            Entite.code.label("entite"),
            Compte.numero.label("compte"),
            Compte.libelle,
            Compte.nature,
            Tiers.code.label("tiers"),
            total.c.credit,
            total.c.debit,
            tied.label("lie"),
        )
        .join(Entite, Entite.id == Compte.entite_id)
        .outerjoin(Tiers, Tiers.id == Compte.tiers_id)
        .outerjoin(total, total.c.compte_id == Compte.id)
        .order_by(Entite.code, Compte.numero)
    )
    for row in lues(session, stmt):
        solde = (row.pop("credit") or ZERO) - (row.pop("debit") or ZERO)
        alone = row["nature"] in (GENERAL, QUITTANCEMENT, TRESORERIE) or not row.pop("lie", False)
        row.pop("lie", None)
        if solde or alone:
            yield row | {"solde": solde, "date": jour}


_LECTURES: dict[str, Callable[[Session, Sorte, date], Iterator[dict[str, Any]]]] = {
    "entites": _entites,
    "fiscalites": _fiscalites,
    "tiers": _tiers,
    "proprietaires": _proprietaires,
    "immeubles": _immeubles,
    "lots": _lots,
    "locataires": _locataires,
    "lignes": _lignes,
    "coproprietes": coproprietes,
    "coproprietaires": coproprietaires,
    "lots_copropriete": lots_copropriete,
    "exercices": exercices,
    "depenses": depenses,
    "fonds_travaux": fonds_travaux,
    "contacts": contacts,
    "soldes": _soldes,
}
