"""Lectures : le tableau de quittancement d'un locataire, et ses appels à venir."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.dates import Periode, mois_de
from lsc_desktop.domain.quittancement import LigneTableau
from lsc_desktop.storage.models import CodeFiscalite, LigneQuittancement, Locataire, Quittance

# Ce qui n'a pas été contre-passé : seul compte ce qui est encore appelé.
EN_VIGUEUR = Quittance.annulee_par_id.is_(None)

# Les lignes qu'un appel peut encore prendre, dans l'ordre de chaque tableau.
LIGNES = (
    select(
        LigneQuittancement.locataire_id,
        LigneQuittancement.id,
        CodeFiscalite.code,
        LigneQuittancement.libelle,
        LigneQuittancement.montant,
        LigneQuittancement.du,
        LigneQuittancement.au,
        LigneQuittancement.ponctuelle,
    )
    .join(CodeFiscalite, CodeFiscalite.id == LigneQuittancement.code_fiscalite_id)
    .where(or_(~LigneQuittancement.ponctuelle, LigneQuittancement.quittance_id.is_(None)))
    .order_by(LigneQuittancement.rang, LigneQuittancement.id)
)


def prochain_appel(session: Session, locataire_id: int, jour: date) -> date:
    """Premier jour de la prochaine période à appeler : ni déjà appelée, ni révolue."""
    tenant = session.get_one(Locataire, locataire_id)
    last = session.scalar(
        select(func.max(Quittance.periode_au)).where(
            Quittance.locataire_id == locataire_id, EN_VIGUEUR
        )
    )
    return premier_jour(jour, tenant.periodicite, last)


def premier_jour(jour: date, rythme: int, dernier: date | None) -> date:
    """Le lendemain de ce qui a été appelé (`dernier`), sans revenir avant la période en cours."""
    current = _periode(jour, rythme).du
    return max(dernier + timedelta(days=1), current) if dernier else current


def periodes_a_venir(session: Session, locataire_id: int, jour: date, mois: int) -> list[Periode]:
    """Les périodes des `mois` prochains mois, au rythme du locataire."""
    rythme = session.get_one(Locataire, locataire_id).periodicite
    periodes = [mois_de(prochain_appel(session, locataire_id, jour), rythme)]
    while len(periodes) * rythme < mois:
        periodes.append(mois_de(periodes[-1].au + timedelta(days=1), rythme))
    return periodes


def tableau(session: Session, locataire_id: int) -> list[LigneTableau]:
    """Les lignes qu'un appel peut encore prendre."""
    rows = session.execute(LIGNES.where(LigneQuittancement.locataire_id == locataire_id))
    return [ligne_tableau(row) for row in rows]


def ligne_tableau(row: Any) -> LigneTableau:
    """La valeur du domaine d'une ligne de `LIGNES`."""
    return LigneTableau(row.id, row.code, row.libelle, row.montant, row.du, row.au, row.ponctuelle)


def _periode(jour: date, rythme: int) -> Periode:
    """La période civile du rythme qui contient ce jour (trimestres de janvier, avril…)."""
    month = (jour.month - 1) // rythme * rythme + 1
    return mois_de(jour.replace(month=month, day=1), rythme)
