"""La vente d'un ou plusieurs lots : le vendeur les tient jusqu'à la veille, l'acquéreur ensuite."""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.coproprietes import MutationDraft
from lsc_desktop.queries.configuration import load_configuration_syndic
from lsc_desktop.services.fiches import enregistrer, refuser, verifier_version
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import (
    Compte,
    Coproprietaire,
    LotCopropriete,
    Mutation,
    Possession,
)


def save_mutation(
    session: Session,
    draft: MutationDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Inscrit une vente ; faite, seuls son avis, son notaire et sa note se complètent.

    Selon le réglage du syndic, elle ferme le Service Client du vendeur qui n'a plus de lot. Lève
    `UserError` si un lot n'est plus au vendeur, s'il ne le tient pas encore la veille, ou si
    l'acquéreur est hors service ; `GoneError` si la mutation a été annulée.
    """
    refuser(draft)
    if draft.id is not None:
        return _completer(session, draft)
    hold(session, Coproprietaire, draft.vendeur_id, draft.acquereur_id)
    _verifier_parties(session, draft)
    sold = [line.lot_id for line in draft.lots if line.cede]
    hold(session, LotCopropriete, *sold)
    mutation = enregistrer(session, Mutation, draft, sauf=("lots", "lus_de"))
    for lot_id in sold:
        assert lot_id is not None
        _ceder(session, lot_id, mutation)
    session.flush()
    if load_configuration_syndic(session).inactiver_vendeurs:
        _inactiver_le_vendeur(session, mutation, ctx)
    return mutation.id


def annuler_mutation(session: Session, mutation_id: int, version: int | None = None) -> None:
    """Rend les lots au vendeur, comme si la vente n'avait pas été saisie ; l'historique la garde.

    Lève `UserError` si un de ces lots a été vendu depuis.
    """
    hold(session, Mutation, mutation_id)
    mutation = session.get(Mutation, mutation_id)
    if mutation is None:
        raise UserError("Cette mutation a déjà été annulée.", "Relisez la liste.")
    if version is not None:
        verifier_version(session, mutation, version)
    mine = Possession.mutation_id == mutation_id
    hold(session, Coproprietaire, mutation.vendeur_id)
    hold(
        session, LotCopropriete, *session.scalars(select(Possession.lot_copropriete_id).where(mine))
    )
    bought = list(session.scalars(select(Possession).where(mine)))
    for line in bought:
        if line.au is not None:
            lot = session.get_one(LotCopropriete, line.lot_copropriete_id)
            raise UserError(
                f"Le lot {lot.numero} a été revendu le {date_fr(line.au + timedelta(days=1))}.",
                "Annulez d'abord cette vente-là.",
            )
    for line in bought:
        before = _veille(session, line.lot_copropriete_id, mutation)
        session.delete(line)
        session.flush()  # un lot n'a qu'un titulaire : l'un part avant que l'autre revienne
        if before is not None:
            before.au = None
    session.flush()
    # Désactivé depuis, le vendeur retrouve des lots : il n'en tiendrait pas hors service.
    vendor = session.get_one(Coproprietaire, mutation.vendeur_id)
    vendor.actif = True
    if mutation.vendeur_inactive:
        session.get_one(Compte, vendor.compte_id).service_client = True
    session.delete(mutation)
    session.flush()


def _inactiver_le_vendeur(session: Session, mutation: Mutation, ctx: Contexte) -> None:
    """Le compte de qui n'a plus de lot n'est plus publié (seed L1037-1045) ; il reste ouvert aux
    écritures : l'approbation des comptes et l'opposition (loi art. 20) viennent après la vente.

    Une vente à venir le lui laisse : il est encore copropriétaire.
    """
    kept = select(Possession.id).where(
        Possession.coproprietaire_id == mutation.vendeur_id,
        or_(Possession.au.is_(None), Possession.au >= ctx.aujourd_hui),
    )
    owner = session.get_one(Coproprietaire, mutation.vendeur_id)
    account = session.get_one(Compte, owner.compte_id)
    if account.service_client and session.scalar(kept.limit(1)) is None:
        account.service_client, mutation.vendeur_inactive = False, True
        session.flush()


def _completer(session: Session, draft: MutationDraft) -> int:
    hold(session, Mutation, draft.id)
    known = session.get(Mutation, draft.id)
    if known is None:
        raise GoneError("Cette mutation a été annulée.", "Votre saisie est gardée à l'écran.")
    done = (known.copropriete_id, known.vendeur_id, known.acquereur_id, known.date_effet)
    said = (draft.copropriete_id, draft.vendeur_id, draft.acquereur_id, draft.date_effet)
    if done != said:
        raise UserError(
            "Une mutation faite ne change ni de parties, ni de date.",
            "Annulez-la, puis saisissez la bonne.",
        )
    return enregistrer(session, Mutation, draft, sauf=("lots", "lus_de")).id


def _verifier_parties(session: Session, draft: MutationDraft) -> None:
    for field, what in (("vendeur_id", "Le vendeur"), ("acquereur_id", "L'acquéreur")):
        party = session.get(Coproprietaire, getattr(draft, field))
        if party is None or party.copropriete_id != draft.copropriete_id:
            raise UserError(
                f"{what} n'est pas de cette copropriété.",
                "Inscrivez-le d'abord parmi ses copropriétaires.",
                field,
            )
        if not party.actif and field == "acquereur_id":
            raise UserError(
                f"{what} est hors service.",
                "Réactivez-le d'abord (Syndic > Copropriétaires).",
                field,
            )


def _ceder(session: Session, lot_id: int, mutation: Mutation) -> None:
    lot = session.get_one(LotCopropriete, lot_id)
    current = session.scalar(
        select(Possession).where(Possession.lot_copropriete_id == lot_id, Possession.au.is_(None))
    )
    if current is None or current.coproprietaire_id != mutation.vendeur_id:
        raise UserError(
            f"Le lot {lot.numero} n'est plus à ce vendeur.",
            "Rouvrez la saisie : la liste de ses lots se relira.",
            "lots",
        )
    if current.du is not None and current.du >= mutation.date_effet:
        raise UserError(
            f"Le vendeur ne tient le lot {lot.numero} que depuis le {date_fr(current.du)}.",
            "Donnez une date d'effet postérieure.",
            "date_effet",
        )
    current.au = mutation.date_effet - timedelta(days=1)
    session.flush()
    session.add(
        Possession(
            lot_copropriete_id=lot_id,
            coproprietaire_id=mutation.acquereur_id,
            du=mutation.date_effet,
            mutation_id=mutation.id,
        )
    )


def _veille(session: Session, lot_id: int, mutation: Mutation) -> Possession | None:
    return session.scalar(
        select(Possession).where(
            Possession.lot_copropriete_id == lot_id,
            Possession.au == mutation.date_effet - timedelta(days=1),
        )
    )
