"""Un transport qui réunit les petites écritures : un appel au système pour plusieurs paquets.

asyncssh écrit chaque paquet à part, et en double le nombre (un paquet vide devant chacun) : sur un
lot de petits fichiers, les appels au système coûtent plus que le chiffrement.
"""

import asyncio
from collections.abc import Callable
from typing import Any

FULL = 128 * 1024  # octets au-delà desquels on n'attend pas la fin du tour de boucle


class Gathering(asyncio.Transport):
    """Ce qui s'écrit dans un même tour de boucle part ensemble."""

    def __init__(self, inner: asyncio.Transport) -> None:
        super().__init__()
        self._inner, self._loop = inner, asyncio.get_running_loop()
        self._held: list[bytes] = []
        self._size = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data if isinstance(data, bytes) else bytes(data))
        self._size += len(data)
        if self._size >= FULL:
            self.flush()

    def flush(self) -> None:
        if self._held:
            data = b"".join(self._held)
            self._held.clear()
            self._size = 0
            self._inner.write(data)

    def close(self) -> None:
        self.flush()
        self._inner.close()

    def abort(self) -> None:
        self._held.clear()
        self._inner.abort()

    def is_closing(self) -> bool:
        return self._inner.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._inner.get_extra_info(name, default)


class _Between(asyncio.Protocol):
    """Donne au protocole un transport qui réunit, et lui passe le reste tel quel."""

    def __init__(self, inner: asyncio.Protocol) -> None:
        self.inner = inner
        self.data_received = inner.data_received  # type: ignore[method-assign]
        self.connection_lost = inner.connection_lost  # type: ignore[method-assign]
        self.eof_received = inner.eof_received  # type: ignore[method-assign]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.inner.connection_made(Gathering(transport))


class Dialer:
    """Ce qu'asyncssh appelle un tunnel : de quoi joindre l'hôte à sa place."""

    async def create_connection(
        self, factory: Callable[[], Any], host: str, port: int
    ) -> tuple[asyncio.BaseTransport, Any]:
        loop = asyncio.get_running_loop()
        transport, between = await loop.create_connection(lambda: _Between(factory()), host, port)
        return transport, between.inner
