"""Un classeur Excel de plusieurs feuilles : un portefeuille exporté, des modèles à remplir."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.printing.cellules import JOUR_ZERO, PREMIERE_DATE, TEXTE_MAX
from lsc_desktop.printing.classeur import LIGNES_MAX, ColonneClasseur

NAISSANCE = datetime(2000, 1, 1)  # des classeurs : les mêmes lignes font les mêmes octets


@dataclass(frozen=True)
class Feuille:
    """Une feuille ; ses lignes se lisent une fois, à mesure qu'elles s'écrivent."""

    titre: str
    colonnes: Sequence[ColonneClasseur]
    lignes: Iterable[Sequence[Any]]


def render_feuilles(feuilles: Iterable[Feuille]) -> bytes:
    """Les octets du classeur, toujours les mêmes pour les mêmes lignes.

    Un texte reste un texte, même « =1+1 » ; un nombre et une date restent des valeurs. Lève
    `UserError` au-delà de ce qu'une feuille peut tenir.
    """
    from xlsxwriter import Workbook

    target = BytesIO()
    with (
        tempfile.TemporaryDirectory(prefix="lsc-") as folder,
        Workbook(target, {"constant_memory": True, "tmpdir": folder}) as book,
    ):
        book.set_properties({"created": NAISSANCE})
        for feuille in feuilles:
            _write_sheet(book, feuille)
    return target.getvalue()


def _write_sheet(book: Any, feuille: Feuille) -> None:
    sheet, last = book.add_worksheet(feuille.titre), 0
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for place, column in enumerate(feuille.colonnes):
        sheet.set_column(place, place, column.largeur)
        sheet.write_string(0, place, column.titre, head)
    sheet.freeze_panes(1, 1)
    write = _cell_writer(book, sheet, feuille.colonnes)
    for last, line in enumerate(feuille.lignes, 1):
        if last > LIGNES_MAX:
            raise UserError(
                f"La feuille « {feuille.titre} » dépasse ce qu'Excel peut tenir.",
                "Exportez plutôt en CSV.",
            )
        for place, value in enumerate(line):
            if value is not None and value != "":
                write(last, place, value)
    if last and feuille.colonnes:
        sheet.autofilter(0, 0, last, len(feuille.colonnes) - 1)


def _cell_writer(
    book: Any, sheet: Any, colonnes: Sequence[ColonneClasseur]
) -> Callable[[int, int, Any], None]:
    """Écrit une valeur selon son type, sans laisser XlsxWriter deviner une formule."""
    places = sorted({column.places for column in colonnes})
    by_places = {
        p: book.add_format({"num_format": "#,##0" + ("." + "0" * p if p else "")}) for p in places
    }
    numbers = [by_places[column.places] for column in colonnes]
    day = book.add_format({"num_format": "dd/mm/yyyy"})

    def write(row: int, place: int, value: Any) -> None:
        match value:
            case str():
                sheet.write_string(row, place, value[:TEXTE_MAX])
            case Decimal():
                sheet.write_number(row, place, value, numbers[place])
            case bool():
                sheet.write_boolean(row, place, value)
            case int():
                sheet.write_number(row, place, value)
            case date() if value >= PREMIERE_DATE:
                sheet.write_number(row, place, value.toordinal() - JOUR_ZERO, day)
            case date():
                sheet.write_string(row, place, f"{value:%d/%m/%Y}")
            case _:
                sheet.write_string(row, place, str(value)[:TEXTE_MAX])

    return write
