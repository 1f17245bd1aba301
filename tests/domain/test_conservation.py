"""Combien de temps se garde une candidature sans suite (RGPD, art. 5 § 1 e)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.dossiers_locatifs.conservation import (
    MOIS,
    SANS_EFFET,
    ReglageConservationDraft,
    dire_a_effacer,
    efface_le,
    recus_avant,
    remarques_conservation,
)
from lsc_desktop.domain.dossiers_locatifs.saisie import DEJA, IMPORTE

JOURS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_trois_mois_sauf_autre_reglage():
    assert MOIS == 3 and ReglageConservationDraft().mois == 3
    assert efface_le(datetime(2026, 8, 30, 18, 0), 3) == date(2026, 11, 30)


def test_une_fin_de_mois_en_vaut_plusieurs():
    assert {efface_le(datetime(2026, 11, day), 3) for day in (28, 29, 30)} == {date(2027, 2, 28)}
    assert recus_avant(date(2027, 2, 28), 3) == datetime(2026, 12, 1)
    assert recus_avant(date(2027, 2, 27), 3) == datetime(2026, 11, 28)


@given(JOURS, st.integers(0, 400), st.integers(1, 24))
def test_la_borne_dit_la_meme_chose_que_le_jour_d_effacement(jour, age, mois):
    recu = datetime.combine(jour - timedelta(days=age), datetime.max.time())
    assert (efface_le(recu, mois) <= jour) == (recu < recus_avant(jour, mois))


def test_ce_qui_est_importe_ne_s_efface_jamais():
    from lsc_desktop.domain.dossiers_locatifs.conservation import EFFACABLES

    assert not {IMPORTE, DEJA} & set(EFFACABLES)


@pytest.mark.parametrize(
    ("over", "champ"),
    [({"mois": 0}, "mois"), ({"mois": 25}, "mois"), ({"mois": None}, "mois"),
     ({"heures": ""}, "heures"), ({"heures": "25:00"}, "heures")],
)  # fmt: skip
def test_un_reglage_impossible_se_dit(over, champ):
    assert [name for name, _why in ReglageConservationDraft(**over).problems()] == [champ]


def test_on_voit_d_avance_ce_qui_va_s_effacer():
    assert "n'effacera rien" in dire_a_effacer([])
    assert dire_a_effacer(["MARTIN Jeanne", "DURAND Paul"]) == (
        "Le prochain passage effacera 2 candidatures : MARTIN Jeanne et DURAND Paul."
    )
    many = dire_a_effacer([f"N{rank}" for rank in range(9)])
    assert many.endswith("N5 et 3 autres.")


def test_arrete_le_reglage_dit_que_rien_ne_s_efface():
    draft = ReglageConservationDraft(active=False, a_effacer="Le prochain passage…")
    assert remarques_conservation(draft) == (SANS_EFFET,)
