"""Ce qui retient l'envoi : les octets en vol sur une connexion, et le débit permis à toutes."""

import asyncio
from collections import deque


class Window:
    """Octets qu'on peut avoir envoyés sans réponse : de quoi tenir la mémoire et le réseau."""

    def __init__(self, size: int) -> None:
        self._size = self._free = size
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    async def take(self, wanted: int) -> int:
        """Attend son tour ; rend ce qu'il faudra rendre."""
        amount = min(wanted, self._size)
        if self._waiting or amount > self._free:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((amount, turn))
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self.give(amount)
                raise
        else:
            self._free -= amount
        return amount

    def give(self, amount: int) -> None:
        self._free += amount
        while self._waiting:
            wanted, turn = self._waiting[0]
            if turn.cancelled():
                self._waiting.popleft()
            elif wanted > self._free:
                return
            else:
                self._waiting.popleft()
                self._free -= wanted
                turn.set_result(None)


class Rate:
    """`limit` : octets par seconde ; 0 : sans limite. Ne dort pas : dit combien dormir."""

    def __init__(self, limit: int) -> None:
        self._limit, self._ready = limit, 0.0

    def wait(self, amount: int, now: float) -> float:
        """Secondes à attendre avant d'envoyer encore `amount` octets, retenus aussitôt."""
        if not self._limit:
            return 0.0
        start = max(self._ready, now)
        self._ready = start + amount / self._limit
        return start - now
