"""Qui se sert de la base, qui est mort sans la refermer, et la porte fermée d'une restauration."""

import subprocess
import sys

import pytest

from lsc_desktop.base import seances
from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.base.seances import Presence, Seance
from tests.depot import ROOT

MARTINE = Seance("Martine", "ACCUEIL", "22/11/2026 à 10:42")
AUTRE = """
import sys, time
from pathlib import Path
from lsc_desktop.base.seances import Presence, Seance
presence = Presence(Path(sys.argv[1]))
presence.enter(Seance("Paul", "BUREAU-2", "22/11/2026 à 09:00"))
print("entré", flush=True)
time.sleep(600)
"""


@pytest.fixture
def base(tmp_path):
    return tmp_path / "lsc.db"


@pytest.fixture
def paul(base):
    """Paul, dans un autre processus."""
    process = subprocess.Popen(
        [sys.executable, "-c", AUTRE, str(base)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline().strip() == "entré"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_une_sortie_propre_ne_laisse_rien(base):
    first, second = Presence(base), Presence(base)
    first.enter(MARTINE)
    first.leave()
    second.enter(MARTINE)
    assert not second.crashed
    second.leave()
    assert [path.name for path in second.folder.iterdir()] == ["porte.lock"]


def test_les_autres_se_nomment(base, paul):
    own = Presence(base)
    own.enter(MARTINE)
    assert [seance.qui for seance in own.others()] == ["Paul"] and not own.crashed
    own.leave()


def test_un_processus_tue_se_voit_a_l_ouverture_suivante_une_seule_fois(base, paul):
    paul.kill()
    paul.wait()
    own, later = Presence(base), Presence(base)
    own.enter(MARTINE)
    later.enter(MARTINE)
    assert own.crashed and not later.crashed
    assert [seance.qui for seance in later.others()] == ["Martine"]
    own.leave()
    later.leave()


def test_on_n_est_pas_seul_quand_un_autre_travaille(base, paul):
    own = Presence(base)
    own.enter(MARTINE)
    with pytest.raises(TemporaryError, match="Paul sur BUREAU-2"), own.alone():
        pytest.fail("Paul travaille")
    paul.kill()
    paul.wait()
    with own.alone():
        assert own.others() == []
    own.leave()


def test_personne_n_entre_pendant_une_restauration(base, monkeypatch):
    monkeypatch.setattr(seances, "PATIENCE", 0.05)
    own, late = Presence(base), Presence(base)
    own.enter(MARTINE)
    with own.alone(), pytest.raises(TemporaryError, match="en cours de restauration"):
        late.enter(MARTINE)
    late.enter(MARTINE)
    late.leave()
    own.leave()


def test_un_dossier_qui_refuse_n_empeche_pas_de_travailler(tmp_path):
    (tmp_path / "lsc.db.seances").write_text("")
    own = Presence(tmp_path / "lsc.db")
    own.enter(MARTINE)
    own.leave()
    assert not own.crashed
