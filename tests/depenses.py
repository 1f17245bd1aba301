"""De quoi donner à une copropriété ses exercices, ses dépenses et ses fonds de travaux."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.storage.models import Compte, Contact, Depense, Exercice, FondsTravaux
from tests.agence import un_compte
from tests.coproprietes import Ids


def un_compte_general(session: Session, ids: Ids, numero: str, libelle: str = "") -> int:
    """Le compte de ce numéro dans l'entité du syndicat, ouvert s'il manque."""
    known = session.scalar(
        select(Compte.id).where(Compte.entite_id == ids.entite, Compte.numero == numero)
    )
    if known is not None:
        return known
    return _poser(session, un_compte(ids.entite, numero, libelle or f"Compte {numero}"))


def un_exercice(session: Session, ids: Ids, annee: int = 2021, **over: object) -> int:
    values = {
        "copropriete_id": ids.id,
        "libelle": f"Exercice {annee}",
        "du": date(annee, 1, 1),
        "au": date(annee, 12, 31),
    }
    return _poser(session, Exercice(**{**values, **over}))


def une_depense(
    session: Session,
    ids: Ids,
    exercice_id: int,
    montant: str = "15",
    compte: str = "602001",
    **over: object,
) -> int:
    """Une facture d'électricité sous la clé générale : 15 €, 0,78 de TVA (seed L1948)."""
    values = {
        "exercice_id": exercice_id,
        "cle_id": next(iter(ids.cles.values())),
        "compte_id": un_compte_general(session, ids, compte, "Electricité (abonnement)"),
        "date": date(2021, 2, 10),
        "libelle": "Facture EDF Février",
        "montant": Decimal(montant),
        "tva": Decimal("0.78"),
        "deductible": Decimal(0),
        "recuperable": Decimal(montant),
    }
    return _poser(session, Depense(**{**values, **over}))


def un_fonds(
    session: Session,
    ids: Ids,
    lot: int,
    montant: str,
    compte: str = "105999",
    arrete_le: date = date(2021, 9, 30),
) -> int:
    account = un_compte_general(session, ids, compte, "Fonds de travaux")
    return _poser(
        session,
        FondsTravaux(
            lot_copropriete_id=lot,
            compte_id=account,
            arrete_le=arrete_le,
            montant=Decimal(montant),
        ),
    )


def un_contact(session: Session, nom: str, genre: str = "utile", **over: object) -> int:
    return _poser(session, Contact(**{"nom": nom, "genre": genre, **over}))


def _poser(session: Session, record: object) -> int:
    session.add(record)
    session.flush()
    return record.id
