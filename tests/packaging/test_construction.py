"""Le programme figé se construit, s'essaie, et n'emporte que ce qui sert."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.depot import ROOT

pytestmark = pytest.mark.long(20)
LACKING = 2  # code de sortie de scripts/build.py
LIMIT = 230e6  # octets ; 253 Mo mesurés avant d'écarter ce que Qt a d'inutile ici


@pytest.fixture(scope="module")
def construit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Le dossier du programme, et ce qu'a dit scripts/build.py."""
    target = tmp_path_factory.mktemp("construction")
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/build.py", target],
        cwd=target, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip
    if done.returncode == LACKING:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, done.stdout
    return target / "lsc", done.stdout


def test_le_programme_construit_s_essaie_lui_meme(construit):
    assert "Le programme construit marche." in construit[1]


def test_il_emporte_fiches_migrations_et_traduction(construit):
    inside = construit[0] / "_internal"
    shipped = {"ui/*.ui": "ui", "migrations/versions/*.py": "migrations/versions"}
    for pattern, folder in shipped.items():
        names = {file.name for file in ROOT.glob(pattern)}
        assert names and names <= {file.name for file in (inside / folder).iterdir()}
    assert [file.name for file in inside.rglob("*.qm")] == ["qtbase_fr.qm"]


def test_il_reste_leger_et_sans_morceau_inutile(construit):
    files = [file for file in construit[0].rglob("*") if file.is_file() and not file.is_symlink()]
    assert sum(file.stat().st_size for file in files) < LIMIT
    unwanted = ("Qml", "Quick", "WebEngine", "libgtk", "tkinter", "pytest", "mypy")
    assert [file.name for file in files if any(word in file.name for word in unwanted)] == []
    broken = [file for file in construit[0].rglob("*") if file.is_symlink() and not file.exists()]
    assert broken == []


def test_un_programme_construit_sans_ses_fiches_le_dit(construit, tmp_path):
    """L'essai du programme construit n'est pas de pure forme."""
    copy = tmp_path / "lsc"
    shutil.copytree(construit[0], copy, symlinks=True)
    shutil.rmtree(copy / "_internal/migrations")
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LSC_DATA": str(tmp_path / "d")}
    executable = copy / ("lsc.exe" if os.name == "nt" else "lsc")
    done = subprocess.run([executable, "--self-test"], env=offscreen, capture_output=True)
    assert done.returncode != 0
