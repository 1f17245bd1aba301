"""Les fichiers à déposer, leur début lu d'avance, par paquets.

Demander chaque fichier au fil qui lit coûte plus que de le lire : un petit fichier ne vaut pas deux
changements de fil.
"""

import asyncio
from collections import deque
from concurrent.futures import Executor
from contextlib import suppress

from lsc_desktop.partners.sftp.port import Envoi
from lsc_desktop.partners.sftp.source import Source

GROUP = 16  # fichiers lus d'un coup


class Feed:
    """Ce qu'une connexion prend dans la file commune. `close` remet en tête ce qui n'a pas servi.

    Un fichier pris est à celui qui l'a pris : à lui de fermer sa source.
    """

    def __init__(self, queue: deque[Envoi], readers: Executor) -> None:
        self._queue, self._readers = queue, readers
        self._ready: deque[tuple[Envoi, Source]] = deque()
        self._reading: asyncio.Task[None] | None = None

    async def next(self) -> tuple[Envoi, Source] | None:
        """Le suivant, ou rien : la file est vide."""
        while not self._ready:
            if self._reading is None and not self._queue:
                return None
            await asyncio.shield(self._fill())
        taken = self._ready.popleft()
        if len(self._ready) < GROUP // 2 and self._queue:
            self._fill()
        return taken

    async def close(self) -> None:
        try:
            if self._reading is not None:
                with suppress(Exception):
                    await asyncio.shield(self._reading)
        finally:
            while self._ready:
                envoi, source = self._ready.pop()
                source.close()
                self._queue.appendleft(envoi)

    def _fill(self) -> asyncio.Task[None]:
        if self._reading is None:
            count = min(GROUP, len(self._queue))
            envois = [self._queue.popleft() for _ in range(count)]
            self._reading = asyncio.ensure_future(self._read(envois))
        return self._reading

    async def _read(self, envois: list[Envoi]) -> None:
        sources = [Source(one.source, one.taille, one.sha256) for one in envois]
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._readers, _preload, sources)
        finally:
            self._reading = None
            self._ready += zip(envois, sources, strict=True)


def _preload(sources: list[Source]) -> None:
    for source in sources:
        source.preload()
