"""Une petite agence et les écrans qui la montrent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.storage.engine import Database
from tests.agence import Agence, une_agence
from tests.gui.screens.atelier import Atelier


@pytest.fixture
def agence(db: Database) -> Agence:
    with db.write() as session:
        return une_agence(session)


@pytest.fixture
def atelier(
    qtbot: Any, db: Database, ctx: Contexte, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Atelier]:
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    atelier = Atelier(qtbot, db, ctx)
    yield atelier
    atelier.close()
