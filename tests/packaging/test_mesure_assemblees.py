"""La mesure des assemblées, en petit : elle se joue jusqu'au bout, et compte ce que compte SQL."""

import importlib
import sys

import pytest

from tests.bases import sqlite_seulement
from tests.depot import ROOT

pytestmark = sqlite_seulement("la mesure se fait sur un fichier à elle")


@pytest.fixture
def mesure(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    yield importlib.import_module("measures.meetings")
    for name in [n for n in sys.modules if n.partition(".")[0] == "measures"]:
        del sys.modules[name]


def test_en_petit_chaque_ligne_a_son_chiffre(qtbot, mesure):
    """Les sommes y sont comparées à celles d'un GROUP BY, et chaque touche à ce qui s'affiche."""
    size = mesure.Size(owners=30, resolutions=4, sheet=12, keys=10, votes=3)
    lines = list(mesure.measure(1, size))
    assert [line.what for line in lines if line.figure <= 0] == []
    counted, already, *typed = lines
    assert counted.what == "30 copropriétaires × 4 résolutions : lues et comptées"
    assert counted.ratio and already.ratio, "le pair est mesuré dans le même passage"
    sheet = [line.figure for line in typed if line.what.startswith("présences de 12")]
    votes = [line.figure for line in typed if line.what.startswith("votes de 30")]
    assert (len(sheet), len(votes)) == (6, 7)
    for total, _p95, write, count, _painting, *_ in (sheet, votes):
        assert total > max(write, count), "une touche comprend son écriture et son compte"


def test_l_assemblee_mesuree_a_des_absents_et_des_formulaires(mesure, tmp_path):
    """Sur dix : sept sont là, deux ont écrit, un est absent (20 copropriétaires : 14, 4, 2)."""
    path = tmp_path / "ag.db"
    mesure.build(path, 20, 3)
    db = mesure.agency.database(path)
    with db.read() as session:
        seance = mesure.load_seance(session, mesure.ONE)
    db.close()
    heads = {code.value: camp.nombre for code, camp in seance.tableau().items() if camp.nombre}
    assert heads == {"O": 14, "C": 4, "N": 2}
    (first, *_) = seance.resultats()
    assert first.tours[0].compte.participants == 18


def test_compter_une_assemblee_ne_coute_guere_plus_que_ses_sommes_en_sql(mesure, tmp_path):
    """Le pair n'additionne que des voix. Mesurés ensemble, le rapport ne dépend pas de la machine :
    de 0,8 à 1,3 à cette taille ; un dépouillement de trop, ou une salle par question, le double."""
    size = mesure.Size(owners=1000, resolutions=30)
    mesure.build(tmp_path / "ag.db", size.owners, size.resolutions)
    _read, counted = mesure.counting(tmp_path / "ag.db", 7, size)
    assert counted.ratio <= 1.8
