"""Les fichiers choisis : leurs feuilles, leurs titres, leurs premières lignes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lsc_desktop.domain.imports.correspondance import normal
from lsc_desktop.domain.imports.sortes import SORTES
from lsc_desktop.domain.imports.valeurs import propre
from lsc_desktop.services.imports import lecture_csv, lecture_xlsx
from lsc_desktop.services.imports.lecture_xlsx import Classeur
from lsc_desktop.services.imports.limites import Rangee, refus, verifier_le_fichier

EXTENSIONS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm")
TITRES_AVANT = 15  # lignes où chercher celle des titres
MONTREES = 5  # lignes de l'aperçu
LISEZ_MOI = "lisez moi"
_ANCIEN = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class Tableau:
    """Un fichier CSV, ou une feuille d'un classeur. `nature` : « CSV, point-virgule, Windows »."""

    path: Path
    feuille: str
    nature: str
    codage: str = ""
    separateur: str = ""
    classeur: Classeur | None = None

    @property
    def nom(self) -> str:
        """« lots.csv », « reprise.xlsx › Lots »."""
        return f"{self.path.name} › {self.feuille}" if self.feuille else self.path.name

    def lignes(self) -> Iterator[Rangee]:
        """Toutes les lignes, titres compris."""
        if self.classeur is not None:
            return lecture_xlsx.lire_feuille(self.classeur, self.feuille)
        return lecture_csv.lire_csv(self.path, self.codage, self.separateur)

    @cached_property
    def _tete(self) -> tuple[int, tuple[str, ...], tuple[Rangee, ...]]:
        first: list[Rangee] = []
        for row in self.lignes():
            if any(cell not in (None, "") for cell in row[1]):
                first.append(row)
            if len(first) > TITRES_AVANT + MONTREES:
                break
        if not first:
            return 0, (), ()
        rank = max(range(min(len(first), TITRES_AVANT)), key=lambda i: (_reconnus(first[i]), -i))
        numero, cells = first[rank]
        titles = tuple(_titre(cell) for cell in cells)
        while titles and not titles[-1]:
            titles = titles[:-1]
        return numero, titles, tuple(first[rank + 1 : rank + 1 + MONTREES])

    @property
    def titres(self) -> tuple[str, ...]:
        """Ceux de la ligne qui ressemble le plus à des titres, parmi les premières."""
        return self._tete[1]

    @property
    def apercu(self) -> tuple[Rangee, ...]:
        return self._tete[2]

    def rangees(self) -> Iterator[Rangee]:
        """Les lignes qui suivent les titres."""
        start = self._tete[0]
        return (row for row in self.lignes() if row[0] > start)


def ouvrir(path: Path) -> list[Tableau]:
    """Les tableaux d'un fichier. Lève `UserError` s'il ne peut pas être lu sans danger."""
    verifier_le_fichier(path)
    with path.open("rb") as file:
        head = file.read(8)
    if head == _ANCIEN:
        raise refus(
            path, "est un classeur de l'ancien format (.xls) ou protégé par un mot de passe",
            "Ouvrez-le dans Excel, enregistrez-le au format .xlsx, puis recommencez.",
        )  # fmt: skip
    if head.startswith(b"PK") or path.suffix.lower() in (".xlsx", ".xlsm"):
        return _classeur(path)
    if head.startswith((b"%PDF", b"\x1f\x8b", b"Rar!", b"7z")):
        raise refus(path, "n'est ni un CSV ni un classeur", "Choisissez un fichier CSV ou .xlsx.")
    name = lecture_csv.codage(path)
    mark = lecture_csv.separateur(lecture_csv.debut(path, name))
    table = Tableau(path, "", lecture_csv.decrire(name, mark), name, mark)
    if not table.titres:
        raise refus(path, "n'a pas une ligne", "Choisissez un autre fichier.")
    return [table]


def _classeur(path: Path) -> list[Tableau]:
    book = lecture_xlsx.ouvrir_classeur(path)
    nature = "Classeur (macros ignorées)" if book.macros else "Classeur"
    sheets = [name for name in book.feuilles if normal(name) != LISEZ_MOI]
    found = [Tableau(path, name, nature, classeur=book) for name in sheets]
    filled = [table for table in found if table.titres]
    if not filled:
        raise refus(path, "n'a pas une ligne", "Choisissez un autre fichier.")
    return filled


def depuis(chemins: Sequence[Path]) -> list[Path]:
    """Les fichiers à lire : ceux qu'on donne, et ceux qu'un dossier contient, dans l'ordre."""
    found: list[Path] = []
    for path in chemins:
        if path.is_dir():
            found += sorted(
                one
                for one in path.iterdir()
                if one.suffix.lower() in EXTENSIONS and not one.name.startswith((".", "~"))
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


_CONNUS = {
    normal(one)
    for sorte in SORTES
    for champ in sorte.champs
    for one in (champ.titre, champ.nom, *champ.synonymes)
}


def _reconnus(row: Rangee) -> int:
    return sum(isinstance(cell, str) and normal(cell) in _CONNUS for cell in row[1])


def _titre(cell: object) -> str:
    text = "".join(c if c.isprintable() else " " for c in str(cell or "")[:200])
    return propre(text)[:80] if text.strip() else ""
