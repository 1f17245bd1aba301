"""Cas d'usage : fonds de travaux des lots."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.fonds_travaux import FondsDraft, racine
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Compte, Copropriete, FondsTravaux, LotCopropriete


def save_fonds(
    session: Session,
    draft: FondsDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie l'arrêté d'un lot à un compte.

    Lève `UserError` si le compte n'est ni un 105 ni un 102 de son syndicat, ou si ce lot y a déjà
    un arrêté de ce jour.
    """
    refuser(draft)
    hold(session, LotCopropriete, draft.lot_copropriete_id)
    entite_id = session.scalar(
        select(Copropriete.entite_id)
        .join(LotCopropriete, LotCopropriete.copropriete_id == Copropriete.id)
        .where(LotCopropriete.id == draft.lot_copropriete_id)
    )
    if entite_id is None:
        raise UserError("Ce lot a été supprimé.", "Choisissez-en un autre.", "lot_copropriete_id")
    account = session.get(Compte, draft.compte_id)
    if account is None or account.entite_id != entite_id or not racine(account.numero):
        raise UserError(
            "Ce compte n'est pas un compte de fonds de travaux du syndicat.",
            "Choisissez un compte 105 ou 102 de son entité, ou ouvrez-le (Comptabilité > Comptes).",
            "compte_id",
        )
    f = FondsTravaux
    same = select(f.id).where(
        f.lot_copropriete_id == draft.lot_copropriete_id, f.compte_id == draft.compte_id,
        f.arrete_le == draft.arrete_le, f.id != (draft.id or 0),
    )  # fmt: skip
    if session.scalar(same) is not None:
        day = date_fr(draft.arrete_le) if draft.arrete_le else ""
        raise UserError(
            f"Ce lot a déjà un montant arrêté au {day} à ce compte.",
            "Corrigez celui-là, ou donnez une autre date.",
            "arrete_le",
        )
    return enregistrer(session, FondsTravaux, draft).id


def supprimer_fonds(session: Session, fonds_id: int, version: int | None = None) -> None:
    supprimer(session, FondsTravaux, fonds_id, version)
