"""Un fichier est entier sous son nom, ou n'y est pas."""

import os
import subprocess
import sys
import tempfile

import pytest

from lsc_desktop.base import files
from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.base.files import sweep, write_beside, write_whole


def noms(folder):
    return sorted(path.name for path in folder.iterdir())


def test_ce_qui_echoue_ne_laisse_rien_et_garde_l_ancien(tmp_path):
    path = tmp_path / "liste.csv"
    write_whole(path, b"avant")
    with pytest.raises(ValueError), write_beside(path) as part:
        part.write_bytes(b"moi")
        raise ValueError("arrêt en cours d'écriture")
    assert path.read_bytes() == b"avant" and noms(tmp_path) == ["liste.csv"]


def test_le_nom_ne_parait_qu_une_fois_tout_ecrit(tmp_path):
    path = tmp_path / "liste.csv"
    with write_beside(path) as part:
        part.write_bytes(b"entier")
        assert not path.exists()
    assert path.read_bytes() == b"entier"


def test_un_dossier_absent_se_dit(tmp_path):
    with pytest.raises(TemporaryError, match="ce dossier n'existe pas"):
        write_whole(tmp_path / "absent" / "liste.csv", b"x")


def test_le_reste_d_un_processus_mort_se_retire_celui_d_un_vivant_reste(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = [f".lsc-a.db.{dead.pid}.part", f".lsc-b.db.{os.getppid()}.part", "lsc-c.db", ".autre"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    sweep(tmp_path, "lsc-*")
    assert noms(tmp_path) == sorted(names[1:])


def test_un_dossier_de_travail_retire_ceux_qu_un_processus_tue_a_laisses(tmp_path, monkeypatch):
    """Des documents en clair n'y restent pas au-delà de l'envoi suivant."""
    monkeypatch.setattr(files, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "lsc-essai-999999999-abc"
    mine = tmp_path / f"lsc-essai-{os.getpid()}-abc"
    for folder in (left, mine):
        folder.mkdir()
        (folder / "avis.pdf").write_bytes(b"%PDF")
    with files.work_folder("lsc-essai") as folder:
        assert folder.parent == tmp_path and not left.exists() and mine.exists()
        (folder / "un.pdf").write_bytes(b"%PDF")
    assert not folder.exists()
