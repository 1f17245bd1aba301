"""L'aperçu d'un appel, l'avis d'échéance, le journal du quittancement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from lsc_desktop.base.dates import mois_de
from lsc_desktop.domain.quittancement import AppelDraft
from lsc_desktop.queries.quittancement import documents_avis, journal, nouvel_appel, preparer
from lsc_desktop.services.comptabilite import encaisser
from lsc_desktop.services.quittancement import appeler
from lsc_desktop.storage.models import (
    Appel,
    CodeFiscalite,
    Immeuble,
    LigneQuittancement,
    Locataire,
    Quittance,
    Tiers,
)
from tests.factories import un_code, un_locataire, un_lot, une_ligne
from tests.gestes import NOVEMBRE, OCTOBRE, apercu, modifier, passer, un_appel, un_avis

# --- L'aperçu -----------------------------------------------------------------------------------


def test_l_apercu_dit_qui_sera_appele_pour_combien_et_qui_l_est_deja(db, agence, ctx):
    with db.write() as session:
        un_locataire(session, agence, "ZOLA")
    wanted = un_appel(agence)
    with db.write() as session:
        appeler(session, wanted, apercu(db, wanted, agence.locataire)[0], ctx)
    draft = AppelDraft(
        entite_id=agence.entite, date=ctx.aujourd_hui, du=NOVEMBRE.du, au=NOVEMBRE.au
    )
    with db.read() as session:
        preparer(session, draft, ctx)
    assert (draft.nombre, draft.deja, draft.total) == (1, 1, 400)
    assert [(x.locataire, x.libelle, x.explication) for x in draft.apercu] == [
        ("Paul ZOLA", "Loyer", "350,00 pour novembre 2021."),
        ("Paul ZOLA", "Provisions sur charges", "50,00 pour novembre 2021."),
    ]


def test_une_saisie_fautive_vide_l_apercu(db, agence, ctx):
    with db.read() as session:
        draft = nouvel_appel(session, ctx)
        assert draft.nombre == 1
        draft.au = None
        preparer(session, draft, ctx)
    assert (draft.nombre, draft.total, draft.apercu, draft.a_appeler) == (0, 0, [], ())


def test_l_appel_propose_suit_le_dernier(db, agence, ctx):
    with db.read() as session:
        draft = nouvel_appel(session, ctx)
    assert draft.periode() == NOVEMBRE
    passer(db, un_appel(agence), ctx)
    with db.read() as session:
        assert nouvel_appel(session, ctx).periode() == mois_de(date(2021, 12, 1))
        assert nouvel_appel(session, ctx, periodicite=3).periode() == mois_de(NOVEMBRE.du, 3)


def test_sans_entite_il_n_y_a_rien_a_appeler(db, ctx):
    with db.read() as session:
        draft = nouvel_appel(session, ctx)
    assert (draft.entite_id, draft.nombre) == (None, 0)


# --- L'avis d'échéance --------------------------------------------------------------------------


def test_l_avis_dit_tout_ce_que_le_locataire_doit_savoir(db, agence, ctx):
    passer(db, un_appel(agence, OCTOBRE, le=date(2021, 9, 25)), ctx)
    with db.write() as session:
        encaisser(session, agence.locataire, Decimal("150.00"), date(2021, 10, 5), "Chèque", ctx)
    passer(db, un_appel(agence), ctx)
    avis = un_avis(db, agence.locataire)
    assert (avis.mandant, avis.compte, avis.lot) == ("Abel LEPITRE", "81ELLOCATA", "LAFAYETTE/002")
    assert avis.destinataire.bloc() == (
        "Mademoiselle Elsa LOCATAIRE",
        "Résidence Lafayette",
        "54000 NANCY",
    )
    assert (avis.periode, avis.le) == ("novembre 2021", date(2021, 10, 25))
    assert avis.lignes == (("Loyer", Decimal("350.00")), ("Provisions", Decimal("50.00")))
    assert (avis.total, avis.solde_anterieur, avis.a_payer) == (400, 250, 650)
    assert avis.mode_reglement == "Chèque"


@pytest.mark.parametrize(
    ("terme", "jour", "echeance"),
    [
        ("echoir", 1, date(2021, 11, 1)),
        ("echoir", 10, date(2021, 11, 10)),
        ("echu", 5, date(2021, 12, 5)),
    ],
)
def test_l_echeance_suit_le_terme_et_le_jour_du_bail(db, agence, ctx, terme, jour, echeance):
    modifier(db, Locataire, agence.locataire, terme=terme, jour_echeance=jour)
    passer(db, un_appel(agence), ctx)
    assert un_avis(db, agence.locataire).echeance == echeance


def test_un_credit_anterieur_se_deduit_du_montant_a_payer(db, agence, ctx):
    with db.write() as session:
        encaisser(session, agence.locataire, Decimal("500"), date(2021, 10, 5), "", ctx)
    passer(db, un_appel(agence), ctx)
    avis = un_avis(db, agence.locataire)
    assert (avis.solde_anterieur, avis.a_payer) == (-500, 0)


def test_l_avis_emis_ne_change_plus(db, agence, ctx):
    passer(db, un_appel(agence), ctx)
    with db.read() as session:
        ids = list(session.scalars(select(Quittance.id)))
        (before,) = documents_avis(session, ids)
    modifier(db, LigneQuittancement, agence.ligne, montant=Decimal("999"), libelle="Autre")
    modifier(db, Tiers, agence.tiers, nom="Autrement", ville="METZ")
    modifier(db, Immeuble, agence.immeuble, nom="Ailleurs")
    with db.read() as session:
        (after,) = documents_avis(session, ids)
    assert after == before
    assert (after.nom, after.liens) == (
        "avis-81ELLOCATA-2021-11.pdf",
        {"locataire": agence.locataire},
    )


def test_les_avis_sortent_dans_l_ordre_demande(db, agence, ctx):
    with db.write() as session:
        un_locataire(session, agence, "ZOLA")
        un_locataire(session, agence, "ABER")
    passer(db, un_appel(agence), ctx)
    with db.read() as session:
        ids = list(session.scalars(select(Quittance.id).order_by(Quittance.id.desc())))
        names = [document.nom for document in documents_avis(session, ids)]
    assert names == [
        "avis-81ZOLA-2021-11.pdf",
        "avis-81ELLOCATA-2021-11.pdf",
        "avis-81ABER-2021-11.pdf",
    ]


# --- Le journal du quittancement ----------------------------------------------------------------


def test_le_journal_range_par_immeuble_une_colonne_par_rubrique(db, agence, ctx):
    with db.write() as session:
        autre = Immeuble(code="GARE", nom="23, rue de la Gare", entite_id=agence.entite)
        session.add(autre)
        session.flush()
        lot = un_lot(session, replace(agence, immeuble=autre.id), "GARE/1")
        zola = un_locataire(session, agence, "ZOLA", lot_id=lot, provisions="0")
        une_ligne(session, zola, un_code(session), "-20.50", ponctuelle=True)
        un_locataire(session, agence, "ABER", loyer="100")
    passer(db, un_appel(agence), ctx)
    with db.read() as session:
        (value,) = journal(session, list(session.scalars(select(Appel.id))), ctx)
    assert value.rubriques == (
        "10 Loyer",
        "30 Provisions sur charges",
        "31 Régularisation de charges",
    )
    assert [
        (groupe.titre, [(x.compte, *map(str, x.montants)) for x in groupe.lignes])
        for groupe in value.groupes
    ] == [
        ("23, rue de la Gare", [("81ZOLA", "350.00", "0.00", "-20.50")]),
        (
            "Résidence Lafayette",
            [("81ABER", "100.00", "50.00", "0.00"), ("81ELLOCATA", "350.00", "50.00", "0.00")],
        ),
    ]
    assert (value.totaux, value.total) == ((800, 100, Decimal("-20.50")), Decimal("879.50"))


def test_le_journal_d_un_appel_passe_ne_suit_pas_un_changement_de_compte(db, agence, ctx):
    passer(db, un_appel(agence), ctx)
    with db.write() as session:
        autre = un_locataire(session, agence, "ZOLA")
        compte = session.get_one(Locataire, autre).compte_id
    modifier(db, Locataire, agence.locataire, compte_id=compte)
    with db.read() as session:
        (value,) = journal(session, list(session.scalars(select(Appel.id))), ctx)
    assert value.total == 400
    assert value.groupes[0].lignes[0].compte == "81ELLOCATA"


def test_un_code_renomme_garde_sa_colonne(db, agence, ctx):
    passer(db, un_appel(agence), ctx)
    modifier(db, CodeFiscalite, agence.loyer, libelle="Loyer principal")
    with db.read() as session:
        (value,) = journal(session, list(session.scalars(select(Appel.id))), ctx)
    assert value.rubriques[0] == "10 Loyer principal"
