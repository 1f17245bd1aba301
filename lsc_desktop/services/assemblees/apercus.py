"""Regarder des convocations avant de les préparer : rien n'est écrit."""

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.assemblees.modeles import demande_mot_de_passe
from lsc_desktop.domain.evenements import Document
from lsc_desktop.queries.assemblees.convocations import load_convocations
from lsc_desktop.queries.configuration import load_configuration_syndic


def apercu_convocations(session: Session, assemblee_id: int, ctx: Contexte) -> list[Document]:
    """Une convocation par copropriétaire, telle qu'elle partirait aujourd'hui.

    Si elle dit un mot de passe d'AG Connect, elle s'imprime et ne se garde pas (D45).
    """
    from lsc_desktop.printing.assemblees.convocation import imprimer_convocation

    letters = load_convocations(session, assemblee_id, ctx.aujourd_hui, secrets=True)
    telling = demande_mot_de_passe(load_configuration_syndic(session).texte_convocation)
    return [
        Document(
            f"convocation-{letter.compte}.pdf",
            imprimer_convocation(letter),
            f"Convocation {letter.compte}",
            secret=telling and bool(letter.mot_de_passe),
        )
        for _who, letter in letters
    ]
