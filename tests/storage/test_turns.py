"""La file des écritures d'un fichier SQLite : un seul à la fois, et jamais pour toujours."""

import errno
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.storage import turns
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.turns import Turn
from tests.bases import sqlite_seulement
from tests.depot import ROOT

TIENT = """
import sys, time
from pathlib import Path
from lsc_desktop.storage.turns import Turn
with Turn(Path(sys.argv[1]), 60).taken():
    print("pris", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def base(tmp_path):
    return tmp_path / "lsc.db"


def test_un_seul_fil_a_la_fois_et_chacun_passe(base):
    inside, most, passed = [], [], []

    def passe(rank):
        with Turn(base, 60).taken():
            inside.append(rank)
            most.append(len(inside))
            time.sleep(0.002)
            inside.remove(rank)
            passed.append(rank)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(passe, range(40)))
    assert set(most) == {1} and sorted(passed) == list(range(40))


def test_un_processus_tue_rend_son_tour(base):
    command = [sys.executable, "-c", TIENT, str(base)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "pris\n"
        with pytest.raises(TimeoutError), Turn(base, 0.05).taken():
            pytest.fail("deux à la fois")
        holder.kill()
    with Turn(base, 60).taken():
        pass


def test_qui_a_renonce_ne_garde_pas_le_tour_qu_il_obtient_ensuite(base):
    taken, free = threading.Event(), threading.Event()

    def tient():
        with Turn(base, 60).taken():
            taken.set()
            free.wait(60)

    holder = threading.Thread(target=tient)
    holder.start()
    assert taken.wait(60)
    for _ in range(3):
        with pytest.raises(TimeoutError), Turn(base, 0.05).taken():
            pytest.fail("deux à la fois")
    free.set()
    holder.join()
    with Turn(base, 60).taken():
        pass


def test_un_echec_rend_le_tour(base):
    with pytest.raises(ZeroDivisionError), Turn(base, 1).taken():
        raise ZeroDivisionError
    with Turn(base, 1).taken():
        pass


def test_sans_droit_a_cote_de_la_base_sqlite_arbitre_seul(tmp_path):
    with Turn(tmp_path / "absent" / "lsc.db", 1).taken():
        pass
    assert not (tmp_path / "absent").exists()


def test_un_disque_sans_verrou_laisse_sqlite_arbitrer_seul(base, monkeypatch):
    """Certains disques montés par un programme ne savent pas verrouiller un fichier."""

    opened = []

    def refuse(file, _how):
        opened.append(file)
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(turns.fcntl, "flock", refuse)
    with Turn(base, 1).taken(), pytest.raises(OSError):
        os.fstat(opened[0])  # rien ne reste ouvert


def test_un_collegue_peut_se_servir_de_la_file_s_il_peut_ecrire_la_base(base):
    base.touch(mode=0o660)
    base.chmod(0o660)
    turn = Turn(base, 1)
    with turn.taken():
        assert turn._mode() == 0o660


@sqlite_seulement("un serveur range lui-même ses verrous")
def test_une_file_qui_n_avance_pas_se_dit_en_francais(db, monkeypatch):
    monkeypatch.setattr("lsc_desktop.storage.engine.BUSY_MS", 50)
    other = Database(str(db.url))
    with (
        db.turn(),
        pytest.raises(TemporaryError, match="occupée par un autre poste"),
        other.write(),
    ):
        pytest.fail("deux à la fois")
    other.close()
