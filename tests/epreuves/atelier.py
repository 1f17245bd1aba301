"""Ce qu'est un importeur, et où il joue ses fichiers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.storage.engine import Database

Fichiers = dict[str, bytes]
SECRET = "Perroquet-7/secret+long"  # ouvre les clés des essais
JOUR = date(2021, 10, 25)
MAINTENANT = datetime(2021, 10, 25, 9, 30)
CTX = Contexte("Martine", MAINTENANT, JOUR)


@dataclass
class Atelier:
    """Une base à cet importeur seul, un dossier où poser ses fichiers, ce qu'il a préparé."""

    db: Database
    dossier: Path
    ctx: Contexte = CTX
    su: dict[str, Any] = field(default_factory=dict)

    def lire(self, nom: str) -> bytes:
        return (self.dossier / nom).read_bytes()


@dataclass(frozen=True)
class Importeur:
    """`bons` : de bons fichiers, sous leurs noms, après avoir mis dans la base ce qu'il faut ;
    `jouer` : lire celui qui porte ce nom, ses voisins intacts, et en faire ce que le programme en
    fait ; rend ce qu'il a lu. `sceller` : refait la signature d'un JSON changé. `hostiles` : des
    fichiers écrits exprès, `nom → (écrit le fichier à cette adresse)`. `chacun` : chaque bon
    fichier se joue seul ; sinon, ils se lisent ensemble."""

    nom: str
    bons: Callable[[Atelier], Fichiers]
    jouer: Callable[[Atelier, str], object]
    sceller: Callable[[Any], Any] | None = None
    chacun: bool = True
    hostiles: Callable[[], Mapping[str, Callable[[Path], object]]] = dict


_GENRES = {
    "json": "json", "csv": "texte", "toml": "texte", "txt": "texte", "zip": "zip", "xlsx": "zip",
    "xml": "xml", "p12": "der", "pem": "pem", "key": "pem", "db": "base", "pdf": "octets",
    "jpg": "octets", "png": "octets", "webp": "octets",
}  # fmt: skip


def genre_de(nom: str) -> str:
    """Comment s'abîme un fichier, d'après son extension."""
    return _GENRES[nom.rpartition(".")[2]]
