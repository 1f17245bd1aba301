"""L'appel de loyers : ce qu'il écrit, ce qu'il n'écrit pas deux fois, ce qu'il refuse."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.dates import mois_de
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.quittancement import AppelDraft
from lsc_desktop.queries.comptabilite import solde
from lsc_desktop.services.comptabilite import contrepasser
from lsc_desktop.services.quittancement import appeler, demande
from lsc_desktop.storage.models import (
    Appel,
    Compte,
    Ecriture,
    LigneQuittancement,
    Locataire,
    Piece,
    Quittance,
)
from lsc_desktop.storage.watch import watch
from tests.factories import des_reglages, un_code, un_locataire, une_ligne
from tests.gestes import (
    NOVEMBRE,
    OCTOBRE,
    apercu,
    combien,
    ecritures,
    modifier,
    passer,
    un_appel,
    un_avis,
)

# --- Ce qui est écrit ---------------------------------------------------------------------------


def test_chaque_ligne_du_tableau_est_au_debit_du_locataire(db, agence, ctx):
    assert passer(db, un_appel(agence), ctx) == 1
    with db.read() as session:
        lines = session.scalars(
            select(Ecriture).where(Ecriture.compte_id == agence.compte).order_by(Ecriture.id)
        ).all()
        assert [
            (x.libelle, x.debit, x.credit, x.code_fiscalite_id, x.locataire_id, x.date)
            for x in lines
        ] == [
            ("Loyer", 350, 0, agence.loyer, agence.locataire, date(2021, 10, 25)),
            ("Provisions", 50, 0, agence.provisions, agence.locataire, date(2021, 10, 25)),
        ]
        assert {(x.periode_du, x.periode_au, x.recherche) for x in lines} == {
            (NOVEMBRE.du, NOVEMBRE.au, "loyer"),
            (NOVEMBRE.du, NOVEMBRE.au, "provisions"),
        }
        assert solde(session, agence.compte) == -400
        assert solde(session, agence.quittancement) == 400


def test_la_piece_est_au_journal_du_quittancement_et_equilibree(db, agence, ctx):
    passer(db, un_appel(agence), ctx)
    with db.read() as session:
        piece = session.scalars(select(Piece)).one()
        debit, credit = session.execute(
            select(func.sum(Ecriture.debit), func.sum(Ecriture.credit))
        ).one()
    assert (piece.libelle, piece.cree_par) == ("Appel novembre 2021 Elsa LOCATAIRE", "Martine")
    assert debit == credit == 400


def test_la_quittance_garde_l_appel_et_l_avis(db, agence, ctx):
    passer(db, un_appel(agence), ctx)
    with db.read() as session:
        quittance = session.scalars(select(Quittance)).one()
        appel = session.get_one(Appel, quittance.appel_id)
    assert (quittance.total, quittance.echeance, quittance.date) == (
        400,
        date(2021, 11, 1),
        date(2021, 10, 25),
    )
    assert (appel.periode_du, appel.periode_au, appel.cree_par) == (
        NOVEMBRE.du,
        NOVEMBRE.au,
        "Martine",
    )


def test_tous_les_locataires_d_une_periode_sont_du_meme_appel(db, agence, ctx):
    with db.write() as session:
        for _ in range(3):
            un_locataire(session, agence)
    assert passer(db, un_appel(agence), ctx) == 4
    assert (combien(db, Appel), combien(db, Piece), combien(db, Quittance)) == (1, 4, 4)


def test_un_avoir_plus_fort_que_le_loyer_credite_le_locataire(db, agence, ctx):
    with db.write() as session:
        une_ligne(session, agence.locataire, un_code(session), "-1000", ponctuelle=True)
    passer(db, un_appel(agence), ctx)
    assert ecritures(db, agence.compte)[-1] == ("Ligne", -1000)
    avis = un_avis(db, agence.locataire)
    assert (avis.total, avis.a_payer) == (-600, 0)


def test_une_ligne_nulle_ne_s_ecrit_pas(db, agence, ctx):
    with db.write() as session:
        une_ligne(session, agence.locataire, agence.loyer, "0")
    passer(db, un_appel(agence), ctx)
    assert len(ecritures(db, agence.compte)) == 2


def test_les_listes_ouvertes_apprennent_ce_qui_a_change(db, agence, ctx):
    seen: list[frozenset[str]] = []
    watch(db, seen.append)
    with db.write() as session:
        une_ligne(session, agence.locataire, agence.loyer, "10", ponctuelle=True)
    seen.clear()
    passer(db, un_appel(agence), ctx)
    assert seen == [frozenset({"appel", "piece", "ecriture", "quittance", "ligne_quittancement"})]


# --- Mois rompus --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prorata", "loyer"), [("reel", "155.00"), ("trente", "155.00"), ("annee", "152.88")]
)
def test_le_premier_mois_se_compte_comme_l_agence_l_a_choisi(db, agence, ctx, prorata, loyer):
    """16 au 30 novembre d'un loyer de 310 : 15/30, 15/30, ou 12 × 15/365."""
    with db.write() as session:
        des_reglages(session, prorata=prorata)
        bail = un_locataire(session, agence, entree=date(2021, 11, 16), loyer="310", provisions="0")
    passer(db, un_appel(agence), ctx)
    avis = un_avis(db, bail)
    assert (avis.lignes, avis.total) == ((("Loyer", Decimal(loyer)),), Decimal(loyer))


def test_le_dernier_mois_s_arrete_au_depart(db, agence, ctx):
    modifier(db, Locataire, agence.locataire, depart=date(2021, 11, 10))
    passer(db, un_appel(agence), ctx)
    assert ecritures(db, agence.compte) == [
        ("Loyer", Decimal("116.67")),
        ("Provisions", Decimal("16.67")),
    ]
    with db.read() as session:
        assert set(session.scalars(select(Ecriture.periode_au))) == {date(2021, 11, 10)}


def test_qui_n_est_pas_encore_entre_ou_deja_parti_n_est_pas_appele(db, agence, ctx):
    with db.write() as session:
        un_locataire(session, agence, entree=date(2021, 12, 1))
        un_locataire(session, agence, depart=date(2021, 10, 31))
    assert [item.locataire_id for item in apercu(db, un_appel(agence))] == [agence.locataire]


def test_un_bail_mis_hors_service_n_est_plus_appele(db, agence, ctx):
    modifier(db, Locataire, agence.locataire, actif=False)
    assert passer(db, un_appel(agence), ctx) == 0


def test_un_rythme_trimestriel_a_ses_propres_appels(db, agence, ctx):
    with db.write() as session:
        bail = un_locataire(session, agence, periodicite=3, loyer="2850", provisions="180")
    assert passer(db, un_appel(agence), ctx) == 1
    trimestre = mois_de(date(2021, 10, 1), 3)
    assert passer(db, un_appel(agence, trimestre, 3), ctx) == 1
    assert un_avis(db, bail).total == 3030


# --- Jamais deux fois ---------------------------------------------------------------------------


def test_rejouer_la_meme_periode_n_ecrit_rien(db, agence, ctx):
    wanted = un_appel(agence)
    (item,) = apercu(db, wanted)
    passer(db, wanted, ctx)
    before = [combien(db, table) for table in (Appel, Piece, Ecriture, Quittance)]
    assert passer(db, un_appel(agence, le=date(2021, 10, 26)), ctx) == 0
    with db.write() as session:
        assert appeler(session, un_appel(agence), item, ctx) == "déjà appelé pour cette période"
    assert [combien(db, table) for table in (Appel, Piece, Ecriture, Quittance)] == before


def test_une_periode_qui_chevauche_un_appel_passe_n_est_pas_rappelee(db, agence, ctx):
    """Passé au mois après un appel du trimestre, le locataire ne paie pas novembre deux fois."""
    modifier(db, Locataire, agence.locataire, periodicite=3)
    passer(db, un_appel(agence, mois_de(date(2021, 10, 1), 3), 3), ctx)
    modifier(db, Locataire, agence.locataire, periodicite=1)
    assert passer(db, un_appel(agence), ctx) == 0
    assert passer(db, un_appel(agence, mois_de(date(2022, 1, 1))), ctx) == 1


def test_deux_postes_qui_appellent_ensemble_n_ecrivent_qu_une_quittance(db, agence, ctx):
    (item,) = apercu(db, un_appel(agence))
    together = Barrier(2)

    def travail(_rank: int) -> str:
        together.wait()
        with db.write() as session:
            return appeler(session, un_appel(agence), item, ctx)

    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(travail, range(2)))
    assert said == ["", "déjà appelé pour cette période"]
    assert (combien(db, Quittance), combien(db, Piece), combien(db, Appel)) == (1, 1, 1)


def test_une_ligne_ponctuelle_n_est_appelee_qu_une_fois(db, agence, ctx):
    with db.write() as session:
        line = une_ligne(session, agence.locataire, un_code(session), "30", ponctuelle=True)
    passer(db, un_appel(agence, OCTOBRE), ctx)
    passer(db, un_appel(agence), ctx)
    assert [amount for _, amount in ecritures(db, agence.compte)] == [350, 50, 30, 350, 50]
    with db.read() as session:
        taken = session.get_one(LigneQuittancement, line).quittance_id
        assert session.get_one(Quittance, taken).periode_du == OCTOBRE.du


def test_un_appel_contre_passe_rend_ses_lignes_ponctuelles_au_suivant(db, agence, ctx):
    with db.write() as session:
        une_ligne(session, agence.locataire, un_code(session), "30", ponctuelle=True)
    passer(db, un_appel(agence, OCTOBRE), ctx)
    with db.write() as session:
        piece = session.scalars(select(Quittance.piece_id)).one()
        contrepasser(session, piece, ctx, ctx.aujourd_hui)
    passer(db, un_appel(agence), ctx)
    passer(db, un_appel(agence, mois_de(date(2021, 12, 1))), ctx)
    called = [amount for _, amount in ecritures(db, agence.compte)]
    assert called == [350, 50, 30, -350, -50, -30, 350, 50, 30, 350, 50]


# --- Locataires partis (D14) --------------------------------------------------------------------


def test_un_parti_doit_encore_sa_derniere_ligne_et_rien_d_autre(db, agence, ctx):
    with db.write() as session:
        une_ligne(
            session, agence.locataire, un_code(session), "90", ponctuelle=True, du=date(2022, 1, 1)
        )
    modifier(db, Locataire, agence.locataire, depart=date(2021, 3, 31), actif=False)
    (item,) = apercu(db, un_appel(agence))
    assert item.parti and [str(ligne.montant) for ligne in item.lignes] == ["90.00"]
    passer(db, un_appel(agence), ctx)
    assert ecritures(db, agence.compte) == [("Ligne", 90)]
    assert un_avis(db, agence.locataire).echeance == date(2021, 10, 25)
    assert apercu(db, un_appel(agence, mois_de(date(2021, 12, 1)))) == ()


# --- Ce qui est écrit est ce qui a été vu -------------------------------------------------------


@pytest.mark.parametrize(
    "changement",
    [
        lambda db, agence: modifier(db, LigneQuittancement, agence.ligne, montant=Decimal("360")),
        lambda db, agence: modifier(db, LigneQuittancement, agence.ligne, au=date(2021, 10, 31)),
        lambda db, agence: modifier(db, Locataire, agence.locataire, depart=date(2021, 11, 15)),
        lambda db, agence: modifier(db, Locataire, agence.locataire, depart=date(2021, 10, 1)),
        lambda db, agence: modifier(db, Locataire, agence.locataire, periodicite=3),
    ],
)
def test_un_tableau_change_depuis_l_apercu_arrete_l_appel(db, agence, ctx, changement):
    wanted = un_appel(agence)
    (item,) = apercu(db, wanted)
    changement(db, agence)
    with pytest.raises(UserError, match="a changé depuis l'aperçu"), db.write() as session:
        appeler(session, wanted, item, ctx)
    assert [combien(db, table) for table in (Appel, Piece, Ecriture, Quittance)] == [0] * 4


def test_un_compte_ferme_arrete_ce_locataire_et_lui_seul(db, agence, ctx):
    with db.write() as session:
        un_locataire(session, agence)
    modifier(db, Compte, agence.compte, valide=False)
    wanted, refused = un_appel(agence), []
    for item in apercu(db, wanted):
        try:
            with db.write() as session:
                appeler(session, wanted, item, ctx)
        except UserError as error:
            refused.append(error.title)
    assert refused == ["Le compte 81ELLOCATA n'est pas ouvert aux écritures."]
    assert (combien(db, Quittance), combien(db, Piece), combien(db, Appel)) == (1, 1, 1)


def test_sans_compte_de_quittancement_rien_n_est_ecrit(db, agence, ctx):
    modifier(db, Compte, agence.quittancement, actif=False)
    with pytest.raises(UserError, match="n'a pas de compte de quittancement"):
        passer(db, un_appel(agence), ctx)
    assert combien(db, Appel) == 0


def test_une_saisie_incomplete_n_est_pas_une_demande(agence):
    draft = AppelDraft(entite_id=agence.entite, date=date(2021, 10, 25), du=NOVEMBRE.du)
    with pytest.raises(UserError) as caught:
        demande(draft)
    assert caught.value.field == "au"
    complete = replace(draft, au=NOVEMBRE.au)
    assert demande(complete) == un_appel(agence)
