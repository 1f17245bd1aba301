"""Lectures : soldes."""

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.money import ZERO
from lsc_desktop.storage.models import Ecriture


def solde(session: Session, compte_id: int, au: date | None = None) -> Decimal:
    """Crédit − débit d'un compte, jusqu'au jour `au` compris : négatif, il doit (seed L2770)."""
    stmt = select(func.sum(Ecriture.credit), func.sum(Ecriture.debit)).where(
        Ecriture.compte_id == compte_id
    )
    if au is not None:
        stmt = stmt.where(Ecriture.date <= au)
    credit, debit = session.execute(stmt).one()
    return (credit or ZERO) - (debit or ZERO)
