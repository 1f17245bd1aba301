from datetime import datetime, timedelta

import pytest

from lsc_desktop.domain.traitements import BAIL, Jeton, delaisse

VU = datetime(2021, 10, 25, 9, 30)
PEU = VU + timedelta(seconds=5)
JETON = Jeton("poste-12", 4321, "998877", "abc")


def test_un_jeton_se_relit():
    assert Jeton.lire(JETON.texte()) == JETON
    assert Jeton.lire("un|drôle|de nom|12|998877|abc") == Jeton(
        "un|drôle|de nom", 12, "998877", "abc"
    )


@pytest.mark.parametrize("texte", ["", "poste", "poste|x|y|z", "a|1|2"])
def test_un_autre_texte_n_est_le_jeton_de_personne(texte):
    assert Jeton.lire(texte) is None
    assert delaisse(None, "poste-12", "", VU, PEU)


@pytest.mark.parametrize(
    ("ici", "naissance", "seul"),
    [
        ("poste-12", "998877", False),  # le même processus vit
        ("poste-12", "", True),  # il est mort
        ("poste-12", "112233", True),  # son numéro a été redonné à un autre
        ("poste-12", "?", False),  # le système ne sait pas : il vit peut-être
        ("poste-3", "", False),  # d'un autre poste, on ne sait rien
    ],
)
def test_un_processus_mort_de_cette_machine_se_voit_aussitot(ici, naissance, seul):
    assert delaisse(JETON, ici, naissance, VU, PEU) is seul


@pytest.mark.parametrize("ecart", [BAIL, -BAIL])
def test_sans_signe_de_vie_on_prend_la_suite_quelle_que_soit_l_horloge(ecart):
    more = timedelta(seconds=1 if ecart > timedelta() else -1)
    assert not delaisse(JETON, "poste-3", "", VU, VU + ecart)
    assert delaisse(JETON, "poste-3", "", VU, VU + ecart + more)
