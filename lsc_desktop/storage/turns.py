"""Écrire chacun son tour dans un fichier SQLite : la file d'attente que SQLite n'a pas.

Seul, SQLite fait dormir qui trouve la base prise, de plus en plus longtemps, sans ordre : vingt
sessions qui écrivent sans relâche s'attendent jusqu'à 3,1 s. Un verrou du système posé à côté de
la base fait passer dans l'ordre d'arrivée : 0,2 s au plus. Le système le rend de lui-même si le
processus est tué ; le fichier, vide, reste là et ne dit rien.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUFFIX = "-tour"


class Turn:
    """`with turn.taken():` attend son tour, `wait` secondes au plus, puis le rend.

    Chaque fil d'un processus attend le sien. Lève `TimeoutError`.
    """

    def __init__(self, base: Path, wait: float) -> None:
        self.base, self.wait = base, wait
        self.path = base.with_name(base.name + SUFFIX)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Le tour d'écriture ; sans droit d'écrire à côté de la base, SQLite seul arbitrera."""
        if sys.platform == "win32":
            from filelock import FileLock, Timeout

            try:
                with FileLock(self.path, timeout=self.wait, poll_interval=0.002):
                    yield
            except Timeout as error:
                raise TimeoutError(str(self.path)) from error
            return
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT, self._mode())
        except OSError:
            yield
            return
        try:
            _queue(file, self.wait)
        except TimeoutError:
            raise
        except OSError:  # ce disque ne sait pas verrouiller
            os.close(file)
            yield
            return
        try:
            yield
        finally:
            _free(file)

    def _mode(self) -> int:
        """Ouvert à qui peut écrire la base : les collègues d'un serveur de bureaux."""
        try:
            return self.base.stat().st_mode & 0o666
        except OSError:
            return 0o600


if sys.platform != "win32":
    import fcntl

    def _queue(file: int, wait: float) -> None:
        """Prend la file ; si quelqu'un y est, un fil y dort pour nous : lui peut être abandonné."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pass
        waiter = _Waiter(file)
        waiter.start()
        if not waiter.arrived(wait):
            raise TimeoutError("la file d'écriture n'avance pas")

    def _free(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)  # même si un processus enfant tient encore le descripteur
        os.close(file)

    class _Waiter(threading.Thread):
        """Attend le verrou dans l'ordre du système ; abandonné, le rend dès qu'il l'obtient."""

        def __init__(self, file: int) -> None:
            super().__init__(name="tour d'écriture", daemon=True)
            self.file = file
            self._decided = threading.Lock()
            self._got = threading.Event()
            self._abandoned = False

        def run(self) -> None:
            fcntl.flock(self.file, fcntl.LOCK_EX)
            with self._decided:
                if self._abandoned:
                    _free(self.file)
                else:
                    self._got.set()

        def arrived(self, wait: float) -> bool:
            if self._got.wait(wait):
                return True
            with self._decided:
                self._abandoned = not self._got.is_set()
            return not self._abandoned
