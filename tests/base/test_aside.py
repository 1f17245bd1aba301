"""Un long travail dans son processus : ses nouvelles, son arrêt, ses refus, sa mort."""

import logging
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from lsc_desktop.base.aside import PACE, aside
from lsc_desktop.base.errors import Confirm, GoneError, TemporaryError, UserError
from lsc_desktop.base.process import born
from lsc_desktop.partners.sftp.erreurs import CleHoteError
from tests.depot import ROOT


def compter(jusqu_a, dire, arreter):
    for rank in range(jusqu_a):
        if arreter():
            return ("arrêté", rank, os.getpid())
        dire(rank, jusqu_a)
        time.sleep(0.01)
    return ("fini", jusqu_a, os.getpid())


def refuser(erreur, _dire, _arreter):
    raise erreur


def noter(_dire, _arreter):
    logging.getLogger("lsc_desktop.essai").warning("la cible %s traîne", "Extranet")


def mourir(_dire, _arreter):
    os.kill(os.getpid(), signal.SIGKILL)


def jamais():
    return False


def test_le_travail_se_fait_ailleurs_et_donne_des_nouvelles():
    said, start = [], time.monotonic()
    end, total, pid = aside(partial(compter, 60), lambda *news: said.append(news), jamais)
    spent = time.monotonic() - start
    assert (end, total) == ("fini", 60) and pid != os.getpid()
    assert said[0] == (0, 60) and said == sorted(said)
    assert len(said) <= spent / PACE + 2, "dix nouvelles par seconde suffisent à l'écran"


def test_on_l_arrete_entre_deux_elements():
    said = []
    end, rank, _pid = aside(
        partial(compter, 10_000), lambda *news: said.append(news), lambda: len(said) > 1
    )
    assert end == "arrêté" and 0 < rank < 10_000


@pytest.mark.parametrize(
    "erreur",
    [
        UserError("Il manque un nom.", "Donnez-le.", "nom"),
        GoneError("Cette cible a été supprimée."),
        CleHoteError("extranet.fr", "SHA256:abc", "SHA256:xyz"),
    ],
    ids=lambda erreur: type(erreur).__name__,
)
def test_un_refus_revient_tel_quel(erreur):
    with pytest.raises(type(erreur)) as found:
        aside(partial(refuser, erreur), print, jamais)
    assert str(found.value) == str(erreur) and vars(found.value) == vars(erreur)


def test_une_question_revient_avec_sa_cle():
    with pytest.raises(Confirm) as found:
        aside(partial(refuser, Confirm("Retirer 12 documents ?", "retrait")), print, jamais)
    assert (found.value.question, found.value.key) == ("Retirer 12 documents ?", "retrait")


def test_un_bogue_revient_avec_sa_trace():
    with pytest.raises(RuntimeError, match=r"(?s)in refuser.*ZeroDivisionError: zéro"):
        aside(partial(refuser, ZeroDivisionError("zéro")), print, jamais)


def test_ce_qu_il_note_va_au_journal_d_ici(caplog):
    aside(noter, print, jamais)
    (record,) = caplog.records
    assert (record.name, record.getMessage()) == (
        "lsc_desktop.essai",
        "la cible Extranet traîne",
    )
    assert record.process != os.getpid()


def test_son_processus_tue_se_dit():
    with pytest.raises(TemporaryError, match="interrompu"):
        aside(mourir, print, jamais)


SEUL = """
from functools import partial
from lsc_desktop.base.aside import aside
from tests.base.test_aside import compter, jamais
if __name__ == "__main__":
    aside(partial(compter, 100_000), lambda *news: None, jamais)
"""


def test_il_s_arrete_quand_celui_qui_l_a_demande_est_tue(tmp_path):
    script = tmp_path / "seul.py"
    script.write_text(SEUL, encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script)], env=environ) as asking:
        (worker,) = attendre(lambda: ouvriers(asking.pid), 60)
        asking.kill()
    attendre(lambda: not born(worker), 60)


def ouvriers(pid):
    """Les processus qui travaillent pour lui, sans celui qui suit les ressources."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in lu(child)]


def lu(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def attendre(vrai, secondes):
    end = time.monotonic() + secondes
    while time.monotonic() < end:
        if found := vrai():
            return found
        time.sleep(0.05)
    raise AssertionError("trop long")
