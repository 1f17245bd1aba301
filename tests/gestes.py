"""Appeler, quittancer, regarder, modifier : les gestes que répètent les essais."""

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select, update

from lsc_desktop.base.dates import mois_de
from lsc_desktop.base.figer import retrouver
from lsc_desktop.domain.quittancement import AvisEcheance
from lsc_desktop.queries.quittancement import a_appeler
from lsc_desktop.services.quittancement import Demande, appeler_tous
from lsc_desktop.services.regularisations.quittancer import quittancer
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Ecriture,
    LigneQuittancement,
    Quittance,
    Regularisation,
)
from tests.factories import une_validee

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


def faire(db, fiche: int, ctx, version: int | None = None) -> str:
    with db.write("Martine") as session:
        current = session.get_one(Regularisation, fiche).version
        return quittancer(session, fiche, version or current, ctx=ctx)


def validee(db, agence, ctx, montant="900", **champs) -> int:
    with db.write() as session:
        return une_validee(session, agence, ctx, montant, **champs)


def tableau(db, locataire_id: int) -> list[tuple[str, str, object, object]]:
    """Code, montant, du, au de chaque ligne, dans l'ordre du tableau."""
    with db.read() as session:
        rows = session.execute(
            select(
                CodeFiscalite.code,
                LigneQuittancement.montant,
                LigneQuittancement.du,
                LigneQuittancement.au,
            )
            .join(CodeFiscalite, CodeFiscalite.id == LigneQuittancement.code_fiscalite_id)
            .where(LigneQuittancement.locataire_id == locataire_id)
            .order_by(LigneQuittancement.rang, LigneQuittancement.id)
        )
        return [(code, str(amount), du, au) for code, amount, du, au in rows]
