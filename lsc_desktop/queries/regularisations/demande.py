"""La fenêtre « Ajouter » : qui est concerné, pour combien (seed L54-113)."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.regularisations import (
    DemandeDraft,
    avertissements_demande,
    repartir_demande,
)
from lsc_desktop.domain.regularisations.lots import DemandeLotsDraft
from lsc_desktop.queries.regularisations.lecture import Situation, situations
from lsc_desktop.storage.models import CodeFiscalite, Configuration


def nouvelle_demande(session: Session, ctx: Contexte, *, lot_id: int | None = None) -> DemandeDraft:
    """La demande d'habitude : l'année dernière, code et seuil des réglages."""
    config = session.get(Configuration, 1)
    draft = DemandeDraft(lot_id=lot_id)
    draft.du = date(ctx.aujourd_hui.year - 1, 1, 1)
    draft.au = date(ctx.aujourd_hui.year - 1, 12, 31)
    if config is not None:
        draft.code_fiscalite, draft.seuil = config.code_provisions, config.seuil_departs
    draft.code_fiscalite_id = session.scalar(
        select(CodeFiscalite.id).where(CodeFiscalite.code == draft.code_fiscalite)
    )
    preparer(session, draft, ctx)
    return draft


def preparer(session: Session, draft: DemandeDraft, ctx: Contexte) -> None:
    """Remplit ce qui dépend de la base : locataires concernés, part du propriétaire, remarques.

    Choisir un lot suffit : son propriétaire et son immeuble suivent (seed L78-82).
    """
    preparee(session, draft, ctx)


def preparee(session: Session, draft: DemandeDraft, ctx: Contexte) -> Situation | None:
    """`preparer` ; rend ce qui a été lu du lot, rien s'il n'existe plus."""
    if draft.code_fiscalite_id is not None:
        code = session.get(CodeFiscalite, draft.code_fiscalite_id)
        draft.code_fiscalite = code.code if code else ""
    wanted = [] if draft.lot_id is None else [draft.lot_id]
    periode, code_id = periode_de(draft), draft.code_fiscalite_id
    read = situations(session, wanted, periode, code_id, ctx.aujourd_hui)
    situation = next(iter(read.values()), None)
    remplir(draft, situation, ctx)
    return situation


def remplir(draft: DemandeDraft, situation: Situation | None, ctx: Contexte) -> None:
    """`preparer`, une fois le lot lu."""
    draft.concernes, draft.part_proprietaire = [], draft.montant or ZERO
    draft.nombre, draft.avertissements = 0, ()
    if situation is None:
        return
    draft.immeuble_id, draft.proprietaire_id = situation.immeuble_id, situation.proprietaire_id
    periode = periode_de(draft)
    if periode is None:
        return
    shares = repartir_demande(
        periode,
        draft.montant,
        draft.seuil,
        [bail.candidat() for bail in situation.baux],
        ctx.aujourd_hui,
    )
    draft.concernes = list(shares.concernes)
    draft.part_proprietaire = shares.part_proprietaire
    draft.nombre = len(draft.concernes)
    draft.avertissements = avertissements_demande(
        draft, ctx.aujourd_hui, situation.deja, _mandat(situation, periode)
    )


def periode_de(draft: DemandeDraft | DemandeLotsDraft) -> Periode | None:
    """La période saisie, si elle est entière et à l'endroit."""
    if draft.du is None or draft.au is None or draft.au < draft.du:
        return None
    return Periode(draft.du, draft.au)


def _mandat(situation: Situation, periode: Periode) -> tuple[date | None, date | None]:
    """Début et fin du mandat qui touche la période ; ouverts s'il n'y en a pas."""
    return next((m for m in situation.mandats if periode.commun(*m)), (None, None))
