"""Enregistrer et retirer un lot, et dire qui le tient tant qu'aucune vente ne l'a fait."""

from dataclasses import replace

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.coproprietes import LotCoproprieteDraft
from lsc_desktop.queries.coproprietes.possession import tenu
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Coproprietaire,
    LotCopropriete,
    Possession,
)

# --- Le lot -----------------------------------------------------------------------------------


def save_lot_copropriete(
    session: Session,
    draft: LotCoproprieteDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie un lot, ses tantièmes, et qui le tient tant qu'aucune mutation ne l'a vendu.

    Lève `UserError` si le numéro est pris, si le lot change de copropriété, si le lot principal, le
    copropriétaire ou une clé est d'une autre, si le copropriétaire est hors service, ou si l'on
    change de copropriétaire un lot déjà passé par une mutation.
    """
    draft.numero = draft.numero.strip()
    refuser(draft)
    hold(session, Coproprietaire, draft.coproprietaire_id)
    hold(session, LotCopropriete, draft.id)
    _verifier_numero(session, draft)
    _verifier_copropriete(session, draft)
    _verifier_principal(session, draft)
    _verifier_titulaire(session, draft)
    lines = [line for line in draft.tantiemes if line.valeur is not None]
    _verifier_cles(session, replace(draft, tantiemes=lines))
    written = replace(draft, tantiemes=lines)
    record = enregistrer(session, LotCopropriete, written, sauf=("coproprietaire_id",))
    _confier(session, record.id, draft, ctx)
    return record.id


def activer_lot_copropriete(session: Session, lot_id: int, actif: bool) -> None:
    """Lève `UserError` si l'on remet en service un lot dont le copropriétaire ne l'est plus."""
    hold(session, LotCopropriete, lot_id)
    name = session.scalar(
        select(Compte.numero)
        .join(Coproprietaire, Coproprietaire.compte_id == Compte.id)
        .join(Possession, Possession.coproprietaire_id == Coproprietaire.id)
        .where(
            Possession.lot_copropriete_id == lot_id,
            Possession.au.is_(None),
            ~Coproprietaire.actif,
        )
    )
    if actif and name is not None:
        raise UserError(
            f"Le copropriétaire de ce lot, {name}, est hors service.",
            "Réactivez-le d'abord, dans Syndic > Copropriétaires.",
        )
    activer(session, LotCopropriete, lot_id, actif)


def supprimer_lot_copropriete(session: Session, lot_id: int, version: int | None = None) -> None:
    """Lève `UserError` si une mutation, ou un lot secondaire, s'y rapporte."""
    hold(session, LotCopropriete, lot_id)
    if _vendu(session, lot_id):
        raise UserError(
            "Une mutation a fait changer ce lot de mains.",
            "Désactivez-le plutôt : ses copropriétaires passés restent lisibles.",
        )
    supprimer(session, LotCopropriete, lot_id, version)


# --- Ce qui s'y rattache ----------------------------------------------------------------------


def _verifier_numero(session: Session, draft: LotCoproprieteDraft) -> None:
    taken = select(LotCopropriete.id).where(
        LotCopropriete.copropriete_id == draft.copropriete_id,
        LotCopropriete.numero == draft.numero,
        LotCopropriete.id != (draft.id or 0),
    )
    if session.scalar(taken) is not None:
        raise UserError(
            f"La copropriété a déjà un lot {draft.numero}.",
            "Vérifiez le numéro dans l'état descriptif de division.",
            "numero",
        )


def _verifier_copropriete(session: Session, draft: LotCoproprieteDraft) -> None:
    """Ses tantièmes, ses copropriétaires passés, ses lots secondaires sont de celle-là."""
    known = session.get(LotCopropriete, draft.id) if draft.id is not None else None
    if known is not None and known.copropriete_id != draft.copropriete_id:
        raise UserError(
            "Un lot ne change pas de copropriété.",
            "Supprimez-le, ou désactivez-le, et inscrivez-le dans l'autre.",
            "copropriete_id",
        )


def _verifier_principal(session: Session, draft: LotCoproprieteDraft) -> None:
    """Un seul degré : une cave suit un logement, pas une autre cave."""
    if draft.lot_principal_id is None:
        return
    main = session.get(LotCopropriete, draft.lot_principal_id)
    if main is None or main.copropriete_id != draft.copropriete_id:
        raise UserError(
            "Ce lot principal est d'une autre copropriété, ou n'existe plus.",
            "Choisissez dans celle du lot.",
            "lot_principal_id",
        )
    if main.lot_principal_id is not None:
        raise UserError(
            f"Le lot {main.numero} est lui-même un lot secondaire.",
            "Choisissez le lot dont il dépend.",
            "lot_principal_id",
        )


def _verifier_titulaire(session: Session, draft: LotCoproprieteDraft) -> None:
    if draft.coproprietaire_id is None:
        return
    owner = session.get(Coproprietaire, draft.coproprietaire_id)
    if owner is None or owner.copropriete_id != draft.copropriete_id:
        raise UserError(
            "Ce copropriétaire est d'une autre copropriété, ou n'existe plus.",
            "Choisissez dans celle du lot.",
            "coproprietaire_id",
        )
    if draft.actif and not owner.actif:
        raise UserError(
            "Ce copropriétaire est hors service.",
            "Réactivez-le d'abord (Syndic > Copropriétaires), ou choisissez-en un autre.",
            "coproprietaire_id",
        )


def _verifier_cles(session: Session, draft: LotCoproprieteDraft) -> None:
    stmt = select(CleRepartition.id).where(CleRepartition.copropriete_id == draft.copropriete_id)
    keys = set(session.scalars(stmt))
    if any(line.cle_id not in keys for line in draft.tantiemes):
        raise UserError(
            "Une des clés n'est pas, ou n'est plus, de cette copropriété.",
            "Rouvrez la fiche : ses clés se reliront.",
            "tantiemes",
        )


# --- Qui le tient -----------------------------------------------------------------------------


def _confier(session: Session, lot_id: int, draft: LotCoproprieteDraft, ctx: Contexte) -> None:
    mine = select(Possession).where(Possession.lot_copropriete_id == lot_id)
    if _vendu(session, lot_id):
        # Celui du jour et, quand la vente est à venir, celui qui le tiendra.
        shown = mine.where(or_(tenu(ctx.aujourd_hui), Possession.au.is_(None)))
        owners = {line.coproprietaire_id for line in session.scalars(shown)}
        if draft.coproprietaire_id not in owners:
            raise UserError(
                "Une mutation a déjà fait changer ce lot de mains.",
                "Pour en changer encore, saisissez une mutation (Syndic > Mutations).",
                "coproprietaire_id",
            )
        return
    held = list(session.scalars(mine))
    if draft.coproprietaire_id is None:
        for line in held:
            session.delete(line)
    elif held:
        held[0].coproprietaire_id = draft.coproprietaire_id
    else:
        session.add(
            Possession(lot_copropriete_id=lot_id, coproprietaire_id=draft.coproprietaire_id)
        )
    session.flush()


def _vendu(session: Session, lot_id: int) -> bool:
    stmt = select(func.count(Possession.mutation_id)).where(Possession.lot_copropriete_id == lot_id)
    return bool(session.scalar(stmt))
