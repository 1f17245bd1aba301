import pytest

from lsc_desktop.domain.coordonnees import problems_coordonnees
from lsc_desktop.domain.tiers import TiersDraft


def fautes(**values):
    return {field for field, _sentence in problems_coordonnees(TiersDraft(**values))}


def test_rien_de_saisi_ne_bloque_rien():
    assert fautes() == set()


@pytest.mark.parametrize(
    "values",
    [
        {"siret": "732 829 320 00074"},
        {"iban": "FR76 3000 6000 0112 3456 7890 189"},
        {"bic": "CMCIFR2A"},
        {"courriel": "elsa@exemple.fr"},
        {"code_postal": "54500"},
        {"code_postal": "L-1234", "pays": "Luxembourg"},
    ],
)
def test_une_coordonnee_juste_passe(values):
    assert fautes(**values) == set()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("siret", "732 829 320 00075"),
        ("siret", "12"),
        ("iban", "FR76 3000 6000 0112 3456 7890 188"),
        ("iban", "bonjour"),
        ("bic", "CMC"),
        ("courriel", "elsa.exemple.fr"),
        ("code_postal", "5450"),
    ],
)
def test_une_faute_de_frappe_se_voit_a_son_champ(field, value):
    assert fautes(**{field: value}) == {field}
