"""Cas d'usage : régularisation des lots isolés, d'Ajouter à Quittancer (seed L50-430)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode
from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.regularisations import (
    Concerne,
    DemandeDraft,
    RegularisationDraft,
    eau_initiale,
    jours_annee,
    lignes_initiales,
)
from lsc_desktop.queries.presence import sous_mandat
from lsc_desktop.queries.regularisations.demande import preparer
from lsc_desktop.queries.regularisations.fiche import (
    load_decompte,
    load_regularisation,
    situer,
)
from lsc_desktop.queries.regularisations.provisions import provisions_appelees
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Configuration,
    Evenement,
    Locataire,
    Lot,
    Regularisation,
    RegularisationEcriture,
)

# --- Ajouter ------------------------------------------------------------------------------------


def ajouter(
    session: Session,
    demande: DemandeDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> list[int]:
    """Crée une fiche en attente par locataire retenu ; rend leurs ids.

    Lève `UserError` si personne n'est concerné ou si le lot n'est pas sous mandat ; `Confirm` sans
    charges réelles, et quand des fiches en attente du même lot seraient remplacées.
    """
    preparer(session, demande, ctx)
    refuser(demande)
    _sous_mandat(session, demande)
    if not demande.montant and "sans_montant" not in accepted:
        raise Confirm(
            "Aucun montant de charges réelles n'est indiqué : les fiches seront créées à zéro, "
            "et vous y saisirez les charges une à une.",
            "sans_montant",
        )
    _remplacer(session, demande, accepted)
    retained = [concerne for concerne in demande.concernes if concerne.retenu]
    return [_creer(session, demande, concerne, ctx).id for concerne in retained]


def _sous_mandat(session: Session, demande: DemandeDraft) -> None:
    lot = session.get(Lot, demande.lot_id)
    if lot is None:
        raise UserError("Ce lot n'existe plus.", "Choisissez-en un autre.", "lot_id")
    if not session.scalar(select(Lot.id).where(Lot.id == lot.id, sous_mandat())):
        raise UserError(
            f"Le lot {lot.code_gestion} n'est pas sous mandat de gérance.",
            "Rattachez-le à un mandat en cours avant de régulariser ses charges.",
            "lot_id",
        )


def _remplacer(session: Session, demande: DemandeDraft, accepted: frozenset[str]) -> None:
    pending = remplacees(session, cast(int, demande.lot_id))
    if not pending:
        return
    if "remplacer" not in accepted:
        done = sum(fiche.valide for fiche in pending)
        extra = f", dont {pluriel(done, 'validée')}" if done else ""
        raise Confirm(
            f"Ce lot a déjà {pluriel(len(pending), 'fiche')} en attente{extra}. "
            "La nouvelle régularisation les remplacera, avec tout ce qui y a été saisi.",
            "remplacer",
        )
    supprimer(session, [fiche.id for fiche in pending])


def remplacees(session: Session, lot_id: int) -> Sequence[Regularisation]:
    """Les fiches en attente qu'une nouvelle écraserait ; aucune si l'agence en veut plusieurs."""
    config = session.get(Configuration, 1)
    if config is not None and config.plusieurs_regularisations:
        return ()
    return session.scalars(
        select(Regularisation).where(
            Regularisation.lot_id == lot_id, Regularisation.etat == "en_attente"
        )
    ).all()


def _creer(
    session: Session, demande: DemandeDraft, concerne: Concerne, ctx: Contexte
) -> Regularisation:
    periode = Periode(cast(date, demande.du), cast(date, demande.au))
    tenant = session.get_one(Locataire, concerne.locataire_id)
    code = session.get_one(CodeFiscalite, demande.code_fiscalite_id)
    called = provisions_appelees(session, tenant.id, code.id, periode)
    config = session.get(Configuration, 1)
    draft = RegularisationDraft(
        lot_id=tenant.lot_id,
        locataire_id=tenant.id,
        compte_id=tenant.compte_id,
        du=periode.du,
        au=periode.au,
        code_fiscalite=code.code,
        pourcentage=code.pourcentage,
        seuil=demande.seuil or Decimal("0.00"),
        depart=tenant.depart,
        lignes=lignes_initiales(periode, concerne.jours, demande.montant),
        eau=eau_initiale(),
        jours_occupation=concerne.jours,
        jours_periode=periode.jours,
        jours_annee=jours_annee(periode),
        appels_par_an=12 // tenant.periodicite,
        forfait=tenant.forfait_charges,
        provisions=called.montant,
    )
    if config is not None and config.titre_decompte:
        draft.titre = config.titre_decompte
    situer(session, draft, ctx)
    record = _neuve(tenant.entite_id, code.id, called.ecritures, ctx)
    return enregistrer(session, Regularisation, draft, sauf=("present",), dans=record)


def _neuve(entite_id: int, code_id: int, ecritures: Iterable[int], ctx: Contexte) -> Regularisation:
    return Regularisation(
        entite_id=entite_id,
        code_fiscalite_id=code_id,
        cree_le=ctx.maintenant,
        cree_par=ctx.utilisateur,
        ecritures=[RegularisationEcriture(ecriture_id=i) for i in ecritures],
        lignes=[],
        eau=[],
    )


# --- Compléter, supprimer -----------------------------------------------------------------------


def save_regularisation(
    session: Session,
    draft: RegularisationDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Enregistre la fiche recalculée ; si le décompte change, celui qui est imprimé ne vaut plus.

    Lève `UserError` si elle a été quittancée entre-temps, `ConflictError` si un autre l'a modifiée.
    """
    fiche = session.get(Regularisation, draft.id)
    if fiche is None or fiche.etat != "en_attente":
        raise UserError(
            "Cette régularisation n'est plus en attente : elle a été quittancée ou supprimée.",
            "Fermez cette fiche ; vous la retrouverez dans l'onglet Plus du locataire.",
        )
    issued = load_decompte(session, fiche.id, ctx) if fiche.imprime_le else None
    situer(session, draft, ctx)
    record = enregistrer(session, Regularisation, draft, sauf=("present",))
    if issued is not None and load_decompte(session, record.id, ctx) != issued:
        record.imprime_le = record.decompte_id = None
        session.flush()
    return record.id


def supprimer(session: Session, ids: Iterable[int]) -> None:
    """Supprime définitivement des fiches en attente (seed L372-378) ; leurs événements restent.

    Lève `UserError`, et rien n'est supprimé, si l'une n'est plus en attente.
    """
    wanted = set(ids)
    fiches = session.scalars(
        select(Regularisation)
        .where(Regularisation.id.in_(wanted), Regularisation.etat == "en_attente")
        .options(
            selectinload(Regularisation.lignes),
            selectinload(Regularisation.eau),
            selectinload(Regularisation.ecritures),
        )
    ).all()
    if len(fiches) < len(wanted):
        raise UserError(
            "Cette régularisation n'est plus en attente.",
            "Elle vient d'être quittancée ou supprimée, peut-être par un collègue.",
        )
    for event in session.scalars(select(Evenement).where(Evenement.regularisation_id.in_(wanted))):
        event.regularisation_id = None
    session.flush()
    for fiche in fiches:
        session.delete(fiche)
    session.flush()


def recreer(session: Session, fiche: Regularisation, ctx: Contexte) -> int:
    """Une copie à valider d'une fiche annulée, avec tout ce qui y avait été saisi."""
    draft = load_regularisation(session, fiche.id)
    draft.id, draft.version, draft.valide = None, 0, False
    situer(session, draft, ctx)
    kept = session.scalars(
        select(RegularisationEcriture.ecriture_id).where(
            RegularisationEcriture.regularisation_id == fiche.id
        )
    ).all()
    record = _neuve(fiche.entite_id, fiche.code_fiscalite_id, kept, ctx)
    return enregistrer(session, Regularisation, draft, sauf=("present",), dans=record).id
