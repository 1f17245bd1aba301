"""Charger la fiche d'une assemblée : son en-tête et son ordre du jour."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.assemblees.saisie import AssembleeDraft, recalculer
from lsc_desktop.queries.assemblees.seance import load_seance
from lsc_desktop.queries.fiches import charger
from lsc_desktop.storage.models import Assemblee, CleRepartition, Copropriete, Entite


def load_assemblee(session: Session, assemblee_id: int) -> AssembleeDraft:
    draft = charger(session, Assemblee, AssembleeDraft, assemblee_id)
    recalculer(draft)
    situer(session, draft)
    found = {r.resolution.id: r for r in load_seance(session, assemblee_id).resultats()}
    for line in draft.resolutions:
        result = found.get(line.id or 0)
        line.resultat = result.issue.value if result and result.issue else ""
    return draft


def nouvelle_assemblee(session: Session, ctx: Contexte, **params: Any) -> AssembleeDraft:
    every = session.scalars(select(Copropriete.id).where(Copropriete.actif).limit(2)).all()
    only = every[0] if len(every) == 1 else None
    draft = AssembleeDraft(**{"copropriete_id": only, **params})
    situer(session, draft)
    return draft


def situer(session: Session, draft: AssembleeDraft, ctx: Contexte | None = None) -> None:
    """Le nom du syndicat ; d'une assemblée neuve, sa référence, son lieu et la clé générale.

    La référence est le rang de l'assemblée dans son entité : « 3-S007 » (seed L1993).
    """
    copropriete = session.get(Copropriete, draft.copropriete_id) if draft.copropriete_id else None
    if copropriete is None:
        draft.syndicat = ""
        return
    entite = session.get_one(Entite, copropriete.entite_id)
    draft.syndicat = entite.nom
    if draft.id is not None or draft.lu_de == copropriete.id:
        return
    draft.lu_de = copropriete.id
    draft.numero = numero_suivant(session, copropriete)
    draft.lieu, draft.lieu_consultation = copropriete.lieu_assemblee, copropriete.lieu_consultation
    general = select(CleRepartition.id).where(
        CleRepartition.copropriete_id == copropriete.id, CleRepartition.generale
    )
    draft.cle_id = session.scalar(general)
    for line in draft.resolutions:
        line.cle_id = draft.cle_id


def numero_suivant(session: Session, copropriete: Copropriete) -> str:
    """« 3-S007 » : le rang suit le plus grand de la copropriété."""
    code = session.get_one(Entite, copropriete.entite_id).code
    known = session.scalars(
        select(Assemblee.numero).where(Assemblee.copropriete_id == copropriete.id)
    )
    ranks = [int(head) for n in known if (head := n.partition("-")[0]).isdecimal()]
    return f"{max(ranks, default=0) + 1}-{code}"
