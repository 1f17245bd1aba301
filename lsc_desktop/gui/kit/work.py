"""Traitements ligne à ligne et impressions : une transaction par ligne, jamais d'écran figé."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import apart, dialogs
from lsc_desktop.gui.kit.batch import Control, Outcome, Place, treat
from lsc_desktop.gui.kit.progress import Progress
from lsc_desktop.gui.kit.results import ResultSheet, tally
from lsc_desktop.gui.kit.screens import Batch, Printout, Rows

__all__ = ["Place", "interrupt_all", "run_batch", "run_printout", "running"]
SHOWN_AFTER = 300  # ms : en deçà, rien ne paraît que le résultat
NOTHING: Callable[[], None] = lambda: None  # noqa: E731
_running: set["_Run"] = set()


def running() -> int:
    """Nombre de traitements en cours."""
    return len(_running)


def interrupt_all() -> None:
    """Demande à chaque traitement de s'arrêter après la ligne en cours."""
    for run in _running:
        run.control.stop.set()


class _Run(QObject):
    """Un travail mené ailleurs, avec sa fenêtre de progression s'il dure."""

    finished = Signal()

    def __init__(self, title: str, total: int, place: Place) -> None:
        super().__init__()
        self.title, self.total, self.place = title, total, place
        self.control = Control()
        self.long = False
        self._started = time.monotonic()
        self._progress: Progress | None = None
        self._tick = QTimer(self, interval=SHOWN_AFTER)
        self._tick.timeout.connect(self._show)

    def start(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        _running.add(self)
        self._tick.start()
        self.place.tasks.run(
            lambda: _caught(work), lambda result: self._finish(result, done), owner=self
        )

    def _show(self) -> None:
        if self._progress is None:
            self.long = True
            self._progress = Progress(self.place.parent, self.title, self.total)
            self._progress.interrupted.connect(self.control.stop.set)
            self._progress.show()
            self._tick.setInterval(100)
        elapsed = time.monotonic() - self._started
        self._progress.advance(self.control.done, self.control.current, elapsed)

    def _finish(self, result: Any, done: Callable[[Any], None]) -> None:
        self._tick.stop()
        if self._progress is not None:
            self._progress.end()
        _running.discard(self)
        self.finished.emit()
        if isinstance(result, _Failure):
            if not isinstance(result.error, UserError):
                raise result.error
            self.place.shell.refuse(result.error)
        else:
            done(result)


@dataclass(frozen=True)
class _Failure:
    error: Exception


def _caught(work: Callable[[], Any]) -> Any:
    """Le résultat ou l'erreur : la fenêtre de progression se ferme dans les deux cas."""
    try:
        return work()
    except Exception as error:
        return _Failure(error)


def _free(place: Place) -> bool:
    """Un seul traitement à la fois par écran : un double-clic n'en lance pas deux."""
    if any(run.place.parent is place.parent for run in _running):
        place.shell.refuse(
            UserError(
                "Un traitement est déjà en cours dans cet écran.",
                "Attendez sa fin, ou interrompez-le.",
            )
        )
        return False
    return True


# --- Traitements ------------------------------------------------------------------------------


def run_batch(
    batch: Batch, rows: Rows, title: str, place: Place, finished: Callable[[], None] = NOTHING
) -> None:
    """Prévient, demande, traite, rend compte. `finished` : après la dernière ligne."""
    kept = [row for row in rows if batch.keep(row)]
    left = len(rows) - len(kept)
    aside = batch.skipped(left) if left else ""
    if not _free(place):
        return
    if not kept:
        place.shell.refuse(
            UserError(aside or "Aucune ligne ne peut être traitée.", "Rien n'a été écrit.")
        )
        return

    def agreed(warnings: Sequence[str]) -> None:
        details = [text for text in (*warnings, aside) if text]
        question = batch.confirm(kept)
        if details and not question:
            question = f"{title} : {pluriel(len(kept), 'ligne')}."
        if not question or dialogs.ask(place.parent, question, title.rstrip("…"), details):
            _launch(batch, kept, title, place, finished)

    check = batch.check
    if check is None:
        agreed(())
        return

    def look() -> Sequence[str]:
        with place.db.read() as session:
            return list(check(session, kept, place.shell.contexte()))

    place.tasks.soon(look, agreed, place.shell.refuse, place.parent, patience=0.3)


def _launch(
    batch: Batch,
    rows: Rows,
    title: str,
    place: Place,
    finished: Callable[[], None],
    before: Sequence[Outcome] = (),
    accepted: frozenset[str] = frozenset(),
) -> None:
    run = _Run(title, len(rows), place)

    def done(outcomes: list[Outcome]) -> None:
        merged = _merge(before, outcomes)
        question = next((o for o in merged if o.state == "question"), None)
        if question is None:
            _report(batch, merged, title, place, run.long, finished)
            return
        asked = [o for o in merged if o.key == question.key]
        more = f"{pluriel(len(asked), 'ligne')} : {', '.join(o.label for o in asked[:5])}"
        if dialogs.ask(place.parent, question.text, "Continuer", [more + "…" * (len(asked) > 5)]):
            rest = [o.row for o in asked]
            _launch(batch, rest, title, place, finished, merged, accepted | {question.key})
        else:
            refused = [replace(o, state="reste", key="") for o in asked]
            done(_merge(merged, refused))

    run.start(lambda: treat(batch, rows, place, run.control, accepted), done)


def _merge(before: Sequence[Outcome], after: Sequence[Outcome]) -> list[Outcome]:
    """Les résultats rejoués remplacent les premiers, à leur place."""
    new = {id(outcome.row): outcome for outcome in after}
    kept = [new.pop(id(outcome.row), outcome) for outcome in before]
    return kept + list(new.values())


def _report(
    batch: Batch,
    outcomes: list[Outcome],
    title: str,
    place: Place,
    long: bool,
    finished: Callable[[], None],
) -> None:
    """Une phrase si tout est fait, sinon la liste des résultats, les échecs en tête."""
    left = [o for o in outcomes if o.state != "fait"]
    texts = {o.text for o in outcomes}
    place.shell.inform(texts.pop() if len(texts) == 1 and any(texts) else tally(outcomes))
    if left or long:

        def retry() -> None:
            rows = [o.row for o in left]
            _launch(batch, rows, title, place, finished, outcomes)

        temporary = any(o.state == "reste" or isinstance(o.error, TemporaryError) for o in left)
        ResultSheet(place, title, outcomes, batch.opens, retry if temporary else None).open()
    finished()
    bug = next((o.error for o in outcomes if o.state == "incident"), None)
    if bug is not None:
        sys.excepthook(type(bug), bug, bug.__traceback__)


# --- Impressions ------------------------------------------------------------------------------


class _InterruptedError(UserError):
    """L'utilisateur a interrompu une impression avant qu'elle ne soit émise."""


def run_printout(
    printout: Printout, rows: Rows, title: str, place: Place, finished: Callable[[], None] = NOTHING
) -> None:
    """Prépare les documents, écrit ce qui a été émis, puis les montre."""
    if not _free(place):
        return
    run = _Run(title, 0, place)
    ctx = place.shell.contexte()

    def build() -> list[Document]:
        documents: list[Document] = []
        for document in _made(printout, rows, place, ctx):
            if run.control.stop.is_set():
                raise _InterruptedError("L'impression a été interrompue.", "Rien n'a été émis.")
            documents.append(document)
            run.control.done, run.control.current = len(documents), document.nom
        if printout.printed is not None and documents:
            with place.db.write(ctx.utilisateur) as session:
                printout.printed(session, rows, documents, ctx)
        return documents

    def done(documents: list[Document]) -> None:
        if documents:
            place.shell.preview(title.rstrip("…"), documents)
        else:
            place.shell.inform("Aucun document à imprimer pour ces lignes.")
        finished()

    run.start(build, done)


def _made(printout: Printout, rows: Rows, place: Place, ctx: Contexte) -> Iterator[Document]:
    if printout.apart and len(rows) >= apart.MANY:
        yield from apart.documents(place.db, printout.make, rows, ctx)
        return
    with place.db.read() as session:
        yield from printout.make(session, rows, ctx)
