"""Ajouter : qui est concerné, ce qui est demandé, ce qui est refusé ; supprimer, lister."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.regularisations.demande import nouvelle_demande, preparer
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.queries.regularisations.listes import EN_ATTENTE, TRAITEES
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.services.regularisations.ajout import ajouter, supprimer
from lsc_desktop.services.regularisations.impression import decompte, emettre
from lsc_desktop.storage.models import (
    Configuration,
    Evenement,
    Locataire,
    Regularisation,
    RegularisationCharge,
    RegularisationEcriture,
)
from tests.factories import (
    des_reglages,
    un_locataire,
    un_lot,
    une_demande,
    une_fiche,
    une_quittancee,
    une_validee,
)
from tests.gestes import combien, modifier

OUI = frozenset({"sans_montant", "remplacer"})


def charger(db, fiche: int):
    with db.read() as session:
        return load_regularisation(session, fiche)


def ajouter_une(db, demande, ctx, accepted=frozenset()):
    with db.write() as session:
        return ajouter(session, demande, ctx=ctx, accepted=accepted)


# --- Qui, pour combien --------------------------------------------------------------------------


def test_une_fiche_par_locataire_avec_ses_jours_et_ses_provisions(db, exploitee, ctx):
    (fiche,) = ajouter_une(db, une_demande(exploitee, "1500"), ctx)
    draft = charger(db, fiche)
    assert (draft.entite, draft.lot, draft.locataire, draft.compte) == (
        "G001 Agence Crypto", "LAFAYETTE/002", "Elsa LOCATAIRE", "81ELLOCATA",
    )  # fmt: skip
    assert (draft.jours_occupation, draft.jours_periode, draft.valide) == (366, 366, False)
    assert [ligne.libelle1 for ligne in draft.lignes[:2]] == [
        "Ordures ménagères",
        "Charges établies par le syndic",
    ]
    assert (draft.lignes[1].montant, draft.total, draft.provisions) == (1500, 1500, 600)
    assert (draft.regularisation, draft.fois) == (900, 1)
    assert (draft.provisions_actuelles, draft.nouvelles_provisions) == (50, 125)
    assert draft.solde == -4800


def test_deux_locataires_successifs_se_partagent_563_69(db, agence, ctx):
    """280,30 et 283,39 (seed L54-72 ; gerance 7.11, cas 1)."""
    with db.write() as session:
        lot = un_lot(session, agence)
        un_locataire(session, agence, "ROITELET", lot_id=lot, depart=date(2020, 6, 30))
        un_locataire(session, agence, "NOEL", lot_id=lot, entree=date(2020, 7, 1))
    demande = une_demande(agence, "563.69", lot_id=lot)
    drafts = [charger(db, fiche) for fiche in ajouter_une(db, demande, ctx)]
    assert (demande.nombre, demande.part_proprietaire) == (2, 0)
    assert [(d.locataire, d.jours_occupation, str(d.total)) for d in drafts] == [
        ("Paul ROITELET", 182, "280.30"),
        ("Paul NOEL", 184, "283.39"),
    ]
    assert [d.present for d in drafts] == [False, True]


def test_la_fiche_garde_les_ecritures_retenues(db, exploitee, ctx):
    ajouter_une(db, une_demande(exploitee), ctx)
    assert combien(db, RegularisationEcriture) == 12


def test_un_locataire_parti_sous_le_seuil_est_ecarte_et_dit_pourquoi(db, exploitee, ctx):
    modifier(db, Locataire, exploitee.locataire, depart=date(2021, 3, 31))
    demande = une_demande(exploitee, "606.12", seuil=Decimal("10"))
    with pytest.raises(UserError, match="écartés") as caught:
        ajouter_une(db, demande, ctx)
    assert caught.value.field == "nombre"
    assert demande.concernes[0].remarque == (
        "Parti le 31/03/2021 : régularisation de 6,12 inférieure au seuil de 10,00."
    )
    for montant in ("610", "590"):  # égal au seuil, dans les deux sens (D12)
        assert ajouter_une(db, une_demande(exploitee, montant, seuil=Decimal("10")), ctx, OUI)


def test_le_seuil_n_ecarte_jamais_un_present(db, exploitee, ctx):
    assert ajouter_une(db, une_demande(exploitee, "600", seuil=Decimal("999")), ctx)


def test_un_forfait_de_charges_n_a_pas_de_fiche(db, exploitee, ctx):
    modifier(db, Locataire, exploitee.locataire, forfait_charges=True)
    demande = une_demande(exploitee)
    with pytest.raises(UserError):
        ajouter_une(db, demande, ctx)
    assert "la loi interdit" in demande.concernes[0].remarque
    assert combien(db, Regularisation) == 0


def test_une_fiche_locataire_mise_hors_service_ne_compte_que_si_elle_a_un_depart(db, agence, ctx):
    with db.write() as session:
        lot = un_lot(session, agence)
        parti = un_locataire(session, agence, lot_id=lot, depart=date(2020, 6, 30), actif=False)
        un_locataire(session, agence, lot_id=lot, entree=date(2020, 7, 1), actif=False)
    demande = une_demande(agence, "366", lot_id=lot)
    ajouter_une(db, demande, ctx)
    assert [c.locataire_id for c in demande.concernes] == [parti]


def test_l_ecarte_n_empeche_pas_les_autres(db, agence, ctx):
    with db.write() as session:
        lot = un_lot(session, agence)
        un_locataire(session, agence, "A", lot_id=lot, depart=date(2020, 1, 2))
        reste = un_locataire(session, agence, "B", lot_id=lot, entree=date(2020, 1, 3))
    demande = une_demande(agence, "366", lot_id=lot, seuil=Decimal("10"))
    (fiche,) = ajouter_une(db, demande, ctx)
    assert charger(db, fiche).locataire_id == reste
    assert [c.retenu for c in demande.concernes] == [False, True]


# --- Refus et questions -------------------------------------------------------------------------


def test_un_lot_sans_locataire_ne_cree_rien(db, agence, ctx):
    with db.write() as session:
        lot = un_lot(session, agence)
    with pytest.raises(UserError, match="Personne n'occupait ce lot") as caught:
        ajouter_une(db, une_demande(agence, lot_id=lot), ctx)
    assert caught.value.field == "nombre"


def test_un_lot_sans_mandat_de_gerance_est_refuse(db, agence, ctx):
    with db.write() as session:
        lot = un_lot(session, agence, mandat=False)
        un_locataire(session, agence, lot_id=lot)
    with pytest.raises(UserError, match="n'est pas sous mandat de gérance") as caught:
        ajouter_une(db, une_demande(agence, lot_id=lot), ctx)
    assert caught.value.field == "lot_id"


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"lot_id": None}, "lot_id"),
        ({"du": None}, "du"),
        ({"au": date(2019, 12, 31)}, "au"),
        ({"code_fiscalite_id": None}, "code_fiscalite_id"),
        ({"seuil": Decimal("-1")}, "seuil"),
    ],
)
def test_une_demande_incomplete_montre_le_champ(db, agence, ctx, over, field):
    with pytest.raises(UserError) as caught:
        ajouter_une(db, une_demande(agence, **over), ctx)
    assert caught.value.field == field


def test_sans_montant_la_question_est_posee_puis_acceptee(db, exploitee, ctx):
    with pytest.raises(Confirm) as caught:
        ajouter_une(db, une_demande(exploitee, None), ctx)
    assert caught.value.key.startswith("sans_montant:")
    assert combien(db, Regularisation) == 0
    (fiche,) = ajouter_une(db, une_demande(exploitee, None), ctx, frozenset({"sans_montant"}))
    draft = charger(db, fiche)
    assert (draft.total, draft.regularisation, draft.lignes[1].montant_total) == (0, -600, None)


def test_une_seconde_demande_remplace_la_premiere_apres_accord(db, exploitee, ctx):
    with db.write() as session:
        premiere = une_validee(session, exploitee, ctx)
    with pytest.raises(Confirm, match="1 fiche en attente, dont 1 validée") as caught:
        ajouter_une(db, une_demande(exploitee), ctx)
    assert caught.value.key.startswith("remplacer:")
    assert charger(db, premiere).valide
    (seconde,) = ajouter_une(db, une_demande(exploitee), ctx, frozenset({"remplacer"}))
    with db.read() as session:
        assert list(session.scalars(select(Regularisation.id))) == [seconde]


def test_plusieurs_regularisations_coexistent_si_l_agence_le_veut(db, exploitee, ctx):
    with db.write() as session:
        des_reglages(session, plusieurs_regularisations=True)
    ajouter_une(db, une_demande(exploitee), ctx)
    ajouter_une(db, une_demande(exploitee), ctx)
    assert combien(db, Regularisation) == 2


def test_ce_qui_est_deja_quittance_ne_se_remplace_pas(db, exploitee, ctx):
    with db.write() as session:
        une_quittancee(session, exploitee, ctx)
    demande = une_demande(exploitee)
    ajouter_une(db, demande, ctx)
    assert combien(db, Regularisation) == 2
    assert any("a déjà été régularisée pour ce lot" in x for x in demande.avertissements)


# --- La fenêtre « Ajouter » ---------------------------------------------------------------------


def test_la_demande_neuve_propose_l_annee_passee_et_les_reglages(db, agence, ctx):
    with db.write() as session:
        des_reglages(session, seuil_departs=Decimal("15"))
    with db.read() as session:
        draft = nouvelle_demande(session, ctx, lot_id=agence.lot)
    assert (draft.du, draft.au) == (date(2020, 1, 1), date(2020, 12, 31))
    assert (draft.code_fiscalite_id, draft.seuil) == (agence.provisions, 15)
    assert (draft.immeuble_id, draft.proprietaire_id) == (agence.immeuble, agence.proprietaire)
    assert draft.nombre == 1


def test_la_vacance_reste_au_proprietaire(db, agence, ctx):
    """280,30 + 235,64 ; 47,75 pour le mois vide (gerance 7.11, cas 2)."""
    with db.write() as session:
        lot = un_lot(session, agence)
        un_locataire(session, agence, lot_id=lot, depart=date(2020, 6, 30))
        un_locataire(session, agence, lot_id=lot, entree=date(2020, 8, 1))
    draft = une_demande(agence, "563.69", lot_id=lot)
    with db.read() as session:
        preparer(session, draft, ctx)
    assert [str(c.montant) for c in draft.concernes] == ["280.30", "235.64"]
    assert draft.part_proprietaire == Decimal("47.75")


def test_changer_la_periode_vide_puis_refait_l_apercu(db, agence, ctx):
    draft = une_demande(agence)
    with db.read() as session:
        preparer(session, draft, ctx)
        assert draft.nombre == 1
        draft.au = None
        preparer(session, draft, ctx)
        assert (draft.nombre, draft.concernes, draft.avertissements) == (0, [], ())


def test_un_mandat_qui_ne_couvre_pas_la_periode_se_signale(db, agence, ctx):
    draft = une_demande(agence, du=date(2009, 7, 1), au=date(2010, 6, 30))
    modifier(db, Locataire, agence.locataire, premier_quittancement=date(2009, 1, 1))
    with db.read() as session:
        preparer(session, draft, ctx)
    assert any("mandat de gérance ne couvre pas" in x for x in draft.avertissements)


# --- Supprimer, lister --------------------------------------------------------------------------


def test_supprimer_efface_la_fiche_et_laisse_son_evenement(db, exploitee, ctx):
    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx)
        document = decompte(session, fiche, ctx)
        emettre(session, fiche, document, ctx)
        event = creer_evenement(session, [document], objet="Décompte", ctx=ctx)
    with db.write() as session:
        supprimer(session, [fiche])
    with db.read() as session:
        kept = session.get_one(Evenement, event)
        assert (kept.regularisation_id, kept.locataire_id) == (None, exploitee.locataire)
    assert combien(db, Regularisation) == combien(db, RegularisationCharge) == 0


def test_supprimer_ce_qui_n_attend_plus_est_refuse_en_entier(db, exploitee, ctx):
    with db.write() as session:
        faite = une_quittancee(session, exploitee, ctx)
        fiche = une_fiche(session, exploitee, ctx)
    with pytest.raises(UserError, match="n'est plus en attente"), db.write() as session:
        supprimer(session, [fiche, faite])
    assert combien(db, Regularisation) == 2


def test_la_liste_des_fiches_en_attente_et_celle_des_traitees(db, exploitee, ctx):
    with db.write() as session:
        faite = une_quittancee(session, exploitee, ctx)
        fiche = une_validee(session, exploitee, ctx, "10")
    with db.read() as session:
        (waiting,) = EN_ATTENTE.page(session, Criteria(text="elsa lafayette"), 0, 10)
        (done,) = TRAITEES.page(session, Criteria(), 0, 10)
        assert session.get(Configuration, 1) is None
    assert (waiting.id, waiting.valide, waiting.locataire, waiting.proprietaire) == (
        fiche, True, "LOCATAIRE Elsa", "LEPITRE Abel",
    )  # fmt: skip
    assert (done.id, done.regularisation, done.quittance_le) == (faite, 300, ctx.aujourd_hui)
