"""Reprendre un vrai portefeuille : le temps qu'il faut, et ses soldes au centime."""

import time
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lsc_desktop.services import fiscalites
from lsc_desktop.services.exports import exporter
from lsc_desktop.storage.models import Ecriture, LigneQuittancement, Locataire, Lot
from tests.agence import une_agence
from tests.epreuves.conftest import COMPLET
from tests.portefeuille import importe, raisons, un_portefeuille, verifie

SECONDES = 60  # cinq mille lots, autant de locataires, vingt mille lignes


@pytest.mark.long
def test_un_portefeuille_se_verifie_s_importe_et_ne_s_importe_pas_deux_fois(
    db, ctx, tmp_path, ampleur, releve
):
    lots = ampleur(200, 5_000)
    with db.write() as session:
        une_agence(session)
        fiscalites.installer(session)
    folder = un_portefeuille(tmp_path / "reprise", lots)
    start = time.perf_counter()
    checked = verifie(db, ctx, folder)
    seen = time.perf_counter() - start
    assert raisons(checked) == []
    start = time.perf_counter()
    importe(db, ctx, folder)
    done = time.perf_counter() - start
    with db.read() as session:
        counts = [session.scalar(select(func.count(t.id))) for t in (Lot, Locataire)]
        lines = session.scalar(select(func.count(LigneQuittancement.id)))
        debit, credit = session.execute(
            select(func.sum(Ecriture.debit), func.sum(Ecriture.credit))
        ).one()
        start = time.perf_counter()
        exporter(session, tmp_path / "sortie", ctx.aujourd_hui)
        written = time.perf_counter() - start
    assert counts == [lots + 1, lots + 1]
    assert lines == 4 * lots + 2
    assert debit == credit != Decimal(0)
    assert verifie(db, ctx, folder).plan.vide
    assert verifie(db, ctx, tmp_path / "sortie").plan.vide, "l'export se relit et se reconnaît"
    releve(
        f"Portefeuille de {lots} lots, {lots} locataires, {4 * lots} lignes : vérifié, importé, "
        "exporté",
        f"{seen:.0f} s, {done:.0f} s, {written:.0f} s",
    )
    if COMPLET:
        assert seen + done <= SECONDES
