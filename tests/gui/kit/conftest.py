"""Ce que partagent les essais du kit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsc_desktop.base import paths
from tests.gui.kit.fiche_essai import ICI, Atelier, BaseEssai


@pytest.fixture
def atelier(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Atelier]:
    monkeypatch.setattr(paths, "UI", ICI)
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    atelier = Atelier(qtbot, BaseEssai(tmp_path / "essai.db"))
    yield atelier
    atelier.close()
