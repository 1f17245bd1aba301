"""Ce qu'on tape, et ce que le programme lit (tableau mesuré : écosystème C.2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import euros, nombre, signe
from lsc_desktop.base.saisie import ANNEES, parse_date, parse_montant

LE_JOUR = date(2026, 3, 9)
MONTANTS = st.decimals(-(10**12) + 1, 10**12 - 1, places=2)
DATES = st.dates(date(ANNEES.start, 1, 1), date(ANNEES.stop - 1, 12, 31))
FRAPPE = st.text(alphabet="0123456789.,+-*/=()€ \u00a0\u202f", max_size=30) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("tape", "lu"),
    [
        ("1234.50", "1234.50"),
        ("1234,50", "1234.50"),
        ("1.5", "1.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567.00"),
        ("12,50-", "-12.50"),
        ("-12,50", "-12.50"),
        ("−12,50", "-12.50"),
        ("12,50 €", "12.50"),
        ("12,5- €", "-12.50"),
        ("1+2*3", "7.00"),
        ("(1+2)*3", "9.00"),
        ("3*12,50", "37.50"),
        ("10/3", "3.33"),
        ("2/3", "0.67"),
        ("10/3*3", "10.00"),
        ("=100/4", "25.00"),
        (",5", "0.50"),
        ("5,", "5.00"),
        ("12,500", "12.50"),
    ],
)
def test_un_montant_se_tape_de_toutes_ces_facons(tape, lu):
    assert str(parse_montant(tape)) == lu


def test_rien_de_tape_n_est_pas_zero():
    assert parse_montant("") is None and parse_montant("  ") is None
    assert parse_date("", LE_JOUR) is None and parse_date(" ", LE_JOUR) is None


@pytest.mark.parametrize(
    "tape",
    ["abc", "1,2,3", "1.2.3", "12 34", "1 23", "--", "1+", "(1", "1)", "1e5", "٣", ".", "3-2-"],
)
def test_ce_qui_n_est_pas_un_nombre_est_refuse(tape):
    with pytest.raises(UserError) as refus:
        parse_montant(tape)
    assert "n'est pas un nombre" in refus.value.title and refus.value.advice


def test_trop_de_decimales_se_refuse_plutot_que_de_choisir_entre_mille_et_un():
    with pytest.raises(UserError, match="trop de décimales"):
        parse_montant("1.234")
    with pytest.raises(UserError, match="trop de décimales"):
        parse_montant("1,234")
    assert parse_montant("0,3333", 4) == Decimal("0.3333")


def test_un_entier_n_a_pas_de_decimales():
    assert parse_montant("365", 0) == 365
    with pytest.raises(UserError, match="nombre entier"):
        parse_montant("365,5", 0)


def test_diviser_par_zero_depasser_et_bavarder_sont_refuses():
    for tape in ("1/0", "9999999999999", "1" + "+1" * 60, "(" * 70):
        with pytest.raises(UserError) as refus:
            parse_montant(tape)
        assert refus.value.title and refus.value.advice


@given(MONTANTS)
def test_un_montant_affiche_se_relit(montant):
    for texte in (nombre(montant), euros(montant), signe(montant), str(montant)):
        assert parse_montant(texte) == montant


@given(st.decimals(0, 10**9, places=2))
def test_le_moins_apres_le_nombre_vaut_le_moins_avant(montant):
    assert parse_montant(f"{nombre(montant)}-") == -montant


@given(st.lists(st.integers(1, 999), min_size=1, max_size=6))
def test_un_calcul_est_exact(nombres):
    assert parse_montant("+".join(map(str, nombres))) == sum(nombres)
    produit = parse_montant("*".join(map(str, nombres[:4])))
    attendu = 1
    for n in nombres[:4]:
        attendu *= n
    assert produit == attendu


@given(FRAPPE, st.integers(0, 5))
def test_aucune_frappe_ne_casse_la_lecture_d_un_montant(texte, decimales):
    try:
        lu = parse_montant(texte, decimales)
    except UserError as refus:
        assert refus.title and refus.advice
    else:
        assert lu is None or -lu.as_tuple().exponent == decimales


@pytest.mark.parametrize(
    ("tape", "lu"),
    [
        ("15032026", date(2026, 3, 15)),
        ("150326", date(2026, 3, 15)),
        ("15/03/2026", date(2026, 3, 15)),
        ("15/3/26", date(2026, 3, 15)),
        ("5.3.26", date(2026, 3, 5)),
        ("15-03-2026", date(2026, 3, 15)),
        ("2026-03-15", date(2026, 3, 15)),
        ("1503", date(2026, 3, 15)),
        ("15/3", date(2026, 3, 15)),
        ("15", date(2026, 3, 15)),
        ("5", date(2026, 3, 5)),
        ("311226", date(2026, 12, 31)),
        ("311276", date(2076, 12, 31)),
        ("311277", date(1977, 12, 31)),
        ("290224", date(2024, 2, 29)),
        (".", LE_JOUR),
        ("=", LE_JOUR),
        ("+8", date(2026, 3, 17)),
        ("-9", date(2026, 2, 28)),
    ],
)
def test_une_date_se_tape_de_toutes_ces_facons(tape, lu):
    assert parse_date(tape, LE_JOUR) == lu


@pytest.mark.parametrize(
    ("tape", "phrase"),
    [
        ("31042026", "avril 2026 finit le 30"),
        ("310426", "avril 2026 finit le 30"),
        ("29/02/2026", "février 2026 finit le 28"),
        ("30/02/24", "février 2024 finit le 29"),
        ("0003", "mars 2026 finit le 31"),
        ("011326", "pas de mois numéro 13"),
        ("01011066", "hors du calendrier"),
        ("+999999", "hors du calendrier"),
        ("demain", "n'est pas une date"),
        ("503", "n'est pas une date"),
        ("1/2/3", "n'est pas une date"),
    ],
)
def test_une_date_impossible_est_refusee_avec_la_raison(tape, phrase):
    with pytest.raises(UserError, match=phrase) as refus:
        parse_date(tape, LE_JOUR)
    assert refus.value.advice


@given(DATES, DATES)
def test_une_date_affichee_se_relit_quel_que_soit_le_jour(jour, aujourd_hui):
    assert parse_date(date_fr(jour), aujourd_hui) == jour
    assert parse_date(f"{jour:%d%m%Y}", aujourd_hui) == jour


@given(st.dates(date(1977, 1, 1), date(2076, 12, 31)))
def test_l_annee_a_deux_chiffres_designe_celle_de_la_fenetre(jour):
    assert parse_date(f"{jour:%d%m%y}", LE_JOUR) == jour
    assert parse_date(f"{jour.day}/{jour.month}/{jour:%y}", LE_JOUR) == jour


@given(DATES, st.integers(-400, 400))
def test_plus_et_moins_comptent_des_jours(aujourd_hui, jours):
    attendu = aujourd_hui + timedelta(days=jours)
    if attendu.year in ANNEES:
        assert parse_date(f"{jours:+d}", aujourd_hui) == attendu


@given(FRAPPE, DATES)
def test_aucune_frappe_ne_casse_la_lecture_d_une_date(texte, aujourd_hui):
    try:
        lu = parse_date(texte, aujourd_hui)
    except UserError as refus:
        assert refus.title and refus.advice
    else:
        assert lu is None or lu.year in ANNEES
