"""Une connexion et les fichiers qu'elle a en vol ; ce qu'on fait quand elle se coupe."""

import asyncio
from collections import deque
from collections.abc import Callable

from lsc_desktop.partners.erreurs import LiaisonError
from lsc_desktop.partners.sftp.adresse import Reglages
from lsc_desktop.partners.sftp.channel import CutError
from lsc_desktop.partners.sftp.deposit import AgainError, Common, Depositor, StoppedError
from lsc_desktop.partners.sftp.feed import Feed
from lsc_desktop.partners.sftp.line import Line
from lsc_desktop.partners.sftp.port import Envoi, Issue

NARROWER = 8  # après une coupure sans progrès, huit fois moins de fichiers en vol


class Lane:
    """Vide la file commune ; `again` : où mettre ce qui mérite un second essai, s'il en reste un.

    Un fichier pris et non fini retourne en tête de la file avant que l'erreur ne remonte.
    """

    def __init__(
        self,
        line: Line,
        folder: str,
        common: Common,
        queue: deque[Envoi],
        report: Callable[[Issue], None],
        again: deque[Envoi] | None = None,
    ) -> None:
        self.line, self._folder, self._common = line, folder, common
        self._queue, self._report, self._again = queue, report, again

    async def run(self, reglages: Reglages, width: int) -> None:
        """Lève `LiaisonError` quand chaque reprise échoue sans progrès, ou `AccesError`."""
        tries = 0
        while self._queue:
            depositor = None
            try:
                remote = await self.line.remote(plain=tries > 1)
                depositor = Depositor(remote, self._folder, self._common)
                with self.line.converted():
                    await self._fill(depositor, max(1, width // NARROWER**tries))
                return
            except StoppedError:
                return
            except LiaisonError:
                self._common.absent = ()  # ce qui était en vol est peut-être arrivé
                if depositor is not None and depositor.moved:
                    tries = 0
                if tries == len(reglages.pauses):
                    raise
            try:
                await self._common.pause(reglages.pauses[tries])
            except StoppedError:
                return
            tries += 1

    async def _fill(self, depositor: Depositor, width: int) -> None:
        feed = Feed(self._queue, self._common.readers)
        count = min(width, len(self._queue))
        workers = [asyncio.ensure_future(self._work(depositor, feed)) for _ in range(count)]
        try:
            ends = await asyncio.gather(*workers, return_exceptions=True)
        except asyncio.CancelledError:
            for worker in workers:
                worker.cancel()
            raise
        finally:
            await feed.close()
        errors = [end for end in ends if isinstance(end, BaseException)]
        for error in sorted(errors, key=lambda e: isinstance(e, CutError | StoppedError)):
            raise error  # le plus parlant d'abord : un bogue, un silence, puis une coupure

    async def _work(self, depositor: Depositor, feed: Feed) -> None:
        while taken := await feed.next():
            envoi, source = taken
            try:
                with source:
                    await self._common.pause(0)
                    last = self._again is None
                    issue = await depositor.deposit(envoi, source, last_chance=last)
            except AgainError:
                assert self._again is not None
                self._again.append(envoi)
            except BaseException:
                self._queue.appendleft(envoi)
                raise
            else:
                depositor.moved = True
                self._report(issue)
