"""Enregistrer un bail : compte ouvert, lignes figées, lot déjà occupé."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import Confirm, ConflictError, UserError
from lsc_desktop.domain.locataires import (
    ColocataireLigne,
    GarantLigne,
    LigneTableauDraft,
    LocataireDraft,
)
from lsc_desktop.queries.locataires import load_locataire, nouveau_locataire, situer
from lsc_desktop.services.locataires import activer_locataire, save_locataire, supprimer_locataire
from lsc_desktop.storage.models import (
    Appel,
    Compte,
    Entite,
    Immeuble,
    LigneQuittancement,
    Locataire,
    Lot,
    MandatLot,
    Piece,
    Quittance,
    Regularisation,
    Tiers,
)
from tests.agence import Agence, une_agence

MAINTENANT = datetime(2021, 10, 25, 9, 30)


@pytest.fixture
def agence(db) -> Agence:
    with db.write() as session:
        return une_agence(session)


def ouvrir(db, agence) -> LocataireDraft:
    with db.read() as session:
        return load_locataire(session, agence.locataire)


def enregistrer(db, draft, ctx, *accepted: str) -> int:
    with db.write() as session:
        return save_locataire(session, draft, ctx=ctx, accepted=frozenset(accepted))


def un_nouveau(session, agence, **over) -> LocataireDraft:
    """Georges MATIGNON entre dans un lot libre du même immeuble."""
    tiers = Tiers(code="MATIGNON", nom="MATIGNON", prenom="Georges")
    lot = Lot(
        code_gestion="LAFAYETTE/003",
        code_physique="3",
        immeuble_id=agence.immeuble,
        proprietaire_id=agence.proprietaire,
    )
    session.add_all([tiers, lot])
    session.flush()
    session.add(MandatLot(mandat_id=agence.mandat, lot_id=lot.id))
    return LocataireDraft(
        **{
            "tiers_id": tiers.id,
            "lot_id": lot.id,
            "bail_du": date(2021, 11, 1),
            "premier_quittancement": date(2021, 11, 1),
            "mode_reglement": "Virement",
            "lignes": [
                LigneTableauDraft(
                    code_fiscalite_id=agence.loyer, libelle="Loyer", montant=Decimal(500)
                )
            ],
        }
        | over
    )


def une_quittance(session, agence, **over) -> int:
    """L'appel d'octobre 2021, posé sans passer par le quittancement."""
    octobre = (date(2021, 10, 1), date(2021, 10, 31))
    stamp = {"cree_le": MAINTENANT, "cree_par": ""}
    appel = Appel(
        entite_id=agence.entite,
        date=octobre[0],
        periode_du=octobre[0],
        periode_au=octobre[1],
        periodicite=1,
        **stamp,
    )
    piece = Piece(
        entite_id=agence.entite, journal_id=1, numero=1, date=octobre[0], libelle="x", **stamp
    )
    session.add_all([appel, piece])
    session.flush()
    quittance = Quittance(
        appel_id=appel.id,
        locataire_id=agence.locataire,
        piece_id=piece.id,
        periode_du=octobre[0],
        periode_au=octobre[1],
        date=octobre[0],
        echeance=octobre[0],
        total=Decimal(400),
        contenu="{}",
    )
    session.add(quittance)
    session.flush()
    return quittance.id


def une_regularisation(session, agence) -> int:
    fiche = Regularisation(
        entite_id=agence.entite,
        lot_id=agence.lot,
        locataire_id=agence.locataire,
        compte_id=agence.compte,
        titre="x",
        du=date(2020, 1, 1),
        au=date(2020, 12, 31),
        code_fiscalite_id=agence.provisions,
        pourcentage=Decimal(100),
        seuil=Decimal(10),
        jours_occupation=366,
        jours_periode=366,
        total=Decimal(0),
        regularisation=Decimal(0),
        cree_le=MAINTENANT,
        cree_par="",
    )
    session.add(fiche)
    session.flush()
    return fiche.id


# --- Créer --------------------------------------------------------------------------------------


def test_un_nouveau_bail_ouvre_le_compte_et_suit_le_mandat_du_lot(db, agence, ctx):
    with db.write() as session:
        draft = un_nouveau(session, agence)
        bail_id = save_locataire(session, draft, ctx=ctx)
    with db.read() as session:
        bail = session.get_one(Locataire, bail_id)
        assert (bail.mandat_id, bail.entite_id) == (agence.mandat, agence.entite)
        compte = session.get_one(Compte, bail.compte_id)
        assert (compte.numero, compte.libelle) == ("81MATIGNON", "MATIGNON Georges")
        assert (compte.nature, compte.mode_reglement) == ("locataire", "Virement")
        assert compte.tiers_id == bail.tiers_id


def test_un_numero_de_compte_deja_pris_n_arrete_pas(db, agence, ctx):
    with db.write() as session:
        session.get_one(Compte, agence.compte).numero = "81MATIGNON"
        session.flush()
        bail_id = save_locataire(session, un_nouveau(session, agence), ctx=ctx)
        compte_id = session.get_one(Locataire, bail_id).compte_id
        assert session.get_one(Compte, compte_id).numero == "81GEMATIGN"


def test_un_lot_sans_mandat_ni_entite_dit_quoi_faire(db, agence, ctx):
    with db.write() as session:
        draft = un_nouveau(session, agence)
        session.get_one(Immeuble, agence.immeuble).entite_id = None
        for link in session.scalars(select(MandatLot)):
            session.delete(link)
        session.add(Entite(code="G002", nom="Autre agence"))
        session.flush()
        with pytest.raises(UserError, match="immeuble à une entité") as refus:
            save_locataire(session, draft, ctx=ctx)
    assert refus.value.field == "lot_id"


def test_changer_de_lot_change_de_mandat(db, agence, ctx):
    with db.read() as session:
        draft = nouveau_locataire(session, ctx, lot_id=agence.lot)
    assert (draft.lot, draft.mandat_id) == ("LAFAYETTE/002", agence.mandat)
    assert (draft.proprietaire, draft.aujourd_hui) == ("LEPITRE Abel", ctx.aujourd_hui)
    draft.lot_id = None
    with db.read() as session:
        situer(session, draft, ctx)
    assert (draft.lot, draft.mandat_id) == ("", None)


def test_un_lot_occupe_demande_confirmation(db, agence, ctx):
    with db.write() as session:
        draft = un_nouveau(session, agence, lot_id=agence.lot)
    phrase = "LAFAYETTE/002 est occupé par LOCATAIRE Elsa depuis le 01/01/2019"
    with pytest.raises(Confirm, match=phrase) as question:
        enregistrer(db, draft, ctx)
    assert enregistrer(db, draft, ctx, question.value.key)


def test_un_lot_libere_a_temps_ne_demande_rien(db, agence, ctx):
    with db.write() as session:
        session.get_one(Locataire, agence.locataire).depart = date(2021, 10, 31)
        draft = un_nouveau(session, agence, lot_id=agence.lot)
    assert enregistrer(db, draft, ctx)


def test_un_compte_qui_n_est_pas_celui_d_un_locataire_est_refuse(db, agence, ctx):
    with db.write() as session:
        draft = un_nouveau(session, agence, compte_id=agence.banque)
    with pytest.raises(UserError, match="512000 n'est pas un compte de locataire") as refus:
        enregistrer(db, draft, ctx)
    assert refus.value.field == "compte_id"


# --- Modifier -----------------------------------------------------------------------------------


def test_la_fiche_se_relit_telle_qu_enregistree(db, agence, ctx):
    draft = ouvrir(db, agence)
    assert (draft.nom, draft.compte, draft.lot) == ("LOCATAIRE Elsa", "81ELLOCATA", "LAFAYETTE/002")
    assert draft.quittance == Decimal("400.00")
    draft.colocataires = [ColocataireLigne(tiers_id=agence.proprietaire, du=date(2020, 1, 1))]
    draft.garants = [GarantLigne(tiers_id=agence.proprietaire, montant=Decimal(5000))]
    draft.lignes[0].montant = Decimal("360.00")
    draft.note = "Chat"
    enregistrer(db, draft, ctx)
    relu = ouvrir(db, agence)
    assert relu.note == "Chat" and relu.quittance == Decimal("410.00")
    assert relu.colocataires[0].tiers_id == relu.garants[0].tiers_id == agence.proprietaire
    assert [ligne.id for ligne in relu.lignes] == [ligne.id for ligne in draft.lignes]


def test_deux_collegues_ne_s_ecrasent_pas_un_loyer(db, agence, ctx):
    premier, second = ouvrir(db, agence), ouvrir(db, agence)
    premier.lignes[0].montant = Decimal("360.00")
    second.lignes[0].montant = Decimal("370.00")
    enregistrer(db, premier, ctx)
    with pytest.raises(ConflictError):
        enregistrer(db, second, ctx)
    assert ouvrir(db, agence).lignes[0].montant == Decimal("360.00")


def test_une_ligne_ajoutee_par_un_collegue_n_est_pas_effacee(db, agence, ctx):
    premier, second = ouvrir(db, agence), ouvrir(db, agence)
    premier.lignes.append(
        LigneTableauDraft(code_fiscalite_id=agence.loyer, libelle="Garage", montant=Decimal(60))
    )
    enregistrer(db, premier, ctx)
    second.note = "x"
    with pytest.raises(ConflictError):
        enregistrer(db, second, ctx)
    assert len(ouvrir(db, agence).lignes) == 3


# --- Ce qui est appelé ou régularisé --------------------------------------------------------------


@pytest.fixture
def figee(db, agence) -> int:
    """Une ligne ponctuelle prise par l'appel d'octobre."""
    with db.write() as session:
        line = LigneQuittancement(
            locataire_id=agence.locataire,
            rang=2,
            code_fiscalite_id=agence.provisions,
            libelle="Régularisation 1/3",
            montant=Decimal("368.83"),
            ponctuelle=True,
            quittance_id=une_quittance(session, agence),
        )
        session.add(line)
        session.flush()
        return line.id


def test_une_ligne_deja_appelee_se_voit_et_ne_se_modifie_pas(db, agence, ctx, figee):
    draft = ouvrir(db, agence)
    assert [ligne.origine for ligne in draft.lignes] == ["", "", "Appelée, période du 01/10/2021"]
    draft.lignes[2].montant = Decimal("1.00")
    with pytest.raises(UserError, match="est déjà appelée : elle ne se modifie pas") as refus:
        enregistrer(db, draft, ctx)
    assert refus.value.field == "lignes.2.montant"


def test_une_ligne_deja_appelee_ne_se_retire_pas(db, agence, ctx, figee):
    draft = ouvrir(db, agence)
    del draft.lignes[2]
    with pytest.raises(UserError, match="elle ne se retire pas"):
        enregistrer(db, draft, ctx)


def test_enregistrer_sans_toucher_aux_lignes_figees_les_laisse_intactes(db, agence, ctx, figee):
    draft = ouvrir(db, agence)
    draft.lignes.insert(0, draft.lignes.pop(2))
    draft.note = "x"
    enregistrer(db, draft, ctx)
    with db.read() as session:
        line = session.get_one(LigneQuittancement, figee)
        assert (line.quittance_id, line.rang) == (1, 0)


def test_un_appel_passe_pendant_la_saisie_n_est_pas_oublie(db, agence, ctx):
    """La ligne est prise par un appel alors que la fiche est ouverte : on ne peut plus l'ôter."""
    with db.write() as session:
        line = LigneQuittancement(
            locataire_id=agence.locataire,
            rang=2,
            code_fiscalite_id=agence.loyer,
            libelle="Badge",
            montant=Decimal(20),
            ponctuelle=True,
        )
        session.add(line)
    draft = ouvrir(db, agence)
    with db.write() as session:
        line = session.scalars(select(LigneQuittancement).filter_by(libelle="Badge")).one()
        line.quittance_id = une_quittance(session, agence)
    draft.note = "x"
    enregistrer(db, draft, ctx)
    with db.read() as session:
        line = session.scalars(select(LigneQuittancement).filter_by(libelle="Badge")).one()
        assert line.quittance_id is not None


def test_une_ligne_nee_d_une_regularisation_ne_se_modifie_pas_mais_peut_finir(db, agence, ctx):
    with db.write() as session:
        fiche_id = une_regularisation(session, agence)
        line = session.get_one(LigneQuittancement, agence.ligne)
        line.regularisation_id = fiche_id
    draft = ouvrir(db, agence)
    assert draft.lignes[0].origine == "Régularisation de charges"
    draft.lignes[0].au = date(2022, 12, 31)
    enregistrer(db, draft, ctx)
    draft = ouvrir(db, agence)
    draft.lignes[0].montant = Decimal("1.00")
    with pytest.raises(UserError, match="vient d'une régularisation") as refus:
        enregistrer(db, draft, ctx)
    assert refus.value.field == "lignes.0.montant"


def test_une_ligne_arretee_par_une_regularisation_garde_sa_fin(db, agence, ctx):
    with db.write() as session:
        line = session.get_one(LigneQuittancement, agence.ligne)
        line.arretee_par_id, line.au = une_regularisation(session, agence), date(2021, 10, 31)
    draft = ouvrir(db, agence)
    assert draft.lignes[0].origine == "Arrêtée par régularisation"
    draft.lignes[0].au = None
    with pytest.raises(UserError, match="a pris fin par elle") as refus:
        enregistrer(db, draft, ctx)
    assert refus.value.field == "lignes.0.au"


@pytest.mark.parametrize("champ", ["tiers_id", "compte_id", "lot_id"])
def test_un_bail_deja_appele_garde_qui_et_ou(db, agence, ctx, champ):
    with db.write() as session:
        une_quittance(session, agence)
    draft = ouvrir(db, agence)
    setattr(draft, champ, 999)
    with pytest.raises(UserError, match="déjà appelé ne change plus") as refus:
        enregistrer(db, draft, ctx)
    assert refus.value.field == champ


def test_le_premier_quittancement_ne_saute_pas_une_periode_appelee(db, agence, ctx):
    with db.write() as session:
        une_quittance(session, agence)
    draft = ouvrir(db, agence)
    draft.premier_quittancement = date(2021, 11, 1)
    with pytest.raises(UserError, match="31/10/2021") as refus:
        enregistrer(db, draft, ctx)
    assert refus.value.field == "premier_quittancement"


def test_un_depart_dans_une_periode_deja_appelee_se_confirme(db, agence, ctx):
    with db.write() as session:
        une_quittance(session, agence)
    draft = ouvrir(db, agence)
    draft.depart = date(2021, 10, 15)
    with pytest.raises(Confirm, match="déjà appelé jusqu'au 31/10/2021") as question:
        enregistrer(db, draft, ctx)
    enregistrer(db, draft, ctx, question.value.key)
    draft = ouvrir(db, agence)
    draft.note = "x"
    enregistrer(db, draft, ctx)
    draft = ouvrir(db, agence)
    draft.depart = date(2021, 10, 31)
    enregistrer(db, draft, ctx)


# --- Retirer ------------------------------------------------------------------------------------


def test_un_locataire_present_ne_se_desactive_pas(db, agence):
    with pytest.raises(UserError, match="présent"), db.write() as session:
        activer_locataire(session, agence.locataire, False)
    with db.write() as session:
        session.get_one(Locataire, agence.locataire).depart = date(2020, 1, 1)
        session.flush()
        activer_locataire(session, agence.locataire, False)
        assert not session.get_one(Locataire, agence.locataire).actif


def test_un_locataire_deja_appele_ne_se_supprime_pas(db, agence):
    with db.write() as session:
        une_quittance(session, agence)
    with pytest.raises(UserError, match="1 quittance"), db.write() as session:
        supprimer_locataire(session, agence.locataire)


def test_un_locataire_saisi_par_erreur_se_supprime_avec_ses_lignes(db, agence):
    with db.write() as session:
        supprimer_locataire(session, agence.locataire)
    with db.read() as session:
        assert session.get(Locataire, agence.locataire) is None
        assert session.scalars(select(LigneQuittancement)).all() == []
