"""Le client HTTPS de tous les partenaires : délais, reprises, erreurs, journal, et rien de secret.

Un adaptateur n'en connaît que `demander` : ce qui en sort est une `Reponse` lue, ou une erreur de
`partners.erreurs`. TLS est toujours vérifié ; rien ne part dans une transaction de la base.
"""

import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin, urlsplit

from lsc_desktop.base.ecritures import hors_ecriture
from lsc_desktop.base.text import montrable
from lsc_desktop.domain.partenaires.appels import BOGUE, FAIT, LONGUEUR, PANNE, REFUS, Appel
from lsc_desktop.partners.erreurs import AccesError, ContratError, LiaisonError, RefusError
from lsc_desktop.partners.http import erreurs
from lsc_desktop.partners.http.attente import heure_du_serveur, retry_after
from lsc_desktop.partners.http.echange import Echange
from lsc_desktop.partners.http.masque import Masque
from lsc_desktop.partners.http.port import (
    SURS,
    Arret,
    Certificat,
    Demande,
    Dormir,
    Porteur,
    Reglages,
    Reponse,
    jamais,
)

Noter = Callable[[Appel], None]
PAS = 0.2  # secondes entre deux regards sur `arreter`
PAGE = 4096  # octets où une page dit son titre
DITS = ("message", "error_description", "detail", "motif", "erreur", "title", "error")


def sans_journal(_appel: Appel) -> None:
    """Pour un essai, ou une demande qui ne vaut pas d'être notée."""


class Client:
    """Un serveur d'un partenaire. Ne sert qu'un fil à la fois ; se ferme (`with`).

    `partenaire` : son code, au journal ; `nom` : comme on le dit. `adresse` : « https://… », à
    laquelle s'ajoutent les chemins. `secrets` : ce qui ne doit sortir en clair nulle part.
    `autorites` : un fichier PEM au lieu des autorités connues. `noter` reçoit chaque appel.
    """

    def __init__(
        self,
        partenaire: str,
        nom: str,
        adresse: str,
        *,
        reglages: Reglages = Reglages(),  # noqa: B008
        noter: Noter = sans_journal,
        porteur: Porteur | None = None,
        certificat: Certificat | None = None,
        secrets: Iterable[str] = (),
        autorites: str = "",
        arreter: Arret = jamais,
        dormir: Dormir = time.sleep,
    ) -> None:
        parts = urlsplit(adresse)
        if parts.scheme != "https" or not parts.hostname or parts.username is not None:
            raise AccesError(
                f"L'adresse de {nom} n'est pas celle d'un serveur sûr.",
                "Elle commence par « https:// » : reprenez celle que le partenaire a donnée.",
                "adresse",
            )
        self.partenaire, self.nom, self._adresse = partenaire, nom, adresse.rstrip("/")
        self._reglages, self._noter, self._porteur = reglages, noter, porteur
        self._certificat, self._arreter, self._dormir = certificat, arreter, dormir
        held = [one for one in secrets if one]
        self._masque = Masque(*held, certificat.mot_de_passe if certificat else "")
        self._prive = bool(held) or porteur is not None or certificat is not None
        self._echange = Echange(nom, reglages, certificat, autorites)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_error: object) -> None:
        self._echange.fermer()

    def taire(self, secret: str) -> None:
        """Un secret appris en route : il ne se dira plus, et ne partira vers aucun autre hôte."""
        self._masque.ajouter(secret)
        self._prive = True

    def demander(self, methode: str, chemin: str, quoi: str, **options: Any) -> Reponse:
        """Une demande (`options` : les champs de `Demande`), reprise s'il le faut et se peut.

        Lève `LiaisonError`, `AccesError`, `RefusError`, `ContratError` ; `RuntimeError` dans une
        transaction.
        """
        demande = Demande(methode.upper(), chemin, quoi, **options)
        self._url(demande)
        hors_ecriture(f"{self.nom} : {quoi}")
        start, tries = time.monotonic(), 0
        try:
            while True:
                tries += 1
                try:
                    done = self._une_fois(demande)
                    break
                except LiaisonError as error:
                    self._attendre(demande, error, tries)
        except (LiaisonError, AccesError, RefusError, ContratError) as error:
            error.title, error.advice = map(self._masque.taire, (error.title, error.advice))
            error.args = (error.title, error.advice)
            issue = PANNE if isinstance(error, LiaisonError) else REFUS
            issue = BOGUE if isinstance(error, ContratError) else issue
            self._inscrire(demande, issue, error.code, error.title, start, tries)
            raise
        except Exception as bug:
            self._inscrire(demande, BOGUE, None, type(bug).__name__, start, tries)
            raise
        self._inscrire(demande, FAIT, done.code, "", start, tries)
        return done

    def _une_fois(self, demande: Demande) -> Reponse:
        """Une autorisation refusée en route est redemandée une fois : la demande n'a rien fait."""
        porteur = None if demande.anonyme else self._porteur
        if porteur is None:
            return self._suivre(demande, {})
        held = self._presenter(porteur)
        try:
            return self._suivre(demande, self._autorise(held))
        except AccesError as error:
            if error.code != 401:
                raise
        porteur.oublier(held)
        return self._suivre(demande, self._autorise(self._presenter(porteur)))

    @staticmethod
    def _presenter(porteur: Porteur) -> str:
        """Un jeton qu'on n'a pas eu laisse la demande là où elle était : elle n'est pas partie."""
        try:
            return porteur.autorisation()
        except LiaisonError as error:
            error.incertain = False
            raise

    def _autorise(self, autorisation: str) -> dict[str, str]:
        self._masque.ajouter(autorisation.rpartition(" ")[2])
        return {"Authorization": autorisation}

    def _suivre(self, demande: Demande, entetes: dict[str, str]) -> Reponse:
        """Joue la demande, et suit une redirection seulement si rien de secret n'y passe."""
        url = self._url(demande)
        for _step in range(self._reglages.redirections + 1):
            code, headers, body = self._echange.jouer(demande, url, entetes)
            if code not in (301, 302, 303, 307, 308):
                return self._juger(demande, code, headers, body)
            url = self._la_suite(demande, url, code, headers.get("location", ""))
            demande = replace(demande, parametres={})
        raise erreurs.redirection(self.nom, code)

    def _la_suite(self, demande: Demande, url: str, code: int, location: str) -> str:
        after = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(after)
        if not location or demande.methode not in SURS:
            raise erreurs.redirection(self.nom, code)
        elsewhere = (here.hostname, here.port or 443) != (there.hostname, there.port or 443)
        if there.scheme != "https" or (elsewhere and (self._prive or demande.entetes)):
            raise erreurs.ailleurs(self.nom, there.hostname or "?")
        return after

    def _url(self, demande: Demande) -> str:
        url = self._adresse + demande.chemin
        here, there = urlsplit(self._adresse), urlsplit(url)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise ValueError(f"chemin qui change d'hôte : {demande.chemin!r}")
        return url

    @property
    def adresse(self) -> str:
        """La seule à laquelle il parle, sans barre à la fin."""
        return self._adresse

    @property
    def _hote(self) -> str:
        return urlsplit(self._adresse).hostname or ""

    @property
    def _nom_du_certificat(self) -> str:
        return self._certificat.nom if self._certificat else ""

    def _juger(self, demande: Demande, code: int, headers: dict[str, str], body: bytes) -> Reponse:
        good = 200 <= code < 300 or code in demande.acceptes
        page = "html" in headers.get("content-type", "") or _est_une_page(body, demande)
        if code >= 400 and page and b"ssl certificate" in body[:PAGE].lower():
            raise erreurs.certificat_refuse(self._hote, self._nom_du_certificat, code)
        if good and (demande.attendu != "json" or code == 204):
            return Reponse(self.nom, code, headers, body)
        try:
            contenu = demande.lire(code, body) if demande.lire else lire_json(body)
        except ValueError:
            if good:
                unsure = demande.ecrit
                raise (erreurs.page_au_lieu if page else erreurs.illisible)(
                    self.nom, code, unsure
                ) from None
            contenu = None
        if good:
            return Reponse(self.nom, code, headers, body, contenu)
        here = datetime.now(UTC)
        wait = retry_after(headers.get("retry-after"), heure_du_serveur(headers.get("date"), here))
        said = self._masque.taire(_dit(contenu))
        raise erreurs.de_reponse(self.nom, code, said, contenu, wait, demande.ecrit)

    def _attendre(self, demande: Demande, error: LiaisonError, tries: int) -> None:
        """Dort avant une reprise permise ; relève l'erreur sinon."""
        limits = self._reglages
        asked = error.reprendre_dans
        wait = limits.pause * 2 ** (tries - 1) if asked is None else asked
        if not demande.idempotente or tries >= limits.essais or wait > limits.patience:
            raise error
        while wait > 0 and not self._arreter():
            self._dormir(min(PAS, wait))
            wait -= PAS
        if self._arreter():
            raise erreurs.arretee(self.nom) from error

    def _inscrire(
        self, demande: Demande, issue: str, code: int | None, dit: str, start: float, tries: int
    ) -> None:
        parts = urlsplit(self._url(demande))
        where = f"{demande.methode} {parts.scheme}://{parts.netloc}{parts.path}"
        self._noter(
            Appel(
                partenaire=self.partenaire,
                quoi=demande.quoi,
                objet=self._masque.taire(demande.objet)[:LONGUEUR],
                adresse=self._masque.taire(where)[:LONGUEUR],
                issue=issue,
                code=code,
                reponse=dit[:LONGUEUR],
                duree=round((time.monotonic() - start) * 1000),
                essais=tries,
                certificat=self._nom_du_certificat,
            )
        )


def _est_une_page(corps: bytes, demande: Demande) -> bool:
    """Où l'on attend du JSON, tout ce qui commence par « < » en est une."""
    start = corps[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(b"<" if demande.lire is None else (b"<!doctype html", b"<html"))


def lire_json(corps: bytes) -> Any:
    """Le JSON d'une réponse ; les nombres à virgule sont des `Decimal`. Lève `ValueError`.

    Un caractère nul ou une moitié de caractère, qu'aucune base ne garde, devient « \ufffd » : la
    demande a peut-être eu son effet, sa réponse ne se perd pas pour si peu.
    """

    def refuse(name: str) -> None:
        raise ValueError(f"{name} n'est pas un nombre")

    try:
        text = _ECHAPPE.sub(_gardable, corps.decode(json.detect_encoding(corps)))
        return json.loads(text, parse_float=Decimal, parse_constant=refuse)
    except (RecursionError, ArithmeticError) as error:
        raise ValueError("trop d'imbrications, ou un nombre démesuré") from error


# Une paire de moitiés se garde, une moitié seule ou un nul s'écrit autrement, le reste se passe.
_ECHAPPE = re.compile(
    r"(\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w)|(\\u(?:[dD][89a-fA-F]\w\w|0000))|\\.", re.DOTALL
)


def _gardable(escape: re.Match[str]) -> str:
    return "\\ufffd" if escape[2] else escape[0]


def _dit(contenu: Any) -> str:
    """Ce que le partenaire dit de son refus, s'il le dit dans un champ habituel."""
    if not isinstance(contenu, dict):
        return ""
    for name in DITS:
        found = contenu.get(name)
        if isinstance(found, dict):
            found = found.get("message")
        if isinstance(found, str) and found.strip():
            return montrable(" ".join(found.split())[:200])
    return ""
