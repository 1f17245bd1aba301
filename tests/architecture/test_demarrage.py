"""Ce qui n'est pas chargé tant qu'on ne s'en sert pas : la fenêtre paraît plus tôt."""

import json
import os
import subprocess
import sys
from functools import cache
from importlib import import_module

import pytest

from lsc_desktop.gui.kit.screens import BoardScreen, FormScreen, ListScreen
from lsc_desktop.gui.screens import MODULES, SCREENS
from tests.depot import PACKAGE, ROOT

# Chacune coûte de 0,1 à 0,4 s ; l'utilisateur ne doit l'attendre qu'au moment de s'en servir.
HEAVY = ("reportlab", "alembic", "xlsxwriter", "qtawesome", "PIL", "PySide6.QtPdf",
         "PySide6.QtPdfWidgets", "PySide6.QtPrintSupport", "PySide6.QtUiTools",
         "requests", "urllib3", "zeep", "lxml")  # fmt: skip
# Ce qu'une fenêtre montre au démarrage n'a ni liste ni fiche.
LATER = ("lsc_desktop.gui.kit.lists", "lsc_desktop.gui.kit.forms", "lsc_desktop.gui.kit.preview",
         "lsc_desktop.gui.screens.lots", "lsc_desktop.gui.kit.work",
         "lsc_desktop.services.demonstration", "lsc_desktop.app.self_test")  # fmt: skip


@cache
def charges(code: str) -> frozenset[str]:
    """Les modules chargés par un processus neuf qui exécute `code`."""
    program = f"import json, sys; {code}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=ROOT, check=True, capture_output=True,
        encoding="utf-8", env={**_environment(), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return frozenset(json.loads(done.stdout))


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}


@pytest.mark.parametrize("module", [*HEAVY, *LATER])
def test_assembler_la_fenetre_ne_charge_pas(module: str):
    assert module not in charges("import lsc_desktop.app.assembly")


@pytest.mark.parametrize("module", [*HEAVY, *LATER])
def test_demarrer_ne_charge_pas(module: str):
    assert module not in charges("import lsc_desktop.app.start")


def test_le_point_d_entree_ne_charge_ni_qt_ni_la_base():
    """Un autre processus (un lot de documents) l'importe aussi."""
    assert not {"PySide6", "sqlalchemy"} & charges("import lsc_desktop.__main__")


def test_la_base_est_chargee_avant_qt():
    code = "import lsc_desktop.app.loading as loading; loading.load()"
    assert {"sqlalchemy.orm", "PySide6.QtWidgets"} <= charges(code)
    assert not {name for name in charges(code) if name.startswith("lsc_desktop.gui")}


def test_le_guet_de_pyside_sur_les_imports_est_leve():
    """Sans quoi chaque module chargé ensuite est relu, et gardé en mémoire."""
    code = (
        "import builtins; plain = builtins.__import__; "
        "import lsc_desktop.app.loading as loading; loading.load(); "
        "assert builtins.__import__ is plain"
    )
    assert "PySide6.QtWidgets" in charges(code)


def test_chaque_ecran_est_dans_la_table_et_au_bon_endroit():
    folder = PACKAGE / "gui/screens"
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        module = import_module(".".join(("lsc_desktop.gui.screens", *parts)))
        kinds = ListScreen | FormScreen | BoardScreen
        keys = {v.key for v in vars(module).values() if isinstance(v, kinds)}
        if keys and path.name != "__init__.py":
            found[".".join(parts)] = keys
    assert {name: set(keys) for name, keys in MODULES.items()} == found, (
        "un écran se déclare dans gui/screens, et sa clé s'ajoute à MODULES, dans __init__.py"
    )
    assert all(SCREENS[key].key == key for key in SCREENS)
