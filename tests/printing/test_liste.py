"""Une liste imprimée tient dans la largeur de la page, et dit où l'on en est."""

import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest

from lsc_desktop.printing import reports
from lsc_desktop.printing.liste import ColonneListe, render_liste
from tests.printing.reading import (
    ROOT,
    boxes,
    composed,
    digest,
    digest_elsewhere,
    missing_glyphs,
    overlaps,
    texts,
)
from tests.printing.samples import une_liste


@pytest.fixture
def pages(monkeypatch):
    return lambda value: composed(monkeypatch, reports, lambda: render_liste(value))


def test_l_en_tete_est_repete_et_le_total_est_a_la_fin():
    found = texts(render_liste(une_liste(90)))
    assert len(found) == 2
    for rank, text in enumerate(found, 1):
        for expected in ("Compte", "Solde", "Locataires", "Présents au", f"Page {rank}/2"):
            assert expected in text
    assert "111 105,00" in found[-1] and "111 105,00" not in found[0]


def test_une_liste_etroite_est_en_hauteur_une_liste_large_en_largeur():
    for columns, landscape in ((4, False), (8, True)):
        page = pypdf.PdfReader(BytesIO(render_liste(une_liste(5, columns)))).pages[0]
        assert (page.mediabox.width > page.mediabox.height) is landscape


def test_les_nombres_s_alignent_a_droite(pages):
    found = boxes(pages(une_liste(20)))
    edges = {round(box.right, 2) for box in found if box.text.endswith("234,50")}
    assert len(edges) == 1


def test_le_total_n_est_jamais_seul_sur_sa_page():
    for count in range(50, 60):
        *_, last = texts(render_liste(une_liste(count)))
        assert last.count("81LOC") >= 2


def test_sans_totaux_ni_lignes():
    (text,) = texts(render_liste(replace(une_liste(), lignes=(), totaux=None)))
    assert "Aucune ligne." in text
    (text,) = texts(render_liste(replace(une_liste(3), totaux=None)))
    assert "Total" not in text


def test_rien_ne_se_recouvre_meme_avec_seize_colonnes(pages):
    wide = une_liste(40, 8)
    assert overlaps(pages(wide)) == []
    wide = replace(
        wide,
        titre="Liste " * 40,
        sous_titre="filtre " * 60,
        colonnes=wide.colonnes
        + tuple(ColonneListe("W" * 30, 1, rank % 2 == 0) for rank in range(8)),
        lignes=tuple(tuple(cell * 4 for cell in row) + row for row in wide.lignes),
        totaux=None,
    )
    assert overlaps(pages(wide)) == []


def test_une_cellule_peut_contenir_n_importe_quoi():
    value = une_liste(1)
    content = render_liste(replace(value, lignes=(("=1+1", "<b>&\n(x)\\", "\U0001f600 ł", ""),)))
    assert missing_glyphs(content) == []
    (text,) = texts(content)
    assert "=1+1" in text and "<b>&" in text and "(x)\\" in text and "? ł" in text


def test_memes_donnees_memes_octets_meme_ailleurs():
    content = render_liste(une_liste())
    assert content == render_liste(une_liste())
    assert digest_elsewhere("render_liste(samples.une_liste())") == digest(content)


def test_importer_les_documents_ne_charge_pas_reportlab():
    code = (
        "import sys\n"
        "import lsc_desktop.printing.decompte, lsc_desktop.printing.avis_echeance\n"
        "import lsc_desktop.printing.journal_quittancement, lsc_desktop.printing.liste\n"
        "assert 'reportlab' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
