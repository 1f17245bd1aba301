"""Le jeton de Zoom (OAuth de serveur à serveur), gardé en mémoire le temps qu'il vaut.

Une heure, sans renouvellement : on en redemande un. Sa réponse énumère les permissions de
l'application, qui se jugent donc avant d'appeler. Source :
developers.zoom.us/docs/internal-apps/s2s-oauth/.
"""

import time
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from lsc_desktop.domain.planning.autorisations import Besoin, manquants
from lsc_desktop.partners.erreurs import AccesError, ContratError, LiaisonError, RefusError
from lsc_desktop.partners.http import Client, Reponse
from lsc_desktop.partners.zoom import erreurs

CHEMIN = "/oauth/token"
MARGE = 60.0  # secondes : un jeton qui finit en route serait refusé
LONGTEMPS = 24 * 3600  # secondes : au-delà, on en redemande un de toute façon
FRAIS = 30.0  # secondes : un jeton plus jeune dit bien les permissions d'aujourd'hui
Horloge = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Identifiants:
    """Account ID, Client ID et Client Secret de l'application de l'agence."""

    compte: str
    client: str
    secret: str = field(repr=False)

    @property
    def basic(self) -> str:
        return b64encode(f"{self.client}:{self.secret}".encode()).decode()

    @property
    def cle(self) -> str:
        """De quoi reconnaître les mêmes identifiants sans les garder."""
        return sha256(f"{self.compte}\n{self.client}\n{self.secret}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Jeton:
    """`permissions` : celles qu'il annonce ; `None`, il n'en dit rien. `ne`, `fin` : l'horloge."""

    valeur: str = field(repr=False)
    fin: float
    ne: float
    permissions: frozenset[str] | None


_GARDES: dict[str, Jeton] = {}
_VERROU = Lock()  # deux fils n'en demandent qu'un


def oublier_jetons() -> None:
    """Comme au démarrage du programme."""
    with _VERROU:
        _GARDES.clear()


class JetonZoom:
    """Un `Porteur` pour le client de l'API. `jetons` : le client du serveur de jetons."""

    def __init__(
        self, jetons: Client, identifiants: Identifiants, horloge: Horloge = time.monotonic
    ) -> None:
        self._client, self._identifiants, self._horloge = jetons, identifiants, horloge
        jetons.taire(identifiants.secret)
        jetons.taire(identifiants.basic)

    def autorisation(self) -> str:
        return f"Bearer {self._tenu().valeur}"

    def oublier(self, refusee: str) -> None:
        with _VERROU:
            held = _GARDES.get(self._identifiants.cle)
            if held is not None and refusee == f"Bearer {held.valeur}":
                del _GARDES[self._identifiants.cle]

    def renouveler(self) -> None:
        """Le prochain sera redemandé : les identifiants, ou les permissions, ont pu changer."""
        with _VERROU:
            _GARDES.pop(self._identifiants.cle, None)

    def exiger(self, besoins: Iterable[Besoin]) -> None:
        """Lève `RefusError`, qui nomme ce qui manque sous ses deux noms, avant tout appel.

        Une permission ajoutée n'est que dans un jeton neuf : on en redemande un avant de refuser.
        """
        if missing := self.manquants(tuple(besoins)):
            raise erreurs.permissions(missing)

    def manquants(self, besoins: Iterable[Besoin]) -> list[Besoin]:
        asked, held = tuple(besoins), self._tenu()
        missing = _manque(held, asked)
        if missing and self._horloge() - held.ne > FRAIS:
            self.renouveler()
            missing = _manque(self._tenu(), asked)
        return missing

    def _tenu(self) -> Jeton:
        with _VERROU:
            held = _GARDES.get(self._identifiants.cle)
            if held is None or self._horloge() >= held.fin:
                held = self._demander()
                _GARDES[self._identifiants.cle] = held
            return held

    def _demander(self) -> Jeton:
        try:
            answer = self._client.demander(
                "POST", CHEMIN, "Obtenir un jeton", anonyme=True,
                forme={
                    "grant_type": "account_credentials", "account_id": self._identifiants.compte
                },
                entetes={"Authorization": f"Basic {self._identifiants.basic}"},
            )  # fmt: skip
        except (AccesError, RefusError) as error:
            raise erreurs.jeton_refuse(error) from error
        except LiaisonError as error:
            error.incertain = False  # redemander un jeton ne coûte rien
            raise
        return self._lire(answer)

    def _lire(self, answer: Reponse) -> Jeton:
        value = answer.champ("access_token", str)
        self._client.taire(value)
        seconds = answer.champ("expires_in", int)
        if not value:
            raise ContratError("La réponse de Zoom n'a pas la forme convenue : jeton vide.")
        scope = answer.contenu.get("scope")
        granted = frozenset(scope.split()) if isinstance(scope, str) else None
        now = self._horloge()
        return Jeton(value, now + max(min(seconds, LONGTEMPS) - MARGE, 0.0), now, granted)


def _manque(held: Jeton, besoins: tuple[Besoin, ...]) -> list[Besoin]:
    return manquants(held.permissions, besoins) if held.permissions is not None else []
