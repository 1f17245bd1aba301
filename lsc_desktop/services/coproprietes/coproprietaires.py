"""Enregistrer et retirer un copropriétaire, et lui ouvrir son compte 450."""

from dataclasses import replace

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.comptabilite import COPROPRIETAIRE, CompteDraft
from lsc_desktop.domain.coproprietes import CoproprietaireDraft
from lsc_desktop.queries.comptabilite import numero_libre
from lsc_desktop.queries.presence import jour
from lsc_desktop.services.comptabilite import save_compte
from lsc_desktop.services.coproprietes.retrait import se_retire
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import (
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    LotCopropriete,
    Possession,
    Tiers,
)

SANS_ECRITURE = ("nom", "lots", "conseil", "comptes")


def save_coproprietaire(
    session: Session,
    draft: CoproprietaireDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie un copropriétaire ; sans compte, lui en ouvre un, 450 et son nom.

    Lève `UserError` si le compte est d'une autre entité, d'un autre tiers, ou déjà pris, si une
    fiche existante change de copropriété ou perd son compte, et comme `activer_coproprietaire`.
    """
    refuser(draft)
    hold(session, Coproprietaire, draft.id)
    if draft.id is not None and se_retire(session, Coproprietaire, draft):
        _refuser_titulaire(session, draft.id)
    copropriete = session.get(Copropriete, draft.copropriete_id)
    if copropriete is None:
        raise UserError("Cette copropriété n'existe plus.", "Relisez la liste.", "copropriete_id")
    _verifier_identite(session, draft)
    if draft.compte_id is None:
        draft = replace(draft, compte_id=_ouvrir(session, copropriete.entite_id, draft, ctx))
    else:
        _verifier_compte(session, copropriete.entite_id, draft)
    return enregistrer(session, Coproprietaire, draft, sauf=SANS_ECRITURE).id


def activer_coproprietaire(session: Session, coproprietaire_id: int, actif: bool) -> None:
    """Lève `UserError` s'il tient encore un lot en service, ou en attend un d'une vente à venir."""
    hold(session, Coproprietaire, coproprietaire_id)  # personne ne lui en vend pendant ce temps
    if not actif:
        _refuser_titulaire(session, coproprietaire_id)
    activer(session, Coproprietaire, coproprietaire_id, actif)


def _refuser_titulaire(session: Session, coproprietaire_id: int) -> None:
    stmt = (
        select(func.count(func.distinct(Possession.lot_copropriete_id)))
        .join(LotCopropriete, LotCopropriete.id == Possession.lot_copropriete_id)
        .where(
            Possession.coproprietaire_id == coproprietaire_id,
            LotCopropriete.actif,
            or_(Possession.au.is_(None), Possession.au >= jour()),
        )
    )
    count = session.scalar(stmt) or 0
    if count:
        raise UserError(
            f"Ce copropriétaire tient encore {pluriel(count, 'lot')}.",
            "Saisissez d'abord leur vente (Syndic > Mutations).",
        )


def supprimer_coproprietaire(
    session: Session, coproprietaire_id: int, version: int | None = None
) -> None:
    """Lève `UserError` si un lot, présent ou passé, ou une mutation s'y rapporte."""
    supprimer(session, Coproprietaire, coproprietaire_id, version)


def _verifier_identite(session: Session, draft: CoproprietaireDraft) -> None:
    """Ses lots sont d'une copropriété, ses écritures d'un compte : il garde l'une et l'autre."""
    known = session.get(Coproprietaire, draft.id) if draft.id is not None else None
    if known is None:
        return
    if known.copropriete_id != draft.copropriete_id:
        raise UserError(
            "Un copropriétaire ne change pas de copropriété.",
            "Inscrivez-le dans l'autre par une fiche nouvelle.",
            "copropriete_id",
        )
    if draft.compte_id is None:
        raise UserError(
            "Ce copropriétaire a déjà son compte.",
            "Remettez-le : ses écritures y sont.",
            "compte_id",
        )


def _ouvrir(session: Session, entite_id: int, draft: CoproprietaireDraft, ctx: Contexte) -> int:
    who = session.get(Tiers, draft.tiers_id)
    if who is None:
        raise UserError("Ce tiers n'existe plus.", "Choisissez-en un autre.", "tiers_id")
    hold(session, Entite, entite_id)  # le premier numéro libre ne l'est que pour un seul
    account = CompteDraft(
        entite_id=entite_id,
        numero=numero_libre(session, entite_id, COPROPRIETAIRE, who.nom, who.prenom),
        libelle=f"{who.nom} {who.prenom}".strip(),
        nature=COPROPRIETAIRE,
        tiers_id=who.id,
    )
    return save_compte(session, account, ctx=ctx)


def _verifier_compte(session: Session, entite_id: int, draft: CoproprietaireDraft) -> None:
    compte = session.get(Compte, draft.compte_id)
    if compte is None or (compte.entite_id, compte.nature) != (entite_id, COPROPRIETAIRE):
        name = f"Le compte {compte.numero}" if compte else "Ce compte"
        raise UserError(
            f"{name} n'est pas un compte de copropriétaire de l'entité du syndicat.",
            "Choisissez un de ses comptes, ou laissez vide : le programme en ouvrira un.",
            "compte_id",
        )
    if compte.tiers_id != draft.tiers_id:
        raise UserError(
            f"Le compte {compte.numero} est celui d'un autre tiers.",
            "Choisissez le compte de ce copropriétaire.",
            "compte_id",
        )
    taken = select(Coproprietaire.id).where(
        Coproprietaire.compte_id == draft.compte_id, Coproprietaire.id != (draft.id or 0)
    )
    if session.scalar(taken) is not None:
        raise UserError(
            f"Le compte {compte.numero} est déjà celui d'un copropriétaire.",
            "Ouvrez sa fiche, ou laissez vide : le programme ouvrira un autre compte.",
            "compte_id",
        )
