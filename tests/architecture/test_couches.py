"""Le sens des imports est celui de pyproject.toml, vérifié par import-linter."""

import subprocess
import sys

from tests.depot import ROOT

RUN = "from importlinter.cli import lint_imports_command as run; run()"


def test_aucun_import_ne_remonte_les_couches():
    done = subprocess.run(
        [sys.executable, "-c", RUN, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
