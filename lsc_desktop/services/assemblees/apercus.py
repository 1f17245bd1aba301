"""Regarder des convocations avant de les préparer : rien n'est écrit."""

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.evenements import Document
from lsc_desktop.queries.assemblees.convocations import load_convocations


def apercu_convocations(session: Session, assemblee_id: int, ctx: Contexte) -> list[Document]:
    """Une convocation par copropriétaire, telle qu'elle partirait aujourd'hui."""
    from lsc_desktop.printing.assemblees.convocation import imprimer_convocation

    letters = load_convocations(session, assemblee_id, ctx.aujourd_hui)
    return [
        Document(
            f"convocation-{letter.compte}.pdf",
            imprimer_convocation(letter),
            f"Convocation {letter.compte}",
        )
        for _who, letter in letters
    ]
