"""Traitements ligne à ligne et impressions : une transaction par ligne, jamais d'écran figé."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import apart, dialogs, durable, edge
from lsc_desktop.gui.kit.batch import Control, LostError, Outcome, Place, treat
from lsc_desktop.gui.kit.durable import Ledger
from lsc_desktop.gui.kit.progress import Progress
from lsc_desktop.gui.kit.results import ResultSheet, tally
from lsc_desktop.gui.kit.screens import Batch, Printout, Rows

__all__ = [
    "Place", "free", "interrupt_all", "resume_batch", "run_batch", "run_printout", "running",
]  # fmt: skip
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
            dialogs.beside(self._progress, self.place.parent)
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


def free(place: Place) -> bool:
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
    if not free(place):
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
            _Job(batch, title, place, finished).launch(kept)

    check = batch.check
    if check is None:
        agreed(())
        return

    def look() -> Sequence[str]:
        with place.db.read() as session:
            return list(check(session, kept, place.shell.contexte()))

    place.tasks.soon(look, agreed, place.shell.refuse, place.parent, patience=0.3)


def resume_batch(
    ledger: Ledger, place: Place, attended: bool, finished: Callable[[], None]
) -> None:
    """Mène la suite d'un lot repris ; sans personne (`attended` faux), aucune question."""
    title = f"Reprise de « {ledger.titre} »"
    _Job(ledger.lot.batch, title, place, finished, ledger, attended).launch(ledger.rows)


class _Job:
    """Un lot, de son départ à son compte rendu ; une réponse ou une reprise le relance."""

    def __init__(
        self,
        batch: Batch,
        title: str,
        place: Place,
        finished: Callable[[], None],
        ledger: Ledger | None = None,
        attended: bool = True,
    ) -> None:
        self.batch, self.title, self.place, self.finished = batch, title, place, finished
        self.ledger, self.attended = ledger, attended
        self.resumed = len(ledger.rows) if ledger is not None else -1
        self.outcomes: list[Outcome] = []
        self.accepted: frozenset[str] = frozenset()
        self.long = False

    def launch(self, rows: Rows, before: Callable[[], None] = NOTHING) -> None:
        """`before` : ce qu'il faut écrire d'abord, dans le fil du travail."""
        run = _Run(self.title, len(rows), self.place)

        def done(outcomes: list[Outcome]) -> None:
            self.long = self.long or run.long
            self.outcomes = _merge(self.outcomes, outcomes)
            self.settle()

        run.start(lambda: self._treat(rows, before, run.control), done)

    def _treat(self, rows: Rows, before: Callable[[], None], control: Control) -> list[Outcome]:
        place, contexte = self.place, self.place.shell.contexte
        before()
        several = len(rows) >= durable.PLUSIEURS and not self.outcomes
        if self.ledger is None and place.lot is not None and several:
            title = self.title.rstrip("…")
            self.ledger = durable.inscribe(place.db, place.lot, rows, title, contexte())
        if self.ledger is not None:
            return durable.carry(self.ledger, rows, contexte, control)
        return treat(self.batch, rows, place.db, contexte, control, self.accepted)

    def settle(self) -> None:
        """Pose la première question qui attend, ou rend compte."""
        question = next((o for o in self.outcomes if o.state == "question"), None)
        if question is None or not self.attended:
            self.report()
            return
        asked = [o for o in self.outcomes if o.key == question.key and o.state == "question"]
        more = f"{pluriel(len(asked), 'ligne')} : {', '.join(o.label for o in asked[:5])}"
        details = [more + "…" * (len(asked) > 5)]
        if dialogs.ask(self.place.parent, question.text, "Continuer", details):
            self._accept(question.key, [o.row for o in asked])
            return
        if self.ledger is not None:
            self.ledger.decline(question.key, self.place.shell.contexte())
        self.outcomes = _merge(self.outcomes, [replace(o, state="reste", key="") for o in asked])
        self.settle()

    def _accept(self, key: str, rows: Rows) -> None:
        self.accepted |= {key}
        ledger = self.ledger
        self.launch(rows, NOTHING if ledger is None else lambda: ledger.accept(key))

    def _retry(self) -> None:
        rows, ledger = [o.row for o in self.outcomes if o.state != "fait"], self.ledger
        self.launch(rows, NOTHING if ledger is None else ledger.retry)

    def _answer(self) -> None:
        self.attended = True
        self.settle()

    def report(self) -> None:
        """Une phrase si tout est fait, sinon la liste des résultats, les échecs en tête."""
        outcomes, shell = self.outcomes, self.place.shell
        left = [o for o in outcomes if o.state != "fait"]
        texts = {o.text for o in outcomes}
        head = tally(outcomes)
        if self.resumed >= 0 and self.ledger is not None:
            head = durable.report(self.ledger.titre, self.resumed, outcomes)
        elif len(texts) == 1 and any(texts):
            head = texts.pop()
        shell.inform(head)
        if left or self.long or self.resumed > 0:
            sheet = ResultSheet(self.place, self.title, outcomes, self.batch, self._next(), head)
            dialogs.beside(sheet, self.place.parent)
        self.finished()
        bug = next((o.error for o in outcomes if o.state == "incident"), None)
        if bug is not None:
            sys.excepthook(type(bug), bug, bug.__traceback__)

    def _next(self) -> tuple[str, Callable[[], None]] | None:
        """Ce que le compte rendu propose de faire encore."""
        if any(o.state == "question" for o in self.outcomes):
            return "Répondre aux questions", self._answer
        if any(isinstance(o.error, LostError) for o in self.outcomes):
            return None
        if any(o.state == "reste" or o.temporary for o in self.outcomes):
            return "Reprendre les lignes non faites", self._retry
        return None


def _merge(before: Sequence[Outcome], after: Sequence[Outcome]) -> list[Outcome]:
    """Les résultats rejoués remplacent les premiers, à leur place."""
    new = {id(outcome.row): outcome for outcome in after}
    kept = [new.pop(id(outcome.row), outcome) for outcome in before]
    return kept + list(new.values())


# --- Impressions ------------------------------------------------------------------------------


class _InterruptedError(UserError):
    """L'utilisateur a interrompu une impression avant qu'elle ne soit émise."""


def run_printout(
    printout: Printout, rows: Rows, title: str, place: Place, finished: Callable[[], None] = NOTHING
) -> None:
    """Prépare les documents, écrit ce qui a été émis, puis les montre."""
    if not free(place):
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
            emitted = printout.printed
            edge.replayed(place.db, ctx, lambda session: emitted(session, rows, documents, ctx))
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
