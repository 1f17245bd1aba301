"""Travail hors du fil graphique ; résultat et refus rendus dans le fil graphique."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, Signal, Slot
from shiboken6 import isValid

from lsc_desktop.base.errors import UserError

T = TypeVar("T")
Refused = Callable[[UserError], None]


@dataclass(slots=True)
class _Order:
    done: Callable[[Any], None]
    refused: Refused | None
    owner: QObject | None
    delivered: bool = False


class Tasks(QObject):
    """Un petit groupe de fils. Un `UserError` revient à `refused` ; un bogue à `excepthook`.

    Rien n'est rendu à un `owner` fermé entre-temps.
    """

    _returned = Signal(object)

    def __init__(self, parent: QObject | None = None, threads: int = 4) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="lsc")
        self._pending, self._closed = 0, False
        self._returned.connect(self._arrived, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        refused: Refused | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Lance `work` ailleurs ; `done(résultat)` sera appelé dans le fil graphique."""
        self._submit(work, _Order(done, refused, owner))

    def soon(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        refused: Refused | None = None,
        owner: QObject | None = None,
        patience: float = 0.05,
    ) -> bool:
        """Comme `run`, mais un travail fini en `patience` secondes est rendu avant de revenir.

        Vrai s'il l'a été : l'écran n'a pas à montrer d'attente.
        """
        order = _Order(done, refused, owner)
        future = self._submit(work, order)
        if future is None or not wait([future], patience).done:
            return False
        self._deliver(future, order)
        return True

    def idle(self) -> bool:
        """Rien n'est en route."""
        return not self._pending

    def drain(self, seconds: float = 60) -> bool:
        """Attend que tout ce qui est parti soit revenu ; faux si le temps a manqué."""
        end = time.monotonic() + seconds
        while self._pending and time.monotonic() < end:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        return not self._pending

    def close(self) -> None:
        """Abandonne ce qui attend, laisse finir ce qui court, et n'accepte plus rien."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, work: Callable[[], T], order: _Order) -> "Future[T] | None":
        if self._closed:  # une minuterie passe encore pendant que la fenêtre se ferme
            return None
        self._pending += 1
        future = self._pool.submit(work)
        future.add_done_callback(lambda finished: self._announce(finished, order))
        return future

    def _announce(self, future: "Future[Any]", order: _Order) -> None:
        if isValid(self) and not future.cancelled():
            self._returned.emit((future, order))

    @Slot(object)
    def _arrived(self, outcome: "tuple[Future[Any], _Order]") -> None:
        self._pending -= 1
        self._deliver(*outcome)

    def _deliver(self, future: "Future[Any]", order: _Order) -> None:
        if order.delivered or (order.owner is not None and not isValid(order.owner)):
            return
        order.delivered = True
        try:
            result = future.result()
        except UserError as error:
            if order.refused is None:
                raise
            order.refused(error)
            return
        order.done(result)
