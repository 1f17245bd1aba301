"""Un jeton d'accès gardé en mémoire jusqu'à peu avant sa fin ; jamais écrit nulle part."""

import time
from collections.abc import Callable
from threading import Lock

MARGE = 60.0  # secondes : un jeton qui finit en route serait refusé


class JetonGarde:
    """Un `Porteur`. `obtenir()` demande un jeton au partenaire : (valeur, secondes de validité)."""

    def __init__(
        self,
        obtenir: Callable[[], tuple[str, float]],
        *,
        genre: str = "Bearer",
        horloge: Callable[[], float] = time.monotonic,
    ) -> None:
        self._obtenir, self._genre, self._horloge = obtenir, genre, horloge
        self._lock = Lock()  # deux fils n'en demandent qu'un
        self._valeur, self._fin = "", 0.0

    def autorisation(self) -> str:
        with self._lock:
            if not self._valeur or self._horloge() >= self._fin:
                value, seconds = self._obtenir()
                self._valeur = value
                self._fin = self._horloge() + max(seconds - MARGE, 0.0)
            return f"{self._genre} {self._valeur}"

    def oublier(self, refusee: str) -> None:
        with self._lock:
            if refusee == f"{self._genre} {self._valeur}":  # sinon un autre l'a déjà remplacé
                self._valeur = ""
