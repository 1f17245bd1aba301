"""Lire les fichiers des autres : codages, séparateurs, vraies lignes ; classeurs."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.imports.champs import Illisible
from lsc_desktop.services.imports import lecture_csv, limites
from lsc_desktop.services.imports.fichiers import depuis, ouvrir
from tests.epreuves.hostiles import feuille, un_xlsx


def lu(path: Path) -> list[tuple[int, list]]:
    (table,) = ouvrir(path)
    return [(numero, list(cells)) for numero, cells in table.rangees()]


@pytest.mark.parametrize(
    "codage", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("marque", [";", ",", "\t", "|"])
def test_codage_et_separateur_se_devinent(tmp_path, codage, marque):
    path = tmp_path / "locataires.csv"
    rows = [("Nom", "Ville", "Loyer"), ("Noël", "NANCY", "650"), ("Lefèvre", "Épinal", "700")]
    path.write_bytes("\r\n".join(marque.join(row) for row in rows).encode(codage))
    (table,) = ouvrir(path)
    assert table.titres == rows[0]
    assert lu(path) == [(2, list(rows[1])), (3, list(rows[2]))]


def test_un_nombre_a_virgule_ne_trompe_pas_sur_le_separateur(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Nom;Loyer;Charges\nA;650,50;12,30\nB;1,50;2,30\n", "utf-8")
    assert lu(path)[0] == (2, ["A", "650,50", "12,30"])


def test_les_lignes_sont_celles_du_fichier(tmp_path):
    """Sauts de ligne dans une cellule, lignes vides, titre au-dessus des titres, « sep= »."""
    path = tmp_path / "locataires.csv"
    path.write_text(
        'sep=;\nListe des locataires au 30/09\n\nNom;Note;Lot\nA;"un\ndeux";L1\n\nB;;L2\n', "utf-8"
    )
    (table,) = ouvrir(path)
    assert table.titres == ("Nom", "Note", "Lot")
    assert lu(path) == [(5, ["A", "un\ndeux", "L1"]), (7, []), (8, ["B", "", "L2"])]


def test_ce_que_notre_export_a_protege_redevient_ce_que_c_etait(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Nom;Tel\n'=cmd|x;'+33 6\n'abc;1\n", "utf-8")
    assert lu(path) == [(2, ["=cmd|x", "+33 6"]), (3, ["'abc", "1"])]


@pytest.mark.parametrize(
    ("nom", "contenu", "dit"),
    [
        ("vide.csv", b"", "est vide"),
        ("nul.csv", b"Nom;Lot\nA\0B;1\n", "nul à la ligne 2"),
        ("ancien.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"x", r"\.xls"),
        ("faux.xlsx", b"PK\x03\x04rien", "abîmé"),
        ("texte.xlsx", b"Nom;Lot\n", "abîmé"),
        ("photo.csv", b"%PDF-1.4", "ni un CSV"),
        ("codage.csv", b"Nom\n\x81\xff\x8d\n", "aucun codage"),
        ("blancs.csv", b"\n\n;;\n", "pas une ligne"),
    ],
)
def test_un_fichier_qui_ne_se_lit_pas_le_dit(tmp_path, nom, contenu, dit):
    path = tmp_path / nom
    path.write_bytes(contenu)
    with pytest.raises(UserError, match=dit) as refus:
        ouvrir(path)
    assert nom in refus.value.title
    assert refus.value.advice


def test_un_dossier_un_absent_et_un_peripherique_ne_sont_pas_des_fichiers(tmp_path):
    for path in (tmp_path, tmp_path / "absent.csv", Path("/dev/zero"), Path("a\0b.csv")):
        with pytest.raises(UserError):
            ouvrir(path)


def test_trop_de_lignes_ou_de_colonnes_est_refuse_en_nommant_la_ligne(tmp_path, monkeypatch):
    monkeypatch.setattr(limites, "LIGNES_MAX", 5)
    path = tmp_path / "x.csv"
    path.write_text("Nom;Lot\n" + "A;1\n" * 10, "utf-8")
    with pytest.raises(UserError, match="plus de 5 lignes"):
        lu(path)
    path.write_text("Nom;Lot\n" + "A;1\n" + ";" * 600, "utf-8")
    with pytest.raises(UserError, match="colonnes à la ligne 3"):
        lu(path)
    assert lecture_csv.CHAMP_MAX < limites.TAILLE_MAX


def test_un_dossier_donne_ses_fichiers_dans_l_ordre_sans_les_autres(tmp_path):
    for name in ("b.csv", "a.xlsx", "~$a.xlsx", ".cache.csv", "lisez-moi.md", "c.pdf"):
        (tmp_path / name).write_text("x")
    names = [path.name for path in depuis([tmp_path, tmp_path / "b.csv"])]
    assert names == ["a.xlsx", "b.csv"]


# --- Classeurs ----------------------------------------------------------------------------------


def test_un_classeur_se_lit_comme_openpyxl_le_lit(tmp_path):
    """Textes, nombres, dates, booléens, cellules sautées : les mêmes valeurs aux mêmes places."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Locataires"
    sheet.append(["Nom", "Lot", "Date d'entrée", "Loyer", "Actif", "Note", "Heure"])
    sheet.append(["Noël", "A/1", date(2020, 2, 1), 650.5, True, None, datetime(2020, 2, 1, 14, 30)])
    sheet.append([None, "=1+1", None, -3, False, "x" * 500, None])
    sheet["C2"].number_format = "dd/mm/yyyy"
    sheet["B3"].data_type = "s"
    sheet.cell(row=9, column=2, value="loin")
    hidden = book.create_sheet("Cachée")
    hidden.append(["Nom", "Lot"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Lisez-moi").append(["Nom"])
    path = tmp_path / "x.xlsx"
    book.save(path)
    (table,) = ouvrir(path)
    assert (table.feuille, table.nature) == ("Locataires", "Classeur")
    rows = dict(lu(path))
    assert rows[2] == [
        "Noël", "A/1", date(2020, 2, 1), Decimal("650.5"), True, None, date(2020, 2, 1)
    ]  # fmt: skip
    assert rows[3][:5] == [None, "=1+1", None, Decimal(-3), False]
    assert rows[9] == [None, "loin"]


def test_les_dates_de_1904_et_les_formats_qui_n_en_sont_pas(tmp_path):
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    sheet = book.active
    sheet.append(["Nom", "Lot", "Date d'entrée", "Loyer"])
    sheet.append(["A", "1", date(2020, 2, 1), 12.5])
    sheet["D2"].number_format = '#,##0.00 "d\'euros";[Red]-#,##0.00'
    path = tmp_path / "x.xlsx"
    book.save(path)
    assert lu(path) == [(2, ["A", "1", date(2020, 2, 1), Decimal("12.5")])]


def test_une_formule_donne_sa_valeur_ou_dit_qu_elle_n_en_a_pas(tmp_path):
    rows = (
        '<row><c><f>A1</f><v>12</v></c><c><f>B1</f></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    ((_n, cells),) = lu(un_xlsx(tmp_path / "x.xlsx", feuille(rows)))
    assert cells[0] == Decimal(12)
    assert isinstance(cells[1], Illisible)
    assert "pas de valeur" in cells[1].raison
    assert isinstance(cells[2], Illisible)


def test_un_classeur_a_macros_se_lit_sans_elles(tmp_path):
    path = un_xlsx(tmp_path / "x.xlsm", feuille("<row><c><v>1</v></c></row>"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 100)
    (table,) = ouvrir(path)
    assert "macros ignorées" in table.nature


def test_une_definition_de_document_est_refusee(tmp_path):
    bad = feuille("<row/>", '<!DOCTYPE x [<!ENTITY e "x">]>')
    with pytest.raises(UserError, match="définition de document"):
        ouvrir(un_xlsx(tmp_path / "x.xlsx", bad))


def test_un_codage_inconnu_dans_un_classeur_le_fait_refuser(tmp_path):
    sheet = feuille("<row/>").replace("?>", ' encoding="inconnu"?>', 1)
    with pytest.raises(UserError, match="est abîmé"):
        ouvrir(un_xlsx(tmp_path / "x.xlsx", sheet))


def test_une_archive_qui_se_deplie_trop_est_refusee_sans_etre_lue(tmp_path):
    with pytest.raises(UserError, match="se déplie en 200 Mo"):
        ouvrir(un_xlsx(tmp_path / "x.xlsx", b" " * (200 * 1024**2)))
