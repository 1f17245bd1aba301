"""Des rangées d'un fichier aux valeurs des champs, chaque cellule fautive nommée."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.imports.champs import Cellule, Champ, Sorte
from lsc_desktop.domain.imports.valeurs import citer, lire

Gravite = Literal["anomalie", "remarque", "connu"]
GARDES = 5_000  # constats gardés ; les autres sont comptés


@dataclass(frozen=True, slots=True)
class Constat:
    """Ce qui a été vu à un endroit d'un fichier. Une « anomalie » interdit d'importer.

    `ligne` : celle du fichier, titres compris, à partir de 1 ; 0 : le fichier entier.
    """

    fichier: str
    ligne: int
    colonne: str
    valeur: str
    raison: str
    gravite: Gravite = "anomalie"


@dataclass(frozen=True)
class Source:
    """Un fichier, ou une feuille, et où va chacune de ses colonnes ("" : laissée de côté)."""

    fichier: str
    sorte: Sorte
    titres: tuple[str, ...]
    champs: tuple[str, ...]

    def colonne(self, nom: str) -> str:
        """Le titre, dans ce fichier, de la colonne d'un champ ; celui du champ sans colonne."""
        for titre, champ in zip(self.titres, self.champs, strict=False):
            if champ == nom:
                return titre
        return self.sorte.titre_de(nom)


@dataclass(slots=True)
class Rangee:
    """Une ligne lue ; une valeur vide n'y est pas. `fautive` : elle a une anomalie.

    `illisibles` : les champs dont la cellule ne s'est pas lue, et qui ne manquent donc pas.
    """

    source: Source
    numero: int
    valeurs: dict[str, Any]
    fautive: bool = False
    illisibles: set[str] = field(default_factory=set)

    def get(self, nom: str, defaut: Any = "") -> Any:
        return self.valeurs.get(nom, defaut)


@dataclass
class Rapport:
    """Les constats d'une vérification : tous comptés, les premiers gardés, anomalies d'abord."""

    constats: list[Constat] = field(default_factory=list)
    nombres: Counter[tuple[str, Gravite]] = field(default_factory=Counter)
    _gardes: Counter[Gravite] = field(default_factory=Counter)

    def noter(self, rangee: Rangee, champ: str, raison: str, gravite: Gravite = "anomalie") -> None:
        """Un constat à une cellule ; la valeur en est citée."""
        source = rangee.source
        value = rangee.valeurs.get(champ)
        shown = "" if value is None else citer(value)[2:-2]
        found = Constat(
            source.fichier, rangee.numero, source.colonne(champ) if champ else "", shown, raison,
            gravite,
        )  # fmt: skip
        self.ajouter(source.sorte.cle, found)
        rangee.fautive = rangee.fautive or gravite == "anomalie"

    def ajouter(self, sorte: str, constat: Constat) -> None:
        self.nombres[sorte, constat.gravite] += 1
        if self._gardes[constat.gravite] < (GARDES if constat.gravite == "anomalie" else 500):
            self._gardes[constat.gravite] += 1
            self.constats.append(constat)

    def compte(self, gravite: Gravite, sorte: str = "") -> int:
        """Combien de constats de cette gravité, dans une sorte de fichier ou partout."""
        return sum(
            n for (cle, kind), n in self.nombres.items() if kind == gravite and sorte in ("", cle)
        )


def lire_rangees(
    source: Source,
    rangees: Iterable[tuple[int, Sequence[Cellule]]],
    rapport: Rapport,
    jour: date,
) -> Iterator[Rangee]:
    """Chaque ligne non vide, ses cellules lues ; l'exemple d'un modèle est laissé de côté."""
    columns = [
        (rank, champ)
        for rank, nom in enumerate(source.champs)
        if nom and (champ := source.sorte.champ(nom)) is not None
    ]
    for numero, cells in rangees:
        if all(cell is None or cell == "" for cell in cells):
            continue
        rangee = Rangee(source, numero, {})
        for rank, champ in columns:
            if rank < len(cells):
                _lire(rangee, champ, cells[rank], source.titres[rank], rapport, jour)
        if not rangee.valeurs and not rangee.fautive:
            continue
        if not rangee.fautive and _est_l_exemple(rangee, jour):
            rapport.noter(rangee, "", "Ligne d'exemple du modèle, laissée de côté.", "remarque")
            continue
        _exiger(rangee, rapport)
        yield rangee


def _lire(
    rangee: Rangee, champ: Champ, cell: Cellule, titre: str, rapport: Rapport, jour: date
) -> None:
    try:
        value = lire(champ, cell, jour)
    except UserError as error:
        fichier, cle = rangee.source.fichier, rangee.source.sorte.cle
        seen = citer("" if cell is None else cell)[2:-2]
        rapport.ajouter(cle, Constat(fichier, rangee.numero, titre, seen, str(error)))
        rangee.illisibles.add(champ.nom)
        rangee.fautive = True
        return
    if value is not None:
        rangee.valeurs[champ.nom] = value


def _exiger(rangee: Rangee, rapport: Rapport) -> None:
    for champ in rangee.source.sorte.champs:
        missing = champ.nom not in rangee.valeurs and champ.nom not in rangee.illisibles
        if champ.obligatoire and missing:
            rapport.noter(rangee, champ.nom, f"« {champ.titre} » est à renseigner.")


def exemple(sorte: Sorte, jour: date) -> dict[str, Any]:
    """Les valeurs de la ligne d'exemple du modèle."""
    pairs = ((c.nom, lire(c, c.exemple, jour)) for c in sorte.champs if c.exemple)
    return {nom: value for nom, value in pairs if value is not None}


def _est_l_exemple(rangee: Rangee, jour: date) -> bool:
    """Un fichier d'une seule colonne ne doit pas s'y tromper : l'exemple est comparé en entier."""
    sample = _EXEMPLES.setdefault(rangee.source.sorte.cle, {})
    if not sample:
        sample.update(exemple(rangee.source.sorte, jour))
    return len(rangee.valeurs) > 1 and rangee.valeurs == sample


_EXEMPLES: dict[str, dict[str, Any]] = {}
