"""Une agence qui a déjà appelé des loyers, et un dossier pour ses copies."""

from datetime import date
from pathlib import Path

import pytest

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.jobs.sauvegarde import sauvegarder
from lsc_desktop.services.sauvegardes import Copiee
from lsc_desktop.storage.engine import Database
from tests.agence import Agence, une_agence
from tests.factories import des_appels


@pytest.fixture
def agence(db: Database, ctx: Contexte) -> Agence:
    """Elsa, appelée en janvier et février 2020 : deux pièces, six écritures."""
    with db.write("Martine") as session:
        agence = une_agence(session)
        des_appels(session, agence, ctx, dernier=date(2020, 2, 29))
    return agence


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return tmp_path / "copies"


@pytest.fixture
def copie(db: Database, ctx: Contexte, agence: Agence, dossier: Path) -> Copiee:
    return sauvegarder(db, ctx, "menu", dossier=dossier)
