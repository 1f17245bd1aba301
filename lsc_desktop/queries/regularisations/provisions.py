"""Les provisions appelées à un locataire, et celles qui sont en vigueur (décision D10)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.dates import Periode
from lsc_desktop.base.money import ZERO
from lsc_desktop.queries.paging import Requete
from lsc_desktop.storage.models import Ecriture, LigneQuittancement, Locataire, Regularisation


@dataclass(frozen=True, slots=True)
class Provisions:
    """Les écritures retenues et leur somme ; `None` sans écriture (seed L148-165)."""

    montant: Decimal | None
    ecritures: tuple[int, ...]


def provisions_appelees(
    session: Session, locataire_id: int, code_fiscalite_id: int, periode: Periode
) -> Provisions:
    """Écritures de quittancement du code choisi, datées dans la période, débits moins crédits.

    Seules celles de ce bail : un locataire qui a deux baux sur le même compte n'est pas compté
    deux fois ; une écriture sans bail compte pour le bail qui occupait ce jour-là (D10).
    """
    tenant = session.get_one(Locataire, locataire_id)
    occupied = [Ecriture.date >= tenant.premier_quittancement]
    if tenant.depart:
        occupied.append(Ecriture.date <= tenant.depart)
    rows = session.execute(
        select(Ecriture.id, Ecriture.debit, Ecriture.credit)
        .where(
            Ecriture.code_fiscalite_id == code_fiscalite_id,
            Ecriture.compte_id == tenant.compte_id,
            Ecriture.date.between(periode.du, periode.au),
            or_(
                Ecriture.locataire_id == locataire_id,
                and_(Ecriture.locataire_id.is_(None), *occupied),
            ),
        )
        .order_by(Ecriture.date, Ecriture.id)
    ).all()
    if not rows:
        return Provisions(None, ())
    return Provisions(
        sum((row.debit - row.credit for row in rows), ZERO), tuple(row.id for row in rows)
    )


def provisions_actuelles(
    session: Session, locataire_id: int, code_fiscalite_id: int, jour: date
) -> Decimal | None:
    """Somme des lignes de provision en vigueur ce jour, par appel ; `None` s'il n'y en a pas."""
    amounts = session.scalars(
        lignes_en_vigueur(locataire_id, code_fiscalite_id, jour).with_only_columns(
            LigneQuittancement.montant
        )
    ).all()
    return sum(amounts, ZERO) if amounts else None


def lignes_en_vigueur(locataire_id: int, code_fiscalite_id: int, jour: date) -> Requete:
    """Les lignes récurrentes du tableau qui valent ce jour-là, pour un code."""
    return (
        select(LigneQuittancement)
        .where(
            LigneQuittancement.locataire_id == locataire_id,
            LigneQuittancement.code_fiscalite_id == code_fiscalite_id,
            ~LigneQuittancement.ponctuelle,
            or_(LigneQuittancement.du.is_(None), LigneQuittancement.du <= jour),
            or_(LigneQuittancement.au.is_(None), LigneQuittancement.au >= jour),
        )
        .order_by(LigneQuittancement.rang)
    )


def periodes_traitees(session: Session, locataire_id: int) -> list[Periode]:
    """Les périodes déjà régularisées de ce locataire, hors annulations."""
    rows = session.execute(
        select(Regularisation.du, Regularisation.au).where(
            Regularisation.locataire_id == locataire_id, Regularisation.etat == "quittancee"
        )
    )
    return [Periode(du, au) for du, au in rows]
