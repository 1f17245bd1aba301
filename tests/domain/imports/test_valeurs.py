"""Lire une cellule venue d'ailleurs : ce qui a deux sens est refusé."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.imports.champs import Champ, Illisible
from lsc_desktop.domain.imports.sortes import LOCATAIRES, SORTES
from lsc_desktop.domain.imports.valeurs import citer, ecrire, lire

JOUR = date(2021, 10, 25)
MONTANT, ENTIER = Champ("montant", "Montant", "montant"), Champ("n", "N", "entier")
DATE, OUI = Champ("du", "Du", "date"), Champ("actif", "Actif", "oui_non")
TEXTE = Champ("nom", "Nom")


@pytest.mark.parametrize(
    ("cellule", "valeur"),
    [
        ("1 234,50", "1234.50"),
        ("1\u202f234,50 €", "1234.50"),
        ("1\u00a0234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("(12,00)", "-12.00"),
        ("12,5-", "-12.50"),
        ("- 3", "-3.00"),
        ("−3,10 EUR", "-3.10"),
        ("1'000", "1000.00"),
        (Decimal("12.300000000000001"), "12.30"),
        (Decimal("-0.5"), "-0.50"),
    ],
)
def test_un_montant_se_lit_comme_on_l_ecrit(cellule, valeur):
    assert lire(MONTANT, cellule, JOUR) == Decimal(valeur)


@pytest.mark.parametrize(
    "cellule",
    ["abc", "1,2,3,4", "=1+1", "1+1", "1e400", "NaN", "inf", "1.234", "12,345", "٣٤", "9" * 30,
     Decimal("NaN"), Decimal("1e400"), Decimal("12.345"), True, date(2020, 1, 1)],
)  # fmt: skip
def test_un_montant_douteux_est_refuse_et_cite(cellule):
    with pytest.raises(UserError) as refus:
        lire(MONTANT, cellule, JOUR)
    assert "«" in refus.value.title
    assert refus.value.advice


@pytest.mark.parametrize(
    "cellule",
    ["01/02/2020", "1/2/20", "01-02-2020", "01.02.2020", "2020-02-01", "20200201", "01022020",
     "2020-02-01 00:00:00", "01/02/2020 00:00", Decimal(43862), date(2020, 2, 1),
     Decimal(1022020)],
)  # fmt: skip
def test_une_date_s_ecrit_de_bien_des_facons(cellule):
    assert lire(DATE, cellule, JOUR) == date(2020, 2, 1)


@pytest.mark.parametrize(
    "cellule",
    ["31/02/2020", "12/31/2020", "hier", "+8", "12", "31/12/9999", "01/01/1900", Decimal(1),
     Decimal("43862.5"), Decimal("1e300"), "01/02/2020 14:30", True],
)  # fmt: skip
def test_une_date_impossible_est_refusee(cellule):
    with pytest.raises(UserError):
        lire(DATE, cellule, JOUR)


@pytest.mark.parametrize("cellule", ["", "  ", None, "\u00a0"])
def test_une_cellule_vide_n_a_pas_de_valeur(cellule):
    for champ in (MONTANT, DATE, OUI, TEXTE, ENTIER):
        assert lire(champ, cellule, JOUR) is None


def test_un_immeuble_peut_dater_du_dix_neuvieme_siecle():
    assert lire(DATE, "01/06/1882", JOUR) == date(1882, 6, 1)
    assert lire(DATE, "1882-06-01", JOUR) == date(1882, 6, 1)


def test_zero_zero_zero_n_est_pas_une_date():
    assert lire(DATE, "00/00/0000", JOUR) is None


@pytest.mark.parametrize(("cellule", "valeur"), [("OUI", True), ("x", True), ("1", True),
                                                 ("Non", False), ("0", False), (True, True),
                                                 (Decimal(0), False)])  # fmt: skip
def test_oui_et_non_se_disent_de_bien_des_facons(cellule, valeur):
    assert lire(OUI, cellule, JOUR) is valeur


def test_peut_etre_n_est_ni_oui_ni_non():
    with pytest.raises(UserError, match="ni oui ni non"):
        lire(OUI, "peut-être", JOUR)


def test_une_liste_fermee_se_lit_par_son_libelle_ou_d_autres_mots():
    periode = LOCATAIRES.champ("periodicite")
    for cellule in ("Trimestrielle", "trimestriel", "T", "3", Decimal(3)):
        assert lire(periode, cellule, JOUR) == 3
    with pytest.raises(UserError, match="dans la liste"):
        lire(periode, "parfois", JOUR)


def test_un_mode_de_reglement_inconnu_reste_tel_quel():
    mode = LOCATAIRES.champ("mode_reglement")
    assert lire(mode, "PRLV", JOUR) == "Prélèvement"
    assert lire(mode, "Mandat cash", JOUR) == "Mandat cash"


def test_un_code_postal_et_un_telephone_retrouvent_leur_zero():
    assert lire(Champ("code_postal", "CP"), Decimal(1000), JOUR) == "01000"
    assert lire(Champ("portable", "Portable"), Decimal(612345678), JOUR) == "0612345678"
    assert lire(Champ("compte", "Compte"), Decimal(411000), JOUR) == "411000"


@pytest.mark.parametrize(
    "cellule", ["DUR\0AND", "DUR\x07AND", "DUR\u202eAND", "x" * 300, "x" * 10**6]
)
def test_un_texte_trompeur_ou_demesure_est_refuse(cellule):
    with pytest.raises(UserError) as refus:
        lire(TEXTE, cellule, JOUR)
    assert len(refus.value.title) < 120, "la valeur citée est raccourcie"
    assert refus.value.title.isprintable()


def test_un_texte_est_mis_au_propre():
    assert lire(TEXTE, "  Jean\u00a0 \r\n Paul\u200b ", JOUR) == "Jean Paul"
    assert lire(Champ("note", "Note", "note"), " a \r\n\r\n b ", JOUR) == "a\n\nb"


def test_une_cellule_sans_valeur_dit_pourquoi():
    with pytest.raises(UserError, match="pas de valeur"):
        lire(TEXTE, Illisible("=…", "cette formule n'a pas de valeur.", "Enregistrez."), JOUR)


@given(st.one_of(st.text(), st.decimals(), st.dates(), st.booleans(), st.none()))
def test_toute_cellule_se_lit_ou_se_refuse(cellule):
    for champ in (MONTANT, ENTIER, DATE, OUI, TEXTE, LOCATAIRES.champ("periodicite")):
        try:
            lire(champ, cellule, JOUR)
        except UserError as error:
            assert error.title
            assert error.advice


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_un_montant_exporte_se_relit(montant):
    text = f"{ecrire(MONTANT, montant):f}".replace(".", ",")
    assert lire(MONTANT, text, JOUR) == montant


def test_chaque_exemple_se_lit_et_se_reecrit():
    for sorte in SORTES:
        for champ in sorte.champs:
            value = lire(champ, champ.exemple, JOUR)
            if champ.genre in ("choix", "oui_non") and value is not None:
                assert lire(champ, ecrire(champ, value), JOUR) == value, champ.titre


def test_une_valeur_citee_est_courte_et_visible():
    assert citer("x" * 100) == f"« {'x' * 40}… »"
    assert citer("a\0b") == "« a·b »"
    assert citer(Decimal("7.0000")) == "« 7 »"
