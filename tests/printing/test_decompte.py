"""Le décompte reproduit celui de la documentation (seed L307-350)."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest

from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.printing import decompte
from lsc_desktop.printing.decompte import render_decompte
from lsc_desktop.printing.letter import WINDOW_BOTTOM
from tests.printing.reading import (
    boxes,
    composed,
    digest,
    digest_elsewhere,
    fonts,
    lines,
    missing_glyphs,
    overlaps,
    texts,
)
from tests.printing.samples import ANNEE, DECOMPTE, des_decomptes, un_decompte_extreme

SPECIMEN = f"""
DECOMPTE CHARGES LOCATIVES
Le : 25/10/2021
N° compte : 81ELLOCATA
Réf. du lot : LAFAYETTE/002
Adresse immeuble : Résidence Lafayette - 54000 - NANCY
Période : du 01/01/2020 au 31/12/2020
TYPE DE CHARGES Nb jours Quote-part Montant total Montant à payer
Ordures ménagères 366/366 1,00 100,00 100,00
{ANNEE}
Charges établies par le syndic 366/366 1,00 5 000,00 5 000,00
{ANNEE}
charges n° 3 366/366 1,00 50,00 50,00
Au prorata du temps passé
charges n° 4 366/366 1,00 25,00 25,00
En fonction d'une période de chauffe
charges n° 5 366/366 1,00 5,00 5,00
Spécifique à cet immeuble
charges n° 6 366/366 1,00 1,00 1,00
Libellé de la charge n° 6
Eau froide 1 000,00 800,00 5,00 1 000,00
Eau chaude 500,00 459,00 5,50 225,50
Energie thermique 250,00 200,00 6,00 300,00
Divers 200,00 250,00 6,00 -300,00
TOTAL 6 406,50
Provisions sur charges appelées - 5 000,00
Réintroduction retenue avant décompte - 300,00
Montant de la régularisation = 1 106,50
Ce montant sera étalé sur les 3 prochains appels de loyer.
Le montant des futures provisions sur charges est fixé à 533,88 €
"""


@pytest.fixture
def pages(monkeypatch):
    return lambda value: composed(monkeypatch, decompte, lambda: render_decompte(value))


def rows(pages):
    """Les lignes telles qu'on les lit : ce qui est à la même hauteur, de gauche à droite."""
    found = {}
    for box in boxes(pages):
        found.setdefault((box.page, round(box.bottom, 1)), []).append((box.left, box.text))
    return {
        " ".join(text for _, text in sorted(row)).replace("\u00a0", " ") for row in found.values()
    }


def test_le_specimen_est_reproduit_ligne_pour_ligne(pages):
    seen = "\n".join(rows(pages(DECOMPTE)))
    assert [line for line in SPECIMEN.strip().splitlines() if line not in seen] == []


def test_le_specimen_se_lit_dans_le_pdf_sur_une_page():
    (text,) = texts(render_decompte(DECOMPTE))
    for expected in ("DECOMPTE CHARGES LOCATIVES", "6 406,50", "- 5 000,00", "= 1 106,50"):
        assert expected in text
    assert "Page 1/1" in text
    assert "Index fin de" in text and "(€/m3)" in text


def test_l_adresse_est_seule_dans_la_fenetre_de_l_enveloppe(pages):
    (page,) = pages(DECOMPTE)
    window = [b for b in boxes([page]) if b.right > 105 and b.bottom > 42 and b.top < 90]
    assert [box.text for box in window] == list(DECOMPTE.destinataire.bloc())
    assert all(box.left >= 105 and box.right <= 195 for box in window)
    assert all(box.top >= 45 and box.bottom <= WINDOW_BOTTOM for box in window)


def test_un_locataire_parti_n_a_pas_de_phrase():
    (text,) = texts(render_decompte(replace(DECOMPTE, present=False)))
    assert "prochain" not in text
    assert "futures provisions" not in text
    assert "1 106,50" in text


def test_les_phrases_sont_celles_du_decompte():
    for value in (replace(DECOMPTE, fois=1), replace(DECOMPTE, regularisation=Decimal("-10.00"))):
        (text,) = texts(render_decompte(value))
        assert all(phrase.replace("\u00a0", " ") in text for phrase in value.phrases)


def test_sans_provisions_ni_reintroduction_ni_note_rien_ne_les_annonce():
    value = replace(DECOMPTE, provisions=None, reintroduction=None, note="")
    (text,) = texts(render_decompte(value))
    for absent in ("Provisions sur charges appelées", "Réintroduction", "justificatives"):
        assert absent not in text


def test_des_provisions_nulles_se_disent():
    (text,) = texts(render_decompte(replace(DECOMPTE, provisions=Decimal("0.00"))))
    assert "- 0,00" in text


def test_une_reprise_de_provisions_change_de_signe():
    (text,) = texts(render_decompte(replace(DECOMPTE, reintroduction=Decimal("-300.00"))))
    assert "+ 300,00" in text


def test_un_tableau_sans_ligne_n_a_pas_d_en_tete():
    (text,) = texts(render_decompte(replace(DECOMPTE, eau=())))
    assert "Index" not in text
    (text,) = texts(render_decompte(replace(DECOMPTE, charges=())))
    assert "TYPE DE CHARGES" not in text


def test_une_quote_part_et_un_prix_gardent_leurs_decimales():
    charge = replace(DECOMPTE.charges[0], quote_part=Decimal("0.33333"))
    eau = replace(DECOMPTE.eau[0], prix=Decimal("4.1234"), index_fin=Decimal("10.125"))
    (text,) = texts(render_decompte(replace(DECOMPTE, charges=(charge,), eau=(eau,))))
    for expected in ("0,33333", "4,1234", "10,125"):
        assert expected in text


def test_les_lignes_vides_de_l_adresse_ne_laissent_pas_de_trou(pages):
    value = replace(DECOMPTE, destinataire=Adresse("Elsa", ("", "12 rue"), "54000", "NANCY"))
    (page,) = pages(value)
    tops = [b.bottom for b in boxes([page]) if b.left > 105 and 45 < b.bottom < 85]
    assert len(tops) == 3
    assert round(tops[1] - tops[0], 3) == round(tops[2] - tops[1], 3)


def test_memes_donnees_memes_octets_meme_ailleurs():
    content = render_decompte(DECOMPTE)
    assert content == render_decompte(DECOMPTE)
    assert digest_elsewhere("render_decompte(samples.DECOMPTE)") == digest(content)


def test_l_ordre_des_documents_ne_change_pas_leurs_octets():
    rare, plain = un_decompte_extreme(), DECOMPTE
    first = render_decompte(rare), render_decompte(plain)
    again = render_decompte(plain), render_decompte(rare)
    assert first == again[::-1]


def test_un_decompte_pese_moins_de_25_ko():
    assert all(len(render_decompte(value)) <= 25 * 1024 for value in des_decomptes(60))


def test_toutes_les_polices_sont_incorporees():
    for value in (DECOMPTE, un_decompte_extreme()):
        found = fonts(render_decompte(value))
        assert found
        assert all("/FontFile2" in font["/FontDescriptor"] for font in found)


def test_chaque_signe_ecrit_a_son_dessin():
    for value in (DECOMPTE, un_decompte_extreme()):
        assert missing_glyphs(render_decompte(value)) == []


def test_ce_qui_ne_s_ecrit_pas_se_voit():
    content = render_decompte(un_decompte_extreme())
    assert "Chez ? ????" in lines(content)
    assert any("Łódź, Şişli, Nguyễn, Ωμέγα" in line for line in lines(content))
    assert any("Charges & <frais>" in line for line in lines(content))


def test_rien_ne_deborde_ni_ne_se_recouvre(pages):
    assert overlaps(pages(DECOMPTE)) == []


def test_meme_les_plus_longs_textes_ne_se_recouvrent_pas(pages):
    found = pages(un_decompte_extreme())
    assert overlaps(found) == []
    assert len(found) == 2


def test_les_totaux_ne_quittent_pas_la_derniere_ligne():
    """Quel que soit le nombre de lignes, les totaux suivent deux lignes de leur tableau."""
    for count in range(1, 40, 3):
        value = replace(DECOMPTE, charges=DECOMPTE.charges[:1] * count, eau=())
        *_, last = texts(render_decompte(value))
        assert last.count("366/366") >= min(count, 2)
        for expected in ("TYPE DE CHARGES", "TOTAL", "1 106,50", "533,88", "justificatives"):
            assert expected in last


def test_un_en_tete_d_agence_vide_ou_bavard_tient(pages):
    wordy = EnTete("Agence " * 30, tuple(f"ligne {rank} " * 20 for rank in range(9)), "pied " * 300)
    for entete in (EnTete(""), wordy):
        assert overlaps(pages(replace(DECOMPTE, entete=entete))[:1]) == []


def test_le_pdf_dit_sa_langue_son_titre_et_sa_date():
    reader = pypdf.PdfReader(BytesIO(render_decompte(DECOMPTE)))
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"
    assert reader.metadata.title == "DECOMPTE CHARGES LOCATIVES - 81ELLOCATA"
    assert f"{reader.metadata.creation_date:%d/%m/%Y}" == "25/10/2021"
    width, height = reader.pages[0].mediabox.width, reader.pages[0].mediabox.height
    assert (round(width), round(height)) == (595, 842)
