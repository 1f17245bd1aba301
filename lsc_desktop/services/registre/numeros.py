"""Inscrire les numéros d'immatriculation que l'utilisateur a choisis, tous ou aucun."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.registre.numero import dans_un_acte, normaliser, numero_possible
from lsc_desktop.domain.registre.recherche import CandidatLigne
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Copropriete, Entite

RIEN = "Aucun numéro n'a été écrit."


def inscrire_numeros(
    session: Session, choix: Sequence[CandidatLigne], *, ctx: Contexte
) -> tuple[int, ...]:
    """Écrit chaque numéro dans la fiche de sa copropriété ; rend leurs ids.

    Lève `UserError` si l'un n'en est pas un, si la copropriété en a déjà un autre, si une autre
    copropriété le porte ; `GoneError` si la copropriété a disparu.
    """
    for one in sorted(choix, key=lambda one: one.copropriete_id):
        _inscrire(session, one)
    session.flush()
    return tuple(one.copropriete_id for one in choix)


def _inscrire(session: Session, one: CandidatLigne) -> None:
    number = normaliser(one.numero)
    if not numero_possible(number):
        raise UserError(
            f"« {one.numero} » n'est pas un numéro d'immatriculation.",
            f"Il a deux lettres et sept chiffres. {RIEN}",
        )
    hold(session, Copropriete, one.copropriete_id)
    record = session.get(Copropriete, one.copropriete_id, populate_existing=True)
    if record is None:
        raise GoneError(f"La copropriété {one.code} a été supprimée.", RIEN)
    mine = record.immatriculation
    if numero_possible(mine) and normaliser(mine) != number:
        raise UserError(
            f"La copropriété {one.code} a déjà le numéro {mine}.",
            f"Corrigez-le dans sa fiche, ou décochez {dans_un_acte(number)}. {RIEN}",
        )
    if other := _deja(session, number, record.id):
        raise UserError(
            f"Le numéro {dans_un_acte(number)} est déjà celui de {other}.",
            f"Corrigez sa fiche, ou décochez-le pour {one.code}. {RIEN}",
        )
    record.immatriculation = number
    session.flush()


def _deja(session: Session, number: str, sauf: int) -> str:
    """Le syndicat qui porte ce numéro, sous quelque forme qu'il soit écrit ; vide s'il n'y en a
    pas."""
    stmt = (
        select(Entite.nom, Copropriete.immatriculation)
        .join(Entite, Entite.id == Copropriete.entite_id)
        .where(Copropriete.immatriculation != "", Copropriete.id != sauf)
    )
    known = session.execute(stmt)
    return next((row.nom for row in known if normaliser(row.immatriculation) == number), "")
