"""Ce qu'on demande au serveur, une fois le canal ouvert."""

import stat
from collections.abc import Mapping
from contextlib import suppress

from lsc_desktop.partners.sftp import wire
from lsc_desktop.partners.sftp.channel import Channel
from lsc_desktop.partners.sftp.wire import Answer, Attrs, Request, StatusError

PLAIN_WRITE = 32 * 1024  # octets par écriture que tout serveur accepte
LONGEST_WRITE = 128 * 1024
AHEAD = 16  # pages d'un dossier demandées d'avance


class Remote:
    """Les erreurs du serveur sont des `StatusError` ; celles de la liaison passent telles quelles.

    `plain` : rien que la norme, une question après l'autre, pour un serveur qui s'y perd.
    """

    def __init__(self, channel: Channel, extensions: Mapping[str, bytes], plain: bool) -> None:
        self.channel, self._known, self._plain = channel, extensions, plain
        self._posix = wire.POSIX_RENAME in extensions
        self._longest = PLAIN_WRITE

    async def measure(self) -> None:
        """Demande au serveur les écritures les plus longues qu'il accepte."""
        if wire.LIMITS in self._known and not self._plain:
            with suppress(StatusError):
                answer = await self._one(wire.EXTENDED, wire.text(wire.LIMITS))
                said = wire.numbers(answer, 3)[2]
                if said:
                    self._longest = min(said, LONGEST_WRITE)

    async def stat(self, path: str) -> Attrs | None:
        """Rien si le fichier n'existe pas."""
        try:
            return wire.attrs(await self._one(wire.STAT, wire.text(path)))
        except StatusError as error:
            if error.code == wire.NO_SUCH_FILE:
                return None
            raise

    async def folder(self, path: str) -> bool:
        found = await self.stat(path)
        return found is not None and (not found.mode or stat.S_ISDIR(found.mode))

    async def mkdir(self, path: str) -> None:
        wire.check(await self._one(wire.MKDIR, wire.text(path) + bytes(4)))

    async def remove(self, path: str) -> None:
        wire.check(await self._one(wire.REMOVE, wire.text(path)))

    async def names(self, path: str) -> dict[str, Attrs]:
        """Les fichiers d'un dossier, sans les sous-dossiers."""
        handle = wire.text(wire.handle(await self._one(wire.OPENDIR, wire.text(path))))
        found: dict[str, Attrs] = {}
        ahead = 1 if self._plain else AHEAD
        over = False
        while not over:
            for answer in await self.channel.ask_all([(wire.READDIR, handle)] * ahead):
                try:
                    page = wire.names(answer)
                except StatusError as error:
                    if error.code != wire.EOF:
                        raise
                    over = True  # un serveur peut répondre dans le désordre : on lit les autres
                else:
                    found |= {n: about for n, about in page if not stat.S_ISDIR(about.mode)}
        await self.close(handle[4:])
        return found

    async def read(self, path: str, at_most: int) -> bytes:
        """Un fichier, jusqu'à un octet de plus que `at_most`."""
        handle = wire.handle(await self._one(wire.OPEN, wire.read_open_body(path)))
        found = bytearray()
        try:
            while len(found) <= at_most:
                size = min(PLAIN_WRITE, at_most + 1 - len(found))
                body = wire.span_body(handle, len(found), size)
                found += wire.data(await self._one(wire.READ, body))
        except StatusError as error:
            if error.code != wire.EOF:
                raise
        finally:
            self.channel.forget(wire.CLOSE, wire.text(handle))
        return bytes(found)

    async def open(self, path: str) -> bytes:
        return wire.handle(await self._one(wire.OPEN, wire.open_body(path)))

    async def write(
        self, handle: bytes, offset: int, data: bytes, closing: str = ""
    ) -> Attrs | None:
        """Écrit un morceau ; `closing` : c'était le dernier, ferme et rend ce qu'est ce fichier.

        Tout part d'un jet : un petit fichier ne coûte là qu'un aller et retour.
        """
        view, step = memoryview(data), self._longest
        asked: list[Request] = []
        for place in range(0, len(data), step):
            part = view[place : place + step]
            body = wire.span_body(handle, offset + place, len(part))
            asked.append((wire.WRITE, body, part))
        if closing:
            asked.append((wire.CLOSE, wire.text(handle)))
            if not self._plain:
                asked.append((wire.STAT, wire.text(closing)))
        answers = await self.channel.ask_all(asked)
        about = answers.pop() if closing and not self._plain else None
        for answer in answers:
            wire.check(answer)
        if about is None:
            return await self.stat(closing) if closing else None
        try:
            return wire.attrs(about)
        except StatusError as error:
            if error.code == wire.NO_SUCH_FILE:
                return None
            raise

    async def close(self, handle: bytes) -> None:
        wire.check(await self._one(wire.CLOSE, wire.text(handle)))

    async def replace(self, part: str, path: str) -> bool:
        """Donne au fichier son nom, d'un seul geste ; faux si le serveur a obligé à en faire deux.

        Sans posix-rename (Win32-OpenSSH d'avant 2017, certains boîtiers), renommer sur un nom
        libre est encore d'un seul geste ; sur un nom pris, il faut d'abord retirer l'ancien.
        """
        names = wire.text(part) + wire.text(path)
        if self._posix:
            try:
                wire.check(await self._one(wire.EXTENDED, wire.text(wire.POSIX_RENAME) + names))
                return True
            except StatusError as error:
                if error.code not in (wire.OP_UNSUPPORTED, wire.FAILURE):
                    raise
                self._posix = error.code != wire.OP_UNSUPPORTED
        try:
            wire.check(await self._one(wire.RENAME, names))
            return True
        except StatusError:
            if await self.stat(path) is None:
                raise
        await self.remove(path)
        wire.check(await self._one(wire.RENAME, names))
        return False

    async def room(self, path: str) -> int | None:
        """Octets encore libres sur le disque du serveur, s'il veut bien le dire."""
        if wire.STATVFS not in self._known:
            return None
        try:
            body = wire.text(wire.STATVFS) + wire.text(path)
            found = wire.numbers(await self._one(wire.EXTENDED, body), 5)
        except StatusError:
            return None
        return found[1] * found[4]  # f_frsize × f_bavail

    async def _one(self, kind: int, body: bytes) -> Answer:
        return (await self.channel.ask(kind, body))[0]
