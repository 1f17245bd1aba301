"""Lectures : locataires."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.locataires import LocataireDraft, recalculer
from lsc_desktop.queries.accueil import BAUX_A_ECHEANCE, PREAVIS_A_VENIR
from lsc_desktop.queries.comptabilite import RIEN, solde, solde_de
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.jours import plus_jours
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.presence import en_cours, jour, mandat_courant, present
from lsc_desktop.queries.sql import en_service
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Entite,
    Immeuble,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    MandatLot,
    Quittance,
    Tiers,
)
from lsc_desktop.storage.types import Euros

Proprietaire = aliased(Tiers, name="bailleur")


@dataclass(frozen=True, slots=True)
class LocataireRow:
    """Une ligne de « Liste Locataire » (seed L2763-2771).

    `solde` : crédit − débit, négatif il doit. `quittance` : lignes récurrentes en cours, par appel.
    """

    id: int
    compte: str
    compte_id: int
    nom: str
    tiers_id: int
    lot: str
    lot_id: int
    immeuble: str
    immeuble_id: int
    solde: Decimal
    quittance: Decimal
    premier_quittancement: date
    bail_au: date | None
    fin_preavis: date | None
    depart: date | None
    mode_reglement: str
    proprietaire: str
    proprietaire_id: int
    mandat_id: int | None
    actif: bool
    version: int


def quittance_de(locataire_id: Any, nature: str = "") -> ColumnElement[Decimal]:
    """Ce qu'un appel entier demanderait : les lignes récurrentes en cours au jour de travail.

    Rien pour un locataire parti. Colonne d'une requête sur `locataire`. `nature` : les seules
    lignes de cette nature fiscale.
    """
    line = LigneQuittancement
    stmt = select(func.coalesce(func.sum(line.montant), RIEN)).where(
        line.locataire_id == locataire_id,
        ~line.ponctuelle,
        en_cours(line.du, line.au),
        ~_parti(True),
    )
    if nature:
        codes = select(CodeFiscalite.id).where(CodeFiscalite.nature == nature)
        stmt = stmt.where(line.code_fiscalite_id.in_(codes))
    return type_coerce(stmt.correlate_except(line).scalar_subquery(), Euros())


def _parti(value: bool) -> ColumnElement[bool]:
    gone = and_(Locataire.depart.is_not(None), Locataire.depart < jour())
    return gone if value else ~gone


def _select() -> Requete:
    return (
        select(
            Locataire.id,
            Compte.numero.label("compte"),
            Locataire.compte_id,
            nom_complet().label("nom"),
            Locataire.tiers_id,
            Lot.code_gestion.label("lot"),
            Locataire.lot_id,
            Immeuble.nom.label("immeuble"),
            Lot.immeuble_id,
            solde_de(Locataire.compte_id).label("solde"),
            quittance_de(Locataire.id).label("quittance"),
            Locataire.premier_quittancement,
            Locataire.bail_au,
            Locataire.fin_preavis,
            Locataire.depart,
            Locataire.mode_reglement,
            nom_complet(Proprietaire).label("proprietaire"),
            Lot.proprietaire_id,
            Locataire.mandat_id,
            Locataire.actif,
            Locataire.version,
        )
        .join(Compte, Compte.id == Locataire.compte_id)
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .join(Lot, Lot.id == Locataire.lot_id)
        .join(Immeuble, Immeuble.id == Lot.immeuble_id)
        .join(Proprietaire, Proprietaire.id == Lot.proprietaire_id)
    )


def _preavis(value: bool) -> ColumnElement[bool]:
    """Préavis dépassé ou qui finit bientôt, départ non validé : ceux que compte l'accueil."""
    soon = and_(
        Locataire.actif,
        Locataire.depart.is_(None),
        Locataire.fin_preavis.is_not(None),
        Locataire.fin_preavis <= plus_jours(jour(), PREAVIS_A_VENIR.days),
    )
    return soon if value else ~soon


def _echeance(value: bool) -> ColumnElement[bool]:
    """Bail en cours qui échoit bientôt : ceux que compte l'accueil."""
    soon = and_(
        Locataire.actif,
        Locataire.depart.is_(None),
        Locataire.bail_au.is_not(None),
        Locataire.bail_au.between(jour(), plus_jours(jour(), BAUX_A_ECHEANCE.days)),
    )
    return soon if value else ~soon


def _doit(value: bool) -> ColumnElement[bool]:
    balance = solde_de(Locataire.compte_id)
    return balance < RIEN if value else balance >= RIEN


LOCATAIRES = Listing(
    LocataireRow,
    _select,
    search=(
        Tiers.recherche,
        Compte.recherche,
        Lot.recherche,
        Immeuble.recherche,
        Locataire.recherche,
    ),
    filters={
        "lot_id": dans(Locataire.lot_id),
        "immeuble_id": dans(Lot.immeuble_id),
        "tiers_id": dans(Locataire.tiers_id),
        "compte_id": dans(Locataire.compte_id),
        "mandat_id": dans(Locataire.mandat_id),
        "entite_id": dans(Locataire.entite_id),
        "proprietaire_id": dans(Lot.proprietaire_id),
        "actif": en_service(Locataire.actif),
        "present": lambda value: present() if value else ~present(),
        "parti": _parti,
        "preavis": _preavis,
        "echeance": _echeance,
        "doit": _doit,
    },
    order=(("nom", False),),
    sort_keys={"nom": Tiers.recherche, "proprietaire": Proprietaire.recherche},
)


# --- Fiche ------------------------------------------------------------------------------------


def load_locataire(session: Session, locataire_id: int) -> LocataireDraft:
    draft = charger(session, Locataire, LocataireDraft, locataire_id)
    origines = _origines(session, locataire_id)
    for ligne in draft.lignes:
        ligne.origine = origines.get(ligne.id or 0, "")
    draft.aujourd_hui = session.scalar(select(jour()))
    draft.appele = bool(
        session.scalar(select(exists().where(Quittance.locataire_id == locataire_id)))
    )
    _montrer(session, draft)
    return draft


def nouveau_locataire(session: Session, ctx: Contexte, **params: Any) -> LocataireDraft:
    """Une saisie vierge, ou celle du lot et du tiers donnés."""
    draft = LocataireDraft(aujourd_hui=ctx.aujourd_hui, **params)
    situer(session, draft, ctx)
    return draft


def situer(session: Session, draft: LocataireDraft, ctx: Contexte) -> None:
    """Du lot choisi suivent le mandat en cours, l'entité et le propriétaire."""
    draft.aujourd_hui = ctx.aujourd_hui
    code = session.scalar(select(Lot.code_gestion).where(Lot.id == draft.lot_id)) or ""
    if draft.lot and draft.lot != code:
        draft.mandat_id = draft.entite_id = None
    if draft.lot_id is not None and draft.mandat_id is None:
        draft.mandat_id = session.scalar(
            select(Mandat.id)
            .join(MandatLot, MandatLot.mandat_id == Mandat.id)
            .where(MandatLot.lot_id == draft.lot_id, mandat_courant())
            .order_by(Mandat.debut.desc(), Mandat.id.desc())
            .limit(1)
        )
    draft.entite_id = draft.entite_id or _entite(session, draft)
    _nommer_les_lignes(session, draft)
    _montrer(session, draft)


def _nommer_les_lignes(session: Session, draft: LocataireDraft) -> None:
    """Une ligne sans libellé prend celui de son code fiscalité."""
    for ligne in draft.lignes:
        if ligne.code_fiscalite_id is not None and not ligne.libelle.strip():
            code = session.get(CodeFiscalite, ligne.code_fiscalite_id)
            ligne.libelle = code.libelle if code else ""


def _entite(session: Session, draft: LocataireDraft) -> int | None:
    """Celle du mandat, sinon de l'immeuble, sinon la seule de l'agence."""
    if draft.mandat_id is not None:
        return session.scalar(select(Mandat.entite_id).where(Mandat.id == draft.mandat_id))
    of_building = select(Immeuble.entite_id).join(Lot, Lot.immeuble_id == Immeuble.id)
    found = session.scalar(of_building.where(Lot.id == draft.lot_id))
    every = session.scalars(select(Entite.id).where(Entite.actif).limit(2)).all()
    return found or (every[0] if len(every) == 1 else None)


def _montrer(session: Session, draft: LocataireDraft) -> None:
    """Les libellés des fiches liées, et les chiffres calculés."""
    draft.nom = session.scalar(select(nom_complet()).where(Tiers.id == draft.tiers_id)) or ""
    draft.compte = session.scalar(select(Compte.numero).where(Compte.id == draft.compte_id)) or ""
    draft.solde = solde(session, draft.compte_id) if draft.compte_id else draft.solde
    row = session.execute(
        select(Lot.code_gestion, nom_complet().label("nom"))
        .join(Tiers, Tiers.id == Lot.proprietaire_id)
        .where(Lot.id == draft.lot_id)
    ).first()
    draft.lot, draft.proprietaire = (row.code_gestion, row.nom) if row else ("", "")
    recalculer(draft)


def _origines(session: Session, locataire_id: int) -> dict[int, str]:
    """Ce qui fige chaque ligne du tableau, par id."""
    line = LigneQuittancement
    stmt = (
        select(
            line.id,
            line.regularisation_id,
            line.arretee_par_id,
            line.quittance_id,
            Quittance.periode_du,
        )
        .outerjoin(Quittance, Quittance.id == line.quittance_id)
        .where(line.locataire_id == locataire_id)
    )
    return {row.id: _origine(row) for row in session.execute(stmt)}


def _origine(row: Any) -> str:
    if row.quittance_id is not None:
        return f"Appelée, période du {date_fr(row.periode_du)}"
    if row.regularisation_id is not None:
        return "Régularisation de charges"
    return "Arrêtée par régularisation" if row.arretee_par_id is not None else ""
