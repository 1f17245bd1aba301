"""Boîte d'envoi : combien attendre après un échec, et ce qu'on en garde."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lsc_desktop.domain.partenaires.envois import CHARGE_MAX, ecrire_charge, lire_charge, pause
from lsc_desktop.domain.partenaires.reglages import ReglagePartenairesDraft


def test_l_attente_double_sans_passer_six_heures():
    minutes = [pause(tries) // timedelta(minutes=1) for tries in (1, 2, 3, 6, 7, 8, 50)]
    assert minutes == [5, 10, 20, 160, 320, 360, 360]


def test_ce_que_demande_le_partenaire_l_emporte_s_il_est_plus_long():
    assert pause(1, timedelta(hours=20)) == timedelta(hours=20)
    assert pause(3, timedelta(seconds=10)) == timedelta(minutes=20)


def test_une_charge_se_relit_et_n_est_que_du_json():
    assert lire_charge(ecrire_charge({"é": [1, None], "a": "1.50"})) == {
        "é": [1, None],
        "a": "1.50",
    }
    with pytest.raises(TypeError):
        ecrire_charge({"montant": Decimal("1.50")})
    with pytest.raises(ValueError, match="gardez un id"):
        ecrire_charge({"pdf": "x" * CHARGE_MAX})


@pytest.mark.parametrize(
    ("champ", "valeur", "faux"),
    [
        ("heures", "25:00", True), ("heures", "", True), ("heures", "9h", False),
        ("jours", "", True), ("store_adresse", "http://store.fr", True),
        ("store_adresse", "https://", True), ("store_adresse", "https://[", True),
        ("store_adresse", " https://store.fr/a ", False), ("store_adresse", "", False),
    ],
)  # fmt: skip
def test_le_reglage_dit_ce_qui_cloche(champ, valeur, faux):
    draft = ReglagePartenairesDraft(**{champ: valeur})
    assert [name for name, _why in draft.problems()] == [champ] * faux
