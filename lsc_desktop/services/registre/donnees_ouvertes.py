"""Chercher des copropriétés dans le fichier des données ouvertes du registre, ligne à ligne.

Le fichier pèse des centaines de mégaoctets : il se lit au fil de l'eau, et seules restent en
mémoire les lignes qui ressemblent à une copropriété cherchée.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from lsc_desktop.base.text import fold
from lsc_desktop.domain.registre.donnees_ouvertes import (
    Colonnes,
    code_postal,
    inscrite,
    manque,
    reconnaitre,
)
from lsc_desktop.domain.registre.numero import numero_possible
from lsc_desktop.domain.registre.rapprochement import (
    CANDIDATS_MAX,
    Candidat,
    Cherchee,
    Parcelle,
    meilleurs,
    rapprocher,
)
from lsc_desktop.domain.registre.recherche import CHOISIR, Trouves
from lsc_desktop.services.imports import lecture_csv
from lsc_desktop.services.imports.limites import Bornes, refus, verifier_le_fichier

# Le fichier quotidien : 406 Mo, 656 000 lignes de 72 colonnes (registre 7).
REGISTRE = Bornes(taille=2 * 1024**3, lignes=3_000_000, colonnes=300, cellules=600_000_000)
PAS = 10_000  # lignes entre deux nouvelles


def chercher(chemin: str, cherchees: Sequence[Cherchee], dire: Callable[[str], None]) -> Trouves:
    """Les lignes qui ressemblent à chacune. `dire` : où l'on en est ; il lève si l'on interrompt.

    Lève `UserError` si le fichier ne se lit pas, ou n'est pas celui du registre.
    """
    path = Path(chemin)
    verifier_le_fichier(path, REGISTRE)
    dire(f"{path.name} : codage…")
    name = lecture_csv.codage(path, REGISTRE)
    mark = lecture_csv.separateur(lecture_csv.debut(path, name))
    lines = lecture_csv.lire_csv(path, name, mark, REGISTRE)
    columns = _colonnes(path, lines)
    return _parcourir(path.name, columns, lines, _Index(cherchees), dire)


def _colonnes(path: Path, lines: Iterator[tuple[int, list[str]]]) -> Colonnes:
    first = next((row for _number, row in lines if any(cell.strip() for cell in row)), None)
    if first is None:
        raise refus(path, "n'a pas une ligne", CHOISIR)
    columns = reconnaitre(first)
    if why := manque(columns):
        raise refus(path, why, CHOISIR)
    return columns


def _parcourir(
    nom: str,
    columns: Colonnes,
    lines: Iterable[tuple[int, list[str]]],
    index: "_Index",
    dire: Callable[[str], None],
) -> Trouves:
    read = wrong = 0
    found: dict[int, list[Candidat]] = defaultdict(list)
    for _number, row in lines:
        if read % PAS == 0:
            dire(f"{nom} : {read:_} lignes lues".replace("_", " "))
        if not any(row):
            continue
        read += 1
        if not numero_possible(columns.lire(row, "numero")):
            wrong += 1
            continue
        near = index.proches(columns, row)
        there = inscrite(columns, row) if near else None
        if there is None:
            continue
        for ours in near:
            if (candidate := rapprocher(ours, there)) is not None:
                mine = found[ours.id]
                mine.append(candidate)
                if len(mine) > 10 * CANDIDATS_MAX:
                    found[ours.id] = meilleurs(mine)
    return Trouves(nom, read, wrong, {id: meilleurs(mine) for id, mine in found.items()})


class _Index:
    """À quelles copropriétés une ligne peut ressembler : celles du même code postal, de la même
    commune ou de la même parcelle ; presque toutes les lignes n'en ont aucune."""

    def __init__(self, cherchees: Sequence[Cherchee]) -> None:
        self._par_code: dict[str, list[Cherchee]] = defaultdict(list)
        self._par_commune: dict[str, list[Cherchee]] = defaultdict(list)
        self._par_parcelle: dict[Parcelle, list[Cherchee]] = defaultdict(list)
        self._replis: dict[str, str] = {}
        for one in cherchees:
            if one.code_postal:
                self._par_code[one.code_postal].append(one)
            if one.commune:
                self._par_commune[one.commune].append(one)
            for parcel in one.parcelles:
                self._par_parcelle[parcel].append(one)
        self._insee = {parcel[0] for parcel in self._par_parcelle}

    def proches(self, columns: Colonnes, row: Sequence[str]) -> list[Cherchee]:
        known = not self._insee.isdisjoint(columns.communes(row)) if self._insee else False
        parcels = columns.parcelles(row) if known else ()
        near = chain(
            self._par_code.get(code_postal(columns.lire(row, "code_postal")), ()),
            self._par_commune.get(self._replie(columns.lire(row, "commune")), ()),
            *(self._par_parcelle.get(one, ()) for one in parcels),
        )
        return list({one.id: one for one in near}.values())

    def _replie(self, commune: str) -> str:
        """Trente mille communes pour un million de lignes : chacune ne se replie qu'une fois."""
        known = self._replis.get(commune)
        if known is None:
            known = self._replis[commune] = fold(commune)
        return known
