"""Les identifiants qu'AG Connect a rendus pour une assemblée."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.storage.models import AgAcces


@dataclass(frozen=True, slots=True)
class Acces:
    code: str = ""
    mot_de_passe: str = ""


def acces_de(session: Session, assemblee_id: int) -> Mapping[int, Acces]:
    """Participant → ses identifiants."""
    stmt = select(AgAcces).where(AgAcces.assemblee_id == assemblee_id)
    return {
        row.tiers_id: Acces(row.code, row.mot_de_passe or "")
        for row in session.scalars(stmt)
        if not row.motif
    }
