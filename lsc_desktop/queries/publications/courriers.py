"""Les textes publiés qui attendent leur PDF."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.storage.models import Evenement


def textes_a_mettre_en_pdf(session: Session) -> Sequence[int]:
    """Les événements publiés dont le texte n'a pas encore son PDF."""
    stmt = select(Evenement.id).where(
        Evenement.publie_le.is_not(None), Evenement.texte != "", Evenement.texte_pdf_id.is_(None)
    )
    return session.scalars(stmt.order_by(Evenement.id)).all()
