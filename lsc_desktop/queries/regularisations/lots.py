"""Plusieurs lots à régulariser : qui chacun concerne."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.money import ZERO
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.regularisations import DemandeDraft
from lsc_desktop.domain.regularisations.lots import DemandeLotsDraft, LotDemande
from lsc_desktop.queries.regularisations.demande import nouvelle_demande, periode_de, remplir
from lsc_desktop.queries.regularisations.lecture import Situation, situations
from lsc_desktop.storage.models import Immeuble, Lot


def nouvelle_demande_lots(
    session: Session, ctx: Contexte, *, lot_ids: Sequence[int] = ()
) -> DemandeLotsDraft:
    """La demande pour ces lots, aux réglages d'habitude."""
    usual = nouvelle_demande(session, ctx)
    rows = session.execute(
        select(Lot.id, Lot.code_gestion, Immeuble.nom)
        .join(Immeuble, Immeuble.id == Lot.immeuble_id)
        .where(Lot.id.in_(list(lot_ids)))
        .order_by(Lot.code_gestion)
    )
    draft = DemandeLotsDraft(
        du=usual.du,
        au=usual.au,
        code_fiscalite_id=usual.code_fiscalite_id,
        seuil=usual.seuil,
        lots=[LotDemande(row.id, row.code_gestion, row.nom) for row in rows],
    )
    preparer_lots(session, draft, ctx)
    return draft


def preparer_lots(session: Session, draft: DemandeLotsDraft, ctx: Contexte) -> None:
    """Dit, lot par lot, combien de locataires seront régularisés, ou pourquoi aucun."""
    preparees(session, draft, ctx)


def preparees(
    session: Session, draft: DemandeLotsDraft, ctx: Contexte
) -> list[tuple[DemandeDraft, Situation]]:
    """`preparer_lots` ; rend la demande de chaque lot retenu, et ce qui a été lu de lui."""
    ids = [lot.lot_id for lot in draft.lots]
    code_id = draft.code_fiscalite_id
    read = situations(session, ids, periode_de(draft), code_id, ctx.aujourd_hui)
    remarks: dict[str, list[str]] = {}  # la remarque, et les lots qu'elle concerne
    kept: list[tuple[DemandeDraft, Situation]] = []
    for lot in draft.lots:
        demande, situation = demande_du_lot(draft, lot), read.get(lot.lot_id)
        remplir(demande, situation, ctx)
        managed = situation is not None and situation.gere
        lot.nombre = sum(concerne.retenu for concerne in demande.concernes)
        lot.retenu = managed and lot.nombre > 0
        lot.situation = _situation(lot, demande, managed)
        if situation is not None and lot.retenu:
            kept.append((demande, situation))
        for remark in demande.avertissements if lot.retenu else ():
            remarks.setdefault(remark, []).append(lot.lot)
    draft.nombre = sum(lot.nombre for lot in draft.lots if lot.retenu)
    draft.total = sum((lot.montant or ZERO for lot in draft.lots if lot.retenu), ZERO)
    draft.avertissements = tuple(
        remark if len(codes) == _retenus(draft) else f"{', '.join(codes)} : {remark}"
        for remark, codes in remarks.items()
    )
    return kept


def _retenus(draft: DemandeLotsDraft) -> int:
    """Le nombre de lots retenus : une remarque qui les touche tous n'en nomme aucun."""
    return sum(lot.retenu for lot in draft.lots)


def demande_du_lot(draft: DemandeLotsDraft, lot: LotDemande) -> DemandeDraft:
    """La demande d'un seul lot, telle que « Ajouter » la ferait."""
    return DemandeDraft(
        lot_id=lot.lot_id,
        du=draft.du,
        au=draft.au,
        montant=lot.montant,
        code_fiscalite_id=draft.code_fiscalite_id,
        seuil=draft.seuil,
    )


def _situation(lot: LotDemande, demande: DemandeDraft, managed: bool) -> str:
    if not managed:
        return "Sans mandat de gérance : laissé de côté"
    if not demande.concernes:
        return "Personne sur la période : laissé de côté"
    if not lot.nombre:
        return demande.concernes[0].remarque
    left = len(demande.concernes) - lot.nombre
    skipped = f", {pluriel(left, 'écarté')}" if left else ""
    return f"{pluriel(lot.nombre, 'locataire')}{skipped}"
