import pytest

from lsc_desktop.domain.entites import EntiteDraft


def fautes(**over):
    draft = EntiteDraft(**{"code": "G001", "nom": "Agence Crypto"} | over)
    return [field for field, _sentence in draft.problems()]


def test_une_entite_a_un_code_et_un_nom():
    assert fautes() == []
    assert fautes(code="", nom="") == ["code", "nom"]


@pytest.mark.parametrize(("ics", "attendu"), [("FR12ZZZ123456", []), ("FR12ZZZ12345", ["ics"])])
def test_l_identifiant_de_creancier_a_sa_forme(ics, attendu):
    assert fautes(ics=ics) == attendu
