"""Juger des fichiers : les règles des fiches, les doubles, les liens d'un fichier à l'autre."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.domain.imports.plan import (
    BailConnu,
    CompteConnu,
    Connu,
    MandatConnu,
    TiersConnu,
    contrepartie,
)
from lsc_desktop.domain.mandats import LotConfie
from tests.jugement import REPRISE, fautes, juge


@pytest.fixture
def connu() -> Connu:
    """G001, LAFAYETTE/002 à LEPITRE sous le mandat 102, loué à Elsa."""
    return Connu(
        entites={"G001": 1},
        fiscalites={"10": (1, "Loyer"), "30": (2, "Provisions")},
        tiers=[
            TiersConnu(1, "LEPITREABEL", "lepitre abel", {}),
            TiersConnu(2, "LOCATAIREELSA", "locataire elsa", {"code_postal": "54000"}),
        ],
        immeubles={"LAFAYETTE": (1, 1)},
        lots={"LAFAYETTE/002": (1, 1, 1)},
        comptes={(1, "81ELLOCATA"): CompteConnu(1, "locataire", 2),
                 (1, "512000"): CompteConnu(9, "tresorerie", None)},
        mandats={"102": MandatConnu(1, "102", 1, 1, date(2010, 1, 1), None)},
        confies=[(1, LotConfie(None, 1))],
        baux=[BailConnu(1, 2, 1, 1, date(2019, 1, 1), None)],
        soldes={1: Decimal("-50.00")},
    )  # fmt: skip


def test_un_portefeuille_entier_se_tient_d_un_fichier_a_l_autre(connu):
    yard, seen = juge(
        connu,
        soldes=["compte;debit", "81NEUF;350,00"],
        lignes=["compte;code;montant", "81NEUF;10;650,00"],
        locataires=["nom;lot;premier_quittancement;compte", "DURAND;PARC/1;01/02/2020;81NEUF"],
        lots=["code_gestion;mandat_gestion", "PARC/1;200"],
        immeubles=["code;nom;ville", "PARC;Le Parc;NANCY"],
        proprietaires=["nom;mandat;mandat_debut", "PETIT;200;01/01/2020"],
    )
    assert seen == []
    assert {k: n for k, n in yard.plan.nombres().items() if n} == {
        "tiers": 2, "compte": 2, "mandat": 1, "immeuble": 1, "lot": 1, "locataire": 1,
        "ligne_quittancement": 1, "ecriture": 1,
    }  # fmt: skip
    (bail,) = yard.plan.baux
    assert bail.saisie.mandat_id == yard.plan.mandats[0].id
    assert bail.saisie.bail_du == date(2020, 2, 1)
    ((_compte, solde),) = yard.plan.soldes[1, REPRISE]
    assert solde == Decimal("-350.00")
    assert contrepartie(yard.plan.soldes[1, REPRISE]) == Decimal("350.00")


def test_un_lien_vers_rien_est_nomme(connu):
    _yard, seen = juge(
        connu,
        lots=["code_gestion;proprietaire", "PARC/1;MARTIN"],
        locataires=["nom;lot;premier_quittancement", "DURAND;PARC/9;01/02/2020"],
        lignes=["compte;code;montant", "81RIEN;10;5", "81ELLOCATA;77;5"],
        soldes=["compte;solde", "999;5"],
    )
    found = {(f, n, c) for f, n, c, _r in fautes(seen)}
    assert found == {
        ("lots.csv", 2, "Immeuble"), ("lots.csv", 2, "Propriétaire"),
        ("locataires.csv", 2, "Lot"), ("lignes.csv", 2, "Compte locataire"),
        ("lignes.csv", 3, "Code fiscalité"), ("soldes.csv", 2, "Compte"),
    }  # fmt: skip


def test_une_cellule_illisible_n_est_pas_dite_en_plus_manquante(connu):
    _yard, seen = juge(
        connu, locataires=["nom;lot;premier_quittancement", "DURAND;LAFAYETTE/002;31/02/2020"]
    )
    assert [(n, c) for _f, n, c, _r in fautes(seen)] == [(2, "Premier quittancement")]


def test_ce_qui_est_deja_dans_la_base_est_connu_et_rien_n_est_cree(connu):
    yard, seen = juge(
        connu,
        proprietaires=["nom;prenom;mandat", "LEPITRE;Abel;102"],
        immeubles=["code;nom;ville", "lafayette;Autre nom;METZ"],
        lots=["code_gestion;mandat_gestion", "Lafayette/002;102"],
        locataires=[
            "nom;prenom;lot;premier_quittancement",
            "Locataire;ELSA;LAFAYETTE/002;01/01/2019",
        ],
    )  # fmt: skip
    assert yard.plan.vide
    assert [c[0] for c in seen if c[0] != "remarque"] == ["connu"] * 4


def test_deux_fois_le_meme_dans_les_fichiers_est_une_anomalie(connu):
    _yard, seen = juge(
        connu,
        immeubles=["code;nom;ville", "PARC;Le Parc;NANCY", "parc;Le Parc;NANCY"],
        locataires=[
            "nom;lot;premier_quittancement",
            "DURAND;LAFAYETTE/002;01/02/2022",
            "DURAND;LAFAYETTE/002;01/02/2022",
        ],
        soldes=["compte;solde", "512000;1", "512000;2"],
    )
    assert [(f, n) for f, n, _c, _r in fautes(seen)] == [
        ("immeubles.csv", 3), ("locataires.csv", 3), ("soldes.csv", 3),
    ]  # fmt: skip
    assert all("Déjà annoncé à la ligne 2" in reason for *_, reason in fautes(seen))


def test_deux_homonymes_qui_se_contredisent_sont_deux_personnes(connu):
    yard, seen = juge(
        connu,
        tiers=["nom;prenom;code_postal", "LOCATAIRE;Elsa;54000", "LOCATAIRE;Elsa;75001"],
    )
    assert [c[0] for c in seen] == ["connu", "remarque"]
    (made,) = yard.plan.tiers
    assert made.saisie.code == "LOCATAIREELSA2"


def test_un_code_deja_pris_par_un_autre_nom_est_refuse(connu):
    yard, seen = juge(connu, tiers=["code;nom", "LEPITREABEL;MARTIN"])
    assert yard.plan.vide
    assert [(n, c) for _f, n, c, _r in fautes(seen)] == [(2, "Code tiers")]


def test_les_regles_des_fiches_sont_celles_des_fichiers(connu):
    _yard, seen = juge(
        connu,
        tiers=["nom;siret;courriel", "MARTIN;123;pas une adresse"],
        lots=["code_gestion;proprietaire;surface_habitable", "LAFAYETTE/9;LEPITREABEL;-5"],
        locataires=[
            "nom;lot;bail_du;bail_au;jour_echeance",
            "DURAND;LAFAYETTE/002;01/02/2020;01/01/2020;31",
        ],
        lignes=[
            "compte;code;montant;du;au",
            "81ELLOCATA;10;0;;",
            "81ELLOCATA;10;5;02/01/2020;01/01/2020",
        ],
    )  # fmt: skip
    assert {(f, n, c) for f, n, c, _r in fautes(seen)} == {
        ("tiers.csv", 2, "SIRET"), ("tiers.csv", 2, "Courriel"),
        ("lots.csv", 2, "Surface habitable"), ("locataires.csv", 2, "Échéance du bail"),
        ("locataires.csv", 2, "Jour d'échéance"), ("lignes.csv", 2, "Montant"),
        ("lignes.csv", 3, "Au"),
    }  # fmt: skip


def test_un_lot_ne_se_confie_pas_a_deux_mandats_le_meme_jour(connu):
    _yard, seen = juge(
        connu,
        proprietaires=["nom;mandat;mandat_debut", "PETIT;200;01/01/2020"],
        lots=["code_gestion;mandat_gestion", "LAFAYETTE/002;200"],
    )
    assert [(f, n, c) for f, n, c, _r in fautes(seen)] == [("lots.csv", 2, "N° mandat de gestion")]


def test_un_lot_repris_puis_confie_de_nouveau_tient_sur_deux_lignes(connu):
    yard, seen = juge(
        connu,
        proprietaires=["nom;mandat;mandat_debut", "PETIT;200;01/01/2015", "PETIT;201;01/01/2020"],
        lots=[
            "code_gestion;proprietaire;mandat_gestion;confie_du;confie_au",
            "LAFAYETTE/9;PETIT;200;01/01/2015;31/12/2019",
            "LAFAYETTE/9;PETIT;201;01/01/2020;",
        ],
    )
    assert fautes(seen) == []
    assert (len(yard.plan.lots), len(yard.plan.confies)) == (1, 2)


def test_un_lot_redit_autrement_ou_pour_rien_est_une_anomalie(connu):
    _yard, seen = juge(
        connu,
        proprietaires=["nom;mandat;mandat_debut", "PETIT;200;01/01/2015"],
        lots=[
            "code_gestion;immeuble;proprietaire;mandat_gestion;etage",
            "LAFAYETTE/9;LAFAYETTE;LEPITREABEL;;",
            "lafayette/9;LAFAYETTE;LEPITREABEL;200;3ème",
            "LAFAYETTE/9;LAFAYETTE;LEPITREABEL;;",
        ],
    )
    assert [(n, c, r) for _f, n, c, r in fautes(seen)] == [
        (3, "Étage", "Dit autrement à la ligne 2."),
        (4, "Code lot", "Déjà annoncé à la ligne 2."),
    ]


def test_un_lot_deja_occupe_se_remarque_sans_bloquer(connu):
    yard, seen = juge(
        connu, locataires=["nom;lot;premier_quittancement", "DURAND;LAFAYETTE/002;01/02/2020"]
    )
    assert [c[0] for c in seen] == ["remarque"]
    assert len(yard.plan.baux) == 1


def test_une_ligne_deja_au_tableau_n_est_pas_ajoutee(connu):
    key = (1, "loyer", Decimal("350.00"), None, None, False)
    connu.lignes = {1: Counter({key: 1})}
    yard, seen = juge(connu, lignes=["compte;code;montant", *["81ELLOCATA;10;350,00"] * 2])
    assert [c[0] for c in seen] == ["connu"]
    assert len(yard.plan.lignes) == 1


@pytest.mark.parametrize(
    ("titres", "ligne", "solde"),
    [
        ("compte;debit;credit", "512000;10;", "-10"),
        ("compte;debit;credit", "512000;10;4", "-6"),
        ("compte;solde", "512000;-350,00", "-350"),
        ("compte;solde;sens", "512000;350;D", "-350"),
        ("compte;solde;sens", "512000;350;Créditeur", "350"),
    ],
)
def test_un_solde_est_credit_moins_debit(connu, titres, ligne, solde):
    yard, seen = juge(connu, soldes=[titres, ligne])
    assert seen == []
    assert yard.plan.soldes == {(1, REPRISE): [(9, Decimal(solde))]}


def test_un_solde_signe_avec_un_sens_est_refuse(connu):
    _yard, seen = juge(connu, soldes=["compte;solde;sens", "512000;-350;D"])
    assert len(fautes(seen)) == 1


def test_un_solde_sans_date_de_reprise_ou_a_venir_est_refuse(connu):
    for reprise, ligne in ((None, "512000;1;"), (REPRISE, "512000;1;01/01/2030")):
        _yard, seen = juge(connu, reprise, soldes=["compte;solde;date", ligne])
        assert [c for _f, _n, c, _r in fautes(seen)] == ["Date"]


def test_un_solde_deja_repris_ne_se_reprend_pas_et_un_autre_se_refuse(connu):
    connu.reprises = {(9, REPRISE): Decimal("10.00")}
    yard, seen = juge(connu, soldes=["compte;solde", "512000;10"])
    assert yard.plan.vide and [c[0] for c in seen] == ["connu"]
    _yard, seen = juge(connu, soldes=["compte;solde", "512000;11"])
    assert "contre-passez" in fautes(seen)[0][3]


def test_une_reprise_ne_double_pas_le_solde_d_un_tiers(connu):
    yard, seen = juge(connu, soldes=["compte;solde", "81ELLOCATA;-50"])
    assert yard.plan.vide and [c[0] for c in seen] == ["connu"]
    _yard, seen = juge(connu, soldes=["compte;solde", "81ELLOCATA;-10"])
    assert [c[0] for c in seen] == ["anomalie"]


def test_une_banque_qui_a_deja_un_solde_le_dit_sans_bloquer(connu):
    connu.soldes = {9: Decimal("-5.00")}
    yard, seen = juge(connu, soldes=["compte;solde", "512000;-10"])
    assert [c[0] for c in seen] == ["remarque"]
    assert yard.plan.soldes == {(1, REPRISE): [(9, Decimal(-10))]}


def test_plus_de_cent_homonymes_ont_chacun_leur_compte(connu):
    rows = [f"BAILLEUR;{1000 + i};01/01/2020;{i:05}" for i in range(150)]
    yard, seen = juge(connu, proprietaires=["nom;mandat;mandat_debut;code_postal", *rows])
    assert fautes(seen) == []
    numbers = [new.saisie.numero for new in yard.plan.comptes]
    assert len(set(numbers)) == 150


def test_sans_entite_ni_code_un_import_le_dit_ou_pose_ceux_de_depart():
    yard, seen = juge(Connu(), soldes=["compte;solde", "512000;1"])
    assert "aucune" in fautes(seen)[0][3]
    assert len(yard.plan.fiscalites) > 10


def test_un_mandat_sans_compte_n_en_recoit_un_que_si_le_fichier_n_en_parle_pas(connu):
    without, _seen = juge(connu, proprietaires=["nom;mandat;mandat_debut", "PETIT;200;01/01/2020"])
    empty, _seen = juge(
        connu, proprietaires=["nom;mandat;mandat_debut;compte", "PETIT;200;01/01/2020;"]
    )
    assert (len(without.plan.comptes), len(empty.plan.comptes)) == (1, 0)


def test_une_seule_faute_d_entite_ne_s_etend_pas_de_fichier_en_fichier(connu):
    connu.entites["G002"] = 2
    _yard, seen = juge(
        connu,
        proprietaires=["nom;mandat;mandat_debut", "PETIT;200;01/01/2020"],
        lots=["code_gestion;immeuble;mandat_gestion", "LAFAYETTE/9;LAFAYETTE;200"],
        locataires=["nom;lot;premier_quittancement;compte", "DURAND;LAFAYETTE/9;01/02/2020;81NEUF"],
        lignes=["compte;code;montant", "81NEUF;10;650,00"],
    )
    assert [(f, c) for f, _n, c, _r in fautes(seen)] == [("proprietaires.csv", "Entité")]


def test_un_tiers_reconnu_a_son_seul_nom_ou_a_son_siret_se_remarque(connu):
    connu.tiers.append(TiersConnu(3, "SCIPARC", "sci du parc", {"siret": "73282932000074"}))
    yard, seen = juge(
        connu, tiers=["nom;prenom;siret", "LEPITRE;Abel;", "Parc (SCI);;732 829 320 00074"]
    )
    assert yard.plan.vide
    assert [(c[0], c[2]) for c in seen if c[0] == "remarque"] == [("remarque", 2), ("remarque", 3)]
