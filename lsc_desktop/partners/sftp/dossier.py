"""Le même port sur un dossier : un disque, un partage réseau, une clé ; et le portail d'essai."""

import os
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from errno import EDQUOT, ENOSPC
from hashlib import sha256
from pathlib import Path

from lsc_desktop.base.errors import RefusedError, TemporaryError, UserError
from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.partners.sftp import erreurs
from lsc_desktop.partners.sftp.flow import Rate
from lsc_desktop.partners.sftp.port import (
    VIEUX,
    Arret,
    Avancement,
    Bilan,
    Envoi,
    Issue,
    Sort,
    Suivi,
    est_part,
    jamais,
    rien,
    trop_long,
    verifier_nom,
)
from lsc_desktop.partners.sftp.source import Held, Source, SourceError

NAP = 0.1  # secondes d'un somme, entre deux questions à `arreter`


class _StoppedError(Exception):
    """`arreter` a dit oui."""


class CibleDossier:
    """`CiblePublication` dans un dossier déjà là. `debit` : octets par seconde, 0 sans limite.

    Le dossier qui disparaît est une liaison coupée : la clé retirée, le partage perdu.
    """

    def __init__(self, dossier: Path, *, debit: int = 0) -> None:
        self._folder, self._rate = dossier, Rate(debit)
        self._octets = 0

    def ouvrir(self) -> None:
        if not self._folder.is_dir():
            raise AccesError(
                f"Le dossier « {self._folder} » n'existe pas.",
                "Corrigez le dossier de dépôt, ou faites-le.",
                "dossier",
            )

    def lister(self, dossier: str = "") -> Mapping[str, int]:
        if dossier:
            verifier_nom(dossier)
        found: dict[str, int] = {}
        limit = time.time() - VIEUX
        try:
            with os.scandir(self._folder / dossier) as entries:
                for entry in entries:
                    about = entry.stat()
                    if est_part(entry.name):
                        if about.st_mtime < limit:
                            Path(entry.path).unlink(missing_ok=True)
                    elif entry.is_file():
                        found[entry.name] = about.st_size
        except FileNotFoundError:
            self._here()
        except OSError as error:
            raise self._lost(error) from error
        return found

    def lire(self, nom: str, au_plus: int) -> bytes | None:
        verifier_nom(nom)
        try:
            with (self._folder / nom).open("rb") as file:
                content = file.read(au_plus + 1)
        except FileNotFoundError:
            self._here()
            return None
        except OSError as error:
            raise self._lost(error) from error
        if len(content) > au_plus:
            raise trop_long(nom, au_plus)
        return content

    def deposer(
        self, envois: Sequence[Envoi], *, suivi: Suivi = rien, arreter: Arret = jamais
    ) -> Bilan:
        issues: list[Issue] = []
        start = self._octets
        for envoi in envois:
            try:
                issue = self._deposit(envoi, arreter)
            except _StoppedError:
                return Bilan(tuple(issues), self._octets - start, arrete=True)
            issues.append(issue)
            suivi(Avancement(len(issues), len(envois), self._octets - start, issue))
        return Bilan(tuple(issues), self._octets - start)

    def valider(self, nom: str, contenu: bytes) -> None:
        envoi = Envoi(nom, Path(), len(contenu), sha256(contenu).hexdigest())
        try:
            self._place(envoi, Held(contenu), jamais)
        except OSError as error:
            self._drop(envoi)
            raise self._explained(envoi, error) from error

    def fermer(self) -> None:
        pass

    def _deposit(self, envoi: Envoi, arreter: Arret) -> Issue:
        """Lève `_StoppedError` ou `LiaisonError`."""
        try:
            with suppress(FileNotFoundError):
                size = (self._folder / envoi.nom).stat().st_size
                if size == envoi.taille and not envoi.encore:
                    return Issue(envoi, Sort.DEJA_LA)
            with Source(envoi.source, envoi.taille, envoi.sha256) as source:
                self._place(envoi, source, arreter)
            return Issue(envoi, Sort.DEPOSE)
        except SourceError as error:
            trouble = erreurs.source(envoi.nom, error.why)
        except OSError as error:
            trouble = self._explained(envoi, error)
        self._drop(envoi)
        return Issue(envoi, Sort.ECHEC, trouble)

    def _drop(self, envoi: Envoi) -> None:
        with suppress(OSError):
            (self._folder / envoi.part).unlink(missing_ok=True)

    def _place(self, envoi: Envoi, source: Source, arreter: Arret) -> None:
        part, path = self._folder / envoi.part, self._folder / envoi.nom
        if part.parent != self._folder:
            self._here()
            part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            left = envoi.taille
            while True:
                data = source.piece()
                self._wait(len(data), arreter)
                file.write(data)
                self._octets += len(data)
                left -= len(data)
                if not left:
                    break
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def _wait(self, amount: int, arreter: Arret) -> None:
        end = time.monotonic()
        end += self._rate.wait(amount, end)
        while True:
            if arreter():
                raise _StoppedError
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, NAP))

    def _here(self) -> None:
        if not self._folder.is_dir():
            raise self._lost(FileNotFoundError())

    def _lost(self, _error: OSError) -> LiaisonError:
        return LiaisonError(
            f"Le dossier « {self._folder} » ne répond plus.",
            "Rebranchez le disque ou retrouvez le partage ; l'envoi reprendra où il en était.",
        )

    def _explained(self, envoi: Envoi, error: OSError) -> UserError:
        self._here()
        if error.errno in (ENOSPC, EDQUOT):
            return erreurs.DisquePleinError(envoi.nom)
        if isinstance(error, PermissionError):
            return RefusedError(
                f"« {envoi.nom} » n'a pas pu être déposé : le dossier en refuse le droit.",
                "Ouvrez ce dossier en écriture au compte qui publie.",
            )
        said = re.sub(r"\.$", "", error.strerror or "le disque ne répond pas")
        return TemporaryError(
            f"« {envoi.nom} » n'a pas pu être déposé : {said}.",
            "Il partira à la prochaine publication.",
        )
