"""Émettre la liste des copropriétaires d'un immeuble, et la remplacer quand elle ne dit plus vrai.

Un immeuble n'en a qu'une, dans un seul événement (seed L1031-1045).
"""

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.coproprietes.liste_coproprietaires import (
    CLASSEUR,
    FICHIER,
    MODELE,
    TITRE,
    empreinte,
)
from lsc_desktop.printing.liste_coproprietaires import imprimer_liste_coproprietaires
from lsc_desktop.queries.coproprietes.liste_coproprietaires import load_liste_coproprietaires
from lsc_desktop.queries.publications.registre import load_reglage_publication
from lsc_desktop.services.coproprietes.documents_tenus import (
    REMPLACEE,
    Exemplaire,
    Sorte,
    piece_tenue,
    publier_du_jour,
    tenir,
)
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Copropriete, Immeuble, PieceJointe

LISTE = Sorte(
    PieceJointe.liste_de_id, TITRE, FICHIER, CLASSEUR, MODELE,
    choisi=lambda session: load_reglage_publication(session).modele_liste_id,
)  # fmt: skip


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
    return publier_du_jour(session, event_id, said, ctx) if publier else said


def regenerer_liste(session: Session, copropriete_id: int, *, ctx: Contexte) -> bool:
    """Remplace la liste de ce syndicat si elle a changé ; faux s'il n'en a pas, ou si elle dit
    encore vrai. Lève `UserError` s'il n'a plus de copropriétaire."""
    hold(session, Copropriete, copropriete_id)
    if piece_tenue(session, LISTE, copropriete_id) is None:
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
    printed = partial(imprimer_liste_coproprietaires, value)
    return tenir(session, LISTE, copropriete_id, Exemplaire(empreinte(value), printed), ctx)
