"""Ce qu'une copropriété en service retient : son entité, son immeuble, ses comptes et ses tiers.

Ils servent aussi à la gérance ; chacun de leurs modules demande ici avant de les retirer.
"""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.storage.models import AyantDroit, Compte, Coproprietaire, Copropriete, Entite
from lsc_desktop.storage.models.base import Base


def se_retire(session: Session, model: type[Base], draft: Any) -> bool:
    """Cette saisie met hors service une fiche qui y était."""
    known: Any = None if draft.id is None or draft.actif else session.get(model, draft.id)
    return known is not None and bool(known.actif)


def refuser_syndicat(session: Session, lien: ColumnElement[bool], quoi: str) -> None:
    """Lève `UserError` si une copropriété en service y répond ; `quoi` : « Cet immeuble »."""
    stmt = select(Entite.nom).join(Copropriete, Copropriete.entite_id == Entite.id)
    name = session.scalar(stmt.where(lien, Copropriete.actif).limit(1))
    if name is not None:
        raise UserError(
            f"{quoi} est à la copropriété « {name} », qui est en service.",
            "Désactivez d'abord la copropriété (Syndic > Copropriétés).",
        )


def refuser_coproprietaire(session: Session, lien: ColumnElement[bool], quoi: str) -> None:
    """Lève `UserError` si un copropriétaire en service y répond ; `quoi` : « Ce compte »."""
    stmt = select(Compte.numero).join(Coproprietaire, Coproprietaire.compte_id == Compte.id)
    number = session.scalar(stmt.where(lien, Coproprietaire.actif).limit(1))
    if number is not None:
        raise UserError(
            f"{quoi} est celui d'un copropriétaire en service, {number}.",
            "Retirez-le d'abord des copropriétaires (Syndic > Copropriétaires).",
        )


def refuser_mandataire_commun(session: Session, tiers_id: int) -> None:
    """Lève `UserError` si ce tiers représente une indivision en service (loi art. 23) : c'est à lui
    qu'on écrit."""
    number = session.scalar(
        select(Compte.numero)
        .join(Coproprietaire, Coproprietaire.compte_id == Compte.id)
        .join(AyantDroit, AyantDroit.coproprietaire_id == Coproprietaire.id)
        .where(AyantDroit.tiers_id == tiers_id, AyantDroit.mandataire, Coproprietaire.actif)
        .limit(1)
    )
    if number is not None:
        raise UserError(
            f"Ce tiers est le mandataire commun du copropriétaire {number}.",
            "Désignez-en d'abord un autre sur sa fiche (Syndic > Copropriétaires).",
        )
