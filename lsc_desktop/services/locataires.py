"""Cas d'usage : locataires."""

from collections.abc import Collection
from dataclasses import fields

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError, demander
from lsc_desktop.domain.comptabilite import LOCATAIRE, CompteDraft
from lsc_desktop.domain.locataires import LigneTableauDraft, LocataireDraft
from lsc_desktop.queries.comptabilite import numero_libre
from lsc_desktop.queries.locataires import situer
from lsc_desktop.queries.presence import present
from lsc_desktop.queries.tableaux import EN_VIGUEUR
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.services.comptabilite import save_compte
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import (
    Compte,
    Entite,
    LigneQuittancement,
    Locataire,
    Lot,
    Quittance,
    Tiers,
)

FIGES = {"tiers_id": "Le tiers", "compte_id": "Le compte", "lot_id": "Le lot"}


def save_locataire(
    session: Session,
    draft: LocataireDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un bail ; lui ouvre un compte s'il n'en a pas.

    Lève `UserError` si la saisie touche à ce qui est déjà appelé ou régularisé, `Confirm` si le lot
    est déjà occupé ou si le départ précède une période déjà appelée en entier.
    """
    refuser(draft)
    hold(session, Locataire, draft.id)
    hold(session, Lot, draft.lot_id)
    situer(session, draft, ctx)
    if draft.entite_id is None:
        raise UserError(
            "L'entité de ce lot n'est pas connue.",
            "Rattachez son immeuble à une entité, ou le lot à un mandat de gérance.",
            "lot_id",
        )
    if draft.id is not None:
        _garder_ce_qui_est_appele(session, draft)
        _garder_les_lignes_figees(session, draft)
    _demander(session, draft, accepted)
    if draft.compte_id is None:
        draft.compte_id = _ouvrir_un_compte(session, draft, ctx)
    _verifier_compte(session, draft)
    return enregistrer(session, Locataire, draft).id


def activer_locataire(session: Session, locataire_id: int, actif: bool) -> None:
    """Lève `UserError` pour un locataire présent."""
    here = exists().where(Locataire.id == locataire_id, present())
    if not actif and session.scalar(select(here)):
        raise UserError(
            "Ce locataire est présent : ses loyers ne seraient plus appelés.",
            "Saisissez d'abord son départ, puis désactivez la fiche.",
        )
    activer(session, Locataire, locataire_id, actif)


def supprimer_locataire(session: Session, locataire_id: int, version: int | None = None) -> None:
    """Lève `UserError` si une quittance, une écriture ou un événement s'y rapporte."""
    supprimer(session, Locataire, locataire_id, version)


# --- Compte -----------------------------------------------------------------------------------


def _ouvrir_un_compte(session: Session, draft: LocataireDraft, ctx: Contexte) -> int:
    who = session.get_one(Tiers, draft.tiers_id)
    assert draft.entite_id is not None
    hold(session, Entite, draft.entite_id)  # le premier numéro libre ne l'est que pour un seul
    account = CompteDraft(
        entite_id=draft.entite_id,
        numero=numero_libre(session, draft.entite_id, LOCATAIRE, who.nom, who.prenom),
        libelle=f"{who.nom} {who.prenom}".strip(),
        nature=LOCATAIRE,
        tiers_id=who.id,
        mode_reglement=draft.mode_reglement,
    )
    return save_compte(session, account, ctx=ctx)


def _verifier_compte(session: Session, draft: LocataireDraft) -> None:
    account = session.get(Compte, draft.compte_id)
    if account is None or account.entite_id != draft.entite_id or account.nature != LOCATAIRE:
        name = f"Le compte {account.numero}" if account else "Ce compte"
        raise UserError(
            f"{name} n'est pas un compte de locataire de cette entité.",
            "Choisissez-en un autre, ou effacez-le : un compte sera ouvert.",
            "compte_id",
        )


# --- Ce qui ne change plus ----------------------------------------------------------------------


def _garder_ce_qui_est_appele(session: Session, draft: LocataireDraft) -> None:
    """Un bail déjà appelé garde son lot, son tiers, son compte, et ses périodes appelées.

    Contre-passé, un appel ne retient plus ses dates, mais ses écritures gardent leur compte.
    """
    known = session.get(Locataire, draft.id)
    first, last = session.execute(
        select(
            func.min(Quittance.periode_au).filter(EN_VIGUEUR), func.max(Quittance.periode_au)
        ).where(Quittance.locataire_id == draft.id)
    ).one()
    if known is None or last is None:
        return
    for name, label in FIGES.items():
        if getattr(known, name) != getattr(draft, name):
            raise UserError(
                f"{label} d'un bail déjà appelé ne change plus.",
                "Validez le départ de ce locataire, et créez une autre fiche.",
                name,
            )
    if draft.premier_quittancement and first and draft.premier_quittancement > first:
        raise UserError(
            f"Ce locataire a déjà été appelé jusqu'au {date_fr(first)}.",
            "Le premier quittancement ne peut pas venir après.",
            "premier_quittancement",
        )


def _garder_les_lignes_figees(session: Session, draft: LocataireDraft) -> None:
    """Une ligne qu'un appel a prise ou qu'une régularisation a faite reste telle quelle.

    La fin d'une provision récurrente née d'une régularisation se change : elle aussi prendra fin.
    """
    line = LigneQuittancement
    stmt = select(line).where(
        line.locataire_id == draft.id,
        or_(
            line.quittance_id.is_not(None),
            line.regularisation_id.is_not(None),
            line.arretee_par_id.is_not(None),
        ),
    )
    typed = {ligne.id: (rank, ligne) for rank, ligne in enumerate(draft.lignes)}
    for record in session.scalars(stmt):
        rank, ligne = typed.get(record.id, (None, None))
        if ligne is None:
            raise UserError(
                f"La ligne « {record.libelle} » {_raison(record)} : elle ne se retire pas.",
                "Rouvrez la fiche pour la retrouver. Une régularisation s'annule depuis "
                "l'onglet Plus, tant qu'aucun appel ne l'a prise.",
                "lignes",
            )
        if changed := _change(record, ligne):
            raise UserError(
                f"La ligne « {record.libelle} » {_raison(record)} : elle ne se modifie pas.",
                "Rouvrez la fiche pour retrouver ce qu'elle disait.",
                f"lignes.{rank}.{changed}",
            )


def _change(record: LigneQuittancement, ligne: LigneTableauDraft) -> str:
    """Le premier champ changé, parmi ceux qui n'ont pas à l'être."""
    free = {"id", "origine"}
    if record.regularisation_id and not record.ponctuelle and not record.arretee_par_id:
        free.add("au")
    for field in fields(ligne):
        name = field.name
        if name not in free and getattr(ligne, name) != getattr(record, name):
            return name
    return ""


def _raison(record: LigneQuittancement) -> str:
    if record.quittance_id is not None:
        return "est déjà appelée"
    return "vient d'une régularisation" if record.regularisation_id else "a pris fin par elle"


# --- Ce qui se demande --------------------------------------------------------------------------


def _demander(session: Session, draft: LocataireDraft, accepted: Collection[str]) -> None:
    if other := _occupant(session, draft):
        demander(f"{other} Enregistrer quand même ?", "occupe", accepted)
    if sentence := _deja_appele(session, draft):
        demander(sentence, "depart", accepted)


def _occupant(session: Session, draft: LocataireDraft) -> str:
    """« Le lot LAFAYETTE/002 est occupé par LOCATAIRE Elsa depuis le 01/01/2019. »"""
    if not draft.actif:
        return ""
    stmt = (
        select(nom_complet().label("nom"), Locataire.premier_quittancement, Lot.code_gestion)
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .join(Lot, Lot.id == Locataire.lot_id)
        .where(
            Locataire.lot_id == draft.lot_id,
            Locataire.id != (draft.id or 0),
            Locataire.actif,
            or_(Locataire.depart.is_(None), Locataire.depart >= draft.premier_quittancement),
        )
        .order_by(Locataire.premier_quittancement)
    )
    if draft.depart is not None:
        stmt = stmt.where(Locataire.premier_quittancement <= draft.depart)
    other = session.execute(stmt).first()
    if other is None:
        return ""
    since = date_fr(other.premier_quittancement)
    return f"Le lot {other.code_gestion} est occupé par {other.nom} depuis le {since}."


def _deja_appele(session: Session, draft: LocataireDraft) -> str:
    """Un départ qui tombe dans une période appelée en entier laisse un trop-appelé à rendre."""
    if draft.id is None or draft.depart is None:
        return ""
    known = session.get(Locataire, draft.id)
    if known is not None and known.depart == draft.depart:
        return ""
    last = session.scalar(
        select(func.max(Quittance.periode_au)).where(Quittance.locataire_id == draft.id, EN_VIGUEUR)
    )
    if last is None or last <= draft.depart:
        return ""
    return (
        f"Ce locataire est déjà appelé jusqu'au {date_fr(last)}, après son départ du "
        f"{date_fr(draft.depart)} : ce qui dépasse sera à lui rendre. Valider ce départ ?"
    )
