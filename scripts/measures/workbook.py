"""§4 : une liste de 50 000 lignes dans un classeur Excel."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lsc_desktop.gui.kit.list_choice import Choice
from lsc_desktop.gui.kit.list_output import workbook
from lsc_desktop.gui.kit.screens import ListScreen
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.paging import Criteria
from measures import agency
from measures.common import Line, alternate, at_most, module, note, seconds

LINES = 50_000
LOTS, MONTHS = 1250, 10  # quatre écritures par lot et par mois


def measure(runs: int) -> Iterator[Line]:
    """La liste des écritures, de la base au fichier : textes, dates et montants.

    openpyxl écrit les mêmes lignes, lues de la même façon, dans son mode qui ne garde rien.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "ecritures.db"
        note("  une agence de 50 000 écritures…")
        agency.build(path, lots=LOTS, months=MONTHS)
        db = agency.database(path)
        screen = SCREENS["ecritures.liste"]
        assert isinstance(screen, ListScreen)
        title, columns = screen.title, screen.columns
        choice = Choice(screen.source, Criteria(), LINES)

        def export(write: Callable[[Any], bytes]) -> float:
            with db.read() as session:
                return seconds(lambda: write(choice.rows(session)))

        techniques = {"nous": lambda: export(lambda rows: workbook(title, columns, rows))}
        openpyxl = module("openpyxl")
        if openpyxl is not None:
            names = [column.name for column in columns]
            techniques["openpyxl"] = lambda: export(lambda rows: _openpyxl(openpyxl, names, rows))
        found = alternate(runs, techniques)
        db.close()
    yield Line(
        "classeur de 50 000 lignes", "s", found["nous"], "openpyxl" if openpyxl else "",
        found.get("openpyxl"), at_most(5),
    )  # fmt: skip


def _openpyxl(library: Any, names: Sequence[str], rows: Any) -> bytes:
    book = library.Workbook(write_only=True)
    sheet = book.create_sheet("Liste")
    styles = {Decimal: "#,##0.00", date: "dd/mm/yyyy"}
    for row in rows:
        cells = []
        for name in names:
            value = getattr(row, name)
            cell = library.cell.WriteOnlyCell(sheet, value)
            if type(value) in styles:
                cell.number_format = styles[type(value)]
            cells.append(cell)
        sheet.append(cells)
    target = BytesIO()
    book.save(target)
    return target.getvalue()
