"""Revenir sur une régularisation quittancée, tant qu'aucun appel ne l'a prise."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.queries.tableaux import EN_VIGUEUR
from lsc_desktop.services.fiches import avancer
from lsc_desktop.services.regularisations.ajout import recreer, tenir
from lsc_desktop.storage.models import (
    LigneQuittancement,
    Locataire,
    Lot,
    Quittance,
    Regularisation,
)


def annuler(session: Session, fiche_id: int, *, ctx: Contexte) -> str:
    """Contre-passe une régularisation quittancée tant qu'aucun appel ne l'a prise.

    Ses lignes quittent le tableau, l'ancienne provision et la date du lot reviennent ; la fiche
    reste, annulée, et une copie à valider reparaît en attente. Lève `UserError` sinon.
    """
    tenir(session, fiche_id)
    fiche = session.get(Regularisation, fiche_id)
    if fiche is None or fiche.etat != "quittancee":
        raise UserError(
            "Seule une régularisation quittancée peut être annulée.", "Actualisez la liste."
        )
    lines = session.scalars(
        select(LigneQuittancement).where(LigneQuittancement.regularisation_id == fiche_id)
    ).all()
    _encore_libre(session, fiche, lines)
    for line in lines:
        session.delete(line)
    for line in session.scalars(
        select(LigneQuittancement).where(LigneQuittancement.arretee_par_id == fiche_id)
    ):
        line.au, line.au_avant, line.arretee_par_id = line.au_avant, None, None
    avancer(session, Locataire, session.get_one(Locataire, fiche.locataire_id))
    _rendre_la_date(session, fiche)
    fiche.etat, fiche.annulee_le, fiche.annulee_par = "annulee", ctx.aujourd_hui, ctx.utilisateur
    session.flush()
    recreer(session, fiche, ctx)
    return "annulée ; une copie à valider est de nouveau en attente"


def _rendre_la_date(session: Session, fiche: Regularisation) -> None:
    """« Régularisation le » revient à ce qu'elle était, à moins qu'une autre la porte encore.

    Celle qui la portait ensuite, ou le même jour, retient à sa place la date d'avant.
    """
    others = session.scalars(
        select(Regularisation).where(
            Regularisation.lot_id == fiche.lot_id,
            Regularisation.etat == "quittancee",
            Regularisation.id != fiche.id,
        )
    ).all()
    same_day = [other for other in others if other.quittance_le == fiche.quittance_le]
    for heir in same_day or others:
        if heir.lot_avant == fiche.quittance_le:
            heir.lot_avant = fiche.lot_avant
    lot = session.get_one(Lot, fiche.lot_id)
    if not same_day and lot.regularisation_le == fiche.quittance_le:
        lot.regularisation_le = fiche.lot_avant


def _encore_libre(
    session: Session, fiche: Regularisation, lines: Sequence[LigneQuittancement]
) -> None:
    """Aucun appel n'a pris ses lignes, ni sa nouvelle provision ; rien ne l'a suivie."""
    taken = next((line for line in lines if line.quittance_id), None)
    starts = [line.du for line in lines if not line.ponctuelle and line.du]
    starts += [  # une provision ramenée à rien n'a pas de ligne neuve : sa fin parle pour elle
        end + timedelta(days=1)
        for end in session.scalars(
            select(LigneQuittancement.au).where(LigneQuittancement.arretee_par_id == fiche.id)
        )
        if end
    ]
    called = _appel_depuis(session, fiche.locataire_id, min(starts)) if starts else None
    if taken is not None or called is not None:
        when = called or session.get_one(Quittance, taken.quittance_id if taken else 0).date
        raise UserError(
            f"L'appel de loyers du {date_fr(when)} a déjà pris cette régularisation.",
            "Contre-passez d'abord cet appel, puis annulez et rappelez ; ou passez une "
            "régularisation de sens contraire.",
        )
    if any(line.arretee_par_id for line in lines):
        raise UserError(
            "Une régularisation plus récente a repris cette provision.",
            "Annulez d'abord la plus récente.",
        )


def _appel_depuis(session: Session, locataire_id: int, start: date) -> date | None:
    return session.scalar(
        select(func.min(Quittance.date)).where(
            Quittance.locataire_id == locataire_id, Quittance.periode_au >= start, EN_VIGUEUR
        )
    )
