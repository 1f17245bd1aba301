"""`CiblePublication` et `CompteReleve` par FTP : un fichier après l'autre ; ce qui se dépose l'est
sous un nom provisoire, puis renommé."""

import ftplib
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from lsc_desktop.base.errors import RefusedError, TemporaryError, UserError
from lsc_desktop.partners.ftp import client as ftp
from lsc_desktop.partners.ftp import erreurs
from lsc_desktop.partners.sftp.erreurs import source, taille_fausse
from lsc_desktop.partners.sftp.port import (
    VIEUX,
    Arret,
    Avancement,
    Bilan,
    Envoi,
    Issue,
    Present,
    Sort,
    Suivi,
    est_part,
    jamais,
    rien,
    trop_long,
    verifier_lu,
    verifier_nom,
)
from lsc_desktop.partners.sftp.source import PIECE, Held, Source, SourceError

DELAI = 30.0  # secondes sans réponse
INCONNU = (500, 501, 502, 504)  # le serveur ne connaît pas cette commande


class _StoppedError(Exception):
    """`arreter` a dit oui."""


@dataclass(frozen=True, slots=True)
class Compte:
    """`chiffre` : TLS exigé, le certificat vérifié ; sans lui, tout passe en clair."""

    hote: str
    utilisateur: str
    mot_de_passe: str = field(repr=False)
    dossier: str = ""
    port: int = 21
    chiffre: bool = True


class CibleFtp:
    """`delai` : secondes sans réponse. `autorites` : fichier des autorités à croire, à défaut
    celles du système."""

    def __init__(self, compte: Compte, *, delai: float = DELAI, autorites: str = "") -> None:
        self._compte, self._delai, self._autorites = compte, delai, autorites
        self._client: ftplib.FTP | None = None
        self._octets = 0

    @property
    def _ftp(self) -> ftplib.FTP:
        assert self._client is not None, "ouvrez la session d'abord"
        return self._client

    def ouvrir(self) -> None:
        compte = self._compte
        context = None
        if compte.chiffre:
            context = ssl.create_default_context(cafile=self._autorites or None)
        with self._liaison():
            self._client = ftp.ouvrir(compte.hote, compte.port, self._delai, context)
        try:
            with self._liaison(erreurs.entree):
                ftp.identifier(self._ftp, compte.utilisateur, compte.mot_de_passe)
            if compte.dossier:
                with self._liaison(erreurs.dossier):
                    self._ftp.cwd(ftp.dire(compte.dossier))
        except UserError:
            self.fermer()
            raise

    def lister(self, dossier: str = "") -> Mapping[str, int]:
        """Par MLSD ; à défaut, NLST et SIZE. En passant, retire nos `.part` de plus de 24 heures,
        si le serveur en dit la date ; rien d'autre n'est retiré du serveur d'un portail."""
        if dossier:
            verifier_nom(dossier)
        with self._liaison(erreurs.dossier):
            try:
                found = list(self._ftp.mlsd(dossier, ["type", "size", "modify"]))
            except ftplib.error_perm as error:
                if ftp.code(error) not in INCONNU:
                    raise
                return self._par_noms(dossier)
            for name, facts in found:
                if est_part(name) and _vieux(facts.get("modify", "")):
                    self._oublier(f"{dossier}/{name}" if dossier else name)
        return {
            name: int(facts.get("size", "").strip() or "0")
            for name, facts in found
            if facts.get("type", "file") == "file" and not est_part(name)
        }

    def presents(self) -> Mapping[str, Present]:
        """Par MLSD ; à défaut, NLST et SIZE, sans les dates. Ne retire rien."""
        with self._liaison(erreurs.dossier):
            try:
                found = list(self._ftp.mlsd("", ["type", "size", "modify"]))
            except ftplib.error_perm as error:
                if ftp.code(error) not in INCONNU:
                    raise
                sizes = self._par_noms("")
                return {name: Present(ftp.entendre(name), size) for name, size in sizes.items()}
        return {
            name: Present(
                ftp.entendre(name), int(facts.get("size", "").strip() or "0"),
                facts.get("modify", ""),
            )
            for name, facts in found
            if facts.get("type", "file") == "file"
        }  # fmt: skip

    def retirer(self, nom: str) -> None:
        verifier_lu(nom)
        try:
            with self._liaison(lambda error, compte: erreurs.retrait(nom, error, compte)):
                self._ftp.delete(nom)
        except RefusedError:
            if nom in self.presents():
                raise

    def lire(self, nom: str, au_plus: int) -> bytes | None:
        verifier_lu(nom)
        found, shown = bytearray(), ftp.entendre(nom)

        def keep(part: bytes) -> None:
            """Au-delà, on laisse passer sans retenir : couper fausserait la suite de la session."""
            if len(found) <= au_plus:
                found.extend(part)

        with self._liaison(lambda error, _compte: erreurs.lecture(shown, error)):
            if (self._taille(nom) or 0) > au_plus:
                raise trop_long(shown, au_plus)
            try:
                self._ftp.retrbinary(f"RETR {nom}", keep)
            except ftplib.error_perm as error:
                if ftp.code(error) == 550:
                    return None
                raise
        if len(found) > au_plus:
            raise trop_long(shown, au_plus)
        return bytes(found)

    def deposer(
        self, envois: Sequence[Envoi], *, suivi: Suivi = rien, arreter: Arret = jamais
    ) -> Bilan:
        issues: list[Issue] = []
        start = self._octets
        for envoi in envois:
            if arreter():
                return Bilan(tuple(issues), self._octets - start, arrete=True)
            try:
                issue = self._deposer(envoi, arreter)
            except _StoppedError:
                return Bilan(tuple(issues), self._octets - start, arrete=True)
            issues.append(issue)
            suivi(Avancement(len(issues), len(envois), self._octets - start, issue))
        return Bilan(tuple(issues), self._octets - start)

    def valider(self, nom: str, contenu: bytes) -> None:
        envoi = Envoi(nom, Path(), len(contenu), sha256(contenu).hexdigest())
        with self._liaison(lambda error, _compte: erreurs.refus(nom, error)):
            self._mettre(envoi, Held(contenu), jamais)

    def fermer(self) -> None:
        held, self._client = self._client, None
        if held is not None:
            with suppress(Exception):
                held.quit()
            with suppress(Exception):
                held.close()

    def _deposer(self, envoi: Envoi, arreter: Arret) -> Issue:
        """Lève `_StoppedError`, `LiaisonError` ou `AccesError`."""
        try:
            with self._liaison(lambda error, _compte: erreurs.refus(envoi.nom, error)):
                if not envoi.encore and self._taille(envoi.nom) == envoi.taille:
                    return Issue(envoi, Sort.DEJA_LA)
                with Source(envoi.source, envoi.taille, envoi.sha256) as content:
                    whole = self._mettre(envoi, content, arreter)
            return Issue(envoi, Sort.DEPOSE, atomique=whole)
        except SourceError as error:
            trouble: UserError = source(envoi.nom, error.why)
        except erreurs.FichierError as error:
            trouble = error.erreur
        self._oublier(envoi.part)
        return Issue(envoi, Sort.ECHEC, trouble)

    def _mettre(self, envoi: Envoi, content: Source, arreter: Arret) -> bool:
        """Écrit le provisoire, le pèse, le renomme ; vrai si l'ancien n'a pas dû être retiré."""
        try:
            reading = _Lecture(content, envoi.taille, arreter)
            self._ftp.storbinary(f"STOR {envoi.part}", reading, PIECE)
        except (SourceError, _StoppedError):  # le serveur a cru à la fin, et il y répond
            with suppress(ftplib.Error):
                self._ftp.voidresp()
            self._oublier(envoi.part)
            raise
        self._octets += envoi.taille
        size = self._taille(envoi.part)
        if size is not None and size != envoi.taille:
            raise erreurs.FichierError(taille_fausse(envoi.nom, envoi.taille, size))
        return ftp.remplacer(self._ftp, envoi.part, envoi.nom)

    def _taille(self, name: str) -> int | None:
        """`None` s'il n'est pas là, ou si le serveur ne sait pas le dire."""
        try:
            return self._ftp.size(name)
        except ftplib.error_perm:
            return None

    def _par_noms(self, dossier: str) -> Mapping[str, int]:
        try:
            names = self._ftp.nlst(dossier) if dossier else self._ftp.nlst()
        except ftplib.error_perm as error:
            if ftp.code(error) == 550:  # un dossier vide, pour certains serveurs
                return {}
            raise
        bare = (name.rpartition("/")[2] for name in names)
        sized = {name: self._taille(f"{dossier}/{name}" if dossier else name) for name in bare}
        return {name: n for name, n in sized.items() if n is not None and not est_part(name)}

    def _oublier(self, name: str) -> None:
        with suppress(ftplib.Error, OSError, EOFError):
            self._ftp.delete(name)

    @contextmanager
    def _liaison(
        self, refus: Callable[[ftplib.Error, "Compte"], Exception] = erreurs.entree
    ) -> Iterator[None]:
        """Les pannes de la ligne deviennent `LiaisonError`, un refus ce qu'en dit `refus`."""
        try:
            yield
        except (RefusedError, TemporaryError):
            raise
        except ftplib.Error as error:
            raise erreurs.reponse(error, self._compte, refus) from error
        except (OSError, EOFError) as error:
            raise erreurs.ligne(error, self._compte, self._delai) from error
        except ValueError as error:  # un nom que le DNS ne peut dire, un retour dans un champ
            raise erreurs.saisie(self._compte) from error


def _vieux(modified: str) -> bool:
    """« 20261130152500 », en temps universel (RFC 3659, 2.3) ; faux si la date ne se lit pas."""
    try:
        seen = datetime.strptime(modified[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return False
    return (datetime.now(UTC) - seen).total_seconds() > VIEUX


class _Lecture:
    """Ce que `storbinary` lit : les morceaux d'une source, jusqu'au dernier."""

    def __init__(self, content: Source, size: int, arreter: Arret) -> None:
        self._source, self._left, self._stop = content, size, arreter
        self._first = True

    def read(self, _size: int = -1, /) -> bytes:
        if self._stop():
            raise _StoppedError
        if not self._left and not self._first:
            return b""
        self._first = False
        data = self._source.piece()
        self._left -= len(data)
        return data
