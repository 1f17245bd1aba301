"""§8 : la fenêtre pendant qu'un lot de 2 000 avis s'imprime derrière elle."""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, Qt, QTimer

from lsc_desktop.base.figer import retrouver
from lsc_desktop.domain.quittancement import AvisEcheance
from lsc_desktop.gui.kit.lists import ListView
from lsc_desktop.gui.kit.screens import ListScreen, Printout
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.gui.kit.work import Place, run_printout
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.printing.avis_echeance import render_avis_echeance
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.quittancement import QUITTANCES
from lsc_desktop.storage.models import Quittance
from measures import agency
from measures.common import Line, at_most, note, with_application
from measures.list_techniques import Shell

AVIS = 2000
STEP = 0.016  # secondes entre deux pas du défilement
QUIET = 3.0  # secondes de défilement sans rien derrière


def measure(runs: int) -> Iterator[Line]:
    """La liste des locataires défile toutes les 16 ms ; de combien chaque pas arrive en retard.

    Nous : la commande « Avis » de la liste des quittances, comme un clic la lance. Pairs : rien
    derrière ; le même lot rendu dans un fil de ce processus, comme on l'écrirait d'abord.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "agence.db"
        note("  une agence de 2 000 lots, et son appel de loyers…")
        agency.build(path, lots=AVIS, months=1)
        db = agency.database(path)
        agency.call(db, AVIS)
        scene = Scene(db)
        found: dict[str, list[Late]] = {"nous": [], "dans un fil": [], "rien derrière": []}
        for _ in range(max(1, runs // 2)):
            found["rien derrière"].append(scene.scroll(scene.nothing))
            found["dans un fil"].append(scene.scroll(scene.thread))
            found["nous"].append(scene.scroll(scene.printout))
        scene.close()
        db.close()
    middle = {name: _middle(turns) for name, turns in found.items()}
    ours = middle["nous"]
    for rank, peer in enumerate(("dans un fil", "rien derrière")):
        p99, worst = (None, None) if rank else (at_most(20), at_most(60))
        theirs = middle[peer]
        yield Line("défilement : retard, 99 %", "ms", ours.p99, peer, theirs.p99, p99)
        yield Line("défilement : retard, le pire", "ms", ours.worst, peer, theirs.worst, worst)
    yield Line(
        "avis pendant ce temps", "doc/s", ours.rate, "dans un fil", middle["dans un fil"].rate
    )


class Late:
    """Les retards d'un défilement, en millisecondes, et ce que le travail a rendu par seconde."""

    def __init__(self, late: list[float], rate: float) -> None:
        self.late = late
        self.p99, self.worst = quantiles(late, n=100, method="inclusive")[98], max(late)
        self.rate = rate


class _Middle(Late):
    def __init__(self, turns: list[Late]) -> None:
        self.p99 = median(turn.p99 for turn in turns)
        self.worst = median(turn.worst for turn in turns)
        self.rate = median(turn.rate for turn in turns)


def _middle(turns: list[Late]) -> Late:
    return _Middle(turns)


def _list(db: Any, shell: Any, tasks: Tasks) -> ListView:
    screen = SCREENS["locataires.liste"]
    assert isinstance(screen, ListScreen)
    return ListView(screen, shell, db, tasks=tasks)


class Scene:
    """Une vraie liste à l'écran, et les travaux qu'on mène derrière elle."""

    def __init__(self, db: Any) -> None:

        self.app = with_application()
        self.db, self.tasks, self.shell = db, Tasks(), Shell()
        self.view = _list(db, self.shell, self.tasks)
        self.view.resize(1200, 700)
        self.view.show()
        self.tasks.drain()
        with db.read() as session:
            self.rows = list(QUITTANCES.rows(session, Criteria()))
        assert len(self.rows) == AVIS, len(self.rows)

    def close(self) -> None:
        self.view.close()
        self.tasks.close()

    def scroll(self, work: Callable[[Callable[[], None]], None]) -> Late:
        """Fait défiler jusqu'à ce que `work` appelle sa fin."""

        bar = self.view.table.verticalScrollBar()
        late: list[float] = []
        ended: list[float] = []
        due = perf_counter() + STEP

        def tick() -> None:
            nonlocal due
            now = perf_counter()
            late.append(max(0.0, now - due) * 1000)
            due = max(due + STEP, now)
            bar.setValue((bar.value() + 24) % max(1, bar.maximum()))
            self.view.table.viewport().repaint()

        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(round(STEP * 1000))
        timer.timeout.connect(tick)
        start = perf_counter()
        timer.start()
        work(lambda: ended.append(perf_counter()))
        while not ended or perf_counter() < start + QUIET:
            QCoreApplication.processEvents()
        timer.stop()
        return Late(late, AVIS / (ended[0] - start))

    def nothing(self, done: Callable[[], None]) -> None:

        QTimer.singleShot(round(QUIET * 1000), done)

    def thread(self, done: Callable[[], None]) -> None:
        """Le lot, d'un bout à l'autre, dans un fil."""

        def render() -> int:
            with self.db.read() as session:
                texts = [session.get_one(Quittance, row.id).contenu for row in self.rows]
            return sum(len(render_avis_echeance(retrouver(AvisEcheance, t))) for t in texts)

        self.tasks.run(render, lambda _size: done())

    def printout(self, done: Callable[[], None]) -> None:
        """La commande de la liste des quittances."""

        screen = SCREENS["quittances.liste"]
        assert isinstance(screen, ListScreen)
        (printout,) = (c.run for c in screen.commands if isinstance(c.run, Printout))
        place = Place(self.view, cast(Any, self.shell), self.db, self.tasks)
        run_printout(printout, self.rows, "Avis d'échéance", place, done)
