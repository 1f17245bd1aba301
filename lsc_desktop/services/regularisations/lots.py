"""Ajouter les régularisations de plusieurs lots, tout ou rien."""

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import demander
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.regularisations.lots import DemandeLotsDraft
from lsc_desktop.queries.regularisations.lots import preparees
from lsc_desktop.services.fiches import refuser
from lsc_desktop.services.regularisations.ajout import remplacees, supprimer
from lsc_desktop.services.regularisations.creation import creer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Lot


def ajouter_lots(
    session: Session,
    draft: DemandeLotsDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> list[int]:
    """Crée les fiches de tous les lots retenus ; rend leurs ids.

    Lève `Confirm` si des lots n'ont pas de montant, ou si des fiches seraient remplacées.
    """
    hold(session, Lot, *(lot.lot_id for lot in draft.lots))
    demandes = preparees(session, draft, ctx)
    refuser(draft)
    lots = [lot for lot in draft.lots if lot.retenu]
    empty = [lot.lot for lot in lots if not lot.montant]
    if empty:
        demander(
            f"{pluriel(len(empty), 'lot')} sans montant de charges réelles : "
            f"{', '.join(empty[:8])}{'…' if len(empty) > 8 else ''}. Leurs fiches seront à zéro.",
            "sans_montant",
            accepted,
        )
    replaced = remplacees(session, [lot.lot_id for lot in lots])
    if replaced:
        demander(
            f"Ces lots ont déjà {pluriel(len(replaced), 'fiche')} en attente : elles seront "
            "remplacées, avec tout ce qui y a été saisi.",
            "remplacer",
            accepted,
        )
    created = creer(session, demandes, ctx)
    supprimer(session, [fiche.id for fiche in replaced])
    return created
