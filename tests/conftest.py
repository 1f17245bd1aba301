"""Ce que partagent les essais : ni écran ni dossier d'utilisateur, une vraie base."""

import atexit
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.schema import prepare
from tests import postgres
from tests.bases import SUR_POSTGRESQL, base_neuve, ouverte

# Chaque processus d'essai a son dossier, effacé à la fin.
PRIVATE = Path(tempfile.mkdtemp(prefix="lsc-essais-"))
atexit.register(shutil.rmtree, PRIVATE, ignore_errors=True)
os.environ["LSC_DATA"] = str(PRIVATE / "donnees")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", str(PRIVATE))  # Qt se plaint quand il manque

settings.register_profile("lsc", deadline=None, print_blob=True)
settings.load_profile("lsc")

MAINTENANT = datetime(2021, 10, 25, 9, 30)
PLAFOND = 60_000  # ms : n'arrête qu'un essai figé, jamais une machine lente


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "les seuls essais qui ont une base : ceux que l'autre moteur peut faire échouer"
    parser.addoption("--avec-base", action="store_true", help=text)


def pytest_configure() -> None:
    """Un seul serveur pour toute la séance : démarré avant les processus qui se la partagent."""
    if not SUR_POSTGRESQL:
        return
    try:
        postgres.serveur()
    except postgres.PostgreSQLError as error:
        pytest.exit(str(error), returncode=4)


@pytest.hookimpl(trylast=True)  # après le tirage au sort de pytest-randomly
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--avec-base"):
        based = {"adresse", "arrivee"}
        apart = [item for item in items if based.isdisjoint(getattr(item, "fixturenames", ()))]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if item not in set(apart)]
    les_plus_longs_d_abord(items)


def les_plus_longs_d_abord(items: list[pytest.Item]) -> None:
    """Un fichier va en entier au même processus : le plus long, pris en dernier, jouerait seul."""
    spent = Counter[Path]()
    for item in items:
        for mark in item.iter_markers("long"):
            spent[item.path] += mark.args[0] if mark.args else 10
    items.sort(key=lambda item: -spent[item.path])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Un dialogue laissé ouvert prendrait le clavier aux essais suivants."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    widgets.QApplication.sendPostedEvents(None, 52)  # QEvent::DeferredDelete
    left = widgets.QApplication.activeModalWidget()
    if left is not None:
        left.close()
        pytest.fail(f"dialogue laissé ouvert : {left!r}", pytrace=False)


@pytest.fixture(scope="session")
def base_vide() -> Path:
    """Le fichier d'une base mise à niveau une fois, que chaque essai copie."""
    path = PRIVATE / "vide.db"
    database = Database(f"sqlite:///{path.as_posix()}")
    prepare(database, MIGRATIONS, now=MAINTENANT)
    database.close()
    return path


@pytest.fixture
def adresse(base_vide: Path, tmp_path: Path) -> Iterator[str]:
    """L'adresse d'une vraie base, au schéma courant, à cet essai seul."""
    with base_neuve(base_vide, tmp_path) as url:
        yield url


@pytest.fixture
def db(adresse: str) -> Iterator[Database]:
    """Une vraie base au schéma courant, à cet essai seul ; le moteur suit `LSC_ESSAIS_MOTEUR`."""
    database = ouverte(adresse)
    yield database
    database.close()


@pytest.fixture
def cle_du_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Le programme connaît la clé qui signe les licences des essais."""
    from lsc_desktop.partners.store import signature
    from tests.licences import publiques

    monkeypatch.setattr(signature, "cles", publiques)


@pytest.fixture
def ctx() -> Contexte:
    """Martine, le 25/10/2021 (jour du specimen : seed L309)."""
    return Contexte("Martine", MAINTENANT, date(2021, 10, 25))


class RobotPatient(QtBot):
    """Attend l'événement, quoi que vaille la machine : cinq secondes, le délai de pytest-qt, ne
    suffisent pas toujours à celle qui joue deux essais à la fois."""

    def waitUntil(self, callback: Any, *, timeout: int = PLAFOND) -> None:
        __tracebackhide__ = True
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PLAFOND, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitExposed(self, widget: Any, *, timeout: int = PLAFOND) -> Any:
        return super().waitExposed(widget, timeout=timeout)

    def waitActive(self, widget: Any, *, timeout: int = PLAFOND) -> Any:
        return super().waitActive(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> QtBot:
    """Celui de pytest-qt, en plus patient."""
    return RobotPatient(request)
