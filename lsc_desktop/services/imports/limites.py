"""Ce qu'un fichier à importer ne dépasse pas : au-delà il est refusé d'emblée, par une phrase."""

import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.imports.champs import Cellule

TAILLE_MAX = 50 * 1024 * 1024  # octets d'un fichier
LIGNES_MAX = 200_000
COLONNES_MAX = 500
CELLULES_MAX = 4_000_000  # d'une feuille : ce que la mémoire d'un poste tient sans peine
CONSEIL = "Coupez-le en plusieurs fichiers, puis recommencez."
Rangee = tuple[int, Sequence[Cellule]]
R = TypeVar("R", bound=Sequence[Cellule])


@dataclass(frozen=True, slots=True)
class Bornes:
    """Celles d'une sorte de fichiers : octets, lignes, colonnes, cellules."""

    taille: int
    lignes: int
    colonnes: int
    cellules: int


def ordinaires() -> Bornes:
    """Celles d'un portefeuille."""
    return Bornes(TAILLE_MAX, LIGNES_MAX, COLONNES_MAX, CELLULES_MAX)


def verifier_le_fichier(path: Path, bornes: Bornes | None = None) -> None:
    """Lève `UserError` si ce n'est pas un fichier ordinaire, lisible et de taille raisonnable."""
    largest = (bornes or ordinaires()).taille
    try:
        facts = path.stat()
        readable = stat.S_ISREG(facts.st_mode)
    except (OSError, ValueError) as error:
        raise refus(path, "ne peut pas être lu", "Vérifiez son nom et vos droits.") from error
    if not readable:
        raise refus(path, "n'est pas un fichier", "Choisissez un fichier CSV ou Excel.")
    if facts.st_size > largest:
        size, most = facts.st_size // 1024**2, largest // 1024**2
        raise refus(path, f"pèse {size} Mo, plus que les {most} Mo permis", CONSEIL)
    if not facts.st_size:
        raise refus(path, "est vide", "Choisissez un autre fichier.")


def refus(path: Path, raison: str, conseil: str) -> UserError:
    """« « lots.csv » est vide. »"""
    name = "".join(c if c.isprintable() else "·" for c in path.name)
    return UserError(f"« {name} » {raison}.", conseil)


def trop_de_lignes(path: Path, most: int) -> UserError:
    return refus(path, f"a plus de {most:_} lignes".replace("_", " "), CONSEIL)


def bornees(
    path: Path, rangees: Iterable[tuple[int, R]], bornes: Bornes | None = None
) -> Iterator[tuple[int, R]]:
    """Les mêmes rangées, tant que leur nombre et leur taille restent raisonnables."""
    most = bornes or ordinaires()
    cells = 0
    for count, (numero, row) in enumerate(rangees, 1):
        cells += len(row)
        if count > most.lignes:
            raise trop_de_lignes(path, most.lignes)
        if len(row) > most.colonnes:
            raise refus(
                path, f"a plus de {most.colonnes} colonnes à la ligne {numero}",
                "Vérifiez que c'est bien le fichier voulu.",
            )  # fmt: skip
        if cells > most.cellules:
            raise refus(path, "a trop de cellules", CONSEIL)
        yield numero, row
