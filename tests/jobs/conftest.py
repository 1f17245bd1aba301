"""Une agence qui a déjà appelé des loyers, et un dossier pour ses copies."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.jobs.sauvegarde import sauvegarder
from lsc_desktop.services.sauvegardes import Copiee
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Compte, Mandat
from tests.agence import Agence, un_compte, une_agence
from tests.factories import des_appels
from tests.jobs.extranet import Extranet, une_cible


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


@pytest.fixture
def extranet(db, ctx, tmp_path, request) -> Iterator[Extranet]:
    with une_cible(db, ctx, tmp_path, getattr(request, "param", "dossier")) as made:
        yield made


@pytest.fixture
def ouverts(db, agence):
    """Le locataire et le propriétaire ont le Service Client."""
    with db.write() as session:
        owner = un_compte(
            agence.entite, "411LEPITRE", "LEPITRE", nature="proprietaire", service_client=True
        )
        session.add(owner)
        session.flush()
        session.get_one(Mandat, agence.mandat).compte_id = owner.id
        session.get_one(Compte, agence.compte).service_client = True
    return agence
