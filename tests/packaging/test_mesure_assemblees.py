"""La mesure des assemblées, en petit : elle se joue jusqu'au bout, et compte ce que compte SQL."""

import importlib
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

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


def test_une_voix_de_plus_ne_coute_que_quelques_lignes(mesure, tmp_path):
    """Comptées et non chronométrées, les lignes de Python jouées ne dépendent pas de la machine :
    sept par voix au compte, une à la lecture. Dépouiller deux fois, ou refaire la salle à chaque
    question, en prendrait bien plus."""
    (few_read, few), (many_read, many) = (
        _lignes(mesure, tmp_path / f"{resolutions}.db", 200, resolutions) for resolutions in (5, 15)
    )
    voices = 200 * 10
    assert (many - few) / voices <= 9
    assert (many_read - few_read) / voices <= 2


def _lignes(mesure, path: Path, owners: int, resolutions: int) -> tuple[int, int]:
    """Les lignes de Python que prennent la lecture de l'assemblée, puis son compte."""
    mesure.build(path, owners, resolutions)
    db = mesure.agency.database(path)

    def read():
        with db.read() as session:
            return mesure.load_seance(session, mesure.ONE)

    held = read()  # la première prépare ses requêtes
    held.resultats()
    found = _jouees(read), _jouees(lambda: replace(held).resultats())
    db.close()
    return found


def _jouees(work: Callable[[], object]) -> int:
    lines, before = 0, sys.gettrace()

    def trace(_frame, event, _argument):
        nonlocal lines
        lines += event == "line"
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines
