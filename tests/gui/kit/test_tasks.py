import threading

import pytest
from PySide6.QtCore import QObject
from shiboken6 import isValid

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.tasks import Tasks


@pytest.fixture
def tasks(qtbot):
    made = Tasks()
    yield made
    made.drain()
    made.close()


def test_le_travail_part_et_le_resultat_revient(tasks):
    seen = []
    here = threading.current_thread
    tasks.run(here, lambda worker: seen.extend([worker, here()]))
    assert seen == []
    assert tasks.drain()
    worker, receiver = seen
    assert receiver is threading.main_thread()
    assert worker is not receiver


def test_un_travail_vite_fait_est_rendu_avant_de_revenir_et_une_seule_fois(tasks):
    seen = []
    assert tasks.soon(lambda: "vite", seen.append, patience=60)
    assert seen == ["vite"]
    tasks.drain()
    assert seen == ["vite"]


def test_un_travail_long_est_rendu_plus_tard(tasks):
    seen, gate = [], threading.Event()
    assert not tasks.soon(lambda: gate.wait(60) and "lent", seen.append, patience=0.01)
    assert seen == []
    gate.set()
    tasks.drain()
    assert seen == ["lent"]


def test_un_refus_revient_comme_un_refus(tasks):
    def refuse():
        raise UserError("non")

    seen = []
    tasks.run(refuse, seen.append, lambda error: seen.append(error.title))
    tasks.drain()
    assert seen == ["non"]


def test_un_refus_de_celui_qui_recoit_n_est_pas_pris_pour_celui_du_travail(tasks, qtbot):
    def receive(_result):
        raise UserError("trop tard")

    refused = []
    with qtbot.capture_exceptions() as caught:
        tasks.run(lambda: 1, receive, refused.append)
        tasks.drain()
    assert refused == []
    assert caught[0][0] is UserError


def test_un_bogue_n_est_pas_avale(tasks, qtbot):
    with qtbot.capture_exceptions() as caught:
        tasks.run(lambda: 1 // 0, print, print)
        tasks.drain()
    assert caught[0][0] is ZeroDivisionError


def test_rien_n_est_rendu_a_un_ecran_ferme(tasks, qtbot):
    owner, seen, gate = QObject(), [], threading.Event()
    tasks.run(lambda: gate.wait(60), seen.append, owner=owner)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not isValid(owner))
    gate.set()
    assert tasks.drain()
    assert seen == []


def test_ferme_il_n_accepte_plus_rien(qtbot):
    tasks, seen = Tasks(), []
    tasks.close()
    assert not tasks.soon(lambda: 1, seen.append)
    assert seen == []
