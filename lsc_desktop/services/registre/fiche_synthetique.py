"""Délivrer la fiche synthétique d'une copropriété, la garder, et la refaire chaque année.

Une copropriété n'en garde qu'une, dans un seul événement de son immeuble (loi 65-557 art. 8-2).
"""

from functools import partial

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import plus_mois
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.registre.fiche_synthetique import (
    CLASSEUR,
    CODE_LEGAL,
    FICHIER,
    MODELE,
    TITRE,
    VALIDITE,
    FicheSynthetique,
    empreinte,
)
from lsc_desktop.printing.fiche_synthetique import imprimer_fiche_synthetique
from lsc_desktop.queries.registre.fiche_synthetique import load_fiche_synthetique
from lsc_desktop.services.coproprietes.documents_tenus import (
    REMPLACEE,
    Exemplaire,
    Sorte,
    en_document,
    piece_tenue,
    publier_du_jour,
    tenir,
)
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Copropriete, Evenement, PieceJointe

FICHE = Sorte(PieceJointe.synthese_de_id, TITRE, FICHIER, CLASSEUR, MODELE, code_legal=CODE_LEGAL)


def fiche_en_pdf(session: Session, copropriete_id: int, *, ctx: Contexte) -> Document:
    """La fiche du jour, à regarder ou à remettre : rien n'en est gardé."""
    value = load_fiche_synthetique(session, copropriete_id, ctx.aujourd_hui)
    return en_document(session, FICHE, _exemplaire(value), ctx)


def delivrer_fiche(
    session: Session, copropriete_id: int, *, ctx: Contexte, publier: bool = False
) -> str:
    """Garde la fiche du jour, à la place de celle d'avant si elle a changé ou si elle a un an ; dit
    ce qui a été fait, et combien de données y manquent. `publier` : en date du jour.

    Lève `UserError` si la copropriété n'est plus en service, ou si l'événement ne peut pas être
    publié.
    """
    hold(session, Copropriete, copropriete_id)  # deux postes n'en émettent pas deux
    copro = session.get(Copropriete, copropriete_id)
    if copro is None or not copro.actif:
        raise UserError(
            "Cette copropriété n'est plus en service : elle n'a plus de fiche à tenir.",
            "Remettez-la en service (Syndic > Copropriétés), ou choisissez-en une autre.",
        )
    value = load_fiche_synthetique(session, copropriete_id, ctx.aujourd_hui)
    old = plus_mois(ctx.aujourd_hui, -VALIDITE)
    said, event_id = tenir(
        session, FICHE, copropriete_id, _exemplaire(value), ctx,
        perime=lambda event: event.date <= old,
    )  # fmt: skip
    if publier:
        said = publier_du_jour(session, event_id, said, ctx)
    count = len(value.manques)
    missing = pluriel(count, "donnée non renseignée", "données non renseignées")
    return f"{said} ; {missing}" if count else said


def refaire_fiche(session: Session, copropriete_id: int, *, ctx: Contexte) -> bool:
    """Remplace la fiche gardée par celle du jour, même si elle dit la même chose : elle est datée.
    Faux si la copropriété n'en a plus."""
    hold(session, Copropriete, copropriete_id)
    if piece_tenue(session, FICHE, copropriete_id) is None:
        return False
    value = load_fiche_synthetique(session, copropriete_id, ctx.aujourd_hui)

    def before_today(event: Evenement) -> bool:
        return event.date < ctx.aujourd_hui

    made = _exemplaire(value)
    return tenir(session, FICHE, copropriete_id, made, ctx, perime=before_today)[0] == REMPLACEE


def _exemplaire(value: FicheSynthetique) -> Exemplaire:
    return Exemplaire(empreinte(value), partial(imprimer_fiche_synthetique, value))
