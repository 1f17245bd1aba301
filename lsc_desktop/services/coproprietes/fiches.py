"""Enregistrer et retirer un syndicat : ses clés, son conseil syndical."""

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.coproprietes import LUS, CoproprieteDraft
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.models import (
    AyantDroit,
    CleRepartition,
    Compte,
    Coproprietaire,
    Copropriete,
    LotCopropriete,
    Tantieme,
)


def save_copropriete(
    session: Session,
    draft: CoproprieteDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie un syndicat, ses clés et son conseil syndical.

    Lève `UserError` si l'on retire une clé qui porte encore des tantièmes, si un membre du conseil
    n'est pas copropriétaire, si l'entité ou l'immeuble a déjà son syndicat, ou si l'entité change
    quand des copropriétaires y ont leur compte.
    """
    for cle in draft.cles:
        cle.code = cle.code.strip()
    refuser(draft)
    _verifier_unique(session, draft)
    _verifier_entite(session, draft)
    _verifier_cles(session, draft)
    _verifier_codes(session, draft)
    _verifier_conseil(session, draft, ctx)
    return enregistrer(session, Copropriete, draft, sauf=LUS).id


def activer_copropriete(session: Session, copropriete_id: int, actif: bool) -> None:
    activer(session, Copropriete, copropriete_id, actif)


def supprimer_copropriete(
    session: Session, copropriete_id: int, version: int | None = None
) -> None:
    """Lève `UserError` si un lot, un copropriétaire ou une assemblée s'y rapporte."""
    supprimer(session, Copropriete, copropriete_id, version)


def _verifier_unique(session: Session, draft: CoproprieteDraft) -> None:
    for column, field, what in (
        (Copropriete.entite_id, "entite_id", "Cette entité"),
        (Copropriete.immeuble_id, "immeuble_id", "Cet immeuble"),
    ):
        taken = select(Copropriete.id).where(
            column == getattr(draft, field), Copropriete.id != (draft.id or 0)
        )
        if session.scalar(taken) is not None:
            raise UserError(
                f"{what} a déjà sa copropriété.", "Ouvrez-la dans Syndic > Copropriétés.", field
            )


def _verifier_entite(session: Session, draft: CoproprieteDraft) -> None:
    """Les comptes 450 des copropriétaires sont ceux de l'entité."""
    other = select(Coproprietaire.id).join(Compte, Compte.id == Coproprietaire.compte_id)
    other = other.where(
        Coproprietaire.copropriete_id == (draft.id or 0), Compte.entite_id != draft.entite_id
    )
    if session.scalar(other.limit(1)) is not None:
        raise UserError(
            "Les copropriétaires ont leur compte dans l'entité actuelle du syndicat.",
            "Remettez-la : une copropriété qui a des copropriétaires n'en change plus.",
            "entite_id",
        )


def _verifier_cles(session: Session, draft: CoproprieteDraft) -> None:
    if draft.id is None:
        return
    kept = [cle.id for cle in draft.cles if cle.id is not None]
    stmt = (
        select(func.count())
        .select_from(Tantieme)
        .join(LotCopropriete, LotCopropriete.id == Tantieme.lot_copropriete_id)
        .where(LotCopropriete.copropriete_id == draft.id, Tantieme.cle_id.not_in(kept))
    )
    if count := session.scalar(stmt):
        raise UserError(
            f"Une clé retirée porte encore les tantièmes de {pluriel(count, 'lot')}.",
            "Remettez-la, ou videz d'abord ces tantièmes sur les fiches des lots.",
            "cles",
        )


def _verifier_codes(session: Session, draft: CoproprieteDraft) -> None:
    """Deux clés n'échangent pas leur code en une fois : la base les verrait un instant égales."""
    stmt = select(CleRepartition.code, CleRepartition.id)
    known = {
        row.code: row.id
        for row in session.execute(stmt.where(CleRepartition.copropriete_id == (draft.id or 0)))
    }
    for rank, cle in enumerate(draft.cles):
        if cle.code in known and known[cle.code] != cle.id:
            raise UserError(
                f"Le code {cle.code} est encore celui d'une autre clé.",
                "Donnez à celle-ci un autre code, ou retirez l'autre et enregistrez d'abord.",
                f"cles.{rank}.code",
            )


def _verifier_conseil(session: Session, draft: CoproprieteDraft, ctx: Contexte) -> None:
    """Loi art. 21 : un membre est copropriétaire, associé, ou conjoint, ascendant, descendant de
    l'un d'eux ; ici, copropriétaire ou ayant droit. Un mandat fini n'est plus vérifié."""
    for rank, membre in enumerate(draft.conseil):
        known = select(Coproprietaire.id).where(
            Coproprietaire.copropriete_id == (draft.id or 0),
            or_(
                Coproprietaire.tiers_id == membre.tiers_id,
                exists().where(
                    AyantDroit.coproprietaire_id == Coproprietaire.id,
                    AyantDroit.tiers_id == membre.tiers_id,
                ),
            ),
        )
        ended = membre.au is not None and membre.au < ctx.aujourd_hui
        if not ended and session.scalar(known.limit(1)) is None:
            raise UserError(
                "Ce membre du conseil syndical n'est ni copropriétaire, ni ayant droit de l'un "
                "d'eux.",
                "Inscrivez-le d'abord comme copropriétaire, ou datez la fin de son mandat.",
                f"conseil.{rank}.tiers_id",
            )
