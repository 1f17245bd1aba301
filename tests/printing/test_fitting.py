"""Un texte, si long soit-il, reste dans sa place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsc_desktop.printing.fitting import clip, fit, shrink, wrap
from lsc_desktop.printing.fonts import readable, width
from lsc_desktop.printing.kit import MM

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=120)
ROOMS = st.floats(8, 120)


@settings(max_examples=60, deadline=None)
@given(TEXTS, ROOMS)
def test_ce_qui_est_coupe_tient(text, room):
    assert width(clip(text, 9, room), 9) <= room * MM + 1e-6


@settings(max_examples=60, deadline=None)
@given(TEXTS, ROOMS)
def test_ce_qui_est_replie_tient_et_ne_perd_rien(text, room):
    lines = wrap(text, 9, room)
    assert all(width(line, 9) <= room * MM + 1e-6 for line in lines)
    assert "".join(readable("".join(lines)).split()) == "".join(readable(text).split())


@settings(max_examples=60, deadline=None)
@given(TEXTS, ROOMS, st.integers(1, 4))
def test_un_repli_borne_ne_depasse_pas_ses_lignes(text, room, most):
    lines = wrap(text, 9, room, most=most)
    assert len(lines) <= most
    assert all(width(line, 9) <= room * MM + 1e-6 for line in lines)


@settings(max_examples=60, deadline=None)
@given(TEXTS, ROOMS)
def test_ce_qui_est_reduit_tient(text, room):
    fitted, size = fit(text, 12, room)
    assert 6 <= size <= 12
    assert width(fitted, size) <= room * MM + 1e-6


def test_un_montant_se_reduit_sans_plancher():
    amount = "123 456 789 012,34"
    assert width(amount, shrink(amount, 9, 6)) <= 6 * MM


def test_un_texte_court_garde_son_corps():
    assert fit("Elsa", 10.5, 80) == ("Elsa", 10.5)
    assert wrap("Du 01/01/2020 au 31/12/2020", 8, 78) == ("Du 01/01/2020 au 31/12/2020",)


def test_on_replie_aux_espaces():
    assert wrap("Charges établies par le syndic", 9, 30) == ("Charges établies", "par le syndic")


@pytest.mark.parametrize("text", ["", " "])
def test_rien_reste_rien(text):
    assert wrap(text, 9, 30) == ("",)
    assert clip(text, 9, 30) == text
