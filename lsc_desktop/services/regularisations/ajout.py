"""Cas d'usage : régularisation des lots isolés, d'Ajouter à Quittancer (seed L50-430)."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError, UserError, demander
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.regularisations import (
    DemandeDraft,
    RegularisationDraft,
)
from lsc_desktop.queries.paging import BATCH
from lsc_desktop.queries.regularisations.demande import preparee
from lsc_desktop.queries.regularisations.fiche import (
    load_decompte,
    load_regularisation,
    situer,
)
from lsc_desktop.services.fiches import enregistrer, refuser, verifier_version
from lsc_desktop.services.regularisations.creation import creer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import (
    Compte,
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
    hold(session, Lot, demande.lot_id)
    situation = preparee(session, demande, ctx)
    refuser(demande)
    if situation is None:
        raise UserError("Ce lot n'existe plus.", "Choisissez-en un autre.", "lot_id")
    if not situation.gere:
        raise UserError(
            f"Le lot {situation.code} n'est pas sous mandat de gérance.",
            "Rattachez-le à un mandat en cours avant de régulariser ses charges.",
            "lot_id",
        )
    if not demande.montant:
        demander(
            "Aucun montant de charges réelles n'est indiqué : les fiches seront créées à zéro, "
            "et vous y saisirez les charges une à une.",
            "sans_montant",
            accepted,
        )
    _remplacer(session, situation.lot_id, accepted)
    return creer(session, [(demande, situation)], ctx)


def _remplacer(session: Session, lot_id: int, accepted: frozenset[str]) -> None:
    pending = remplacees(session, [lot_id])
    if not pending:
        return
    done = sum(fiche.valide for fiche in pending)
    extra = f", dont {pluriel(done, 'validée')}" if done else ""
    demander(
        f"Ce lot a déjà {pluriel(len(pending), 'fiche')} en attente{extra}. "
        "La nouvelle régularisation les remplacera, avec tout ce qui y a été saisi.",
        "remplacer",
        accepted,
    )
    supprimer(session, [fiche.id for fiche in pending])


def remplacees(session: Session, lot_ids: Collection[int]) -> list[Regularisation]:
    """Les fiches en attente que de nouvelles écraseront ; aucune si l'agence en veut plusieurs."""
    config = session.get(Configuration, 1)
    if config is not None and config.plusieurs_regularisations:
        return []
    ids, found = list(lot_ids), list[Regularisation]()
    for start in range(0, len(ids), BATCH):
        found += session.scalars(
            select(Regularisation).where(
                Regularisation.lot_id.in_(ids[start : start + BATCH]),
                Regularisation.etat == "en_attente",
            )
        )
    return found


def tenir(session: Session, fiche_id: int) -> None:
    """Tient le locataire, le lot, la fiche et le compte d'une régularisation, dans cet ordre.

    Le compte, parce que deux baux peuvent s'en partager un, et les provisions qui y sont.
    """
    of = select(Regularisation.locataire_id, Regularisation.lot_id, Regularisation.compte_id)
    found = session.execute(of.where(Regularisation.id == fiche_id)).one_or_none()
    if found is not None:
        hold(session, Locataire, found.locataire_id)
        hold(session, Lot, found.lot_id)
        hold(session, Regularisation, fiche_id)
        hold(session, Compte, found.compte_id)


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
    hold(session, Regularisation, draft.id)
    fiche = session.get(Regularisation, draft.id)
    if fiche is None:
        raise GoneError("Cette régularisation a été supprimée.", "Votre saisie reste à l'écran.")
    if fiche.etat != "en_attente":
        raise UserError(
            "Cette régularisation n'est plus en attente : elle a été quittancée.",
            "Fermez cette fiche ; vous la retrouverez dans l'onglet Plus du locataire.",
        )
    issued = load_decompte(session, fiche.id, ctx) if fiche.imprime_le else None
    situer(session, draft, ctx)
    record = enregistrer(session, Regularisation, draft, sauf=("present",))
    if issued is not None and load_decompte(session, record.id, ctx) != issued:
        record.imprime_le = record.decompte_id = None
        session.flush()
    return record.id


def supprimer(
    session: Session, ids: Iterable[int], versions: Mapping[int, int] | None = None
) -> None:
    """Supprime définitivement des fiches en attente (seed L372-378) ; leurs événements restent.

    `versions` : celles qu'a montrées la liste. Lève `UserError`, et rien n'est supprimé, si l'une
    n'est plus en attente, `ConflictError` si elle a changé depuis.
    """
    wanted = set(ids)
    hold(session, Regularisation, *wanted)
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
    for fiche in fiches:
        verifier_version(session, fiche, (versions or {}).get(fiche.id, fiche.version))
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
    record = Regularisation(
        entite_id=fiche.entite_id,
        code_fiscalite_id=fiche.code_fiscalite_id,
        cree_le=ctx.maintenant,
        cree_par=ctx.utilisateur,
        ecritures=[RegularisationEcriture(ecriture_id=i) for i in kept],
        lignes=[],
        eau=[],
    )
    return enregistrer(session, Regularisation, draft, sauf=("present",), dans=record).id
