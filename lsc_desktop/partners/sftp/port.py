"""Le port : déposer des fichiers chez un partenaire, sans savoir comment ils y vont.

Deux sortes d'échec, partout distinctes. Ce fichier-là : son `Issue` le dit, les autres continuent.
La liaison : `LiaisonError` ou `AccesError` se lève et l'on s'arrête ; ce qui a été déposé l'est, et
la fois suivante ne l'envoie pas de nouveau.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from lsc_desktop.base.errors import RefusedError, UserError

# Ce que tout serveur accepte (extranet-partners §5.6) ; « / » sépare un sous-dossier.
_NOM = re.compile(r"(?!.*\.part$)[A-Za-z0-9_][\w.\-]*(?:/[A-Za-z0-9_][\w.\-]*)*", re.ASCII)
LONGUEUR = 200
VIEUX = 24 * 3600  # secondes au bout desquelles un `.part` des nôtres est un reste
_PART = re.compile(r".+\.[0-9a-f]{12}\.part")


@dataclass(frozen=True, slots=True)
class Envoi:
    """Un fichier à déposer sous `nom`, à partir du dossier du dépôt.

    `sha256` (en hexadécimal) et `taille` sont ceux qu'annonce le manifeste : un fichier qui ne les
    a plus n'est pas déposé. `encore` : il se dépose même s'il est déjà là.
    """

    nom: str
    source: Path
    taille: int
    sha256: str
    encore: bool = False

    def __post_init__(self) -> None:
        verifier_nom(self.nom)
        if not re.fullmatch("[0-9a-f]{64}", self.sha256):
            raise ValueError(f"empreinte SHA-256 attendue : {self.sha256!r}")

    @property
    def part(self) -> str:
        """Le nom provisoire : il porte le contenu, donc ce qui y est écrit est toujours bon."""
        return f"{self.nom}.{self.sha256[:12]}.part"


@dataclass(frozen=True, slots=True)
class Present:
    """Un fichier tel qu'il est au loin. `nom` : comme il se lit ; `modifie` : sa date, comme le
    serveur l'écrit, vide s'il ne la dit pas."""

    nom: str
    taille: int
    modifie: str = ""


class Sort(StrEnum):
    DEPOSE = "déposé"
    DEJA_LA = "déjà là"
    ECHEC = "échec"


@dataclass(frozen=True, slots=True)
class Issue:
    """Ce qu'est devenu un envoi. `erreur` seulement pour un échec.

    `atomique` : faux si le serveur a obligé à retirer l'ancien avant de renommer le nouveau.
    """

    envoi: Envoi
    sort: Sort
    erreur: UserError | None = None
    atomique: bool = True


@dataclass(frozen=True, slots=True)
class Avancement:
    """Où l'on en est ; `issue` : le fichier qui vient de finir, s'il y en a un.

    `octets` : partis sur le réseau, sans compter ce qui était déjà là.
    """

    faits: int
    total: int
    octets: int
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class Bilan:
    """`arrete` : `arreter()` a dit oui avant la fin ; ce qui manque n'a pas d'issue."""

    issues: tuple[Issue, ...]
    octets: int
    arrete: bool = False

    def de(self, sort: Sort) -> list[Issue]:
        return [issue for issue in self.issues if issue.sort is sort]


Suivi = Callable[[Avancement], None]
Arret = Callable[[], bool]


def rien(_avancement: Avancement) -> None:
    """Un suivi qui ne montre rien."""


def jamais() -> bool:
    """Un arrêt qui ne se demande pas."""
    return False


class CiblePublication(Protocol):
    """Une session de dépôt ; l'appelant est synchrone, ses rappels sont joués dans son fil.

    Toute méthode lève `LiaisonError` (à reprendre) ou `AccesError` (à corriger d'abord).
    """

    def ouvrir(self) -> None:
        """Se présente, et s'assure que le dossier du dépôt est là."""

    def lister(self, dossier: str = "") -> Mapping[str, int]:
        """Les fichiers d'un sous-dossier : nom → taille ; vide s'il n'existe pas encore.

        En passant, retire nos `.part` de plus de 24 heures.
        """

    def lire(self, nom: str, au_plus: int) -> bytes | None:
        """Le contenu d'un petit fichier ; None s'il n'est pas là. Lève `RefusedError` s'il fait
        plus de `au_plus` octets."""

    def deposer(
        self, envois: Sequence[Envoi], *, suivi: Suivi = rien, arreter: Arret = jamais
    ) -> Bilan:
        """Dépose ce qui n'est pas déjà là (même nom, même taille), ou qu'on veut `encore`.

        `suivi` reçoit chaque issue dès qu'elle est acquise, donc aussi avant une erreur levée.
        """

    def valider(self, nom: str, contenu: bytes) -> None:
        """Dépose le manifeste, en dernier ; un ancien de ce nom est remplacé."""

    def fermer(self) -> None:
        """Raccroche ; sans effet sur une session déjà fermée, et ne lève rien."""


class CompteReleve(Protocol):
    """Une session où l'on prend ce qu'un partenaire a déposé. Lève comme `CiblePublication`."""

    def ouvrir(self) -> None:
        """Se présente, et s'assure que le dossier est là."""

    def presents(self) -> Mapping[str, Present]:
        """Les fichiers du dossier, sous le nom qui les demande."""

    def lire(self, nom: str, au_plus: int) -> bytes | None:
        """Le contenu ; None s'il n'est plus là. Lève `RefusedError` s'il fait plus de `au_plus`
        octets, ou si le serveur n'en donne pas le droit."""

    def retirer(self, nom: str) -> None:
        """L'ôte du serveur ; sans effet s'il n'y est plus. Lève `RefusedError` s'il le défend."""

    def fermer(self) -> None:
        """Raccroche ; sans effet sur une session déjà fermée, et ne lève rien."""


class _Session(Protocol):
    def ouvrir(self) -> None: ...
    def fermer(self) -> None: ...


S = TypeVar("S", bound=_Session)


@contextmanager
def ouverte(cible: S) -> Iterator[S]:
    """Ouvre la session, et la ferme quoi qu'il arrive."""
    try:
        cible.ouvrir()
        yield cible
    finally:
        cible.fermer()


def verifier_nom(nom: str) -> None:
    """Lève `ValueError` : nos noms sont engendrés, un autre est un bogue."""
    if not _NOM.fullmatch(nom) or len(nom) > LONGUEUR:
        raise ValueError(f"nom de dépôt impossible : {nom!r}")


def verifier_lu(nom: str) -> None:
    """Lève `ValueError` : un nom venu d'un serveur, qui mènerait hors du dossier ou dirait une
    autre commande. Ce qu'un partenaire dépose n'a pas nos noms."""
    odd = any(letter < " " or letter in "\x7f\\" for letter in nom)
    if odd or len(nom) > LONGUEUR or any(part in ("", ".", "..") for part in nom.split("/")):
        raise ValueError(f"nom à lire impossible : {nom!r}")


def trop_long(nom: str, au_plus: int) -> RefusedError:
    """Un fichier à lire qui ne peut pas être celui qu'on attend."""
    return RefusedError(
        f"« {nom} » fait plus de {au_plus // 1_000_000} Mo, et n'a pas été lu.",
        "Prévenez qui tient cette cible.",
    )


def est_part(nom: str) -> bool:
    """Un nom provisoire des nôtres."""
    return _PART.fullmatch(nom) is not None
