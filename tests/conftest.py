"""Ce que partagent les essais : une vraie base SQLite, à jour, vide, et un contexte."""

import os
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.schema import prepare

MAINTENANT = datetime(2021, 10, 25, 9, 30)


@pytest.fixture(scope="session")
def base_vide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le fichier d'une base mise à niveau une fois, que chaque essai copie."""
    path = tmp_path_factory.mktemp("base") / "vide.db"
    database = Database(f"sqlite:///{path}")
    prepare(database, MIGRATIONS, now=MAINTENANT)
    database.close()
    return path


@pytest.fixture
def db(base_vide: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "lsc.db"
    shutil.copyfile(base_vide, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def ctx() -> Contexte:
    """Martine, le 25/10/2021 (jour du specimen : seed L309)."""
    return Contexte("Martine", MAINTENANT, date(2021, 10, 25))
