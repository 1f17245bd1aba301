"""Le dépôt par SFTP : le moteur vit dans son fil, l'appelant reste synchrone dans le sien."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from lsc_desktop.partners.sftp.adresse import Adresse, Reglages, Secret
from lsc_desktop.partners.sftp.port import (
    Arret,
    Avancement,
    Bilan,
    Envoi,
    Issue,
    Present,
    Suivi,
    jamais,
    rien,
    verifier_lu,
    verifier_nom,
)

if TYPE_CHECKING:
    from lsc_desktop.partners.sftp.engine import Engine

T = TypeVar("T")
LOOK = 0.05  # secondes entre deux regards sur l'avancement et sur `arreter`
NEWS = 0.5  # secondes entre deux nouvelles d'un long fichier
LEAVE = 5.0  # secondes laissées au fil pour raccrocher


class CibleSftp:
    """`CiblePublication` et `CompteReleve` par SFTP. Une session ne sert qu'un appelant à la fois.

    Ni mot de passe, ni clé ne sont écrits, journalisés, ou mis dans une erreur.
    """

    def __init__(
        self,
        adresse: Adresse,
        secret: Secret,
        reglages: Reglages = Reglages(),  # noqa: B008
    ) -> None:
        self._adresse, self._secret, self._reglages = adresse, secret, reglages
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._engine: Engine | None = None
        self._octets = 0

    def ouvrir(self) -> None:
        from lsc_desktop.partners.sftp.engine import Engine

        self.fermer()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._live, args=(self._loop,), name="sftp", daemon=True
        )
        self._thread.start()

        async def start() -> None:
            self._engine = Engine(self._adresse, self._secret, self._reglages, self._sent)
            await self._engine.open()

        try:
            self._result(self._begin(start()))
        except BaseException:
            self.fermer()
            raise

    def lister(self, dossier: str = "") -> Mapping[str, int]:
        if dossier:
            verifier_nom(dossier)
        return self._result(self._begin(self._ready().names(dossier)))

    def presents(self) -> Mapping[str, Present]:
        return self._result(self._begin(self._ready().presents()))

    def lire(self, nom: str, au_plus: int) -> bytes | None:
        verifier_lu(nom)
        return self._result(self._begin(self._ready().read(nom, au_plus)))

    def retirer(self, nom: str) -> None:
        verifier_lu(nom)
        self._result(self._begin(self._ready().remove(nom)))

    def deposer(
        self, envois: Sequence[Envoi], *, suivi: Suivi = rien, arreter: Arret = jamais
    ) -> Bilan:
        engine = self._ready()
        news: SimpleQueue[Issue] = SimpleQueue()
        issues: list[Issue] = []
        start = self._octets
        told = time.monotonic()

        def tell() -> None:
            nonlocal told
            before = len(issues)
            with suppress(Empty):
                while True:
                    issues.append(news.get_nowait())
                    told = time.monotonic()
                    suivi(Avancement(len(issues), total, self._octets - start, issues[-1]))
            if len(issues) == before and time.monotonic() - told > NEWS:
                told = time.monotonic()
                suivi(Avancement(len(issues), total, self._octets - start))

        total = len(envois)
        work = self._begin(engine.send(envois, news.put))
        try:
            while not wait([work], LOOK).done:
                tell()
                if arreter():
                    self._call(engine.stop)
            tell()
        except BaseException:
            self._call(engine.stop)
            work.cancel()
            raise
        return Bilan(tuple(issues), self._octets - start, work.result())

    def valider(self, nom: str, contenu: bytes) -> None:
        verifier_nom(nom)
        self._result(self._begin(self._ready().validate(nom, contenu)))

    def fermer(self) -> None:
        loop, thread, engine = self._loop, self._thread, self._engine
        self._loop = self._thread = self._engine = None
        if loop is None or thread is None:
            return
        if engine is not None:
            work = asyncio.run_coroutine_threadsafe(engine.close(), loop)
            with suppress(Exception):
                work.result(LEAVE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(LEAVE)

    @staticmethod
    def _live(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            loop.close()

    def _ready(self) -> "Engine":
        if self._engine is None:
            raise RuntimeError("la session n'est pas ouverte")
        return self._engine

    def _sent(self, count: int) -> None:
        self._octets += count

    def _begin(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _call(self, action: Callable[[], None]) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(action)

    @staticmethod
    def _result(work: "Future[T]") -> T:
        try:
            return work.result()
        except BaseException:
            work.cancel()
            raise
