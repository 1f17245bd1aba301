"""Cas d'usage : passer une pièce (décision D6)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.comptabilite import PieceComptable
from lsc_desktop.services.fiches import refuser
from lsc_desktop.storage.models import Compte, Ecriture, JournalComptable, Piece


def passer(
    session: Session, piece: PieceComptable, ctx: Contexte, *, extourne_de: int | None = None
) -> Piece:
    """Écrit une pièce et ses écritures : le seul chemin vers la comptabilité.

    Le numéro suit, sans trou, par journal et par entité. Lève `UserError`, et rien n'est écrit, si
    la pièce est vide ou déséquilibrée, si le journal ou un compte ne peut pas la recevoir.
    """
    refuser(piece)
    journal_id = _journal(session, piece.journal)
    _verifier_comptes(session, piece)
    record = Piece(
        entite_id=piece.entite_id,
        journal_id=journal_id,
        numero=_numero(session, journal_id, piece.entite_id),
        date=piece.date,
        libelle=piece.libelle,
        cree_le=ctx.maintenant,
        cree_par=ctx.utilisateur,
        extourne_de_id=extourne_de,
    )
    session.add(record)
    session.flush()
    session.add_all(
        Ecriture(
            piece_id=record.id,
            compte_id=ligne.compte_id,
            date=piece.date,
            libelle=ligne.libelle or piece.libelle,
            debit=ligne.debit,
            credit=ligne.credit,
            code_fiscalite_id=ligne.code_fiscalite_id,
            locataire_id=ligne.locataire_id,
            periode_du=ligne.periode.du if ligne.periode else None,
            periode_au=ligne.periode.au if ligne.periode else None,
        )
        for ligne in piece.lignes
    )
    session.flush()
    return record


def _journal(session: Session, code: str) -> int:
    """L'id d'un journal ouvert, verrouillé : deux pièces n'auront pas le même numéro."""
    stmt = select(JournalComptable).where(JournalComptable.code == code).with_for_update()
    journal = session.scalar(stmt)
    if journal is None or not journal.actif:
        state = "n'existe pas" if journal is None else "n'est plus actif"
        raise UserError(
            f"Le journal « {code} » {state}.",
            "Créez-le ou réactivez-le dans Comptabilité > Journaux, puis recommencez.",
            "journal",
        )
    return journal.id


def _verifier_comptes(session: Session, piece: PieceComptable) -> None:
    wanted = {ligne.compte_id for ligne in piece.lignes}
    comptes = {c.id: c for c in session.scalars(select(Compte).where(Compte.id.in_(wanted)))}
    for compte_id in wanted:
        compte = comptes.get(compte_id)
        if compte is None or compte.entite_id != piece.entite_id:
            name = f"Le compte {compte.numero}" if compte else "Un compte de la pièce"
            raise UserError(
                f"{name} n'est pas de cette entité.", "Choisissez un compte de l'entité.", "lignes"
            )
        if not (compte.valide and compte.actif):
            raise UserError(
                f"Le compte {compte.numero} n'est pas ouvert aux écritures.",
                "Cochez « Compte validé » et « Actif » sur sa fiche, puis recommencez.",
                "lignes",
            )


def _numero(session: Session, journal_id: int, entite_id: int) -> int:
    last = select(func.max(Piece.numero)).where(
        Piece.journal_id == journal_id, Piece.entite_id == entite_id
    )
    return (session.scalar(last) or 0) + 1
