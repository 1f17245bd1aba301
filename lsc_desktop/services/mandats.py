"""Cas d'usage : mandats de gérance."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError, demander
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.mandats import LotConfie, MandatDraft, pendant, se_croisent
from lsc_desktop.queries.presence import present
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Compte, Locataire, Lot, Mandat, MandatLot, Tiers

AUTRE_PROPRIETAIRE = "lot_d_un_autre"


def save_mandat(
    session: Session,
    draft: MandatDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie un mandat et ses lots.

    Lève `UserError` si le compte n'est pas de l'entité ou si un autre mandat tient un lot à la
    même date, `Confirm` si un lot appartient à un autre (indivision, usufruit…).
    """
    refuser(draft)
    hold(session, Lot, *(line.lot_id for line in draft.lots))  # un lot n'a qu'un mandat à la fois
    _verifier_compte(session, draft)
    _verifier_lots(session, draft, accepted)
    return enregistrer(session, Mandat, draft).id


def activer_mandat(session: Session, mandat_id: int, actif: bool) -> None:
    """Lève `UserError` si un locataire présent paie sous ce mandat."""
    occupied = exists().where(Locataire.mandat_id == mandat_id, present())
    if not actif and session.scalar(select(occupied)):
        raise UserError(
            "Un locataire présent paie son loyer sous ce mandat.",
            "Rattachez-le à un autre mandat ou validez son départ, puis recommencez.",
        )
    activer(session, Mandat, mandat_id, actif)


def supprimer_mandat(session: Session, mandat_id: int, version: int | None = None) -> None:
    """Lève `UserError` si un bail ou un événement s'y rapporte."""
    supprimer(session, Mandat, mandat_id, version)


def _verifier_compte(session: Session, draft: MandatDraft) -> None:
    compte = session.get(Compte, draft.compte_id) if draft.compte_id else None
    if compte is not None and compte.entite_id != draft.entite_id:
        raise UserError(
            f"Le compte {compte.numero} n'est pas de l'entité du mandat.",
            "Choisissez un compte de cette entité.",
            "compte_id",
        )


def _verifier_lots(session: Session, draft: MandatDraft, accepted: frozenset[str]) -> None:
    others = []
    for rank, line in enumerate(draft.lots):
        lot = session.get_one(Lot, line.lot_id)
        if other := _autre_mandat(session, draft, line):
            raise UserError(
                f"Le lot {lot.code_gestion} est déjà confié par le mandat n° {other}.",
                "Indiquez dans ce mandat-là le jour où il est repris, ou changez les dates ici.",
                f"lots.{rank}.lot_id",
            )
        if lot.proprietaire_id != draft.proprietaire_id:
            owner = session.get_one(Tiers, lot.proprietaire_id)
            others.append(f"Le lot {lot.code_gestion} est à {nom_complet(owner.nom, owner.prenom)}")
    if others:
        question = f"{' ; '.join(others)}, pas au mandant. Confier quand même ?"
        demander(question, AUTRE_PROPRIETAIRE, accepted)


def _autre_mandat(session: Session, draft: MandatDraft, line: LotConfie) -> str:
    """Le numéro d'un autre mandat en service qui tient ce lot un même jour."""
    if not draft.actif:
        return ""
    stmt = (
        select(Mandat.numero, Mandat.debut, Mandat.fin, MandatLot.du, MandatLot.au)
        .join(MandatLot, MandatLot.mandat_id == Mandat.id)
        .where(MandatLot.lot_id == line.lot_id, Mandat.actif, Mandat.id != (draft.id or 0))
    )
    wanted = pendant(line, draft.debut, draft.fin)
    for row in session.execute(stmt):
        held = LotConfie(lot_id=line.lot_id, du=row.du, au=row.au)
        if se_croisent(wanted, pendant(held, row.debut, row.fin)):
            return str(row.numero)
    return ""
