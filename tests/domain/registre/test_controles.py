"""Avant d'envoyer : chaque défaut a sa phrase, et un dossier complet n'en a aucun."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.registre.choix import AILLEURS, RATTACHEMENTS, SECONDAIRE
from lsc_desktop.domain.registre.controles import BLOQUANT, REMARQUE, bloquants, controler
from lsc_desktop.domain.registre.correspondance import Suite
from lsc_desktop.domain.registre.demarches import (
    ANNUELLE,
    DECLARATION_SUCCESSEUR,
    DEMARCHES,
    IMMATRICULATION,
    MISE_A_JOUR,
    RATTACHEMENT,
    RENOUVELLEMENT,
    TELECHARGEMENT,
    demarches_possibles,
    pourquoi_pas,
)
from lsc_desktop.domain.registre.dossier import BatimentDraft, ParcelleDraft
from tests.domain.registre.dossiers import (
    APRES,
    JOUR,
    des_comptes,
    un_connu,
    un_dossier,
    un_dossier_rattache,
)


def dits(demande, draft, jour=JOUR, **more):
    return [(one.gravite, one.phrase) for one in controler(demande, draft, jour, **more)]


def test_un_dossier_complet_ne_fait_rien_dire():
    assert dits(IMMATRICULATION, un_dossier()) == []
    for demande in (MISE_A_JOUR, ANNUELLE, TELECHARGEMENT, RENOUVELLEMENT):
        assert dits(demande, un_dossier_rattache()) == [], demande.code


@pytest.mark.parametrize(
    ("over", "phrase"),
    [
        ({"nb_ascenseurs": None}, "Nombre d'ascenseurs : à renseigner dans l'onglet Technique."),
        ({"budget": None}, "Budget prévisionnel : à renseigner dans l'onglet Finances."),
        ({"parcelles": []}, "Références cadastrales : à renseigner dans l'onglet Identification."),
        ({"energie": ""}, "Énergie du chauffage : à renseigner dans l'onglet Technique."),
        ({"connu": un_connu(date_reglement=None)},
         "Date du règlement de copropriété : à renseigner dans la fiche Copropriété."),
        ({"connu": un_connu(types=())},
         "Nombre total de lots : à renseigner dans la liste des lots de copropriété."),
        ({"connu": un_connu(syndic_siret="")},
         "SIRET du syndic : à renseigner dans la fiche Entité de l'agence."),
        ({"connu": un_connu(syndic_siret="73282932000075")},
         "Le SIRET de l'agence est faux : corrigez-le dans sa fiche Entité."),
        ({"connu": un_connu(siret_syndicat="12")},
         "Le SIRET du syndicat est faux : corrigez-le dans sa fiche Entité."),
        ({"connu": un_connu(types=("Appartement",) * 6 + ("", ""))},
         "2 lots sans type : le nombre de logements ne peut pas se compter. Donnez-le dans la "
         "liste des lots de copropriété."),
        ({"nature": SECONDAIRE},
         "Immatriculation du syndicat principal : à renseigner dans l'onglet Identification."),
        ({"mandat_au": date(2028, 6, 1)},
         "Le mandat dure plus de trois ans, que le décret ne permet pas (67-223, art. 28)."),
        ({"mandat_au": date(2026, 11, 29)}, "Le mandat a fini le 29/11/2026 : donnez le nouveau."),
        ({"exercice_du": date(2024, 6, 30)},
         "L'exercice dure plus de 18 mois (décret 2005-240, art. 5)."),
        ({"exercice_au": date(2026, 12, 31), "exercice_du": date(2026, 1, 1),
          "ag_comptes_le": date(2026, 6, 1)},
         "L'exercice finit le 31/12/2026 : seuls les comptes d'un exercice clos et approuvé se "
         "déclarent. Cochez « premier exercice en cours » si c'en est un."),
        ({"ag_comptes_le": date(2025, 12, 31)},
         "L'assemblée du 31/12/2025 n'a pas pu approuver les comptes d'un exercice clos le "
         "31/12/2025."),
        ({"ag_comptes_le": date(2026, 12, 1)},
         "L'assemblée du 01/12/2026 ne s'est pas encore tenue."),
        ({"nb_debiteurs": 8}, "8 débiteurs pour 7 copropriétaires."),
        ({"batiments": [BatimentDraft(nom="A"), BatimentDraft(nom="a ")]},
         "Deux bâtiments portent le même nom."),
        ({"date_creation": date(2026, 12, 1)},
         "La création du syndicat serait du 01/12/2026, qui n'est pas encore venu."),
        ({"rattachement": AILLEURS},
         "« Immatriculation » ne se demande pas d'une copropriété « rattachée à un autre "
         "syndic » : elle doit être « pas encore immatriculée »."),
        ({"connu": un_connu(immatriculation="AA1234567")},
         "La copropriété a déjà le numéro AA1234567 : elle ne s'immatricule pas deux fois. "
         "Corrigez son rattachement, ou ôtez ce numéro de la fiche Copropriété."),
        ({"parcelles": [ParcelleDraft(None, "5439", "000", "AB", "123")]},
         "Le code INSEE de la commune a cinq signes : 54395, 2A004."),
    ],
)  # fmt: skip
def test_chaque_defaut_a_sa_phrase_et_bloque(over, phrase):
    assert dits(IMMATRICULATION, un_dossier(**over)) == [(BLOQUANT, phrase)]


@pytest.mark.parametrize(
    ("over", "phrase"),
    [
        ({"nb_debiteurs": 0}, "812,40 € d'impayés, et aucun débiteur."),
        ({"impayes": Decimal(0)}, "2 débiteurs, et aucun impayé."),
        ({"mandat_du": date(2026, 12, 1)}, "Le mandat ne commence que le 01/12/2026."),
        ({"nb_ascenseurs": 0, "connu": un_connu(ascenseur=True)},
         "Aucun ascenseur ici ; la fiche Immeuble en a un."),
        ({"connu": un_connu(comptes=des_comptes(impayes=Decimal(900)))},
         "Le montant des impayés : 812,40 € ici, 900,00 € d'après la comptabilité."),
        ({"connu": un_connu(comptes=des_comptes(du=date(2026, 1, 1), au=date(2026, 6, 30)))},
         "L'exercice clos le 30/06/2026 est plus récent que celui du dossier : "
         "« Exercice suivant » y passe."),
        ({"connu": un_connu(types=("Local", "Local", "Cave")), "impayes": None,
          "nb_debiteurs": None},
         "Aucun lot d'habitation : seules les copropriétés à usage d'habitation, même en partie, "
         "s'immatriculent (L. 711-1)."),
    ],
)  # fmt: skip
def test_ce_qui_se_remarque_ne_bloque_pas(over, phrase):
    found = controler(IMMATRICULATION, un_dossier(**over), JOUR)
    assert [(one.gravite, one.phrase.replace("\xa0", " ").replace("\u202f", " "))
            for one in found] == [(REMARQUE, phrase)]  # fmt: skip
    assert bloquants(found) == ()


def test_une_petite_copropriete_ne_declare_ni_impayes_ni_debiteurs():
    few = un_connu(types=("Appartement",) * 5 + ("Cave",))
    assert dits(IMMATRICULATION, un_dossier(connu=few, impayes=None, nb_debiteurs=None)) == []
    more = un_connu(types=("Appartement",) * 6)
    assert len(dits(IMMATRICULATION, un_dossier(connu=more, impayes=None, nb_debiteurs=None))) == 2


def test_d_un_premier_exercice_en_cours_seules_les_dates_se_demandent():
    draft = un_dossier(
        premier_exercice=True, exercice_du=date(2026, 3, 1), exercice_au=date(2027, 2, 28),
        ag_comptes_le=None, budget=None, charges_courantes=None, charges_travaux=None,
        provisions_travaux=None, dettes_fournisseurs=None, impayes=None, nb_debiteurs=None,
        fonds_travaux=None,
    )  # fmt: skip
    assert dits(IMMATRICULATION, draft) == []


def test_le_nouveau_regime_demande_davantage():
    draft = un_dossier_rattache(fonds_travaux=None)
    assert dits(ANNUELLE, draft) == []
    assert {phrase for _grave, phrase in dits(ANNUELLE, draft, APRES)} == {
        "Fonds de travaux : à renseigner dans l'onglet Finances.",
        "Eau chaude sanitaire : à renseigner dans l'onglet Technique.",
        "Points de recharge de véhicules : à renseigner dans l'onglet Technique.",
        "Plan pluriannuel de travaux : à renseigner dans l'onglet Technique.",
        "Nombre d'étages du bâtiment A : à renseigner (R. 711-9).",
        "Ventilation du bâtiment A : à renseigner (R. 711-9).",
    }


def test_le_rattachement_veut_sa_piece():
    draft = un_dossier(rattachement=AILLEURS, connu=un_connu(immatriculation="AA1234567"))
    assert "Pièce justificative" in dits(RATTACHEMENT, draft)[0][1]
    assert dits(RATTACHEMENT, draft, piece=True) == []


def test_un_numero_mal_forme_ne_part_pas():
    found = dits(MISE_A_JOUR, un_dossier_rattache(connu=un_connu(immatriculation="A1234567")))
    assert found[0][1].startswith("« A1234567 » n'est pas un numéro d'immatriculation")
    assert (
        dits(MISE_A_JOUR, un_dossier_rattache(connu=un_connu(immatriculation="aa1-234-567"))) == []
    )


def test_le_successeur_se_nomme():
    draft = un_dossier_rattache()
    found = dits(DECLARATION_SUCCESSEUR, draft)
    assert [phrase.split(" :")[0] for _grave, phrase in found] == [
        "Fin du mandat de l'agence", "Nom du successeur",
    ]  # fmt: skip
    good = Suite(date(2026, 12, 31), "Cabinet Lune")
    assert dits(DECLARATION_SUCCESSEUR, draft, suite=good) == []
    bad = Suite(date(2025, 1, 1), "Cabinet Lune", "123")
    assert len(dits(DECLARATION_SUCCESSEUR, draft, suite=bad)) == 2


@given(st.sampled_from([code for code, _label in RATTACHEMENTS]))
def test_une_demarche_refusee_la_ou_elle_n_est_pas_proposee(rattachement):
    offered = set(demarches_possibles(rattachement))
    assert offered == {one for one in DEMARCHES if not pourquoi_pas(one, rattachement)}
