"""Les remarques d'une fiche, avant de quittancer."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.base.dates import Periode
from lsc_desktop.domain.regularisations import appels_restants, avertissements, recalculer
from lsc_desktop.domain.regularisations.saisie import TITRE_MAX

LE_JOUR = date(2021, 10, 25)
CINQ_CENTS = Decimal(500)


def remarques(draft, today=LE_JOUR, deja=()):
    return "\n".join(avertissements(draft, today, deja))


def test_une_fiche_ordinaire_ne_dit_rien(une_fiche):
    draft = une_fiche("100", "563.69", eau=(("20", "10", "4"),), provisions=CINQ_CENTS)
    assert avertissements(draft, LE_JOUR) == ()


def test_une_periode_deja_regularisee_se_signale(une_fiche):
    draft = une_fiche("0", "563.69", provisions=CINQ_CENTS)
    texte = remarques(draft, deja=[Periode(date(2020, 1, 1), date(2020, 12, 31))])
    assert "a déjà été régularisée pour ce locataire" in texte and "complément" in texte


def test_une_periode_future_se_signale(une_fiche):
    draft = une_fiche("0", "563.69", provisions=CINQ_CENTS)
    assert "dans le futur" in remarques(draft, date(2020, 12, 30))
    assert remarques(draft, date(2020, 12, 31)) == ""


def test_plus_d_un_an_se_signale(une_fiche):
    draft = une_fiche("0", "563.69", provisions=CINQ_CENTS, au=date(2021, 1, 1), jours_periode=367)
    assert "367 jours, plus d'un an" in remarques(draft)


def test_la_prescription_est_de_trois_ans(une_fiche):
    draft = une_fiche("0", "563.69", provisions=CINQ_CENTS)
    assert "art. 7-1" not in remarques(draft, date(2023, 12, 31))
    assert "art. 7-1" in remarques(draft, date(2024, 1, 1))


def test_une_regularisation_tardive_se_paie_par_douziemes(une_fiche):
    draft = une_fiche("0", "563.69", provisions=CINQ_CENTS)
    assert "douzièmes" not in remarques(draft, date(2021, 12, 31))
    assert "par douzièmes (loi 89-462, art. 23) ; choisissez 12 fois" in remarques(
        draft, date(2022, 1, 1)
    )


def test_a_cheval_sur_deux_annees_la_premiere_decide(une_fiche):
    over = {"du": date(2020, 3, 10), "au": date(2021, 3, 9), "jours_periode": 365}
    draft = une_fiche("0", "563.69", provisions=CINQ_CENTS, **over)
    assert "douzièmes" in remarques(draft, date(2022, 1, 1))


def test_tardive_un_parti_convient_d_un_echeancier(une_fiche):
    draft = une_fiche("0", "563.69", provisions=CINQ_CENTS, present=False, depart=date(2021, 3, 31))
    texte = remarques(draft, date(2022, 1, 1))
    assert "échéancier" in texte and "12 fois" not in texte


def test_tardive_un_crediteur_n_a_rien_a_etaler(une_fiche):
    draft = une_fiche("0", "100", provisions=CINQ_CENTS)
    assert "douzièmes" not in remarques(draft, date(2022, 1, 1))


@pytest.mark.parametrize("provisions", [None, Decimal(0)])
def test_sans_provision_appelee_le_code_est_a_verifier(une_fiche, provisions):
    texte = remarques(une_fiche("0", "1500", provisions=provisions))
    assert "Aucune provision appelée sous le code fiscalité 30" in texte


def test_des_provisions_deja_deduites_ne_font_pas_douter_du_code(une_fiche):
    annee = Periode(date(2020, 1, 1), date(2020, 12, 31))
    texte = remarques(une_fiche("0", "1500"), deja=[annee])
    assert "Les provisions de la période ont déjà été déduites" in texte
    assert "Vérifiez le code" not in texte


def test_un_forfait_ne_se_regularise_pas(une_fiche):
    texte = remarques(une_fiche("0", "1500", forfait=True))
    assert "forfait de charges" in texte and "Aucune provision" not in texte


def test_un_index_qui_recule_se_signale_et_reste(specimen):
    texte = remarques(specimen)
    assert texte == (
        "Divers : l'index de fin (200,00) est inférieur au précédent (250,00). "
        "Compteur remplacé, ou index inversés ?"
    )
    assert specimen.eau[3].montant == -300


def test_une_ligne_d_eau_incomplete_se_signale(une_fiche):
    draft = une_fiche("0", "500", provisions=CINQ_CENTS)
    draft.eau[1].prix = Decimal(5)
    recalculer(draft)
    assert remarques(draft) == ""
    draft.eau[1].index_fin = Decimal(12)
    recalculer(draft)
    assert remarques(draft) == "Eau chaude : il manque un index, la ligne n'est pas comptée."
    draft.eau[3].index_fin = draft.eau[3].index_precedent = Decimal(12)
    assert "Eau, ligne 4 : il manque le prix" in remarques(draft)


def test_plus_de_presence_que_de_periode_se_signale(une_fiche):
    draft = une_fiche("0", "500", "10", provisions=CINQ_CENTS)
    draft.lignes[1].jours_presence = draft.lignes[2].jours_presence = 400
    draft.lignes[3].jours_presence = 400
    recalculer(draft)
    texte = remarques(draft)
    assert "Charges établies par le syndic : 400 jours de présence pour 366 jours" in texte
    assert "Ligne 3 : 400 jours" in texte and "Ligne 4" not in texte


def test_des_dates_changees_se_signalent(une_fiche):
    draft = une_fiche("0", "500", provisions=CINQ_CENTS, du=date(2020, 2, 1))
    assert "La période affichée compte 335 jours, le calcul 366" in remarques(draft)


@pytest.mark.parametrize("over", [{"du": None}, {"au": None}, {"au": date(2019, 1, 1)}])
def test_une_periode_a_moitie_tapee_ne_dit_rien(une_fiche, over):
    assert remarques(une_fiche("0", "500", provisions=CINQ_CENTS, **over)) == ""


@pytest.mark.parametrize(
    ("fin", "appels", "attendu"),
    [
        (date(2021, 12, 15), 12, 2),
        (date(2021, 10, 31), 12, 0),
        (date(2022, 1, 1), 12, 3),
        (date(2022, 3, 31), 4, 1),
        (date(2022, 4, 1), 4, 2),
        (date(2022, 12, 31), 2, 2),
        (date(2022, 12, 31), 1, 1),
        (date(2021, 1, 1), 12, 0),
    ],
)
def test_les_appels_restants_suivent_le_rythme(fin, appels, attendu):
    assert appels_restants(LE_JOUR, fin, appels) == attendu


def test_un_preavis_trop_court_pour_l_etalement_se_signale(specimen):
    specimen.fin_preavis = date(2021, 12, 15)
    assert "2 appels avant cette date pour 3 échéances" in remarques(specimen)
    specimen.fin_preavis = date(2022, 1, 31)
    assert "échéances" not in remarques(specimen)


def test_un_depart_a_venir_compte_comme_un_preavis(specimen):
    specimen.depart, specimen.fin_preavis = date(2021, 10, 31), date(2022, 6, 30)
    assert "part le 31/10/2021 : 0 appel avant cette date pour 3 échéances" in remarques(specimen)


def test_un_preavis_fini_sans_depart_valide_se_signale(specimen):
    specimen.fin_preavis = date(2021, 9, 30)
    assert "Le préavis a pris fin le 30/09/2021 sans départ validé" in remarques(specimen)


def test_une_fiche_complete_se_valide(specimen):
    assert list(specimen.problems()) == []


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("titre", "  "),
        ("titre", "X" * (TITRE_MAX + 1)),
        ("du", None),
        ("au", None),
        ("au", date(2019, 12, 31)),
        ("reintroduction", Decimal(-1)),
        ("nouvelles_provisions", Decimal(-1)),
        ("fois", None),
        ("fois", 0),
        ("fois", 13),
    ],
)
def test_une_fiche_fautive_montre_la_rubrique(specimen, champ, valeur):
    setattr(specimen, champ, valeur)
    ((trouve, phrase),) = specimen.problems()
    assert trouve == champ and phrase.endswith(".")


@pytest.mark.parametrize(
    ("grille", "colonne", "valeur"),
    [
        ("lignes", "jours_periode", 0),
        ("lignes", "jours_periode", None),
        ("lignes", "jours_presence", -1),
        ("lignes", "jours_presence", None),
        ("lignes", "quote_part", None),
        ("lignes", "quote_part", Decimal("-0.5")),
        ("eau", "prix", Decimal(-1)),
    ],
)
def test_une_case_de_grille_fautive_est_montree_du_doigt(specimen, grille, colonne, valeur):
    setattr(getattr(specimen, grille)[2], colonne, valeur)
    ((champ, _),) = specimen.problems()
    assert champ == f"{grille}.2.{colonne}"
