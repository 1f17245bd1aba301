"""Appeler, regarder, modifier : les gestes que répètent les essais des appels."""

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select, update

from lsc_desktop.base.dates import mois_de
from lsc_desktop.base.figer import retrouver
from lsc_desktop.domain.quittancement import AvisEcheance
from lsc_desktop.queries.quittancement import a_appeler
from lsc_desktop.services.quittancement import Demande, appeler_tous
from lsc_desktop.storage.models import Ecriture, Quittance

OCTOBRE, NOVEMBRE = mois_de(date(2021, 10, 1)), mois_de(date(2021, 11, 1))


def un_appel(agence, periode=NOVEMBRE, periodicite=1, le=date(2021, 10, 25)) -> Demande:
    return Demande(agence.entite, le, periode, periodicite)


def apercu(db, wanted: Demande, locataire_id: int | None = None):
    with db.read() as session:
        items, _ = a_appeler(
            session, wanted.entite_id, wanted.periodicite, wanted.periode, "reel", locataire_id
        )
    return items


def passer(db, wanted: Demande, ctx) -> int:
    with db.write() as session:
        return appeler_tous(session, wanted, ctx)


def combien(db, table) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def ecritures(db, compte_id: int) -> list[tuple[str, Decimal]]:
    """Libellé et débit − crédit de chaque écriture d'un compte, dans l'ordre."""
    with db.read() as session:
        stmt = select(Ecriture).where(Ecriture.compte_id == compte_id).order_by(Ecriture.id)
        return [(e.libelle, e.debit - e.credit) for e in session.scalars(stmt)]


def un_avis(db, locataire_id: int) -> AvisEcheance:
    with db.read() as session:
        contenu = session.scalars(
            select(Quittance.contenu)
            .where(Quittance.locataire_id == locataire_id)
            .order_by(Quittance.id.desc())
        ).first()
    return retrouver(AvisEcheance, contenu)


def modifier(db, model, record_id: int, **values: object) -> None:
    with db.write() as session:
        session.execute(update(model).where(model.id == record_id).values(**values))
