"""Tableaux imprimés : colonnes alignées, en-tête répété, jamais une ligne seule en haut de page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from lsc_desktop.printing.fitting import clip, shrink, wrap
from lsc_desktop.printing.fonts import width
from lsc_desktop.printing.kit import GREY, INK, LINE, MM, Page

GAP = 3.0  # blanc entre deux colonnes, en mm
_LEADING = 0.405  # interligne, en mm par point de corps
_RISE = 0.315  # du haut de la ligne à sa base
BOX = "\u2610"  # une case à cocher : dessinée, les polices n'ont pas ce signe
_AIR = 1.05  # blanc au-dessus et au-dessous du texte d'une ligne, en mm


@dataclass(frozen=True, slots=True)
class Column:
    """Une colonne ; `width` en mm, blanc qui la sépare de la suivante compris (de la précédente
    pour la dernière) ; `right` aligne les nombres, `middle` centre."""

    title: str
    width: float
    right: bool = False
    middle: bool = False


class Line(NamedTuple):
    """Une ligne de texte dans une cellule."""

    text: str
    size: float
    shade: float = INK
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Une ligne du tableau. `span` : texte qui court sur les cellules vides du début ; `total` :
    un filet noir au-dessus.

    `glue` : jamais séparée de la suivante. `recall` : répétée au-dessus d'elle si elle commence
    une page (le titre de son groupe).
    """

    cells: tuple[tuple[Line, ...], ...]
    height: float
    bold: bool = False
    band: bool = False
    total: bool = False
    span: str = ""
    glue: bool = False
    recall: "Row | None" = None


class Flow:
    """Le fil des pages d'un document : où l'on en est, et ce qui reste."""

    def __init__(self, page: Page, y: float, turn: Callable[[], tuple[Page, float]], bottom: float):
        self.pages = [page]
        self.y, self.bottom = y, bottom
        self._turn, self._fresh = turn, y

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def room(self) -> float:
        return self.bottom - self.y

    def turn(self) -> None:
        """Passe à la page suivante."""
        page, self.y = self._turn()
        self._fresh = self.y
        self.pages.append(page)

    def need(self, height: float) -> bool:
        """Tourne la page si `height` n'y tient plus ; une page neuve ne se tourne pas."""
        if height <= self.room or self.y == self._fresh:
            return False
        self.turn()
        return True


@dataclass(frozen=True, slots=True)
class Table:
    """Des colonnes posées à `x` ; `size` est le corps du texte, `air` le blanc des lignes."""

    columns: tuple[Column, ...]
    x: float
    size: float = 8.5
    heading: float = 7.5
    air: float = _AIR

    @property
    def width(self) -> float:
        return sum(column.width for column in self.columns)

    def row(
        self, cells: Sequence[str | tuple[Line, ...]], *, bold: bool = False, band: bool = False
    ) -> Row:
        """Une ligne ; un texte trop long passe à la ligne, puis se coupe ; un nombre se réduit."""
        size = self.size
        lines = tuple(
            self._cell(column, cell, bold) if isinstance(cell, str) else cell
            for column, cell in zip(self.columns, cells, strict=True)
        )
        tall = max(sum(line.size for line in cell) for cell in (*lines, (Line("", size),)))
        return Row(lines, tall * _LEADING + 2 * self.air, bold, band)

    def heading_row(self, text: str) -> Row:
        """Le titre d'un groupe, sur toute la largeur, lié à sa première ligne."""
        row = self.row(("",) * len(self.columns), bold=True, band=True)
        return replace(row, span=text, glue=True)

    def _cell(self, column: Column, text: str, bold: bool) -> tuple[Line, ...]:
        if not text:
            return ()
        room = column.width - GAP
        if column.right:
            return (Line(text, shrink(text, self.size, room, bold)),)
        return tuple(Line(part, self.size) for part in wrap(text, self.size, room, bold, most=2))

    def label(self, first: str, second: str = "", *, column: int = 0) -> tuple[Line, ...]:
        """Une cellule de deux libellés repliés, le second en retrait de ton."""
        room = self.columns[column].width - GAP
        minor = self.size - 1
        main = [Line(text, self.size) for text in wrap(first, self.size, room, most=4) if text]
        more = [Line(text, minor, GREY) for text in wrap(second, minor, room, most=4) if text]
        return (*main, *more)

    def draw(self, flow: Flow, rows: Sequence[Row], tail: float = 0.0) -> None:
        """Pose l'en-tête et les lignes. `tail` : hauteur qui doit suivre la dernière, sans page."""
        blocks = _blocks(rows)
        first = sum(row.height for row in blocks[0]) if blocks else 0.0
        flow.need(self._heading_height() + first + (tail if len(blocks) < 2 else 0.0))
        self._heading(flow)
        for rank, block in enumerate(blocks):
            height = sum(row.height for row in block)
            if flow.need(height + (tail if rank == len(blocks) - 1 else 0.0)):
                self._heading(flow)
                if block[0].recall:
                    self._row(flow, block[0].recall)
            for row in block:
                self._row(flow, row)

    def _heading_height(self) -> float:
        tallest = max(len(lines) for lines in _titles(self))
        return tallest * self.heading * _LEADING + 2 * self.air

    def _heading(self, flow: Flow) -> None:
        page, bottom = flow.page, flow.y + self._heading_height()
        step = self.heading * _LEADING
        for column, x, edge, lines in zip(self.columns, *_edges(self), _titles(self), strict=True):
            y = bottom - self.air - len(lines) * step + _RISE * self.heading
            for text in lines:
                _put(page, column, x, edge, y, Line(text, self.heading), True)
                y += step
        page.rule(self.x, self.x + self.width, bottom, LINE, INK)
        flow.y = bottom

    def _row(self, flow: Flow, row: Row) -> None:
        page, top, right = flow.page, flow.y, self.x + self.width
        flow.y = top + row.height
        if row.band:
            page.band(self.x, right, top, flow.y)
        if row.total:
            page.rule(self.x, right, top, LINE, INK)
        page.rule(self.x, right, flow.y)
        if row.span:
            text = clip(row.span, self.size, self._span_room(row), row.bold)
            page.text(self.x, top + self.air + _RISE * self.size, text, self.size, row.bold)
        for column, x, edge, cell in zip(self.columns, *_edges(self), row.cells, strict=True):
            y = top + self.air
            for line in cell:
                _put(page, column, x, edge, y + _RISE * line.size, line, row.bold or line.bold)
                y += line.size * _LEADING

    def _span_room(self, row: Row) -> float:
        """La largeur libre avant la première cellule écrite."""
        free = 0.0
        for column, cell in zip(self.columns, row.cells, strict=True):
            if cell:
                return free - GAP
            free += column.width
        return free


@lru_cache
def _titles(table: Table) -> list[tuple[str, ...]]:
    """Les titres des colonnes, repliés ; calculés une fois pour les tableaux de tous les jours."""
    return [wrap(c.title, table.heading, c.width - GAP, bold=True, most=3) for c in table.columns]


@lru_cache
def _edges(table: Table) -> tuple[list[float], list[float]]:
    """Où commence chaque colonne, et où finissent ses nombres."""
    starts = [table.x]
    for column in table.columns:
        starts.append(starts[-1] + column.width)
    return starts[:-1], [*(start - GAP for start in starts[1:-1]), starts[-1]]


def _put(
    page: Page, column: Column, x: float, edge: float, y: float, line: Line, bold: bool
) -> None:
    if column.right:
        page.right(edge, y, line.text, line.size, bold, line.shade)
        return
    wide = line.size * _LEADING if line.text == BOX else width(line.text, line.size, bold) / MM
    start = x + (column.width - GAP - wide) / 2 if column.middle else x
    if line.text == BOX:
        page.frame(start, start + wide, y - wide * 0.8, y + wide * 0.2, shade=INK)
    else:
        page.text(start, y, line.text, line.size, bold, line.shade)


def glued(rows: Iterable[Row], *, last: bool = False) -> list[Row]:
    """Lie les deux premières lignes entre elles, et les deux dernières (à la suite, si `last`)."""
    found = list(rows)
    end = len(found) - 1
    for rank in ({0, end - 1} & set(range(end))) | ({end} if last and found else set()):
        found[rank] = replace(found[rank], glue=True)
    return found


def _blocks(rows: Sequence[Row]) -> list[list[Row]]:
    blocks: list[list[Row]] = []
    fresh = True
    for row in rows:
        if fresh:
            blocks.append([])
        blocks[-1].append(row)
        fresh = not row.glue
    return blocks
