"""La boîte où le partenaire dépose : un dossier du disque ou du réseau, et deux à côté.

Un port étroit : lister, lire, ranger. Un fichier se range par renommage, jamais par copie : il est
d'un côté ou de l'autre. Un lien n'est pas suivi.
"""

import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.partners.clac.archive import TAILLE_MAX
from lsc_desktop.partners.clac.erreurs import DossierRefuseError, montrer

VIEUX = 24 * 3600  # secondes
_PART = re.compile(r"\..+\.zip\.[0-9a-f]{8}\.part")
TRAITES, QUARANTAINE = "traites", "quarantaine"
LUS_MAX = 500  # fichiers d'un passage ; les autres au suivant
_OUVRIR = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # un tube ne ferait pas attendre
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class Depot:
    """Un fichier déposé. `sous` : « » dans la boîte, sinon « quarantaine »."""

    nom: str
    modifie: float  # secondes, horloge du disque
    sous: str = ""

    @property
    def montre(self) -> str:
        """Son nom tel qu'il se lit et se garde en base."""
        return "".join(c if c.isprintable() else "·" for c in self.nom)[:200]


@dataclass(frozen=True)
class Boite:
    """Lève `TemporaryError` si le dossier ne répond pas : rien n'est perdu, on réessaiera."""

    dossier: Path

    def deposes(self) -> list[Depot]:
        """Les « .zip » de la boîte, du plus ancien au plus récent ; ni ceux qui sont déjà rangés,
        ni ceux qu'un transport dépose encore sous un autre nom."""
        found = []
        with self._panne(), os.scandir(self.dossier) as entries:
            for entry in entries:
                if entry.name.casefold().endswith(".zip") and not entry.name.startswith("."):
                    about = entry.stat(follow_symlinks=False)
                    found.append(Depot(entry.name, about.st_mtime))
        return sorted(found, key=lambda one: (one.modifie, one.nom))[:LUS_MAX]

    def lire(self, depot: Depot) -> bytes:
        """Lève `DossierRefuseError` si ce n'est pas un fichier ordinaire, ou s'il est trop gros."""
        path = self.dossier / depot.sous / depot.nom
        said = montrer(depot.nom)
        try:
            about = path.lstat()
        except FileNotFoundError as error:
            raise TemporaryError(
                f"{said} n'est plus dans le dossier.", "Un autre poste l'a peut-être rangé."
            ) from error
        except OSError as error:
            raise self._lost(error) from error
        if not stat.S_ISREG(about.st_mode):
            raise DossierRefuseError(
                f"{said} est un lien ou un dossier, et non un fichier.",
                "Déposez le zip lui-même.",
            )
        if about.st_size > TAILLE_MAX:
            size, most = about.st_size // 1024**2, TAILLE_MAX // 1024**2
            raise DossierRefuseError(f"{said} pèse {size} Mo, plus que les {most} Mo permis.")
        try:
            with open(os.open(path, _OUVRIR), "rb") as file:  # noqa: PTH123 - un descripteur
                content = file.read(TAILLE_MAX + 1)
        except OSError as error:
            raise TemporaryError(
                f"{said} ne peut pas être lu : {_why(error)}.",
                "Vérifiez les droits du dossier ; il sera relu au prochain passage.",
            ) from error
        if len(content) > TAILLE_MAX:
            raise DossierRefuseError(f"{said} est trop gros.")
        return content

    def ranger(self, depot: Depot, sous: str, empreinte: str) -> str:
        """Met le fichier sous « traites » ou « quarantaine » ; rend le nom qu'il y a.

        L'empreinte entre dans le nom : refait, le rangement tombe sur le même. Un autre poste a pu
        le faire ; ce n'est pas un échec.
        """
        name = nom_range(depot.nom, empreinte)
        here, there = self.dossier / depot.sous / depot.nom, self.dossier / sous / name
        if here == there:
            return name
        with self._panne():
            there.parent.mkdir(exist_ok=True)
            try:
                here.replace(there)
            except FileNotFoundError:
                if not os.path.lexists(there):
                    raise
        return name

    def recevoir(self, nom: str, contenu: bytes) -> str:
        """Met dans la boîte ce qu'on a rapporté d'ailleurs ; rend le nom qu'il y a, où son
        empreinte entre. Écrit sous un nom provisoire, que `deposes` ne montre pas, puis renommé."""
        name = nom_range(nom, empreinte_de(contenu))
        part = self.dossier / f".{name}.{uuid4().hex[:8]}.part"
        with self._panne():
            try:
                with part.open("wb") as file:
                    file.write(contenu)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(self.dossier / name)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        return name

    def purger(self) -> None:
        """Retire les noms provisoires d'hier : ce qu'un programme tué n'a pas fini d'écrire."""
        limit = time.time() - VIEUX
        with self._panne(), os.scandir(self.dossier) as entries:
            for entry in entries:
                if not _PART.fullmatch(entry.name):
                    continue
                if entry.stat(follow_symlinks=False).st_mtime < limit:
                    Path(entry.path).unlink(missing_ok=True)

    def tient(self, nom: str) -> bool:
        """Ce fichier attend encore dans la boîte."""
        with self._panne():
            return os.path.lexists(self.dossier / nom)

    def oublier(self, nom: str) -> None:
        """L'ôte de la boîte ; sans effet s'il n'y est pas."""
        with self._panne():
            (self.dossier / nom).unlink(missing_ok=True)

    def effacer(self, empreinte: str) -> None:
        """Efface le fichier rangé sous cette empreinte ; s'il n'y est plus, il n'y a rien à faire.

        Lève `TemporaryError` si le dossier ne répond pas, ou ne se laisse pas écrire.
        """
        with self._panne():
            if not self.dossier.is_dir():
                raise FileNotFoundError(errno.ENOENT, "dossier absent")
            for sous in (TRAITES, QUARANTAINE):
                for path in (self.dossier / sous).glob(f"*-{empreinte[:8]}.zip"):
                    path.unlink(missing_ok=True)

    @contextmanager
    def _panne(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            raise self._lost(error) from error

    def _lost(self, error: Exception) -> TemporaryError:
        return TemporaryError(
            f"Le dossier des dossiers locatifs ne répond pas : {_why(error)}.",
            "Vérifiez qu'il existe et que ce poste peut y écrire ; rien n'est perdu.",
        )


def empreinte_de(contenu: bytes) -> str:
    return sha256(contenu).hexdigest()


def empreinte_illisible(depot: Depot) -> str:
    """Ce qui tient lieu d'empreinte à un fichier qu'on ne lit pas."""
    return empreinte_de(f"{depot.nom}|{depot.modifie}".encode("utf-8", "surrogateescape"))


def nom_range(nom: str, empreinte: str) -> str:
    """« dossier.zip » → « dossier-1a2b3c4d.zip », sans rien d'indicible ; rangé, il le garde."""
    mark = f"-{empreinte[:8]}"
    stem = nom[: -len(".zip")] if nom.casefold().endswith(".zip") else nom
    stem = stem.removesuffix(mark)[:50]
    return "".join(c if c.isalnum() or c in " ._-()" else "-" for c in stem) + f"{mark}.zip"


def _why(error: Exception) -> str:
    said = getattr(error, "strerror", None) or "chemin impossible"
    return str(said)[:120].rstrip(".")
