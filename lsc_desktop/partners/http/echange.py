"""Un aller et retour avec un serveur, par requests : ses erreurs deviennent les nôtres ici."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lsc_desktop.base.errors import UserError
from lsc_desktop.partners.http import erreurs
from lsc_desktop.partners.http.port import Certificat, Demande, Reglages

BLOC = 64 << 10
AGENT = "LSC-Desktop"


class Echange:
    """Une session : ses connexions, son certificat, ses autorités. Ne sert qu'un fil à la fois."""

    def __init__(
        self, nom: str, reglages: Reglages, certificat: Certificat | None, autorites: str
    ) -> None:
        self._nom, self._reglages = nom, reglages
        self._certificat, self._autorites = certificat, autorites
        self._session: Any = None

    def fermer(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def jouer(
        self, demande: Demande, url: str, entetes: Mapping[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        """(code, en-têtes en minuscules, corps entier). Ne suit aucune redirection."""
        from requests.utils import get_environ_proxies

        session = self._ouverte()
        limits = self._reglages
        end = time.monotonic() + limits.duree
        with self._traduit(url, demande.ecrit):
            response = session.request(
                demande.methode, url, params=dict(demande.parametres) or None,
                data=demande.octets if demande.forme is None else dict(demande.forme),
                headers=self._entetes(demande, entetes), stream=True, allow_redirects=False,
                timeout=(limits.connexion, limits.lecture), verify=self._autorites or True,
                proxies=get_environ_proxies(url, no_proxy=None),
            )  # fmt: skip
            with response:
                body = self._corps(response, url, demande.ecrit, end)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return response.status_code, headers, body

    def _entetes(self, demande: Demande, entetes: Mapping[str, str]) -> dict[str, str]:
        sent = {"User-Agent": AGENT, **demande.entetes, **entetes}
        if demande.attendu == "json":
            sent.setdefault("Accept", "application/json")
        if nature := demande.nature or ("application/json" if demande.json is not None else ""):
            sent["Content-Type"] = nature
        return sent

    def _corps(self, response: Any, url: str, ecrit: bool, end: float) -> bytes:
        """Lit tout, sans dépasser ni la taille, ni la durée permises.

        Par ce qui est arrivé (`read1`) : `iter_content` attend son bloc entier, octet par octet
        s'il le faut.
        """
        found = bytearray()
        while block := response.raw.read1(BLOC, decode_content=True):
            found += block
            if len(found) > self._reglages.taille:
                code = response.status_code
                raise erreurs.trop_grande(self._nom, self._reglages.taille, code)
            if time.monotonic() > end:
                raise erreurs.trop_lent(_hote(url)[0], self._reglages.duree, ecrit)
        return bytes(found)

    def _ouverte(self) -> Any:
        """Ni cookie, ni .netrc, ni variable d'environnement qui changerait ce qu'on vérifie."""
        if self._session is not None:
            return self._session
        from http.cookiejar import DefaultCookiePolicy

        import requests

        session = requests.Session()
        session.trust_env = False
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        if self._certificat is not None:
            session.mount("https://", _avec(self._certificat))
        self._session = session
        return session

    @contextmanager
    def _traduit(self, url: str, ecrit: bool) -> Iterator[None]:
        """`ecrit` : sans réponse, on ne saurait pas si la demande a été exécutée."""
        import requests
        from urllib3 import exceptions as plain  # celles de la lecture du corps

        hote, port = _hote(url)
        limits = self._reglages
        try:
            yield
        except (requests.exceptions.SSLError, plain.SSLError) as error:
            raise self._chiffrement(hote, port, ecrit, error) from error
        except requests.exceptions.ConnectTimeout as error:
            raise erreurs.muet(hote, limits.connexion, False) from error
        except (requests.exceptions.ReadTimeout, plain.ReadTimeoutError) as error:
            raise erreurs.muet(hote, limits.lecture, ecrit) from error
        except requests.exceptions.ProxyError as error:
            why = "le serveur mandataire de ce poste ne laisse pas passer"
            raise erreurs.injoignable(hote, why) from error
        except requests.exceptions.ConnectionError as error:
            raise self._connexion(hote, port, ecrit, error) from error
        except plain.DecodeError as error:
            raise erreurs.illisible(self._nom, None, ecrit) from error
        except (requests.exceptions.RequestException, plain.HTTPError) as error:
            if isinstance(error, ValueError):  # une adresse, un en-tête impossibles : un bogue
                raise
            raise erreurs.coupure(hote, ecrit) from error

    def _chiffrement(self, hote: str, port: int, ecrit: bool, error: Exception) -> UserError:
        text = str(error)
        if "CERTIFICATE_VERIFY_FAILED" in text or "hostname" in text.lower():
            return erreurs.certificat_du_serveur(hote, _pourquoi(text))
        if "WRONG_VERSION_NUMBER" in text or "HTTP_REQUEST" in text or "RECORD_LAYER" in text:
            return erreurs.pas_du_https(hote, port)
        if "ALERT" in text.upper() and ("CERT" in text.upper() or "UNKNOWN_CA" in text.upper()):
            return erreurs.certificat_refuse(hote, self._nom_du_certificat)
        if "EOF" in text:
            return erreurs.coupure(hote, ecrit)
        return erreurs.sans_entente(hote)

    def _connexion(self, hote: str, port: int, ecrit: bool, error: Exception) -> UserError:
        """Ce que requests confond : refus, nom inconnu, coupure."""
        from urllib3.exceptions import NameResolutionError, NewConnectionError

        cause = _cause(error)
        if isinstance(cause, NameResolutionError):
            return erreurs.nom_inconnu(hote)
        if isinstance(cause, NewConnectionError):
            if "refused" in str(cause).lower() or "10061" in str(cause):
                return erreurs.connexion_refusee(hote, port)
            return erreurs.injoignable(hote, "réseau injoignable")
        if "alert" in str(error).lower():  # TLS 1.3 : le refus vient après l'accueil
            return erreurs.certificat_refuse(hote, self._nom_du_certificat)
        return erreurs.coupure(hote, ecrit)

    @property
    def _nom_du_certificat(self) -> str:
        return self._certificat.nom if self._certificat else ""


def autorites_livrees() -> bool:
    """Le programme, figé ou non, a de quoi vérifier un serveur ; rien n'est appelé."""
    import requests.certs
    import requests_pkcs12

    return Path(requests.certs.where()).is_file() and bool(requests_pkcs12.Pkcs12Adapter)


def _avec(certificat: Certificat) -> Any:
    """L'adaptateur qui présente ce certificat ; lève `AccesError` s'il ne s'ouvre pas."""
    from requests_pkcs12 import Pkcs12Adapter

    from lsc_desktop.partners.erreurs import AccesError

    try:
        return Pkcs12Adapter(
            pkcs12_data=certificat.contenu, pkcs12_password=certificat.mot_de_passe
        )
    except (ValueError, TypeError, AttributeError) as error:
        if "expired" in str(error):
            raise AccesError(
                f"Le certificat « {certificat.nom} » a expiré : aucune demande n'est partie.",
                "Demandez-en un autre à l'autorité qui l'a délivré, puis importez-le.",
                "certificat",
            ) from error
        raise AccesError(
            f"Le certificat « {certificat.nom} » ne s'ouvre pas : aucune demande n'est partie.",
            "Vérifiez son mot de passe, puis importez-le de nouveau.",
            "certificat",
        ) from error


def _cause(error: Exception) -> Any:
    """La vraie raison, sous les enveloppes de requests et d'urllib3."""
    found: Any = error.args[0] if error.args else error
    return getattr(found, "reason", None) or found


def _hote(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or 443


def _pourquoi(text: str) -> str:
    reasons = {
        "self-signed": "son certificat n'est signé par aucune autorité connue",
        "self signed": "son certificat n'est signé par aucune autorité connue",
        "unable to get local issuer": "son certificat n'est signé par aucune autorité connue",
        "has expired": "son certificat a expiré",
        "not yet valid": "son certificat n'est pas encore valable",
        "mismatch": "son certificat est celui d'un autre serveur",
        "not valid for": "son certificat est celui d'un autre serveur",
    }
    lower = text.lower()
    return next((said for mark, said in reasons.items() if mark in lower), "certificat refusé")
