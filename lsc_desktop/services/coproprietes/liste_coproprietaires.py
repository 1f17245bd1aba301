"""Émettre la liste des copropriétaires d'un immeuble, et la remplacer quand elle ne dit plus vrai.

Un immeuble n'en a qu'une, dans un seul événement. La remplacer garde la pièce jointe et change son
fichier : pour l'extranet c'est le même document, l'ancien en part quand le nouveau arrive (seed
L1031-1045, « annule et remplace »).
"""

from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.classeurs import ModeleDraft
from lsc_desktop.domain.coproprietes.liste_coproprietaires import (
    CLASSEUR,
    FICHIER,
    MODELE,
    TITRE,
    Edition,
    ListeCoproprietaires,
    empreinte,
)
from lsc_desktop.domain.evenements import Document
from lsc_desktop.printing.liste_coproprietaires import imprimer_liste_coproprietaires
from lsc_desktop.queries.assemblees.reunion import entete_agence
from lsc_desktop.queries.classeurs import trouver_classeur
from lsc_desktop.queries.coproprietes.liste_coproprietaires import load_liste_coproprietaires
from lsc_desktop.queries.publications.registre import load_reglage_publication
from lsc_desktop.services import evenements
from lsc_desktop.services.classeurs import save_modele
from lsc_desktop.services.fiches import avancer
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.storage.holding import hold, hold_word
from lsc_desktop.storage.models import (
    Copropriete,
    Evenement,
    Immeuble,
    ModeleEvenement,
    PieceJointe,
)

CREEE, REMPLACEE, A_JOUR = "créée", "remplacée", "déjà à jour"


def generer_liste(
    session: Session, immeuble_id: int, *, ctx: Contexte, publier: bool = False
) -> str:
    """Émet la liste de cet immeuble, ou remplace celle qu'il a si elle a changé ; dit ce qui a été
    fait. `publier` : en date du jour ; déjà publiée, elle le reste.

    Lève `UserError` s'il n'est pas en copropriété, si celle-ci n'a pas de copropriétaire, ou si
    l'événement ne peut pas être publié.
    """
    stmt = select(Copropriete.id).where(Copropriete.immeuble_id == immeuble_id, Copropriete.actif)
    copropriete_id = session.scalar(stmt)
    if copropriete_id is None:
        building = session.get(Immeuble, immeuble_id)
        raise UserError(
            f"L'immeuble {building.code if building else ''} n'est pas en copropriété ici.",
            "Créez sa copropriété, ou remettez-la en service (Syndic > Copropriétés).",
        )
    said, event_id = _tenir(session, copropriete_id, ctx)
    event = session.get_one(Evenement, event_id)
    if publier and event.publie_le != ctx.aujourd_hui:
        evenements.publier(session, event.id, event.version, ctx=ctx)
        return f"{said}, publiée"
    return said


def regenerer_liste(session: Session, copropriete_id: int, *, ctx: Contexte) -> bool:
    """Remplace la liste de ce syndicat si elle a changé ; faux s'il n'en a pas, ou si elle dit
    encore vrai. Lève `UserError` s'il n'a plus de copropriétaire."""
    hold(session, Copropriete, copropriete_id)
    if _piece(session, copropriete_id) is None:
        return False
    return _tenir(session, copropriete_id, ctx)[0] == REMPLACEE


def _tenir(session: Session, copropriete_id: int, ctx: Contexte) -> tuple[str, int]:
    """Ce qui a été fait, et l'événement qui porte la liste."""
    hold(session, Copropriete, copropriete_id)  # deux postes n'en émettent pas deux
    value = load_liste_coproprietaires(session, copropriete_id, ctx.aujourd_hui)
    if not value.lignes:
        raise UserError(
            f"La copropriété {value.immeuble} n'a pas de copropriétaire : aucun lot n'est tenu.",
            "Inscrivez-les, puis dites sur chaque lot qui le tient (Syndic > Lots).",
        )
    piece = _piece(session, copropriete_id)
    if piece is not None:
        hold(session, Evenement, piece.evenement_id)
        piece = _piece(session, copropriete_id)  # l'événement vient peut-être d'être supprimé
    if piece is None:
        return CREEE, _creer(session, copropriete_id, value, ctx)
    if piece.empreinte == empreinte(value):
        return A_JOUR, piece.evenement_id
    _remplacer(session, piece, copropriete_id, value, ctx)
    return REMPLACEE, piece.evenement_id


def _piece(session: Session, copropriete_id: int) -> PieceJointe | None:
    stmt = select(PieceJointe).where(PieceJointe.liste_de_id == copropriete_id)
    return session.scalar(stmt.execution_options(populate_existing=True))


def _creer(
    session: Session, copropriete_id: int, value: ListeCoproprietaires, ctx: Contexte
) -> int:
    """Un événement de l'immeuble, du modèle des listes, dans son classeur."""
    modele = _modele(session, ctx)
    event_id = evenements.creer_evenement(
        session,
        [_document(session, value, ctx)],
        objet=modele.objet or TITRE,
        texte=modele.texte,
        ctx=ctx,
        modele_id=modele.id,
        classeur=CLASSEUR,
        immeuble_id=session.get_one(Copropriete, copropriete_id).immeuble_id,
    )
    event = session.get_one(Evenement, event_id)
    event.classeur_id = modele.classeur_id or event.classeur_id
    (piece,) = session.scalars(select(PieceJointe).where(PieceJointe.evenement_id == event_id))
    piece.nom, piece.liste_de_id, piece.empreinte = FICHIER, copropriete_id, empreinte(value)
    session.flush()
    return event_id


def _remplacer(
    session: Session,
    piece: PieceJointe,
    copropriete_id: int,
    value: ListeCoproprietaires,
    ctx: Contexte,
) -> None:
    """Le nouveau fichier prend la place de l'ancien, qui reste dans la base ; l'événement est du
    jour, et le reste de sa fiche est à l'agence."""
    event = session.get_one(Evenement, piece.evenement_id, populate_existing=True)
    before = event.version
    piece.fichier_id = conserver(session, _document(session, value, ctx)).id
    piece.empreinte = empreinte(value)
    event.immeuble_id = session.get_one(Copropriete, copropriete_id).immeuble_id
    event.date, event.traite_le = ctx.aujourd_hui, None
    if event.publie_le is not None:
        event.publie_le = ctx.aujourd_hui
    session.flush()
    if event.version == before:  # du même jour : seule la pièce jointe a changé
        avancer(session, Evenement, event)


def _document(session: Session, value: ListeCoproprietaires, ctx: Contexte) -> Document:
    """Son nom dans la base porte le jour et l'heure : l'historique dit laquelle a remplacé
    laquelle."""
    edition = Edition(entete_agence(session), ctx.aujourd_hui, ctx.maintenant, ctx.utilisateur)
    name = f"{PurePath(FICHIER).stem} {edition.le:%d-%m-%Y} {edition.a:%H.%M.%S}.pdf"
    return Document(name, imprimer_liste_coproprietaires(value, edition), TITRE)


def _modele(session: Session, ctx: Contexte) -> ModeleEvenement:
    """Celui que l'agence a choisi ; à défaut celui des dernières listes, même renommé ; à défaut un
    modèle neuf, dans le classeur du conseil syndical."""
    chosen = load_reglage_publication(session).modele_liste_id
    if chosen is None:
        hold_word(session, f"modele {MODELE}")
        last = (
            select(Evenement.modele_id)
            .join(PieceJointe, PieceJointe.evenement_id == Evenement.id)
            .where(PieceJointe.liste_de_id.is_not(None), Evenement.modele_id.is_not(None))
            .order_by(PieceJointe.id.desc())
            .limit(1)
        )
        named = select(ModeleEvenement.id).where(ModeleEvenement.nom == MODELE)
        chosen = session.scalar(last) or session.scalar(named)
    if chosen is None:
        draft = ModeleDraft(
            nom=MODELE, objet=TITRE, classeur_id=trouver_classeur(session, CLASSEUR)
        )
        chosen = save_modele(session, draft, ctx=ctx)
    return session.get_one(ModeleEvenement, chosen)
