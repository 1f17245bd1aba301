"""Cas d'usage : exercices et dépenses des copropriétés."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.depenses import PARTS, DepenseDraft, ExerciceDraft
from lsc_desktop.services.fiches import enregistrer, refuser, verifier_version
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Copropriete,
    Depense,
    Evenement,
    Exercice,
)

# --- Exercices --------------------------------------------------------------------------------


def save_exercice(
    session: Session,
    draft: ExerciceDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un exercice ; le clore arrête ses dépenses, et leur publication (D42).

    Lève `UserError` si la copropriété en a un de ce nom ou de ces dates, si un exercice qui a des
    dépenses change de copropriété.
    """
    draft.libelle = draft.libelle.strip()
    refuser(draft)
    hold(session, Copropriete, draft.copropriete_id)  # un autre poste n'en ouvre pas un ensemble
    _verifier_exercice(session, draft)
    return enregistrer(session, Exercice, draft).id


def supprimer_exercice(session: Session, exercice_id: int, version: int | None = None) -> None:
    """Lève `UserError` s'il a des dépenses."""
    hold(session, Exercice, exercice_id)
    has = session.scalar(select(Depense.id).where(Depense.exercice_id == exercice_id).limit(1))
    if has is not None:
        raise UserError(
            "Cet exercice a des dépenses.",
            "Supprimez-les d'abord, ou déclarez-le clos : elles ne se publieront plus.",
        )
    supprimer(session, Exercice, exercice_id, version)


def clore(session: Session, exercice_id: int, clos: bool, version: int | None = None) -> None:
    """Clôt un exercice, ou le rouvre."""
    hold(session, Exercice, exercice_id)
    record = session.get(Exercice, exercice_id)
    if record is None:
        raise UserError("Cet exercice a été supprimé.", "Relisez la liste.")
    if version is not None:
        verifier_version(session, record, version)
    record.clos = clos
    session.flush()


def _verifier_exercice(session: Session, draft: ExerciceDraft) -> None:
    known = session.get(Exercice, draft.id) if draft.id is not None else None
    if known is not None and known.copropriete_id != draft.copropriete_id:
        raise UserError(
            "Un exercice ne change pas de copropriété.",
            "Ouvrez-en un dans l'autre.",
            "copropriete_id",
        )
    others = select(Exercice.libelle, Exercice.du, Exercice.au).where(
        Exercice.copropriete_id == draft.copropriete_id, Exercice.id != (draft.id or 0)
    )
    for name, du, au in session.execute(others.order_by(Exercice.du)):
        if name == draft.libelle:
            raise UserError(
                f"La copropriété a déjà un exercice « {name} ».", "Donnez-lui un autre nom.",
                "libelle",
            )  # fmt: skip
        if draft.du and draft.au and du <= draft.au and draft.du <= au:
            raise UserError(
                f"Ces dates croisent « {name} », du {date_fr(du)} au {date_fr(au)}.",
                "Deux exercices d'une copropriété se suivent : corrigez les dates.",
                "du",
            )


# --- Dépenses ---------------------------------------------------------------------------------


def save_depense(
    session: Session,
    draft: DepenseDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie une dépense.

    Lève `UserError` si l'exercice est clos, si la clé, le compte ou la facture est d'une autre
    copropriété.
    """
    for name, _what in PARTS:
        setattr(draft, name, getattr(draft, name) or ZERO)
    refuser(draft)
    known = session.get(Depense, draft.id) if draft.id is not None else None
    years = {draft.exercice_id, known.exercice_id if known is not None else None}
    hold(session, Exercice, *years)
    for exercice_id in years - {None}:
        _refuser_clos(session, exercice_id)
    _verifier_liens(session, draft)
    return enregistrer(session, Depense, draft).id


def supprimer_depense(session: Session, depense_id: int, version: int | None = None) -> None:
    """Lève `UserError` si son exercice est clos."""
    known = session.get(Depense, depense_id)
    if known is not None:
        hold(session, Exercice, known.exercice_id)
        _refuser_clos(session, known.exercice_id)
    supprimer(session, Depense, depense_id, version)


def _refuser_clos(session: Session, exercice_id: int | None) -> None:
    row = session.execute(
        select(Exercice.libelle, Exercice.clos).where(Exercice.id == exercice_id)
    ).first()
    if row is None:
        raise UserError("Cet exercice a été supprimé.", "Choisissez-en un autre.", "exercice_id")
    if row.clos:
        raise UserError(
            f"L'exercice « {row.libelle} » est clos : ses dépenses ne changent plus.",
            "Rouvrez-le d'abord (Syndic > Exercices), si les comptes ne sont pas approuvés.",
            "exercice_id",
        )


def _verifier_liens(session: Session, draft: DepenseDraft) -> None:
    home = session.execute(
        select(Copropriete.id, Copropriete.entite_id, Copropriete.immeuble_id)
        .join(Exercice, Exercice.copropriete_id == Copropriete.id)
        .where(Exercice.id == draft.exercice_id)
    ).one()
    key = session.get(CleRepartition, draft.cle_id)
    if key is None or key.copropriete_id != home.id:
        raise UserError(
            "Cette clé n'est pas, ou n'est plus, de la copropriété de l'exercice.",
            "Choisissez dans les siennes.",
            "cle_id",
        )
    account = session.get(Compte, draft.compte_id)
    if account is None or account.entite_id != home.entite_id:
        raise UserError(
            "Ce compte n'est pas, ou n'est plus, de l'entité de la copropriété.",
            "Choisissez dans les siens, ou ouvrez-le (Comptabilité > Comptes).",
            "compte_id",
        )
    if draft.evenement_id is None:
        return
    event = session.get(Evenement, draft.evenement_id)
    if event is None or event.immeuble_id != home.immeuble_id:
        raise UserError(
            "Cette facture est d'un autre immeuble, ou n'existe plus.",
            "Choisissez un événement de l'immeuble de la copropriété.",
            "evenement_id",
        )
