"""Classeur Excel de ce qu'une liste montre : des valeurs, jamais des formules."""

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.files import disk_errors
from lsc_desktop.printing.cellules import Cellules, lettre

LIGNES_MAX = 1_048_575  # une feuille, moins son titre
FEUILLE = "xl/worksheets/sheet1.xml"
_LIGNE = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')
_STYLE = re.compile(r'<c r="[A-Z]+2" s="(\d+)"')


@dataclass(frozen=True, slots=True)
class ColonneClasseur:
    """`largeur` en caractères ; `places` : décimales montrées des nombres."""

    titre: str
    largeur: int = 14
    places: int = 2


def render_classeur(
    titre: str, colonnes: Sequence[ColonneClasseur], lignes: Iterable[Sequence[Any]]
) -> bytes:
    """Un classeur d'une feuille ; les lignes sont écrites à mesure, sans être tenues en mémoire.

    Un texte reste un texte, même « =1+1 » ou une adresse ; un nombre et une date restent des
    valeurs. Lève `UserError` au-delà de ce qu'une feuille peut tenir.
    """
    cells = Cellules(*_styles(_modele(titre, colonnes, 1), len(colonnes)))
    place = Path(tempfile.gettempdir())
    with disk_errors(place), tempfile.TemporaryDirectory(prefix="lsc-", dir=place) as folder:
        rows = Path(folder) / "lignes.xml"
        last = _ecrire(rows, cells, lignes)
        return _remplir(_modele(titre, colonnes, last), len(colonnes), last, rows)


def _ecrire(path: Path, cells: Cellules, lignes: Iterable[Sequence[Any]]) -> int:
    """Le XML de chaque ligne, à la suite ; rend leur nombre."""
    last = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        for last, line in enumerate(lignes, 1):
            if last > LIGNES_MAX:
                raise UserError(
                    "La liste dépasse ce qu'une feuille Excel peut tenir.",
                    "Réduisez-la par le filtre à moins d'un million de lignes.",
                )
            out.write(cells.ligne(last + 1, line))
    return last


def _modele(titre: str, colonnes: Sequence[ColonneClasseur], last: int) -> bytes:
    """Un classeur prévu pour `last` lignes, qui n'en a qu'une, d'exemple : une cellule vide du
    style de chaque colonne, puis une date et un instant."""
    from xlsxwriter import Workbook

    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_feuille(titre))
        _write_heads(book, sheet, colonnes)
        texts = [*(_nombre(c.places) for c in colonnes), "dd/mm/yyyy", "dd/mm/yyyy hh:mm"]
        kinds = {text: book.add_format({"num_format": text}) for text in dict.fromkeys(texts)}
        for place, text in enumerate(texts):
            sheet.write_blank(1, place, None, kinds[text])
        if last and colonnes:
            sheet.autofilter(0, 0, last, len(colonnes) - 1)
    return target.getvalue()


def _styles(modele: bytes, count: int) -> tuple[list[str], str, str]:
    """Les styles de sa ligne d'exemple : ceux des colonnes, celui des dates, celui des instants."""
    with ZipFile(BytesIO(modele)) as archive:
        found = _STYLE.findall(archive.read(FEUILLE).decode())
    *numbers, day, moment = found
    assert len(numbers) == count, found
    return numbers, day, moment


def _remplir(modele: bytes, count: int, last: int, rows: Path) -> bytes:
    """Le même classeur, sa ligne d'exemple remplacée par les vraies."""
    target = BytesIO()
    whole = f'<dimension ref="A1:{lettre(max(count, 1) - 1)}{last + 1}"/>'
    with ZipFile(BytesIO(modele)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != FEUILLE:
                new.writestr(info, old.read(info), ZIP_DEFLATED)
                continue
            sheet = _DIMENSION.sub(whole, old.read(info).decode(), count=1)
            head, tail = _LIGNE.split(sheet, maxsplit=1)
            with new.open(info.filename, "w", force_zip64=True) as out, rows.open("rb") as lines:
                out.write(head.encode())
                copyfileobj(lines, out, 1 << 20)
                out.write(tail.encode())
    return target.getvalue()


def _write_heads(book: Any, sheet: Any, colonnes: Sequence[ColonneClasseur]) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for place, column in enumerate(colonnes):
        sheet.set_column(place, place, column.largeur)
        sheet.write_string(0, place, column.titre, head)
    sheet.freeze_panes(1, 1)


def _nombre(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _feuille(titre: str) -> str:
    """Un nom de feuille qu'Excel accepte."""
    kept = "".join(c for c in titre if c not in "[]:*?/\\").strip().strip("'")
    return kept[:31] or "Liste"
