"""Le jeton de Lovys, contre le login et le mot de passe ; gardé en mémoire tant qu'il vaut.

POST /connexion {login, password} → {token, expire} (extranet-partners §4.5).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Lock

from lsc_desktop.partners.erreurs import AccesError, ContratError, LiaisonError, RefusError
from lsc_desktop.partners.http import Client, Reponse

CHEMIN = "/connexion"
MARGE = timedelta(minutes=1)  # un jeton qui finit en route serait refusé
LONG = 8  # lettres : en deçà, en montrer quatre dirait presque tout
Horloge = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Compte:
    url: str
    login: str
    mot_de_passe: str = field(repr=False)

    @property
    def cle(self) -> str:
        """De quoi reconnaître le même compte sans le garder."""
        return sha256(f"{self.url}\n{self.login}\n{self.mot_de_passe}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Jeton:
    valeur: str = field(repr=False)
    expire: datetime

    def dit(self) -> str:
        """« eyJ0… (36 caractères) » : de quoi le reconnaître, pas s'en servir."""
        start = f"{self.valeur[:4]}… " if len(self.valeur) > LONG else ""
        return f"{start}({len(self.valeur)} caractères)"


_GARDES: dict[str, Jeton] = {}
_VERROU = Lock()  # deux fils n'en demandent qu'un


def oublier_jetons() -> None:
    """Comme au démarrage du programme."""
    with _VERROU:
        _GARDES.clear()


def _maintenant() -> datetime:
    return datetime.now(UTC)


class JetonLovys:
    """Un `Porteur`. `connexion` : le client qui le demande, sans porteur, lui."""

    def __init__(self, connexion: Client, compte: Compte, horloge: Horloge = _maintenant) -> None:
        self._client, self._compte, self._horloge = connexion, compte, horloge
        connexion.taire(compte.mot_de_passe)

    def autorisation(self) -> str:
        return f"Bearer {self.tenu().valeur}"

    def oublier(self, refusee: str) -> None:
        with _VERROU:
            held = _GARDES.get(self._compte.cle)
            if held is not None and refusee == f"Bearer {held.valeur}":
                del _GARDES[self._compte.cle]

    def renouveler(self) -> None:
        """Le prochain sera redemandé : pour juger le compte d'aujourd'hui."""
        with _VERROU:
            _GARDES.pop(self._compte.cle, None)

    def tenu(self) -> Jeton:
        with _VERROU:
            held = _GARDES.get(self._compte.cle)
            if held is None or self._horloge() >= held.expire - MARGE:
                held = self._demander()
                _GARDES[self._compte.cle] = held
            return held

    def _demander(self) -> Jeton:
        asked = {"login": self._compte.login, "password": self._compte.mot_de_passe}
        try:
            answer = self._client.demander(
                "POST", CHEMIN, "Obtenir un jeton", json=asked, anonyme=True
            )
        except (AccesError, RefusError) as error:
            if error.code is None:  # adresse, chiffrement : la phrase le dit déjà
                raise
            raise AccesError(
                f"Lovys ne reconnaît pas le login ou le mot de passe (réponse {error.code}).",
                "Reprenez ceux du courriel de Lovys dans « Configuration Lovys ».",
                "login",
                code=error.code,
            ) from error
        except LiaisonError as error:
            error.incertain = False  # redemander un jeton ne coûte rien
            raise
        return self._lire(answer)

    def _lire(self, answer: Reponse) -> Jeton:
        value = answer.champ("token", str)
        self._client.taire(value)
        said = answer.champ("expire", str)
        if not value or (when := _fin(said)) is None:
            raise ContratError("Lovys répond un jeton vide, ou sans la date où il expire.")
        return Jeton(value, when)


def _fin(texte: str) -> datetime | None:
    """Rien d'un texte qui n'est pas un instant, ou qui touche aux bords du calendrier."""
    try:
        when = datetime.fromisoformat(texte)
    except ValueError:
        return None
    return when.astimezone(UTC) if when.tzinfo and 1 < when.year < 9999 else None
