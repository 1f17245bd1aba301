"""La mesure du manifeste, en petit : elle se joue jusqu'au bout, et les pairs n'y trouvent rien."""

import importlib
import sys

import pytest

from tests.bases import sqlite_seulement
from tests.depot import ROOT
from tests.partners.serveurs import pourquoi_pas_sshd

pytestmark = sqlite_seulement("la mesure se fait sur un fichier à elle")


@pytest.fixture
def mesure(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    yield importlib.import_module("measures.manifests")
    for name in [n for n in sys.modules if n.partition(".")[0] == "measures"]:
        del sys.modules[name]


def test_en_petit_chaque_ligne_a_son_chiffre(mesure):
    """Nous et les pairs installés disent qu'il n'y a rien à faire : ils lèvent sinon."""
    if reason := pourquoi_pas_sshd():
        pytest.skip(reason)
    lines = list(mesure.measure(1, mesure.Size(people=20, each=2)))
    assert [line.what for line in lines if line.figure <= 0] == []
    decided, written, memory, *idle = lines
    assert decided.what == "40 documents publiés : dire ce qui part"
    assert written.unit == "s" and memory.unit == "Mo"
    assert all(line.ratio for line in idle), "chaque pair est mesuré dans le même passage"


def test_un_pair_qui_trouverait_a_faire_arrete_la_mesure(mesure, tmp_path):
    """Sans quoi un dossier mal recopié ferait un pair plus rapide, ou plus lent."""
    place = mesure.place_in(tmp_path)
    busy = mesure.Peer("bavard", lambda _place, _port: "echo avis-1.pdf")
    with pytest.raises(RuntimeError, match="bavard"):
        mesure._theirs(place, 22, busy)
