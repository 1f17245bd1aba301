"""Le journal : une rubrique par colonne, des totaux qui restent avec leurs lignes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lsc_desktop.base.money import nombre
from lsc_desktop.domain.quittancement import Groupe, LigneJournal
from lsc_desktop.printing import reports
from lsc_desktop.printing.journal_quittancement import render_journal_quittancement
from tests.printing.reading import (
    boxes,
    composed,
    digest,
    digest_elsewhere,
    fonts,
    missing_glyphs,
    overlaps,
    texts,
)
from tests.printing.samples import un_journal

ENORME = Decimal("123456789012.34")


@pytest.fixture
def pages(monkeypatch):
    return lambda value: composed(monkeypatch, reports, lambda: render_journal_quittancement(value))


def test_soixante_locataires_tiennent_sur_plusieurs_pages_avec_l_en_tete_repete():
    found = texts(render_journal_quittancement(un_journal(60)))
    assert len(found) > 1
    for rank, text in enumerate(found, 1):
        assert "Journal du quittancement" in text
        assert "Locataire" in text and "Provisions sur" in text
        assert f"Page {rank}/{len(found)}" in text


def test_chaque_locataire_et_chaque_total_y_est():
    value = un_journal(60)
    text = "\n".join(texts(render_journal_quittancement(value)))
    for groupe in value.groupes:
        assert f"Total {groupe.titre}" in text
        assert nombre(groupe.total).replace("\u00a0", " ") in text
        for ligne in groupe.lignes:
            assert ligne.compte in text
    assert "Total général" in text
    assert nombre(value.total).replace("\u00a0", " ") in text


def test_un_groupe_coupe_reprend_avec_son_titre():
    _, second, *_ = texts(render_journal_quittancement(un_journal(60, 1)))
    assert "Résidence n° 1 (suite)" in second


def test_un_total_suit_toujours_deux_lignes():
    for count in range(2, 70, 7):
        *_, last = texts(render_journal_quittancement(un_journal(count, 1)))
        assert last.count("81LOC") >= 2
        assert "Total Résidence n° 1" in last and "Total général" in last


def test_un_titre_de_groupe_n_est_jamais_en_bas_de_page(pages):
    for count in range(40, 70, 7):
        for page in pages(un_journal(count, 5)):
            lowest = max(boxes([page]), key=lambda b: b.bottom * (not b.text.startswith("Page")))
            assert not lowest.text.startswith("Résidence")


def test_les_nombres_d_une_rubrique_s_alignent_a_droite(pages):
    found = boxes(pages(un_journal(10, 1)))
    edges = {round(box.right, 2) for box in found if box.text == "85,50"}
    assert len(edges) == 1


def test_une_rubrique_sans_montant_reste_blanche():
    assert "0,00" not in texts(render_journal_quittancement(un_journal(1, 1)))[0].split()


def test_un_journal_vide_le_dit():
    (text,) = texts(render_journal_quittancement(replace(un_journal(), groupes=())))
    assert "Aucun appel sur cette période." in text


def test_rien_ne_se_recouvre(pages):
    assert overlaps(pages(un_journal(60))) == []
    ligne = LigneJournal("W" * 40, "Marie-Antoinette de la " * 4, "L" * 50, (ENORME,) * 14)
    wide = replace(
        un_journal(),
        rubriques=tuple(f"Rubrique comptable numéro {rank}" for rank in range(14)),
        groupes=(Groupe("Groupe immense " * 30, (ligne,) * 50), Groupe("", (ligne,) * 3)),
    )
    assert overlaps(pages(wide)) == []


def test_memes_donnees_memes_octets_meme_ailleurs():
    content = render_journal_quittancement(un_journal())
    assert content == render_journal_quittancement(un_journal())
    elsewhere = digest_elsewhere("render_journal_quittancement(samples.un_journal())")
    assert elsewhere == digest(content)


def test_les_polices_sont_incorporees_et_savent_tout_ecrire():
    content = render_journal_quittancement(un_journal())
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts(content))
    assert missing_glyphs(content) == []
