"""Les provisions appelées (décision D10) : lesquelles, combien, par quel index."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from lsc_desktop.base.dates import Periode
from lsc_desktop.domain.comptabilite import PieceComptable, mouvement
from lsc_desktop.queries.regularisations.lecture import situations
from lsc_desktop.queries.regularisations.provisions import (
    APPELEES,
    provisions_actuelles,
    provisions_appelees,
)
from lsc_desktop.queries.tableaux import periodes_a_venir, prochain_appel
from lsc_desktop.services.comptabilite import contrepasser, passer
from lsc_desktop.services.regularisations.annulation import annuler
from lsc_desktop.storage.models import Ecriture, Locataire, Quittance
from tests.bases import sqlite_seulement
from tests.factories import (
    des_appels,
    un_code,
    un_locataire,
    une_agence,
    une_ligne,
    une_quittancee,
)

ANNEE = Periode(date(2020, 1, 1), date(2020, 12, 31))


@pytest.fixture
def agence(db, ctx):
    """Elsa appelée chaque mois de décembre 2019 à octobre 2021, 50 de provisions."""
    with db.write() as session:
        agence = une_agence(session)
        un_code(session)
        des_appels(session, agence, ctx, premier=date(2019, 12, 1))
    return agence


def appelees(db, agence, periode=ANNEE, locataire=None, code=None):
    with db.read() as session:
        return provisions_appelees(
            session, locataire or agence.locataire, code or agence.provisions, periode
        )


def ecrire(db, agence, ctx, montant: str, journal="OD", le=date(2020, 6, 15), **over) -> int:
    line = {"code_fiscalite_id": agence.provisions, "locataire_id": agence.locataire} | over
    compte = line.pop("compte_id", agence.compte)
    lignes = (
        mouvement(compte, Decimal(montant), "Avoir", **line),
        mouvement(agence.quittancement, -Decimal(montant), "Avoir"),
    )
    with db.write() as session:
        return passer(session, PieceComptable(agence.entite, journal, le, "Avoir", lignes), ctx).id


def test_les_douze_appels_de_l_annee_et_eux_seuls(db, agence):
    found = appelees(db, agence)
    assert (found.montant, len(found.ecritures)) == (600, 12)
    with db.read() as session:
        dates = list(
            session.scalars(
                select(Ecriture.date)
                .where(Ecriture.id.in_(found.ecritures))
                .order_by(Ecriture.date)
            )
        )
    assert (dates[0], dates[-1]) == (date(2020, 1, 1), date(2020, 12, 1))


def test_les_bornes_de_la_periode_comptent(db, agence):
    assert appelees(db, agence, Periode(date(2020, 3, 1), date(2020, 5, 1))).montant == 150
    assert appelees(db, agence, Periode(date(2020, 3, 2), date(2020, 4, 30))).montant == 50


def test_sans_ecriture_il_n_y_a_rien_a_deduire(db, agence):
    assert appelees(db, agence, Periode(date(2015, 1, 1), date(2015, 12, 31))).montant is None
    with db.read() as session:
        autre = session.scalars(select(Ecriture.code_fiscalite_id)).first() + 100
    assert appelees(db, agence, code=autre).montant is None


def test_un_avoir_se_deduit_et_un_appel_contre_passe_ne_compte_plus(db, agence, ctx):
    ecrire(db, agence, ctx, "-12.50")
    with db.write() as session:
        piece = session.scalars(
            select(Quittance.piece_id).where(Quittance.periode_du == date(2020, 3, 1))
        ).one()
        contrepasser(session, piece, ctx, date(2020, 4, 1))
    assert appelees(db, agence).montant == Decimal("537.50")


def contrepassee(db, ctx, mois: date, le: date) -> None:
    with db.write() as session:
        piece = select(Quittance.piece_id).where(Quittance.periode_du == mois)
        contrepasser(session, session.scalars(piece).one(), ctx, le)


def test_contre_passee_l_annee_suivante_elle_n_est_appelee_ni_l_une_ni_l_autre(db, agence, ctx):
    contrepassee(db, ctx, date(2020, 12, 1), date(2021, 1, 15))
    suivante = Periode(date(2021, 1, 1), date(2021, 10, 31))
    for periode, montant in ((ANNEE, 550), (suivante, 500)):
        found = appelees(db, agence, periode)
        assert (found.montant, len(found.ecartees)) == (montant, 1)
    assert appelees(db, agence, Periode(ANNEE.du, suivante.au)).montant == 1050


def test_deduite_puis_contre_passee_elle_se_retire_ou_elle_a_ete_contre_passee(db, agence, ctx):
    """Rien ne se déduit à tort : ce que 2020 a déduit, 2021 le rend."""
    with db.write() as session:
        fiche = une_quittancee(session, agence, ctx)
    contrepassee(db, ctx, date(2020, 12, 1), date(2021, 1, 15))
    suivante = Periode(date(2021, 1, 1), date(2021, 10, 31))
    assert appelees(db, agence, suivante).montant == 450
    with db.write() as session:
        lot = situations(session, [agence.lot], suivante, agence.provisions, date(2021, 10, 25))
        assert lot[agence.lot].baux[0].appelees.montant == 450
        annuler(session, fiche, ctx=ctx)
    assert appelees(db, agence, suivante).montant == 500
    assert appelees(db, agence).montant == 550


def test_une_provision_rappelee_apres_contre_passation_ne_compte_qu_une_fois(db, agence, ctx):
    contrepassee(db, ctx, date(2020, 3, 1), date(2020, 4, 1))
    with db.write() as session:
        des_appels(session, agence, ctx, date(2020, 3, 1), date(2020, 3, 31))
    found = appelees(db, agence)
    assert (found.montant, len(found.ecritures), len(found.ecartees)) == (600, 12, 2)


def test_un_reglement_ne_retire_rien_des_provisions_appelees(db, agence, ctx):
    """Appelées, et non payées (seed L102-106), même si la banque ventile par code."""
    ecrire(db, agence, ctx, "-50", journal="BQ")
    assert appelees(db, agence).montant == 600


def test_deux_baux_sur_un_meme_compte_ne_se_prennent_pas_leurs_provisions(db, agence, ctx):
    with db.write() as session:
        cave = un_locataire(
            session, agence, compte_id=agence.compte, loyer="30", provisions="5",
            entree=date(2021, 11, 1),
        )  # fmt: skip
        des_appels(session, agence, ctx, date(2021, 11, 1), date(2021, 11, 30))
    novembre = Periode(date(2021, 11, 1), date(2021, 11, 30))
    assert appelees(db, agence, novembre).montant == 50
    assert appelees(db, agence, novembre, cave).montant == 5


def test_une_ecriture_sans_bail_compte_pour_celui_qui_occupait(db, agence, ctx):
    with db.write() as session:
        session.get_one(Locataire, agence.locataire).depart = date(2020, 6, 30)
        suite = un_locataire(
            session, agence, compte_id=agence.compte, entree=date(2020, 7, 1), provisions="0"
        )
    ecrire(db, agence, ctx, "10", le=date(2020, 6, 30), locataire_id=None)
    ecrire(db, agence, ctx, "3", le=date(2020, 7, 1), locataire_id=None)
    assert appelees(db, agence).montant == 610
    assert appelees(db, agence, locataire=suite).montant == 3


def test_la_contrepartie_de_l_appel_n_est_pas_une_provision(db, agence):
    with db.read() as session:
        kept = appelees(db, agence).ecritures
        comptes = set(session.scalars(select(Ecriture.compte_id).where(Ecriture.id.in_(kept))))
    assert comptes == {agence.compte}


def test_ce_qu_une_regularisation_a_deduit_ne_se_deduit_plus(db, agence, ctx):
    with db.write() as session:
        une_quittancee(session, agence, ctx)
    assert appelees(db, agence).montant is None
    a_cheval = Periode(date(2020, 7, 1), date(2021, 6, 30))
    assert appelees(db, agence, a_cheval).montant == 300


@sqlite_seulement("lit le plan de SQLite")
@pytest.mark.parametrize("analysee", [False, True])
def test_un_seul_index_suffit_a_la_somme(db, agence, analysee):
    """Même quand les statistiques de SQLite pourraient faire préférer un parcours entier."""
    with db.write() as session:
        if analysee:
            session.execute(text("ANALYZE"))
    with db.read() as session:
        sql = APPELEES.compile(db.engine)
        rows = session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {sql.string}", (None,) * len(sql.positiontup)
        )
        steps = [row[3] for row in rows]
    (step,) = (step for step in steps if step.startswith("SEARCH ecriture "))
    assert step == (
        "SEARCH ecriture USING COVERING INDEX ix_ecriture_provisions "
        "(code_fiscalite_id=? AND compte_id=? AND date>? AND date<?)"
    )
    assert not any(step.startswith(("SCAN ecriture", "SCAN piece")) for step in steps), steps


# --- Provisions en vigueur, appels à venir ------------------------------------------------------


def test_les_provisions_actuelles_sont_celles_du_jour(db, agence):
    with db.write() as session:
        une_ligne(
            session, agence.locataire, agence.provisions, "20",
            du=date(2021, 11, 1), au=date(2021, 12, 31),
        )  # fmt: skip
        une_ligne(session, agence.locataire, agence.provisions, "7", ponctuelle=True)
    with db.read() as session:
        found = [
            provisions_actuelles(session, agence.locataire, "30", jour)
            for jour in (date(2021, 10, 31), date(2021, 11, 1), date(2022, 1, 1))
        ]
        assert found == [50, 70, 50]
        assert provisions_actuelles(session, agence.locataire, "31", date(2021, 11, 1)) is None


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2021, 10, 25), date(2021, 11, 1)),
        (date(2021, 9, 2), date(2021, 11, 1)),
        (date(2021, 11, 30), date(2021, 11, 1)),
        (date(2022, 2, 14), date(2022, 2, 1)),
    ],
)
def test_le_prochain_appel_n_est_ni_passe_ni_revolu(db, agence, jour, attendu):
    with db.read() as session:
        assert prochain_appel(session, agence.locataire, jour) == attendu


def test_les_periodes_a_venir_suivent_le_rythme(db, agence):
    with db.write() as session:
        bail = un_locataire(session, agence, periodicite=3)
    with db.read() as session:
        found = periodes_a_venir(session, bail, date(2021, 11, 15), 12)
        mois = periodes_a_venir(session, agence.locataire, date(2021, 11, 15), 12)
    assert [periode.du for periode in found] == [
        date(2021, 10, 1), date(2022, 1, 1), date(2022, 4, 1), date(2022, 7, 1),
    ]  # fmt: skip
    assert (len(mois), mois[0].du, mois[-1].au) == (12, date(2021, 11, 1), date(2022, 10, 31))
