"""Lectures : soldes, comptes, écritures, pièces, journaux."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.comptabilite import (
    NATURES,
    PREFIXES,
    QUITTANCEMENT,
    TYPES_JOURNAL,
    CompteDraft,
    JournalDraft,
    numeros_proposes,
)
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import en_service, libelle_de
from lsc_desktop.storage.models import (
    Compte,
    Ecriture,
    Entite,
    JournalComptable,
    Tiers,
)
from lsc_desktop.storage.types import Euros

RIEN = type_coerce(ZERO, Euros())
ENSEMBLE = 50  # numéros de compte essayés d'une seule lecture


# --- Soldes -----------------------------------------------------------------------------------


def solde(session: Session, compte_id: int, au: date | None = None) -> Decimal:
    """Crédit − débit d'un compte, jusqu'au jour `au` compris : négatif, il doit (seed L2770)."""
    stmt = select(func.sum(Ecriture.credit), func.sum(Ecriture.debit)).where(
        Ecriture.compte_id == compte_id
    )
    if au is not None:
        stmt = stmt.where(Ecriture.date <= au)
    credit, debit = session.execute(stmt).one()
    return (credit or ZERO) - (debit or ZERO)


def solde_de(compte_id: Any, au: Any = None) -> ColumnElement[Decimal]:
    """Le même solde, colonne d'une requête sur des comptes : `solde_de(Compte.id)`.

    `au` : jusqu'à ce jour compris, une date ou un paramètre de la requête.
    """
    total = func.coalesce(func.sum(Ecriture.credit) - func.sum(Ecriture.debit), RIEN)
    stmt = select(total).where(Ecriture.compte_id == compte_id)
    if au is not None:
        stmt = stmt.where(Ecriture.date <= au)
    return type_coerce(stmt.correlate_except(Ecriture).scalar_subquery(), Euros())


# --- Comptes ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CompteRow:
    """Une ligne de « Liste Compte » (seed L1169-1176) ; le solde est montré de son côté."""

    id: int
    entite_id: int
    entite: str
    designation: str
    numero: str
    libelle: str
    debit: Decimal
    credit: Decimal
    solde: Decimal
    nature: str
    tiers_id: int | None
    service_client: bool
    actif: bool
    version: int


def _comptes() -> Requete:
    balance = solde_de(Compte.id)
    return select(
        Compte.id,
        Compte.entite_id,
        Entite.code.label("entite"),
        Entite.nom.label("designation"),
        Compte.numero,
        Compte.libelle,
        type_coerce(case((balance < RIEN, -balance), else_=RIEN), Euros()).label("debit"),
        type_coerce(case((balance > RIEN, balance), else_=RIEN), Euros()).label("credit"),
        balance.label("solde"),
        libelle_de(Compte.nature, NATURES).label("nature"),
        Compte.tiers_id,
        Compte.service_client,
        Compte.actif,
        Compte.version,
    ).join(Entite, Entite.id == Compte.entite_id)


def _commence(racines: tuple[str, ...]) -> ColumnElement[bool]:
    """Filtre `racines` : les comptes qui commencent par l'une d'elles."""
    return or_(false(), *(Compte.numero.startswith(root) for root in racines))


def _non_solde(value: bool) -> ColumnElement[bool]:
    balance = solde_de(Compte.id)
    return balance != RIEN if value else balance == RIEN


COMPTES = Listing(
    CompteRow,
    _comptes,
    search=(Compte.recherche, Entite.recherche),
    filters={
        "entite_id": dans(Compte.entite_id),
        "tiers_id": dans(Compte.tiers_id),
        "nature": dans(Compte.nature),
        "actif": en_service(Compte.actif),
        "solde": _non_solde,
        "racines": _commence,
    },
    order=(("entite", False), ("numero", False)),
)


def load_compte(session: Session, compte_id: int) -> CompteDraft:
    draft = charger(session, Compte, CompteDraft, compte_id)
    draft.solde = solde(session, compte_id)
    return draft


def nouveau_compte(session: Session, ctx: Contexte, **params: Any) -> CompteDraft:
    """Une saisie vierge, dans la seule entité de l'agence s'il n'y en a qu'une."""
    every = session.scalars(select(Entite.id).where(Entite.actif).limit(2)).all()
    only = every[0] if len(every) == 1 else None
    return CompteDraft(**{"entite_id": only, **params})


def proposer(session: Session, draft: CompteDraft, ctx: Contexte) -> None:
    """Propose numéro et libellé d'après le tiers, tant qu'ils ne sont pas tapés."""
    if draft.id is not None or draft.tiers_id is None or draft.entite_id is None:
        return
    who = session.get(Tiers, draft.tiers_id)
    if who is None:
        return
    if draft.nature in PREFIXES and draft.numero in ("", draft.numero_propose):
        draft.numero = numero_libre(session, draft.entite_id, draft.nature, who.nom, who.prenom)
        draft.numero_propose = draft.numero
    if draft.libelle in ("", draft.libelle_propose):
        draft.libelle = draft.libelle_propose = f"{who.nom} {who.prenom}".strip()


def numero_libre(session: Session, entite_id: int, nature: str, nom: str, prenom: str = "") -> str:
    """Le premier numéro proposé que l'entité n'a pas ; lève `UserError` s'il n'y en a plus."""
    proposes = numeros_proposes(nature, nom, prenom)
    while some := list(islice(proposes, ENSEMBLE)):
        taken = select(Compte.numero).where(Compte.entite_id == entite_id, Compte.numero.in_(some))
        pris = set(session.scalars(taken))
        if libre := next((numero for numero in some if numero not in pris), None):
            return libre
    raise UserError(
        f"Il n'y a plus de numéro de compte libre pour {nom}.", "Tapez-en un vous-même.", "numero"
    )


def compte_de_quittancement(session: Session, entite_id: int) -> int:
    """Le compte qui fait face aux appels de loyers d'une entité ; lève `UserError` sans lui."""
    return compte_de(session, entite_id, QUITTANCEMENT, "quittancement")


def compte_de(session: Session, entite_id: int, nature: str, nom: str) -> int:
    """Le premier compte ouvert de cette nature, dans l'ordre des numéros."""
    stmt = (
        select(Compte.id)
        .where(Compte.entite_id == entite_id, Compte.nature == nature)
        .where(Compte.actif, Compte.valide)
        .order_by(Compte.numero)
        .limit(1)
    )
    if (found := session.scalar(stmt)) is not None:
        return found
    code = session.scalar(select(Entite.code).where(Entite.id == entite_id)) or ""
    raise UserError(
        f"L'entité {code} n'a pas de compte de {nom}.",
        f"Créez un compte de nature « {nom.capitalize()} » dans Comptabilité > Comptes.",
    )


# --- Journaux ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JournalRow:
    id: int
    code: str
    libelle: str
    type_journal: str
    actif: bool


def _journaux() -> Requete:
    return select(
        JournalComptable.id,
        JournalComptable.code,
        JournalComptable.libelle,
        libelle_de(JournalComptable.type_journal, TYPES_JOURNAL).label("type_journal"),
        JournalComptable.actif,
    )


JOURNAUX = Listing(
    JournalRow,
    _journaux,
    search=(JournalComptable.recherche,),
    filters={"actif": en_service(JournalComptable.actif)},
    order=(("code", False),),
)


def load_journal(session: Session, journal_id: int) -> JournalDraft:
    return charger(session, JournalComptable, JournalDraft, journal_id)
