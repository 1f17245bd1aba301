"""Les lignes ponctuelles d'un tableau de quittancement : prises par un appel, ou rendues.

Écrites en bloc : l'historique de chaque locataire le dit quand même.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.dates import Periode
from lsc_desktop.storage.audit import changements
from lsc_desktop.storage.models import LigneQuittancement, Locataire

CHAMP = "ligne_quittancement.quittance_id"


def prendre(
    session: Session, quittance_id: int, periode: Periode, ligne_ids: Sequence[int]
) -> None:
    """Ces lignes sont appelées par cette quittance : aucun autre appel ne les prendra."""
    chosen = LigneQuittancement.id.in_(ligne_ids)
    faits = [
        (who, f"{label} : à appeler", f"{label} : {_appel(periode)}")
        for who, label in _lues(session, chosen)
    ]
    _ecrire(session, chosen, quittance_id)
    changements(session, Locataire, CHAMP, faits)


def rendre(session: Session, quittance_id: int, periode: Periode) -> None:
    """La quittance est annulée : le prochain appel reprendra ses lignes."""
    chosen = LigneQuittancement.quittance_id == quittance_id
    faits = [
        (who, f"{label} : {_appel(periode)}", f"{label} : à appeler")
        for who, label in _lues(session, chosen)
    ]
    _ecrire(session, chosen, None)
    changements(session, Locataire, CHAMP, faits)


def _lues(session: Session, chosen: ColumnElement[bool]) -> list[tuple[int, str]]:
    line = LigneQuittancement
    rows = session.execute(select(line.locataire_id, line.libelle).where(chosen).order_by(line.id))
    return [(row.locataire_id, row.libelle) for row in rows]


def _ecrire(session: Session, chosen: ColumnElement[bool], quittance_id: int | None) -> None:
    session.execute(update(LigneQuittancement).where(chosen).values(quittance_id=quittance_id))


def _appel(periode: Periode) -> str:
    return f"appelée, {periode.texte()}"
