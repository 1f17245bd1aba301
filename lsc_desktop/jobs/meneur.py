"""Tenir le bail du meneur : une seule session de la base mène les services.

Chaque session candidate a ce fil : il prend le bail s'il est libre, le renouvelle tant qu'il vit,
s'éveille quand expire celui d'un autre, et le rend en se fermant. Le verrou de chaque créneau
(`jobs/horaire.py`) demeure : un meneur endormi qui se croirait encore élu ne refait rien.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.services_systeme import BAIL_MENEUR, FENETRE
from lsc_desktop.queries.services_systeme.etat import meneur
from lsc_desktop.services import services_systeme
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
PULSE = 20.0  # secondes entre deux signes de vie ; le bail en pardonne trois manqués
SOON = 0.2  # secondes : le temps qu'un bail expiré le soit vraiment


@dataclass
class Candidat:
    """Une session qui peut mener. `sorte` : fenêtre ou service ; `jeton` : unique."""

    db: Database
    contexte: Callable[[], Contexte]
    jeton: str
    sorte: str = FENETRE
    bail: timedelta = BAIL_MENEUR
    _until: tuple[float, float] = (0.0, 0.0)
    _shy: float = 0.0  # jusqu'à quand il laisse mener les autres (`time.monotonic`)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _one: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._beat, name="meneur", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Rend le bail : un autre le prend à son prochain battement."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        self._give_back()

    def ceder(self, secondes: float) -> None:
        """Rend le bail, et laisse à un autre le temps de le prendre ; personne ne l'ayant pris, il
        le reprendra."""
        with self._one:
            self._shy = time.monotonic() + secondes
            self._give_back()

    def _give_back(self) -> None:
        if self._until != (0.0, 0.0):
            with suppress(UserError), self.db.write() as session:
                services_systeme.rendre(session, self.jeton)
        self._until = (0.0, 0.0)

    def tient(self) -> bool:
        """Vrai si le bail est à nous, et n'a pas pu expirer : ni à l'horloge du poste, ni d'après
        le temps écoulé, qui s'arrête quand la machine dort."""
        return time.monotonic() < self._until[0] and time.time() < self._until[1]

    def prendre(self) -> bool:
        """Prend ou renouvelle le bail ; faux si un autre le tient. Lève `UserError` si la base est
        hors d'atteinte."""
        self._try()
        return self.tient()

    def _beat(self) -> None:
        well, waits = True, 0.0
        while not self._over.wait(waits):
            try:
                waits, well = self._try(), True
            except UserError as error:
                if well:
                    log.warning("bail des services : %s", error.title)
                waits, well = PULSE, False
            except Exception:
                log.exception("bail des services")
                waits = PULSE

    def _try(self) -> float:
        """Rend les secondes à attendre avant le prochain essai."""
        with self._one:
            if (left := self._shy - time.monotonic()) > 0:
                return left
            seconds = self.bail.total_seconds()
            asked = (time.monotonic() + seconds, time.time() + seconds)
            with self.db.read() as session:
                held = meneur(session)
            pulse = min(PULSE, seconds / 4)
            if held is not None and not held.a_prendre(self.jeton, self.sorte, self.bail):
                self._lose()
                return min(pulse, held.reste(self.bail).total_seconds() + SOON)
            with self.db.write() as session:
                mine = services_systeme.mener(
                    session, self.jeton, self.sorte, self.contexte(), self.bail
                )
            if not mine:
                self._lose()
            else:
                if not self.tient():
                    log.info("cette session mène les services")
                self._until = asked
            return pulse

    def _lose(self) -> None:
        if self.tient():
            log.info("une autre session mène les services")
        self._until = (0.0, 0.0)
