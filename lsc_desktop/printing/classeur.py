"""Classeur Excel de ce qu'une liste montre : des valeurs, jamais des formules."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from lsc_desktop.base.errors import UserError

LIGNES_MAX = 1_048_575  # une feuille, moins son titre
TEXTE_MAX = 32_767
PREMIERE_DATE = date(1900, 3, 1)  # avant, Excel et le calendrier ne s'accordent pas
JOUR_ZERO = date(1899, 12, 30).toordinal()  # Excel compte les jours depuis celui-là


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
    from xlsxwriter import Workbook

    target, last = BytesIO(), 0
    with tempfile.TemporaryDirectory(prefix="lsc-") as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        with Workbook(target, options) as book:
            sheet = book.add_worksheet(_feuille(titre))
            _write_heads(book, sheet, colonnes)
            write = _cell_writer(book, sheet, colonnes)
            for last, line in enumerate(lignes, 1):
                if last > LIGNES_MAX:
                    raise UserError(
                        "La liste dépasse ce qu'une feuille Excel peut tenir.",
                        "Réduisez-la par le filtre à moins d'un million de lignes.",
                    )
                for place, value in enumerate(line):
                    if value is not None and value != "":
                        write(last, place, value)
            if last and colonnes:
                sheet.autofilter(0, 0, last, len(colonnes) - 1)
    return target.getvalue()


def _write_heads(book: Any, sheet: Any, colonnes: Sequence[ColonneClasseur]) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for place, column in enumerate(colonnes):
        sheet.set_column(place, place, column.largeur)
        sheet.write_string(0, place, column.titre, head)
    sheet.freeze_panes(1, 1)


def _cell_writer(
    book: Any, sheet: Any, colonnes: Sequence[ColonneClasseur]
) -> Callable[[int, int, Any], None]:
    """Écrit une valeur selon son type, sans laisser XlsxWriter deviner une formule."""
    places = {column.places for column in colonnes}
    by_places = {p: book.add_format({"num_format": _nombre(p)}) for p in places}
    numbers = [by_places[column.places] for column in colonnes]
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})

    def write(row: int, place: int, value: Any) -> None:
        kind = type(value)
        if kind is str:
            sheet.write_string(row, place, value[:TEXTE_MAX])
        elif kind is Decimal:
            sheet.write_number(row, place, value, numbers[place])
        elif kind is bool:
            sheet.write_boolean(row, place, value)
        elif kind is int:
            sheet.write_number(row, place, value)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, place, value, moment)
        elif isinstance(value, date) and value >= PREMIERE_DATE:
            sheet.write_number(row, place, value.toordinal() - JOUR_ZERO, day)
        elif isinstance(value, date):
            sheet.write_string(row, place, f"{value:%d/%m/%Y}")
        else:
            sheet.write_string(row, place, str(value)[:TEXTE_MAX])

    return write


def _nombre(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _feuille(titre: str) -> str:
    """Un nom de feuille qu'Excel accepte."""
    kept = "".join(c for c in titre if c not in "[]:*?/\\").strip().strip("'")
    return kept[:31] or "Liste"
