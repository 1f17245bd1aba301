"""Beaucoup de questions sur un seul canal : on n'attend pas une réponse pour poser la suivante.

Ce module ne sait pas qui porte les octets : il reçoit de quoi écrire et de quoi couper, et on lui
donne ce qui arrive.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from lsc_desktop.partners.sftp import wire
from lsc_desktop.partners.sftp.wire import Answer, Request

TICKS = 10  # par délai de silence : on compte des battements, pas l'heure


class SilentError(Exception):
    """Plus aucune réponse depuis le délai de silence, alors qu'on en attend."""


class CutError(Exception):
    """L'autre bout a raccroché."""


class _Group:
    """Des questions posées ensemble, dont on attend les réponses ensemble."""

    __slots__ = ("answers", "future", "left")

    def __init__(self, count: int, future: "asyncio.Future[list[Answer]]") -> None:
        self.answers: list[Answer] = [Answer(0, b"")] * count
        self.left, self.future = count, future


class Channel:
    """`silence` : secondes sans réponse au bout desquelles l'autre bout est tenu pour mort.

    Une goutte de temps en temps n'est pas une réponse : seules comptent les réponses entières.
    """

    def __init__(
        self, write: Callable[[bytes], None], abort: Callable[[], None], silence: float
    ) -> None:
        self._write, self._abort = write, abort
        self._loop = asyncio.get_running_loop()
        self._parser = wire.Parser()
        self._pending: dict[int, tuple[_Group, int]] = {}
        self._ident = 0
        self._out: list[bytes | memoryview] = []
        self._why: Exception | None = None
        self._beat, self._idle = silence / TICKS, 0
        self._timer = self._loop.call_later(self._beat, self._tick)
        self._version: asyncio.Future[Answer] = self._loop.create_future()

    @property
    def dead(self) -> bool:
        return self._why is not None

    async def greet(self) -> dict[str, bytes]:
        """Ouvre la conversation ; rend les extensions du serveur."""
        if self._why is None:
            self._write(wire.init())
        elif not self._version.done():
            self._version.set_exception(self._why)
        return wire.extensions(await self._version)

    def ask(self, kind: int, body: bytes) -> "asyncio.Future[list[Answer]]":
        return self.ask_all([(kind, body)])

    def ask_all(self, requests: Sequence[Request]) -> "asyncio.Future[list[Answer]]":
        """Les réponses, dans l'ordre des questions ; lève ce qui a rompu la liaison."""
        future: asyncio.Future[list[Answer]] = self._loop.create_future()
        if self._why is not None:
            future.set_exception(self._why)
            return future
        group = _Group(len(requests), future)
        if not self._pending:
            self._idle = 0
        if not self._out:  # ce qui se demande dans le même tour de boucle part d'un seul jet
            self._loop.call_soon(self._flush)
        for place, (kind, body, *data) in enumerate(requests):
            self._ident = (self._ident + 1) & 0xFFFFFFFF
            self._pending[self._ident] = (group, place)
            self._out.append(wire.request(kind, self._ident, body, sum(map(len, data))))
            self._out += data
        return future

    def forget(self, kind: int, body: bytes) -> None:
        """Demande sans attendre de réponse."""
        self.ask(kind, body).add_done_callback(lambda future: future.exception())

    def received(self, data: bytes) -> None:
        try:
            for answer in self._parser.feed(data):
                self._idle = 0
                self._dispatch(answer)
        except wire.WireError as error:
            self.lost(error)

    def lost(self, why: Exception | None = None) -> None:
        """Toutes les questions en attente échouent, une fois ; le canal ne servira plus."""
        if self._why is not None:
            return
        self._why = why or CutError()
        self._timer.cancel()
        self._out.clear()
        groups = {id(group): group for group, _place in self._pending.values()}
        self._pending.clear()
        waiting: list[asyncio.Future[Any]] = [self._version]
        for future in [*waiting, *(group.future for group in groups.values())]:
            if not future.done():
                future.set_exception(self._why)
                future.exception()  # personne ne l'attend peut-être : ce n'est pas un bogue
        self._abort()

    def _dispatch(self, answer: Answer) -> None:
        if answer.kind == wire.VERSION:
            if not self._version.done():
                self._version.set_result(answer)
            return
        found = self._pending.pop(wire.ident(answer), None)
        if found is None:
            raise wire.WireError("réponse à une question jamais posée")
        group, place = found
        group.answers[place] = answer
        group.left -= 1
        if not group.left and not group.future.done():
            group.future.set_result(group.answers)

    def _flush(self) -> None:
        if self._why is None and self._out:
            data = b"".join(self._out)
            self._out.clear()
            try:
                self._write(data)
            except OSError as error:
                self.lost(CutError(str(error)))

    def _tick(self) -> None:
        """Si la machine a dormi, un seul battement passe : ce n'est pas le serveur qui s'est tu."""
        if self._pending or not self._version.done():
            self._idle += 1
            if self._idle > TICKS:
                self.lost(SilentError())
                return
        self._timer = self._loop.call_later(self._beat, self._tick)
