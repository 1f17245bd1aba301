"""Ce que les polices savent écrire, et ce qu'elles remplacent."""

from string import digits

import pytest

from lsc_desktop.printing.fonts import PREPARED, font, readable, width


@pytest.mark.parametrize("bold", [False, True])
def test_chaque_signe_prepare_a_un_dessin(bold):
    known = font(bold).face.charToGlyph
    assert all(known[ord(char)] for char in PREPARED)


@pytest.mark.parametrize("bold", [False, True])
def test_les_chiffres_ont_la_meme_chasse(bold):
    assert len({width(digit, 9, bold) for digit in digits}) == 1


@pytest.mark.parametrize("name", ["Wałęsa", "Şişli", "Nguyễn", "Ωμέγα", "Жуков", "Œuvre ÿ €"])
def test_les_noms_d_europe_s_ecrivent_tels_quels(name):
    assert readable(name) == name


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Elsa \U0001f600", "Elsa ?"),
        ("مريم", "????"),
        ("中文", "??"),
        ("1\u202f234,50", "1 234,50"),
        ("e\u0301le\u0300ve", "élève"),
        ("o\ufb03ce", "office"),
        ("a\u200bb\u00adc", "abc"),
        ("ligne\tsuivante\n", "ligne suivante "),
        ("grand\u2011père", "grand-père"),
    ],
)
def test_ce_qui_ne_s_ecrit_pas_se_voit_ou_s_efface(text, printed):
    assert readable(text) == printed


def test_la_largeur_est_celle_de_ce_qui_s_imprime():
    assert width("\U0001f600", 10) == width("?", 10)
    assert width("a\u200bb", 10) == width("ab", 10)
    assert width("\u00a0", 10) == width(" ", 10)
