"""§6 : du lancement à l'accueil, et la mémoire d'une session, à côté d'une fenêtre Qt nue."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from measures import agency
from measures.common import Line, alternate, at_most, note, plain_environment

LOTS = 5000

# Le vrai lancement, par son vrai chemin ; seule la boucle d'événements est remplacée par ceci :
# peindre, noter l'heure, laisser les comptes de l'accueil arriver, les peindre, noter l'heure.
PROGRAM = """
import importlib.abc, json, re, sys, time

def report():
    from PySide6.QtWidgets import QApplication
    app = QApplication.instance()
    app.processEvents()
    shown = time.time()
    from lsc_desktop.gui.shell.window import MainWindow
    (window,) = (w for w in app.topLevelWidgets() if isinstance(w, MainWindow))
    window.tasks.drain()
    app.processEvents()
    counted = time.time()
    heavy = ("reportlab", "alembic", "xlsxwriter", "PySide6.QtPdf")
    loaded = [name for name in heavy if name in sys.modules]
    assert not loaded, loaded
    status = open("/proc/self/status").read() if sys.platform == "linux" else ""
    rss = re.search(r"VmRSS:\\s+(\\d+)", status)
    print(json.dumps([shown, counted, int(rss[1]) / 1024 if rss else 0]), flush=True)
    return 0

class Patch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "PySide6.QtWidgets":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module
        def exec_module(module):
            load(module)
            module.QApplication.exec = lambda *_: report()
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Patch())
from lsc_desktop.app import main
sys.exit(main([]))
"""

BARE = """
import json, re, sys, time
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("Bonjour"))
window.resize(1280, 720)
window.show()
app.processEvents()
shown = time.time()
status = open("/proc/self/status").read() if sys.platform == "linux" else ""
rss = re.search(r"VmRSS:\\s+(\\d+)", status)
print(json.dumps([shown, shown, int(rss[1]) / 1024 if rss else 0]))
"""


def measure(runs: int) -> Iterator[Line]:
    """Un processus neuf à chaque fois, ses `.pyc` déjà faits ; la base est d'une vraie taille.

    « Fenêtre » : l'accueil est peint. « Comptes » : ses chiffres aussi. Mémoire : celle du
    processus à ce moment, bibliothèques partagées comprises.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        note("  une agence de 5 000 lots…")
        agency.build(folder / "lsc.db", lots=LOTS, months=12)
        environment = plain_environment() | {
            "LSC_DATA": str(folder),
            "PYTHONPYCACHEPREFIX": str(folder / "pyc"),
        }
        found: dict[str, list[list[float]]] = {"nous": [], "Qt nu": []}

        def launch(who: str, code: str) -> float:
            start = time.time()
            done = subprocess.run(
                [sys.executable, "-P", "-c", code], env=environment, cwd=folder,
                stdout=subprocess.PIPE, check=True, encoding="utf-8",
            )  # fmt: skip
            shown, counted, rss = json.loads(done.stdout)
            found[who].append([shown - start, counted - start, rss])
            return shown - start

        alternate(
            runs, {"nous": lambda: launch("nous", PROGRAM), "Qt nu": lambda: launch("Qt nu", BARE)}
        )
    ours, bare = (_middle(values[1:]) for values in found.values())
    peer = "fenêtre PySide6 nue"
    yield Line("démarrage : fenêtre", "s", ours[0], peer, bare[0])
    yield Line("démarrage : comptes de l'accueil", "s", ours[1], peer, bare[1], at_most(0.6))
    if ours[2]:
        yield Line("mémoire d'une session", "Mo", ours[2], peer, bare[2], at_most(110))


def _middle(values: list[list[float]]) -> list[float]:
    return [median(column) for column in zip(*values, strict=True)]
