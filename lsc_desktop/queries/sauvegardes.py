"""Lectures : les copies de la base, leur réglage, ce qu'on perdrait."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.sauvegardes import (
    ANCIENNE,
    BONNES,
    ETATS,
    ORIGINES,
    CopieConnue,
    Perdu,
    ReglageSauvegardeDraft,
)
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import (
    Ecriture,
    Historique,
    Piece,
    ReglageSauvegarde,
    Sauvegarde,
)

UNIQUE = 1  # id de la seule ligne du réglage


@dataclass(frozen=True, slots=True)
class SauvegardeRow:
    id: int
    quand: datetime
    etat: str
    origine: str
    taille: int
    qui: str
    poste: str
    chemin: str
    verifiee_le: datetime | None
    message: str
    code_etat: str


def _select() -> Requete:
    return select(
        Sauvegarde.id,
        Sauvegarde.quand,
        libelle_de(Sauvegarde.etat, ETATS).label("etat"),
        libelle_de(Sauvegarde.origine, ORIGINES).label("origine"),
        (Sauvegarde.taille // 1000).label("taille"),
        Sauvegarde.qui,
        Sauvegarde.poste,
        Sauvegarde.chemin,
        Sauvegarde.verifiee_le,
        Sauvegarde.message,
        Sauvegarde.etat.label("code_etat"),
    )


SAUVEGARDES = Listing(
    SauvegardeRow,
    _select,
    search=(Sauvegarde.recherche,),
    filters={"etat": dans(Sauvegarde.etat)},
    order=(("quand", True),),
)


def load_reglage(session: Session, reglage_id: int = UNIQUE) -> ReglageSauvegardeDraft:
    """Le réglage enregistré, sinon celui d'usage, sans id : rien n'est créé."""
    if session.get(ReglageSauvegarde, UNIQUE) is None:
        return ReglageSauvegardeDraft()
    return charger(session, ReglageSauvegarde, ReglageSauvegardeDraft, UNIQUE)


def copies_connues(session: Session, poste: str) -> list[CopieConnue]:
    """Les copies dont ce poste a la garde : d'un autre, le chemin ne dit rien ici."""
    stmt = select(Sauvegarde.id, Sauvegarde.quand, Sauvegarde.etat, Sauvegarde.origine).where(
        Sauvegarde.poste == poste
    )
    return [CopieConnue(*row) for row in session.execute(stmt)]


def derniere_bonne(session: Session) -> datetime | None:
    """Quand fut faite la dernière copie vérifiée."""
    stmt = select(func.max(Sauvegarde.quand)).where(Sauvegarde.etat.in_(BONNES))
    return session.scalar(stmt)


def jours_sans_sauvegarde(session: Session, ctx: Contexte) -> int:
    """Jours depuis la dernière copie vérifiée, ou depuis la première saisie ; 0 en deçà de deux."""
    since = derniere_bonne(session) or session.scalar(select(func.min(Historique.quand)))
    if since is None or ctx.maintenant - since <= ANCIENNE:
        return 0
    return (ctx.maintenant - since).days


def reperes(session: Session) -> tuple[int, int]:
    """Les derniers numéros d'écriture et d'historique : ce qui vient après est plus récent."""
    ecriture = session.scalar(select(func.max(Ecriture.id))) or 0
    historique = session.scalar(select(func.max(Historique.id))) or 0
    return ecriture, historique


def perdu_depuis(session: Session, copie: tuple[int, int]) -> Perdu:
    """Ce que la base a de plus que la copie aux `reperes` donnés."""
    count, total = session.execute(
        select(func.count(), func.sum(Ecriture.debit)).where(Ecriture.id > copie[0])
    ).one()
    changes = session.scalar(
        select(func.count()).select_from(Historique).where(Historique.id > copie[1])
    )
    return Perdu(count, total or Decimal(0), changes or 0)


def reperes_au(session: Session, quand: datetime) -> tuple[int, int]:
    """Les `reperes` de la base à cette heure : quand la copie ne peut pas être rouverte."""
    ecriture = session.scalar(
        select(func.max(Ecriture.id))
        .join(Piece, Piece.id == Ecriture.piece_id)
        .where(Piece.cree_le <= quand)
    )
    historique = session.scalar(select(func.max(Historique.id)).where(Historique.quand <= quand))
    return ecriture or 0, historique or 0


def chemin_de(session: Session, sauvegarde_id: int) -> tuple[str, str]:
    """Le fichier d'une copie et le poste où il est ; lève `UserError` si elle n'est plus là."""
    stmt = select(Sauvegarde.chemin, Sauvegarde.poste).where(Sauvegarde.id == sauvegarde_id)
    found = session.execute(stmt).first()
    if found is None:
        raise UserError("Cette copie n'est plus dans la liste.", "Choisissez-en une autre.")
    return found.chemin, found.poste
