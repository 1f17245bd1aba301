"""Cas d'usage : écrire le plan d'un import, en bloc, dans la transaction reçue."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import nombre_court
from lsc_desktop.domain.comptabilite import LigneEcriture, PieceComptable, mouvement
from lsc_desktop.domain.imports.plan import Plan, contrepartie
from lsc_desktop.queries.imports.connu import JOURNAL_REPRISE
from lsc_desktop.services import comptabilite, configuration
from lsc_desktop.services.comptabilite import passer
from lsc_desktop.services.imports.creation import avancer, creer, numeroter, vrai
from lsc_desktop.services.imports.ecriture_donnees import ecrire_les_donnees
from lsc_desktop.services.imports.ecriture_syndic import ecrire_le_syndic
from lsc_desktop.storage.audit import changements
from lsc_desktop.storage.bulk import inserer
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Configuration,
    Entite,
    Immeuble,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    MandatLot,
    Tiers,
)

COMPTE_D_OUVERTURE = "890000"
Avance = Callable[[str], None]


def ecrire(
    session: Session, plan: Plan, ctx: Contexte, avance: Avance = lambda what: None
) -> dict[int, int]:
    """Écrit tout le plan ; rend l'id de chaque fiche qui en avait un provisoire.

    Rien n'est validé ici : une erreur, et la transaction reçue n'écrit rien.
    """
    ids: dict[int, int] = {}
    _entites(session, plan, ids)
    for model, news, cle, what in (
        (CodeFiscalite, plan.fiscalites, ("code",), "codes fiscalité"),
        (Tiers, plan.tiers, ("code",), "tiers"),
        (Immeuble, plan.immeubles, ("code",), "immeubles"),
        (Compte, plan.comptes, ("entite_id", "numero"), "comptes"),
        (Mandat, plan.mandats, ("numero",), "mandats"),
        (Lot, plan.lots, ("code_gestion",), "lots"),
        (Locataire, plan.baux, ("tiers_id", "lot_id", "premier_quittancement"), "locataires"),
    ):
        avance(what)
        creer(session, model, news, cle, ids)
    avance("lignes de quittancement")
    _lier(session, plan, ids)
    ecrire_le_syndic(session, plan, ids, avance)
    ecrire_les_donnees(session, plan, ids, avance)
    avance("soldes d'ouverture")
    _reprendre(session, plan, ids, ctx)
    return ids


def _entites(session: Session, plan: Plan, ids: dict[int, int]) -> None:
    """Une entité neuve a ses journaux et ses comptes de départ ; ceux que le plan ouvre aussi ne
    le sont qu'une fois."""
    creer(session, Entite, plan.entites, ("code",), ids)
    if plan.entites and session.get(Configuration, 1) is None:
        configuration.installer(session)
    for new in plan.entites:
        comptabilite.installer(session, ids[new.id])
    if not plan.entites:
        return
    born = {ids[new.id] for new in plan.entites}
    stmt = select(Compte.entite_id, Compte.numero, Compte.id).where(Compte.entite_id.in_(born))
    known = {(entite, numero): id for entite, numero, id in session.execute(stmt)}
    left = []
    for account in plan.comptes:
        draft = account.saisie
        found = known.get((ids.get(draft.entite_id or 0, 0), draft.numero))
        if found is None:
            left.append(account)
        else:
            ids[account.id] = found
            record = session.get_one(Compte, found)
            record.libelle, record.nature = draft.libelle, draft.nature
    session.flush()
    plan.comptes[:] = left


# --- Liens : lots confiés, lignes de quittancement ----------------------------------------------


def _lier(session: Session, plan: Plan, ids: dict[int, int]) -> None:
    """Les lignes d'une fiche déjà connue avancent sa version : qui la tient ouverte la relira."""
    confies = [
        {"mandat_id": vrai(ids, mandat), "lot_id": vrai(ids, lot.lot_id), "du": lot.du,
         "au": lot.au}
        for mandat, lot in plan.confies
    ]  # fmt: skip
    numeroter(session, MandatLot, "mandat_id", confies)
    inserer(session, MandatLot, confies)
    old = {mandat for mandat, _lot in plan.confies if mandat > 0}
    avancer(session, Mandat, old)
    lots = {vrai(ids, new.id): new.saisie.code_gestion for new in plan.lots}
    changements(
        session, Mandat, "mandat_lot",
        [(m, "", str(lots.get(vrai(ids, one.lot_id), ""))) for m, one in plan.confies if m > 0],
    )  # fmt: skip
    lines = [
        {name: getattr(line, name) for name in _LIGNE} | {"locataire_id": vrai(ids, bail)}
        for bail, line in plan.lignes
    ]
    for row in lines:
        row["code_fiscalite_id"] = vrai(ids, row["code_fiscalite_id"])
    numeroter(session, LigneQuittancement, "locataire_id", lines)
    inserer(session, LigneQuittancement, lines)
    old = {bail for bail, _line in plan.lignes if bail > 0}
    avancer(session, Locataire, old)
    changements(
        session, Locataire, "ligne_quittancement",
        [
            (bail, "", f"{line.libelle}, {nombre_court(line.montant or Decimal(0))}")
            for bail, line in plan.lignes
            if bail > 0
        ],
    )  # fmt: skip


_LIGNE = ("code_fiscalite_id", "libelle", "montant", "du", "au", "ponctuelle")


# --- Soldes d'ouverture -------------------------------------------------------------------------


def _reprendre(session: Session, plan: Plan, ids: dict[int, int], ctx: Contexte) -> None:
    """Une pièce équilibrée par entité et par jour, au journal des à nouveaux, face au 890000."""
    for (entite, day), soldes in sorted(plan.soldes.items()):
        entite_id = vrai(ids, entite)
        assert entite_id is not None
        comptabilite.installer(session, entite_id)
        passer(session, _piece(session, entite_id, day, soldes, ids), ctx)


def _piece(
    session: Session,
    entite_id: int,
    day: date,
    soldes: list[tuple[int, Decimal]],
    ids: dict[int, int],
) -> PieceComptable:
    text = f"Reprise des soldes au {date_fr(day)}"
    baux = {bail.compte_id: bail.id for bail in _baux(session, entite_id)}
    lines: list[LigneEcriture] = []
    for compte, solde in soldes:
        compte_id = vrai(ids, compte)
        assert compte_id is not None
        lines.append(mouvement(compte_id, -solde, text, locataire_id=baux.get(compte_id)))
    rest = contrepartie(soldes)
    if rest:
        stmt = select(Compte.id).where(
            Compte.entite_id == entite_id, Compte.numero == COMPTE_D_OUVERTURE
        )
        lines.append(mouvement(session.scalars(stmt).one(), -rest, text))
    return PieceComptable(entite_id, JOURNAL_REPRISE, day, text, tuple(lines))


def _baux(session: Session, entite_id: int) -> Any:
    """Le bail de chaque compte, le dernier entré s'il en a plusieurs."""
    return session.execute(
        select(Locataire.id, Locataire.compte_id)
        .where(Locataire.entite_id == entite_id)
        .order_by(Locataire.premier_quittancement, Locataire.id)
    )
