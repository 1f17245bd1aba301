from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from lsc_desktop.base.errors import UserError
from lsc_desktop.printing import classeur
from lsc_desktop.printing.classeur import ColonneClasseur, render_classeur

COLONNES = [ColonneClasseur("Compte"), ColonneClasseur("Solde"), ColonneClasseur("Entrée")]


def feuille(contenu: bytes):
    return load_workbook(BytesIO(contenu)).active


def test_les_nombres_et_les_dates_restent_des_valeurs():
    lignes = [("81ELLOCATA", Decimal("-5023.04"), date(1999, 6, 10))]
    sheet = feuille(render_classeur("Liste Locataire", COLONNES, lignes))
    compte, solde, entree = sheet[2]
    assert (compte.value, compte.data_type) == ("81ELLOCATA", "s")
    assert (solde.value, solde.data_type, solde.number_format) == (-5023.04, "n", "#,##0.00")
    assert (entree.value, entree.number_format) == (datetime(1999, 6, 10), "dd/mm/yyyy")
    assert [c.value for c in sheet[1]] == ["Compte", "Solde", "Entrée"]
    assert sheet.title == "Liste Locataire"


@pytest.mark.parametrize(
    "texte",
    ["=1+1", "+33 1 02", "-SUM(A1)", "@ici", "http://exemple.fr", "mailto:a@b.fr", "12,50", "007"],
)
def test_un_texte_reste_un_texte(texte):
    contenu = render_classeur("x", COLONNES, [(texte, None, None)])
    cellule = feuille(contenu)["A2"]
    assert (cellule.value, cellule.data_type, cellule.hyperlink) == (texte, "s", None)
    with ZipFile(BytesIO(contenu)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_un_oui_un_entier_un_instant_et_une_absence():
    lignes = [(True, 12, datetime(2021, 10, 25, 9, 30)), (None, 0, None)]
    sheet = feuille(render_classeur("x", COLONNES, lignes))
    assert [c.value for c in sheet[2]] == [True, 12, datetime(2021, 10, 25, 9, 30)]
    assert [c.value for c in sheet[3]] == [None, 0, None]


def test_une_date_d_avant_excel_s_ecrit_en_toutes_lettres():
    lignes = [(date(1897, 8, 29), None, None)]
    assert feuille(render_classeur("x", COLONNES, lignes))["A2"].value == "29/08/1897"


@pytest.mark.parametrize(
    ("titre", "nom"),
    [("Lots : 12/2021 [à louer]", "Lots  122021 à louer"), ("", "Liste"), ("x" * 40, "x" * 31)],
)
def test_le_nom_de_la_feuille_est_permis(titre, nom):
    assert feuille(render_classeur(titre, COLONNES, [])).title == nom


def test_les_decimales_sont_celles_de_la_colonne():
    colonnes = [ColonneClasseur("Prix", places=4), ColonneClasseur("Jours", places=0)]
    sheet = feuille(render_classeur("x", colonnes, [(Decimal("3.2145"), Decimal(366))]))
    assert [c.number_format for c in sheet[2]] == ["#,##0.0000", "#,##0"]


def test_trop_de_lignes_est_un_refus(monkeypatch):
    monkeypatch.setattr(classeur, "LIGNES_MAX", 2)
    with pytest.raises(UserError, match="Excel"):
        render_classeur("x", COLONNES, [("a", None, None)] * 3)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Co"]), max_size=20
            ),
            st.decimals(-(10**9), 10**9, places=2),
            st.dates(date(1900, 3, 1), date(2100, 1, 1)),
        ),
        max_size=5,
    )
)
def test_ce_qu_on_ecrit_se_relit(lignes):
    sheet = feuille(render_classeur("x", COLONNES, lignes))
    for rang, (texte, montant, jour) in enumerate(lignes, 2):
        assert (sheet.cell(rang, 1).value or "") == texte
        assert Decimal(str(sheet.cell(rang, 2).value)) == montant
        assert sheet.cell(rang, 3).value.date() == jour


@pytest.mark.parametrize(
    "texte",
    ["deux\nlignes", " en retrait ", "cloche\x07", "_x0041_ tel quel", "<b> & 'c' \"d\"", "\ttab"],
)
def test_un_texte_difficile_est_celui_qu_on_a_ecrit(texte):
    contenu = render_classeur("x", COLONNES, [(texte, None, None)])
    with ZipFile(BytesIO(contenu)) as archive:
        archive.testzip()
    assert unescape(feuille(contenu)["A2"].value) == texte


def test_une_feuille_large_a_ses_colonnes_et_son_etendue():
    colonnes = [ColonneClasseur(f"C{rang}") for rang in range(30)]
    contenu = render_classeur("x", colonnes, [tuple(range(30)), tuple(range(30))])
    sheet = feuille(contenu)
    assert (sheet["AD3"].value, sheet.auto_filter.ref, sheet.freeze_panes) == (29, "A1:AD3", "B2")
    lue = load_workbook(BytesIO(contenu), read_only=True).active
    assert (lue.max_row, lue.max_column) == (3, 30)


def test_sans_ligne_il_reste_les_titres():
    sheet = feuille(render_classeur("x", COLONNES, []))
    assert (sheet.max_row, sheet["C1"].value, sheet["A2"].value) == (1, "Entrée", None)
