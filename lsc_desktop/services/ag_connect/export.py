"""Exporter une assemblée vers AG Connect, ou vers le fichier d'un poste nomade (seed L2041-2049).

Ce qui part est figé avec l'export ; l'envoi, lui, se fait plus tard, hors de la transaction.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.abonnements import SANS_JETON
from lsc_desktop.domain.ag_connect.export import en_json, verifier_exportable
from lsc_desktop.domain.ag_connect.reglages import ReglageAgConnectDraft
from lsc_desktop.domain.ag_connect.valeurs import CONNECT, NOMADE
from lsc_desktop.partners.ag_connect.adaptateur import AG_CONNECT
from lsc_desktop.partners.ag_connect.contrat import ecrire
from lsc_desktop.queries.abonnements import load_licence
from lsc_desktop.queries.ag_connect import (
    UNIQUE,
    exportee,
    load_export,
    load_reglage_ag_connect,
)
from lsc_desktop.services.abonnements import CONSEIL, exiger_abonnement
from lsc_desktop.services.assemblees.fiches import ouverte
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.partenaires import boite
from lsc_desktop.storage.models import AgConnect, Assemblee, ReglageAgConnect

SORTE = "ag_connect.exporter"


def exporter(session: Session, assemblee_id: int, *, ctx: Contexte) -> int:
    """Inscrit l'envoi de l'assemblée à AG Connect ; rend sa révision.

    Lève `UserError` sans abonnement ni jeton, sans cible réglée, si l'assemblée est close, passée,
    sans ordre du jour ou sous une clé vide, ou si elle est verrouillée chez eux.
    """
    exiger_abonnement(session, AG_CONNECT.code)
    licence = load_licence(session)
    if licence is None or not licence.jetons.get(AG_CONNECT.produit):
        raise UserError(f"AG Connect : {SANS_JETON}.", CONSEIL)
    if load_reglage_ag_connect(session).cible_id is None:
        raise UserError(
            "La cible d'AG Connect n'est pas réglée.", "Choisissez-la dans PARAMÈTRES, AG Connect."
        )
    row = _figer(session, assemblee_id, CONNECT, ctx)
    ag = session.get_one(Assemblee, assemblee_id)
    boite.inscrire(
        session,
        SORTE,
        objet=f"{ag.numero} {ag.nom}",
        charge={"assemblee_id": assemblee_id, "revision": row.revision},
        ctx=ctx,
        objet_id=assemblee_id,
        fil=f"ag_connect:{assemblee_id}",
    )
    return row.revision


def exporter_nomade(session: Session, assemblee_id: int, *, ctx: Contexte) -> bytes:
    """Le fichier à emporter sur un poste nomade : ni abonnement, ni jeton, ni envoi."""
    return _figer(session, assemblee_id, NOMADE, ctx).instantane.encode()


def _figer(session: Session, assemblee_id: int, canal: str, ctx: Contexte) -> AgConnect:
    ouverte(session, assemblee_id)
    row = exportee(session, assemblee_id)
    export = load_export(session, assemblee_id, row.revision + 1 if row else 1)
    verifier_exportable(export, canal, ctx.aujourd_hui, row is not None and row.verrouillee)
    if row is None:
        row = AgConnect(assemblee_id=assemblee_id)
        session.add(row)
    row.canal, row.revision, row.depose_le = canal, export.revision, None
    row.instantane = ecrire(en_json(export)).decode()
    row.exporte_le, row.exporte_par = ctx.maintenant, ctx.utilisateur
    session.flush()
    return row


def noter_depot(session: Session, assemblee_id: int, revision: int, quand: datetime) -> None:
    """L'export est arrivé ; un plus récent attend peut-être déjà."""
    row = exportee(session, assemblee_id)
    if row is not None and row.revision == revision:
        row.depose_le = quand


def save_reglage_ag_connect(
    session: Session,
    draft: ReglageAgConnectDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Lève `UserError` si l'on active le service sans abonnement."""
    if draft.active:
        exiger_abonnement(session, AG_CONNECT.code, champ="active")
    if draft.id is None:
        record = ReglageAgConnect(id=UNIQUE)
        return enregistrer(session, ReglageAgConnect, draft, dans=record).id
    return enregistrer(session, ReglageAgConnect, draft).id
