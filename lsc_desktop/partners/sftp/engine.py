"""L'envoi d'un lot sur quelques connexions, dans une seule boucle asyncio."""

import asyncio
import stat
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from lsc_desktop.base.errors import UserError
from lsc_desktop.partners.erreurs import LiaisonError
from lsc_desktop.partners.sftp import erreurs, wire
from lsc_desktop.partners.sftp.adresse import Adresse, Reglages, Secret
from lsc_desktop.partners.sftp.deposit import Common, Depositor, StoppedError
from lsc_desktop.partners.sftp.flow import Rate
from lsc_desktop.partners.sftp.lane import Lane
from lsc_desktop.partners.sftp.line import Line
from lsc_desktop.partners.sftp.port import (
    VIEUX,
    Envoi,
    Issue,
    Present,
    Sort,
    est_part,
    trop_long,
)
from lsc_desktop.partners.sftp.source import Held
from lsc_desktop.partners.sftp.wire import StatusError

READERS = 2  # fils qui lisent les fichiers à déposer
# Un lot plus petit que cela ne vaut pas une seconde connexion.
MANY, HEAVY = 32, 16 * 1024 * 1024


class _Absent:
    """Les noms qu'une liste déjà lue n'a pas : celui qu'elle a se redemande, il a pu partir."""

    def __init__(self, listed: dict[str, set[str]]) -> None:
        self._listed = listed

    def __contains__(self, name: object) -> bool:
        folder, _, file = str(name).rpartition("/")
        held = self._listed.get(folder)
        return held is not None and file not in held


class Engine:
    """`sent` reçoit les octets arrivés. Toutes les méthodes lèvent `LiaisonError`, `AccesError`."""

    def __init__(
        self, adresse: Adresse, secret: Secret, reglages: Reglages, sent: Callable[[int], None]
    ) -> None:
        self._adresse, self._secret, self._reglages = adresse, secret, reglages
        self._line = Line(adresse, secret, reglages)
        self._stop = asyncio.Event()
        self._readers = ThreadPoolExecutor(READERS, "lecture")
        self._common = Common(self._readers, Rate(reglages.debit), self._pause, sent)
        self._folder = adresse.dossier.rstrip("/") or "/"
        self._listed: dict[str, set[str]] = {}

    async def open(self) -> None:
        remote = await self._line.remote()
        hote, dossier = self._adresse.hote, self._adresse.dossier
        with self._line.converted():
            try:
                if not await remote.folder(self._folder):
                    raise erreurs.dossier_absent(hote, dossier)
            except StatusError as error:
                raise erreurs.dossier_interdit(hote, dossier) from error

    async def names(self, folder: str) -> dict[str, int]:
        """Les tailles, sans nos noms provisoires ; ceux qui sont vieux sont retirés."""
        path = f"{self._folder}/{folder}" if folder else self._folder
        remote = await self._line.remote()
        with self._line.converted():
            try:
                found = await remote.names(path)
            except StatusError as error:
                if folder and error.code == wire.NO_SUCH_FILE:
                    self._listed[folder] = set()
                    return {}
                raise self._folder_trouble(path, error) from error
            limit = time.time() - VIEUX
            for name in [name for name in found if est_part(name)]:
                if found.pop(name).mtime < limit:
                    with suppress(StatusError):
                        await remote.remove(f"{path}/{name}")
        self._listed[folder] = set(found)
        return {name: about.size for name, about in found.items()}

    async def presents(self) -> dict[str, Present]:
        """Les fichiers ordinaires du dossier ; ne retire rien."""
        remote = await self._line.remote()
        with self._line.converted():
            try:
                found = await remote.names(self._folder)
            except StatusError as error:
                raise self._folder_trouble(self._folder, error) from error
        return {
            name: Present(name, about.size, str(about.mtime or ""))
            for name, about in found.items()
            if not about.mode or stat.S_ISREG(about.mode)
        }

    async def remove(self, name: str) -> None:
        """Ôte un fichier ; lève aussi `RefusedError`."""
        remote = await self._line.remote()
        with self._line.converted():
            try:
                await remote.remove(f"{self._folder}/{name}")
            except StatusError as error:
                if error.code != wire.NO_SUCH_FILE:
                    raise erreurs.retrait_interdit(self._adresse.hote, name) from error

    async def read(self, name: str, at_most: int) -> bytes | None:
        """Un petit fichier ; None s'il n'est pas là. Lève aussi `RefusedError`."""
        remote = await self._line.remote()
        with self._line.converted():
            try:
                content = await remote.read(f"{self._folder}/{name}", at_most)
            except StatusError as error:
                if error.code == wire.NO_SUCH_FILE:
                    return None
                raise erreurs.fichier_interdit(self._adresse.hote, name) from error
        if len(content) > at_most:
            raise trop_long(name, at_most)
        return content

    async def send(self, envois: Iterable[Envoi], report: Callable[[Issue], None]) -> bool:
        """Rend vrai si `stop` a laissé des fichiers de côté."""
        self._stop.clear()
        self._common.full = float("inf")
        self._common.absent = _Absent(self._listed)
        queue = deque(envois)
        again: deque[Envoi] = deque()
        await self._folders(queue)

        def told(issue: Issue) -> None:
            folder, _, file = issue.envoi.nom.rpartition("/")
            if issue.sort is not Sort.ECHEC and folder in self._listed:
                self._listed[folder].add(file)
            report(issue)

        await self._lanes(queue, told, again)
        if again and not self._stop.is_set():  # une seconde fois, seuls sur la ligne
            self._common.absent = ()
            lane = Lane(self._line, self._folder, self._common, again, told)
            await lane.run(self._reglages, 1)
        return self._stop.is_set() and bool(queue or again)

    async def validate(self, name: str, content: bytes) -> None:
        """Lève aussi une `UserError` si le serveur refuse ce fichier-là."""
        self._stop.clear()
        source = Held(content)
        envoi = Envoi(name, source.path, len(content), source.sha256)
        for pause in (*self._reglages.pauses, None):
            try:
                depositor = Depositor(await self._line.remote(), self._folder, self._common)
                with self._line.converted():
                    try:
                        await depositor.place(envoi, Held(content))
                    except StatusError as error:
                        trouble = await depositor.explained(envoi, error)
                        await depositor.drop(envoi)
                        raise trouble from error
                return
            except LiaisonError:
                if pause is None:
                    raise
                await asyncio.sleep(pause)

    def stop(self) -> None:
        """Ne commence plus rien, et s'arrête entre deux morceaux."""
        self._stop.set()

    async def close(self) -> None:
        await self._line.close()
        self._readers.shutdown(wait=False, cancel_futures=True)

    async def _pause(self, seconds: float) -> None:
        if seconds > 0 and not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), seconds)
        if self._stop.is_set():
            raise StoppedError

    async def _lanes(
        self, queue: deque[Envoi], report: Callable[[Issue], None], again: deque[Envoi]
    ) -> None:
        """Une connexion de plus qui ne s'ouvre pas ne gêne pas celle qui marche."""
        settings = self._reglages
        many = len(queue) >= MANY or sum(envoi.taille for envoi in queue) >= HEAVY
        more = settings.connexions - 1 if many else 0
        lines = [Line(self._adresse, self._secret, settings) for _ in range(more)]
        lanes = [
            Lane(line, self._folder, self._common, queue, report, again)
            for line in (self._line, *lines)
        ]
        try:
            ends = await asyncio.gather(
                *(lane.run(settings, settings.en_vol) for lane in lanes), return_exceptions=True
            )
        finally:
            for line in lines:
                await line.close()
        troubles = [end for end in ends if end is not None]
        for trouble in troubles:
            if not isinstance(trouble, UserError) or (queue and not self._stop.is_set()):
                raise trouble

    async def _folders(self, envois: Iterable[Envoi]) -> None:
        """Fait les sous-dossiers qui manquent ; celui du dépôt est à faire par qui reçoit."""
        parents = [envoi.nom.split("/")[:-1] for envoi in envois]
        names = {"/".join(p[:rank]) for p in parents for rank in range(1, len(p) + 1)}
        if not names:
            return
        remote = await self._line.remote()
        with self._line.converted():
            for name in sorted(names):
                path = f"{self._folder}/{name}"
                try:
                    if not await remote.folder(path):
                        await remote.mkdir(path)
                except StatusError as error:
                    raise self._folder_trouble(path, error) from error

    def _folder_trouble(self, path: str, error: StatusError) -> UserError:
        absent = error.code == wire.NO_SUCH_FILE
        trouble = erreurs.dossier_absent if absent else erreurs.dossier_interdit
        return trouble(self._adresse.hote, path)
