"""Un fichier, de son nom provisoire à son nom définitif ; jamais à moitié sous le second."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Container
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.partners.sftp import erreurs, wire
from lsc_desktop.partners.sftp.flow import Rate, Window
from lsc_desktop.partners.sftp.port import Envoi, Issue, Sort
from lsc_desktop.partners.sftp.remote import Remote
from lsc_desktop.partners.sftp.source import PIECE, Source, SourceError
from lsc_desktop.partners.sftp.wire import StatusError

WINDOW = 2 * 1024 * 1024  # octets en vol sur une connexion
# Un serveur qui écrit dans le désordre peut laisser des trous dans les derniers octets en vol :
# on reprend un fichier coupé assez loin de sa fin pour les recouvrir tous.
BACK = 2 * WINDOW
RESUMED = BACK + WINDOW  # un fichier plus petit se renvoie en entier


class StoppedError(Exception):
    """On a demandé d'arrêter : ce fichier-là reste pour la prochaine fois."""


class AgainError(Exception):
    """Le serveur a échoué sans dire pourquoi : à essayer une fois encore, seul."""


@dataclass
class Common:
    """Ce que partagent toutes les connexions d'un envoi.

    `pause` attend tant de secondes, ou lève `StoppedError`. `sent` reçoit les octets arrivés.
    `full` : la plus petite taille que le disque du serveur n'a pas pu prendre. `reached` : jusqu'où
    les morceaux d'un fichier sont arrivés sans trou avant une coupure. `absent` : ce qu'on sait ne
    pas être là, sans le redemander.
    """

    readers: Executor
    rate: Rate
    pause: Callable[[float], Awaitable[None]]
    sent: Callable[[int], None]
    full: float = inf
    reached: dict[str, int] = field(default_factory=dict)
    absent: Container[str] = ()


class Depositor:
    """Dépose sur une connexion, dans un dossier ; `moved` : quelque chose y est arrivé."""

    def __init__(self, remote: Remote, folder: str, common: Common) -> None:
        self._remote, self._folder, self._common = remote, folder, common
        self._window = Window(WINDOW)
        self._loop = asyncio.get_running_loop()
        self.moved = False

    async def deposit(self, envoi: Envoi, source: Source, *, last_chance: bool) -> Issue:
        """Lève `StoppedError`, `AgainError` (sauf `last_chance`) ou l'erreur de la liaison."""
        trouble: UserError
        try:
            absent = envoi.nom in self._common.absent
            found = None if absent else await self._remote.stat(self.path(envoi.nom))
            if found is not None and found.size == envoi.taille and not envoi.encore:
                return Issue(envoi, Sort.DEJA_LA)
            if envoi.taille >= self._common.full:
                return Issue(envoi, Sort.ECHEC, erreurs.DisquePleinError(envoi.nom))
            start = await self._resumed(envoi)
            return await self.place(envoi, source, start)
        except StatusError as error:
            trouble = await self.explained(envoi, error)
            if type(trouble) is TemporaryError and not last_chance:
                raise AgainError from error
        except SourceError as error:
            trouble = erreurs.source(envoi.nom, error.why)
        except UserError as error:
            trouble = error
        if isinstance(trouble, erreurs.DisquePleinError):
            self._common.full = min(self._common.full, envoi.taille)
        await self.drop(envoi)
        return Issue(envoi, Sort.ECHEC, trouble)

    async def drop(self, envoi: Envoi) -> None:
        """Retire ce qui est sous le nom provisoire, sans quoi il attendrait la purge."""
        with suppress(StatusError):
            await self._remote.remove(self.path(envoi.part))

    def path(self, name: str) -> str:
        return f"{self._folder}/{name}"

    async def _resumed(self, envoi: Envoi) -> int:
        """L'octet d'où reprendre un fichier dont le début est déjà au loin."""
        reached = self._common.reached.pop(envoi.part, 0)
        if envoi.taille < RESUMED and not reached:
            return 0
        found = await self._remote.stat(self.path(envoi.part))
        size = min(found.size, envoi.taille) if found else 0
        return max(min(reached, size), size - BACK, 0) // PIECE * PIECE

    async def place(self, envoi: Envoi, source: Source, start: int = 0) -> Issue:
        """Écrit, vérifie la taille, renomme ; ne regarde pas ce qui est déjà là."""
        part, path = self.path(envoi.part), self.path(envoi.nom)
        size = await self._write(envoi, source, start)
        if size != envoi.taille:
            found = await self._remote.stat(part)  # un serveur compte parfois avec retard
            size = found.size if found else -1
        if size == envoi.taille:
            try:
                atomic = await self._remote.replace(part, path)
                return Issue(envoi, Sort.DEPOSE, atomique=atomic)
            except StatusError as error:
                if error.code != wire.NO_SUCH_FILE:
                    raise
                size = -1
        # Le provisoire a disparu : un autre envoi du même contenu l'a peut-être mis en place.
        if size == -1:
            found = await self._remote.stat(path)
            if found is not None and found.size == envoi.taille:
                return Issue(envoi, Sort.DEPOSE)
        raise erreurs.taille_fausse(envoi.nom, envoi.taille, max(size, 0))

    async def _write(self, envoi: Envoi, source: Source, start: int) -> int:
        """Envoie tout, plusieurs morceaux en vol ; rend la taille constatée au loin, ou -1."""
        flying: deque[asyncio.Task[int]] = deque()
        handle, offset, part = b"", start, self.path(envoi.part)
        try:
            while True:
                amount = min(PIECE, envoi.taille - offset)
                held = await self._window.take(amount)
                try:
                    await self._common.pause(self._common.rate.wait(amount, self._loop.time()))
                    data = source.at_hand(offset)
                    if data is None:
                        data = await self._loop.run_in_executor(
                            self._common.readers, source.piece, offset
                        )
                    handle = handle or await self._remote.open(part)
                except BaseException:
                    self._window.give(held)
                    raise
                last = offset + amount == envoi.taille
                writing = self._fly(handle, offset, data, part if last else "", held)
                if last:
                    handle = b""  # fermé du même jet
                    return await self._landed(flying, writing)
                flying.append(asyncio.ensure_future(writing))
                flying[-1].add_done_callback(_seen)
                offset += amount
                if len(flying) * PIECE >= WINDOW:
                    await flying[0]
                    flying.popleft()
                    self._common.reached[envoi.part] = offset - len(flying) * PIECE
                    self.moved = True
        finally:
            for task in flying:
                task.cancel()
            if handle:
                self._remote.channel.forget(wire.CLOSE, wire.text(handle))

    async def _landed(self, flying: "deque[asyncio.Task[int]]", last: Awaitable[int]) -> int:
        """Attend les morceaux en vol ; rend la taille, que seul le dernier rapporte."""
        size = await last
        while flying:
            await flying.popleft()
        return size

    async def _fly(self, handle: bytes, offset: int, data: bytes, closing: str, held: int) -> int:
        try:
            about = await self._remote.write(handle, offset, data, closing)
        finally:
            self._window.give(held)
        self._common.sent(len(data))
        return about.size if about else -1

    async def explained(self, envoi: Envoi, error: StatusError) -> UserError:
        """Un échec sans motif est un disque plein, si le serveur n'a plus la place."""
        if error.code == wire.FAILURE:
            room = await self._remote.room(self._folder)
            if room is not None and room < envoi.taille:
                return erreurs.DisquePleinError(envoi.nom)
        return erreurs.refus(envoi.nom, error.code, error.message)


def _seen(task: "asyncio.Task[int]") -> None:
    """Un morceau abandonné avec son fichier n'est pas un oubli."""
    if not task.cancelled():
        task.exception()
