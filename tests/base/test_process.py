import os
import subprocess
import sys

from lsc_desktop.base.process import born


def test_un_processus_vivant_a_une_naissance_qui_ne_change_pas():
    assert born(os.getpid())
    assert born(os.getpid()) == born(os.getpid())


def test_un_processus_mort_n_en_a_plus_meme_avant_d_etre_enterre():
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as child:
        assert born(child.pid)
        child.kill()
        if hasattr(os, "waitid"):
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
            assert born(child.pid) == ""
        child.wait()
        assert born(child.pid) == ""
