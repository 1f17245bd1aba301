"""Prorata, eau, échéances, provisions : les chiffres d'origine, puis les propriétés."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.dates import Periode
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.regularisations import (
    LigneEau,
    concerne,
    echeances,
    jours_annee,
    jours_presence,
    montant_charge,
    montant_eau,
    nouvelles_provisions,
    seuil_atteint,
)

UN = Decimal(1)
ANNEE_2020 = Periode(date(2020, 1, 1), date(2020, 12, 31))
montants = st.decimals("-99999.99", "99999.99", places=2)
positifs = st.decimals("0.01", "99999.99", places=2)
jours = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def D(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("entree", "depart", "attendu"),
    [
        (date(2015, 1, 1), None, 366),
        (date(2020, 1, 1), date(2020, 6, 30), 182),
        (date(2020, 7, 1), None, 184),
        (date(2020, 8, 1), None, 153),
        (date(2020, 6, 30), None, 185),
        (date(2020, 12, 31), None, 1),
        (date(2015, 1, 1), date(2020, 1, 1), 1),
        (date(2021, 1, 1), None, 0),
        (date(2015, 1, 1), date(2019, 12, 31), 0),
    ],
)
def test_l_entree_et_la_sortie_comptent(entree, depart, attendu):
    occupation = Occupation(entree, depart)
    assert jours_presence(occupation, ANNEE_2020) == attendu
    assert concerne(occupation, ANNEE_2020) == (attendu > 0)


def test_le_depart_se_juge_au_jour_du_traitement():
    occupation = Occupation(date(2019, 1, 1), date(2021, 3, 31))
    assert not occupation.est_parti(date(2021, 3, 31))
    assert occupation.est_parti(date(2021, 4, 1))
    assert not Occupation(date(2019, 1, 1)).est_parti(date(2030, 1, 1))


@given(jours, st.integers(1, 800), jours, st.none() | st.integers(0, 4000))
def test_la_presence_ne_depasse_jamais_la_periode(du, duree, entree, occupee):
    periode = Periode(du, du + timedelta(days=duree - 1))
    depart = None if occupee is None else entree + timedelta(days=occupee)
    assert 0 <= jours_presence(Occupation(entree, depart), periode) <= periode.jours


@pytest.mark.parametrize(
    ("du", "attendu"),
    [
        (date(2020, 1, 1), 366),
        (date(2021, 1, 1), 365),
        (date(2020, 2, 29), 365),
        (date(2020, 3, 10), 365),
        (date(2019, 3, 10), 366),
    ],
)
def test_l_annee_compte_son_29_fevrier(du, attendu):
    assert jours_annee(Periode(du, du)) == attendu


@pytest.mark.parametrize(
    ("total", "presence", "periode", "quote_part", "attendu"),
    [
        ("563.69", 182, 366, "1", "280.30"),
        ("563.69", 184, 366, "1", "283.39"),
        ("563.69", 153, 366, "1", "235.64"),
        ("563.69", 185, 366, "1", "284.93"),
        ("100.00", 122, 366, "1", "33.33"),
        ("5000.00", 366, 366, "1", "5000.00"),
        ("100.00", 366, 366, "0.3333", "33.33"),
        ("100.00", 366, 366, "0", "0.00"),
        ("-45.50", 183, 366, "1", "-22.75"),
        ("0.01", 183, 366, "1", "0.01"),
        ("100.00", 400, 366, "1", "109.29"),
    ],
)
def test_une_ligne_est_au_prorata_des_jours_et_de_la_quote_part(
    total, presence, periode, quote_part, attendu
):
    assert montant_charge(D(total), presence, periode, D(quote_part)) == D(attendu)


@pytest.mark.parametrize(
    "valeurs",
    [
        (None, 1, 1, UN),
        (UN, None, 1, UN),
        (UN, 1, None, UN),
        (UN, 1, 1, None),
        (UN, 1, 0, UN),
        (UN, 1, -3, UN),
    ],
)
def test_une_ligne_incomplete_ou_sans_jour_n_a_pas_de_montant(valeurs):
    assert montant_charge(*valeurs) is None


def test_un_montant_minuscule_negatif_n_affiche_pas_moins_zero():
    assert not montant_charge(D("-0.01"), 1, 366, UN).is_signed()


@given(positifs, st.integers(1, 366))
def test_l_arrondi_d_une_ligne_est_celui_de_la_fraction_exacte(total, presence):
    exact = Fraction(total) * presence / 366
    assert abs(Fraction(montant_charge(total, presence, 366, UN)) - exact) <= Fraction(1, 200)


@given(montants, st.integers(1, 800))
def test_une_presence_entiere_paie_le_total(total, periode):
    assert montant_charge(total, periode, periode, UN) == total


@given(positifs, st.lists(st.integers(1, 120), min_size=1, max_size=8))
def test_des_locataires_qui_se_succedent_paient_le_total_a_un_centime_pres_chacun(total, durees):
    periode = sum(durees)
    parts = [montant_charge(total, duree, periode, UN) for duree in durees]
    assert abs(sum(parts) - total) <= D("0.01") * len(durees)


@pytest.mark.parametrize(
    ("fin", "precedent", "prix", "attendu"),
    [
        ("1000", "800", "5", "1000.00"),
        ("500", "459", "5.50", "225.50"),
        ("200", "250", "6", "-300.00"),
        ("12.345", "12", "3.021", "1.04"),
        ("10", "5", "0", "0.00"),
    ],
)
def test_l_eau_est_une_difference_d_index_meme_negative(fin, precedent, prix, attendu):
    ligne = LigneEau("", "", D(fin), D(precedent), D(prix))
    assert montant_eau(ligne) == D(attendu)


@pytest.mark.parametrize("manque", ["index_fin", "index_precedent", "prix"])
def test_une_ligne_d_eau_attend_ses_deux_index_et_son_prix(manque):
    assert montant_eau(replace(LigneEau("", "", UN, UN, UN), **{manque: None})) is None


@pytest.mark.parametrize(
    ("regularisation", "fois", "attendu"),
    [
        ("1106.50", 3, ("368.83", "368.83", "368.84")),
        ("470.52", 3, ("156.84", "156.84", "156.84")),
        ("1500.00", 1, ("1500.00",)),
        ("-47.75", 1, ("-47.75",)),
        ("100.01", 2, ("50.01", "50.00")),
        ("0.00", 1, ()),
    ],
)
def test_les_echeances_sont_egales_le_reste_sur_la_derniere(regularisation, fois, attendu):
    assert echeances(D(regularisation), fois) == tuple(map(D, attendu))


@given(positifs, st.integers(1, 12))
def test_les_echeances_font_exactement_la_regularisation(regularisation, fois):
    parts = echeances(regularisation, fois)
    assert len(parts) == fois and sum(parts) == regularisation
    assert max(parts) - min(parts) <= D("0.01") * fois


@pytest.mark.parametrize(("regularisation", "fois"), [("100", 0), ("100", 13), ("-100", 2)])
def test_un_etalement_impossible_est_refuse(regularisation, fois):
    with pytest.raises(UserError) as refus:
        echeances(D(regularisation), fois)
    assert refus.value.field == "fois" and refus.value.advice


def test_le_nombre_d_echeances_se_regle():
    assert len(echeances(D("2400"), 24, fois_max=24)) == 24


@pytest.mark.parametrize(
    ("total", "pourcentage", "attendu"),
    [
        ("1300", 100, "108.33"),
        ("1300", 110, "119.17"),
        ("1500", 100, "125.00"),
        ("6406.50", 100, "533.88"),
        ("1300", 0, "100.00"),
        ("-50", 100, "100.00"),
        ("0", 100, "100.00"),
        ("0.01", 100, "100.00"),
    ],
)
def test_les_provisions_suivent_le_pourcentage_sans_arrondi_intermediaire(
    total, pourcentage, attendu
):
    assert nouvelles_provisions(D(total), Decimal(pourcentage), D("100.00")) == D(attendu)


def test_sans_provision_actuelle_zero_pour_cent_ne_propose_rien():
    assert nouvelles_provisions(D("1300"), Decimal(0), None) is None


@pytest.mark.parametrize(
    ("appels", "attendu"), [(12, "100.00"), (4, "300.00"), (2, "600.00"), (1, "1200.00")]
)
def test_la_provision_est_par_appel(appels, attendu):
    assert nouvelles_provisions(D("1200"), Decimal(100), None, appels_par_an=appels) == D(attendu)


def test_qui_arrive_en_septembre_garde_le_niveau_d_une_annee():
    proposee = nouvelles_provisions(
        D("401.10"), Decimal(100), None, jours_annee=365, jours_presence=122
    )
    assert proposee == D("100.00")


@given(positifs, st.sampled_from([365, 366]))
def test_une_annee_entiere_ne_s_annualise_pas(total, annee):
    entiere = nouvelles_provisions(
        total, Decimal(100), None, jours_annee=annee, jours_presence=annee
    )
    assert entiere == nouvelles_provisions(total, Decimal(100), None)


@given(montants, st.integers(0, 200), st.none() | positifs, st.integers(1, 731))
def test_une_proposition_n_est_jamais_nulle_ni_negative(total, pourcentage, actuelles, presence):
    proposee = nouvelles_provisions(
        total, Decimal(pourcentage), actuelles, jours_annee=365, jours_presence=presence
    )
    assert proposee is None or proposee > 0


@pytest.mark.parametrize(
    ("regularisation", "seuil", "attendu"),
    [
        ("9.99", "10.00", False),
        ("10.00", "10.00", True),
        ("-10.00", "10.00", True),
        ("-9.99", "10.00", False),
        ("0.00", "0.00", True),
        ("0.00", None, True),
    ],
)
def test_le_seuil_est_en_valeur_absolue_et_compris(regularisation, seuil, attendu):
    assert seuil_atteint(D(regularisation), seuil and D(seuil)) is attendu
