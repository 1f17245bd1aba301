"""Quittancer : ce qui change au tableau, au lot, à la fiche ; tout ou rien."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import ConflictError, UserError
from lsc_desktop.domain.comptabilite import PieceComptable, mouvement
from lsc_desktop.queries.classeurs import trouver_classeur
from lsc_desktop.queries.evenements import documents_joints
from lsc_desktop.queries.locataires import load_locataire
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.services import comptabilite
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.services.locataires import save_locataire
from lsc_desktop.services.regularisations import quittancer as quittancer_module
from lsc_desktop.services.regularisations.ajout import supprimer
from lsc_desktop.services.regularisations.impression import decompte, emettre
from lsc_desktop.services.regularisations.quittancer import quittancer
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Entite,
    Evenement,
    Fichier,
    Immeuble,
    LigneQuittancement,
    Locataire,
    Lot,
    Regularisation,
    Tiers,
)
from tests.factories import (
    des_appels,
    des_reglages,
    un_locataire,
    un_lot,
    une_fiche,
    une_ligne,
    une_validee,
)
from tests.gestes import combien, ecritures, faire, modifier, passer, tableau, un_appel, validee

# --- Ce qui change ------------------------------------------------------------------------------


def test_les_echeances_et_la_nouvelle_provision_partent_du_prochain_appel(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx, "1500", fois=2)
    assert faire(db, fiche, ctx) == (
        "Elsa LOCATAIRE : 900,00\u00a0€ en 2 appels, à partir du 01/11/2021"
    )
    assert tableau(db, a_jour.locataire) == [
        ("10", "350.00", None, None),
        ("30", "50.00", None, date(2021, 10, 31)),
        ("30", "125.00", date(2021, 11, 1), None),
        ("31", "450.00", date(2021, 11, 1), date(2021, 11, 30)),
        ("31", "450.00", date(2021, 12, 1), date(2021, 12, 31)),
    ]


def test_un_appel_passe_entre_temps_repousse_les_echeances(db, a_jour, ctx):
    """Le calcul date d'octobre, novembre a été appelé depuis (gerance 7.11, cas 27)."""
    fiche = validee(db, a_jour, ctx, "1500", fois=2)
    passer(db, un_appel(a_jour), ctx)
    faire(db, fiche, ctx)
    assert [du for code, _, du, _ in tableau(db, a_jour.locataire) if code == "31"] == [
        date(2021, 12, 1),
        date(2022, 1, 1),
    ]


def test_la_fiche_se_fige_et_le_lot_retient_la_date(db, a_jour, ctx):
    modifier(db, Lot, a_jour.lot, regularisation_le=date(2020, 11, 2))
    fiche = validee(db, a_jour, ctx)
    faire(db, fiche, ctx)
    with db.read() as session:
        record = session.get_one(Regularisation, fiche)
        lot = session.get_one(Lot, a_jour.lot)
    assert (record.etat, record.quittance_le, record.quittance_par) == (
        "quittancee", date(2021, 10, 25), "Martine",
    )  # fmt: skip
    assert (record.present, record.lot_avant) == (True, date(2020, 11, 2))
    assert lot.regularisation_le == date(2021, 10, 25)


def test_l_onglet_plus_retrouve_tout_ce_qui_a_ete_quittance(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx, "1500", fois=3, reintroduction=Decimal(100))
    faire(db, fiche, ctx)
    modifier(db, Locataire, a_jour.locataire, depart=date(2021, 10, 1))
    modifier(db, LigneQuittancement, a_jour.ligne + 1, montant=Decimal("77"))
    with db.read() as session:
        draft = load_regularisation(session, fiche)
    assert (draft.total, draft.provisions, draft.reintroduction) == (1500, 600, 100)
    assert (draft.regularisation, draft.fois, draft.present) == (800, 3, True)
    assert (draft.provisions_actuelles, draft.nouvelles_provisions) == (50, 125)


def test_l_evenement_porte_le_decompte(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx)
    faire(db, fiche, ctx)
    with db.read() as session:
        event = session.scalars(select(Evenement)).one()
        (joined,) = documents_joints(session, event.id)
        kept = decompte(session, fiche, ctx)
        filed = trouver_classeur(session, "Divers / Locataires")
    assert (event.objet, event.date, event.auteur) == (
        "Régularisation de charges du 01/01/2020 au 31/12/2020", date(2021, 10, 25), "Martine",
    )  # fmt: skip
    assert (event.locataire_id, event.lot_id, event.regularisation_id, event.tiers_id) == (
        a_jour.locataire, a_jour.lot, fiche, a_jour.tiers,
    )  # fmt: skip
    assert event.classeur_id == filed is not None
    assert joined.contenu == kept.contenu and joined.contenu.startswith(b"%PDF")


def test_le_decompte_deja_imprime_est_celui_qui_est_garde(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx)
    with db.write() as session:
        printed = decompte(session, fiche, ctx)
        emettre(session, fiche, printed, ctx)
        creer_evenement(session, [printed], objet="Décompte", ctx=ctx)
    faire(db, fiche, replace(ctx, aujourd_hui=date(2021, 10, 28)))
    with db.read() as session:
        assert decompte(session, fiche, ctx).contenu == printed.contenu
        assert session.get_one(Regularisation, fiche).imprime_le == date(2021, 10, 25)
    assert combien(db, Evenement) == 1  # celui de l'impression suffit


def test_le_decompte_se_reimprime_octet_pour_octet_quand_tout_a_change(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx)
    faire(db, fiche, ctx)
    with db.read() as session:
        before = decompte(session, fiche, ctx).contenu
    modifier(db, Tiers, a_jour.tiers, nom="Mariée", ville="METZ", adresse1="1, rue Neuve")
    modifier(db, Immeuble, a_jour.immeuble, nom="Autre résidence")
    modifier(db, Entite, a_jour.entite, nom="Agence rachetée")
    modifier(db, LigneQuittancement, a_jour.ligne, montant=Decimal("999"))
    modifier(db, CodeFiscalite, a_jour.provisions, pourcentage=Decimal(110))
    with db.write() as session:
        des_reglages(session, note="Une autre note", titre_decompte="AUTRE TITRE")
    with db.read() as session:
        later = replace(ctx, aujourd_hui=date(2024, 2, 29))
        assert decompte(session, fiche, later).contenu == before


def test_une_fiche_locataire_ouverte_ailleurs_ne_peut_plus_effacer_les_echeances(db, a_jour, ctx):
    with db.read() as session:
        opened = load_locataire(session, a_jour.locataire)
    faire(db, validee(db, a_jour, ctx), ctx)
    opened.note = "Rappeler lundi"
    with pytest.raises(UserError), db.write() as session:
        save_locataire(session, opened, ctx=ctx)
    assert len(tableau(db, a_jour.locataire)) == 4
    with db.read() as session:
        reopened = load_locataire(session, a_jour.locataire)
    reopened.note = "Rappeler lundi"
    with db.write() as session:
        save_locataire(session, reopened, ctx=ctx)
    assert len(tableau(db, a_jour.locataire)) == 4


# --- Cas particuliers ---------------------------------------------------------------------------


def test_un_trop_percu_vient_en_deduction_du_prochain_appel(db, a_jour, ctx):
    faire(db, validee(db, a_jour, ctx, "500"), ctx)
    passer(db, un_appel(a_jour), ctx)
    assert [amount for _, amount in ecritures(db, a_jour.compte)[-3:]] == [
        350, Decimal("41.67"), -100,
    ]  # fmt: skip


def test_un_parti_est_appele_de_toute_la_somme_par_le_prochain_appel(db, a_jour, ctx):
    modifier(db, Locataire, a_jour.locataire, depart=date(2021, 9, 30))
    fiche = validee(db, a_jour, ctx, fois=6)
    assert "en 1 appel" in faire(db, fiche, ctx)
    assert tableau(db, a_jour.locataire)[-1] == ("31", "300.00", date(2021, 10, 25), None)
    assert len(tableau(db, a_jour.locataire)) == 3  # aucune nouvelle provision
    passer(db, un_appel(a_jour), ctx)
    assert ecritures(db, a_jour.compte)[-1][1] == 300


def test_une_regularisation_nulle_ne_fait_que_la_provision_et_les_dates(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx, "600", nouvelles_provisions=Decimal(60),
                    nouvelles_provisions_saisies=True)  # fmt: skip
    assert faire(db, fiche, ctx).endswith("rien à appeler, la régularisation est nulle")
    assert [code for code, *_ in tableau(db, a_jour.locataire)] == ["10", "30", "30"]
    with db.read() as session:
        assert session.get_one(Lot, a_jour.lot).regularisation_le == ctx.aujourd_hui


def test_une_provision_ramenee_a_zero_ne_laisse_pas_de_ligne_nulle(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx, nouvelles_provisions=Decimal(0),
                    nouvelles_provisions_saisies=True)  # fmt: skip
    faire(db, fiche, ctx)
    assert [(code, amount) for code, amount, *_ in tableau(db, a_jour.locataire)] == [
        ("10", "350.00"), ("30", "50.00"), ("31", "300.00"),
    ]  # fmt: skip


def test_plusieurs_lignes_de_provision_gardent_leurs_parts(db, a_jour, ctx):
    with db.write() as session:
        une_ligne(session, a_jour.locataire, a_jour.provisions, "25", libelle="Eau")
    faire(db, validee(db, a_jour, ctx, "1500"), ctx)
    assert [
        (amount, du) for code, amount, du, _ in tableau(db, a_jour.locataire) if code == "30"
    ] == [
        ("50.00", None),
        ("83.33", date(2021, 11, 1)),
        ("25.00", None),
        ("41.67", date(2021, 11, 1)),
    ]


def test_une_augmentation_deja_prevue_n_est_ni_doublee_ni_perdue(db, a_jour, ctx):
    modifier(db, LigneQuittancement, a_jour.ligne + 1, au=date(2021, 10, 31))
    with db.write() as session:
        une_ligne(session, a_jour.locataire, a_jour.provisions, "60", du=date(2022, 1, 1))
    faire(db, validee(db, a_jour, ctx, "1500"), ctx)
    assert [line[1:] for line in tableau(db, a_jour.locataire) if line[0] == "30"] == [
        ("50.00", None, date(2021, 10, 31)),
        ("60.00", date(2022, 1, 1), None),
        ("125.00", date(2021, 11, 1), date(2021, 12, 31)),
    ]


def test_un_trimestriel_etale_sur_ses_trimestres(db, exploitee, ctx):
    with db.write() as session:
        lot = un_lot(session, exploitee)
        bail = un_locataire(session, exploitee, lot_id=lot, periodicite=3, provisions="150")
        des_appels(session, exploitee, ctx, dernier=date(2021, 12, 31), periodicite=3)
    faire(db, validee(db, exploitee, ctx, "800", lot_id=lot, fois=2), ctx)
    assert tableau(db, bail)[2:] == [
        ("30", "200.00", date(2022, 1, 1), None),
        ("31", "100.00", date(2022, 1, 1), date(2022, 3, 31)),
        ("31", "100.00", date(2022, 4, 1), date(2022, 6, 30)),
    ]


# --- Refus --------------------------------------------------------------------------------------


def etat_de_tout(db, agence):
    with db.read() as session:
        lot, fiche = session.get_one(Lot, agence.lot), session.scalars(select(Regularisation))
        return (
            tableau(db, agence.locataire),
            lot.regularisation_le,
            [(f.etat, f.version, f.decompte_id) for f in fiche],
            *(session.scalar(select(func.count(t.id))) for t in (Evenement, Fichier)),
        )


def test_une_fiche_non_validee_n_est_pas_quittancee(db, a_jour, ctx):
    with db.write() as session:
        fiche = une_fiche(session, a_jour, ctx)
    before = etat_de_tout(db, a_jour)
    with pytest.raises(UserError, match="n'est pas validée"):
        faire(db, fiche, ctx)
    assert etat_de_tout(db, a_jour) == before


def test_une_fiche_modifiee_depuis_que_la_liste_l_a_montree_est_refusee(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx)
    before = etat_de_tout(db, a_jour)
    with pytest.raises(ConflictError):
        faire(db, fiche, ctx, version=1)
    assert etat_de_tout(db, a_jour) == before


def test_une_fiche_supprimee_ou_deja_quittancee_dit_ce_qui_est_arrive(db, a_jour, ctx):
    fiche, autre = validee(db, a_jour, ctx), 999
    faire(db, fiche, ctx)
    for gone in (fiche, autre):
        with pytest.raises(UserError, match="n'est plus en attente"), db.write() as session:
            quittancer(session, gone, 1, ctx=ctx)


@pytest.mark.parametrize(
    ("reglage", "phrase"),
    [
        ({"code_regularisation": "77"}, "Le code fiscalité 77 des régularisations n'existe pas"),
        ({"code_regularisation": "30"}, "sert à la fois aux provisions et aux régularisations"),
        ({"fois_max": 2}, "ne peut être appelée en 3 fois"),
    ],
)
def test_un_reglage_qui_ne_convient_pas_n_ecrit_rien(db, a_jour, ctx, reglage, phrase):
    fiche = validee(db, a_jour, ctx, fois=3)
    with db.write() as session:
        des_reglages(session, **reglage)
    before = etat_de_tout(db, a_jour)
    with pytest.raises(UserError, match=phrase):
        faire(db, fiche, ctx)
    assert etat_de_tout(db, a_jour) == before


def test_un_echec_a_la_derniere_etape_n_ecrit_rien(db, a_jour, ctx, monkeypatch):
    """Le disque plein au moment de garder le décompte : la fiche attend encore, intacte."""
    fiche = validee(db, a_jour, ctx)
    before = etat_de_tout(db, a_jour)

    def plein(*_args: object, **_over: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("lsc_desktop.services.regularisations.quittancer.creer_evenement", plein)
        with pytest.raises(OSError, match="No space"):
            faire(db, fiche, ctx)
    assert etat_de_tout(db, a_jour) == before
    faire(db, fiche, ctx)


def test_deux_postes_qui_quittancent_ensemble_ne_le_font_qu_une_fois(db, a_jour, ctx):
    fiche = validee(db, a_jour, ctx)
    with db.read() as session:
        version = session.get_one(Regularisation, fiche).version
    together = Barrier(2)

    def travail(_rank: int) -> str:
        together.wait()
        try:
            return faire(db, fiche, ctx, version)
        except UserError as error:
            return error.title

    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(travail, range(2)))
    assert said == [
        "Cette régularisation n'est plus en attente.",
        "Elsa LOCATAIRE : 300,00\u00a0€ en 1 appel, à partir du 01/11/2021",
    ]
    assert [code for code, *_ in tableau(db, a_jour.locataire)].count("31") == 1
    assert combien(db, Evenement) == 1


def test_deux_baux_d_un_meme_compte_ne_deduisent_pas_ensemble_la_meme_provision(
    db, a_jour, ctx, monkeypatch
):
    """Une écriture sans bail vaut pour les deux ; deux postes quittancent au même instant."""
    provision = mouvement(a_jour.compte, Decimal(70), "Report", code_fiscalite_id=a_jour.provisions)
    lignes = (provision, mouvement(a_jour.quittancement, Decimal(-70), "Report"))
    piece = PieceComptable(a_jour.entite, "OD", date(2020, 6, 15), "Report", lignes)
    with db.write() as session:
        comptabilite.passer(session, piece, ctx)
        lot = un_lot(session, a_jour)
        un_locataire(session, a_jour, lot_id=lot, compte_id=a_jour.compte)
        fiches = [
            une_validee(session, a_jour, ctx),
            une_validee(session, a_jour, ctx, lot_id=lot),
        ]
    together, verifier = Barrier(2), quittancer_module._verifier_provisions

    def sans_se_voir(session, fiche):
        verifier(session, fiche)
        with suppress(BrokenBarrierError):
            together.wait(timeout=1)

    monkeypatch.setattr(quittancer_module, "_verifier_provisions", sans_se_voir)

    def travail(fiche: int) -> str:
        try:
            return faire(db, fiche, ctx)
        except UserError as error:
            return error.title

    with ThreadPoolExecutor(2) as threads:
        said = list(threads.map(travail, fiches))
    assert sum("sont déjà déduites" in sentence for sentence in said) == 1, said


def test_l_echec_de_l_une_laisse_les_autres_faites(db, a_jour, ctx):
    """Comme le traitement par lots de l'écran : une transaction par fiche."""
    with db.write() as session:
        lot = un_lot(session, a_jour)
        un_locataire(session, a_jour, lot_id=lot)
        first = une_fiche(session, a_jour, ctx)
        second = une_validee(session, a_jour, ctx, lot_id=lot)
    failures = []
    for fiche in (first, second):
        try:
            faire(db, fiche, ctx)
        except UserError as error:
            failures.append(error.title)
    assert failures == ["Cette fiche n'est pas validée."]
    with db.read() as session:
        etats = [session.get_one(Regularisation, i).etat for i in (first, second)]
    assert etats == ["en_attente", "quittancee"]


def test_une_provision_ne_se_deduit_pas_par_deux_fiches(db, a_jour, ctx):
    with db.write() as session:
        des_reglages(session, plusieurs_regularisations=True)
        first, second = (une_validee(session, a_jour, ctx) for _ in range(2))
    faire(db, first, ctx)
    with pytest.raises(UserError, match="sont déjà déduites par la régularisation du 01/01/2020"):
        faire(db, second, ctx)
    with db.write() as session:
        supprimer(session, [second])
        complement = une_validee(session, a_jour, ctx, "40")
    faire(db, complement, ctx)
    assert [amount for code, amount, *_ in tableau(db, a_jour.locataire) if code == "31"] == [
        "300.00", "40.00",
    ]  # fmt: skip


def test_un_bail_passe_au_forfait_depuis_n_est_pas_regularise(db, exploitee, ctx):
    fiche = validee(db, exploitee, ctx)
    modifier(db, Locataire, exploitee.locataire, forfait_charges=True)
    with pytest.raises(UserError, match="forfait"):
        faire(db, fiche, ctx)
    with db.read() as session:
        assert session.get_one(Regularisation, fiche).etat == "en_attente"
