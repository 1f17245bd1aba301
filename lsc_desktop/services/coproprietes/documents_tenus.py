"""Un document qu'une copropriété n'a qu'en un exemplaire, et que le programme tient à jour.

Il est dans un seul événement de l'immeuble. Le remplacer garde la pièce jointe et change son
fichier : pour l'extranet c'est le même document, l'ancien en part quand le nouveau arrive (seed
L1031-1045, « annule et remplace »).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.classeurs import ModeleDraft
from lsc_desktop.domain.coproprietes.liste_coproprietaires import Edition
from lsc_desktop.domain.evenements import Document
from lsc_desktop.queries.assemblees.reunion import entete_agence
from lsc_desktop.queries.classeurs import trouver_classeur
from lsc_desktop.services import evenements
from lsc_desktop.services.classeurs import save_modele
from lsc_desktop.services.fiches import avancer
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.storage.holding import hold, hold_word
from lsc_desktop.storage.models import Copropriete, Evenement, ModeleEvenement, PieceJointe

CREEE, REMPLACEE, A_JOUR = "créée", "remplacée", "déjà à jour"


def _aucun(_session: Session) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class Sorte:
    """Ce qui se tient. `lien` : la colonne de `PieceJointe` qui dit de quelle copropriété.

    `fichier` : le nom de la pièce jointe. `classeur`, `modele`, `code_legal` : ceux d'un modèle
    neuf ; `choisi` : celui que l'agence a réglé, s'il y en a un.
    """

    lien: InstrumentedAttribute[int | None]
    titre: str
    fichier: str
    classeur: str
    modele: str
    code_legal: str | None = None
    choisi: Callable[[Session], int | None] = _aucun


@dataclass(frozen=True, slots=True)
class Exemplaire:
    """Ce qu'il faut tenir ce jour-là : son empreinte, et de quoi l'imprimer."""

    empreinte: str
    imprimer: Callable[[Edition], bytes]


def piece_tenue(session: Session, sorte: Sorte, copropriete_id: int) -> PieceJointe | None:
    stmt = select(PieceJointe).where(sorte.lien == copropriete_id)
    return session.scalar(stmt.execution_options(populate_existing=True))


def tenir(
    session: Session,
    sorte: Sorte,
    copropriete_id: int,
    exemplaire: Exemplaire,
    ctx: Contexte,
    *,
    perime: Callable[[Evenement], bool] = lambda _event: False,
) -> tuple[str, int]:
    """Émet le document, ou remplace celui qu'il y a s'il a changé ou si son événement est `perime`.

    Rend ce qui a été fait, et l'événement qui le porte. L'appelant tient déjà la copropriété.
    """
    piece = piece_tenue(session, sorte, copropriete_id)
    if piece is not None:
        hold(session, Evenement, piece.evenement_id)
        piece = piece_tenue(session, sorte, copropriete_id)  # peut-être supprimé à l'instant
    if piece is None:
        return CREEE, _creer(session, sorte, copropriete_id, exemplaire, ctx)
    event = session.get_one(Evenement, piece.evenement_id, populate_existing=True)
    if piece.empreinte == exemplaire.empreinte and not perime(event):
        return A_JOUR, event.id
    _remplacer(session, sorte, piece, event, copropriete_id, exemplaire, ctx)
    return REMPLACEE, event.id


def publier_du_jour(session: Session, evenement_id: int, said: str, ctx: Contexte) -> str:
    """Publie l'événement en date du jour s'il ne l'est pas déjà ; rend ce qui a été fait."""
    event = session.get_one(Evenement, evenement_id)
    if event.publie_le == ctx.aujourd_hui:
        return said
    evenements.publier(session, event.id, event.version, ctx=ctx)
    return f"{said}, publiée"


def en_document(session: Session, sorte: Sorte, exemplaire: Exemplaire, ctx: Contexte) -> Document:
    """Son nom dans la base porte le jour et l'heure : l'historique dit lequel a remplacé lequel."""
    edition = Edition(entete_agence(session), ctx.aujourd_hui, ctx.maintenant, ctx.utilisateur)
    name = f"{PurePath(sorte.fichier).stem} {edition.le:%d-%m-%Y} {edition.a:%H.%M.%S}.pdf"
    return Document(name, exemplaire.imprimer(edition), sorte.titre)


def _creer(
    session: Session, sorte: Sorte, copropriete_id: int, exemplaire: Exemplaire, ctx: Contexte
) -> int:
    """Un événement de l'immeuble, du modèle de la sorte, dans son classeur."""
    modele = _modele(session, sorte, ctx)
    event_id = evenements.creer_evenement(
        session,
        [en_document(session, sorte, exemplaire, ctx)],
        objet=modele.objet or sorte.titre,
        texte=modele.texte,
        ctx=ctx,
        modele_id=modele.id,
        classeur=sorte.classeur,
        immeuble_id=session.get_one(Copropriete, copropriete_id).immeuble_id,
    )
    event = session.get_one(Evenement, event_id)
    event.classeur_id = modele.classeur_id or event.classeur_id
    (piece,) = session.scalars(select(PieceJointe).where(PieceJointe.evenement_id == event_id))
    piece.nom, piece.empreinte = sorte.fichier, exemplaire.empreinte
    setattr(piece, sorte.lien.key, copropriete_id)
    session.flush()
    return event_id


def _remplacer(
    session: Session,
    sorte: Sorte,
    piece: PieceJointe,
    event: Evenement,
    copropriete_id: int,
    exemplaire: Exemplaire,
    ctx: Contexte,
) -> None:
    """Le nouveau fichier prend la place de l'ancien, qui reste dans la base ; l'événement est du
    jour, et le reste de sa fiche est à l'agence."""
    before = event.version
    piece.fichier_id = conserver(session, en_document(session, sorte, exemplaire, ctx)).id
    piece.empreinte = exemplaire.empreinte
    event.immeuble_id = session.get_one(Copropriete, copropriete_id).immeuble_id
    event.date, event.traite_le = ctx.aujourd_hui, None
    if event.publie_le is not None:
        event.publie_le = ctx.aujourd_hui
    session.flush()
    if event.version == before:  # du même jour : seule la pièce jointe a changé
        avancer(session, Evenement, event)


def _modele(session: Session, sorte: Sorte, ctx: Contexte) -> ModeleEvenement:
    """Celui que l'agence a choisi ; à défaut celui des derniers émis, même renommé ; à défaut un
    modèle neuf, dans le classeur de la sorte."""
    chosen = sorte.choisi(session)
    if chosen is None:
        hold_word(session, f"modele {sorte.modele}")
        last = (
            select(Evenement.modele_id)
            .join(PieceJointe, PieceJointe.evenement_id == Evenement.id)
            .where(sorte.lien.is_not(None), Evenement.modele_id.is_not(None))
            .order_by(PieceJointe.id.desc())
            .limit(1)
        )
        named = select(ModeleEvenement.id).where(ModeleEvenement.nom == sorte.modele)
        chosen = session.scalar(last) or session.scalar(named)
    if chosen is None:
        draft = ModeleDraft(
            nom=sorte.modele, objet=sorte.titre, code_legal=sorte.code_legal,
            classeur_id=trouver_classeur(session, sorte.classeur),
        )  # fmt: skip
        chosen = save_modele(session, draft, ctx=ctx)
    return session.get_one(ModeleEvenement, chosen)
