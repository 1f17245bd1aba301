"""Les états : une page avec son titre, des colonnes à la largeur de leur contenu, Page x/y."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.printing.fitting import clip, fit
from lsc_desktop.printing.fonts import width
from lsc_desktop.printing.kit import (
    GREY,
    LANDSCAPE,
    MM,
    PORTRAIT,
    SMALL,
    TINY,
    Page,
    document,
)
from lsc_desktop.printing.tables import GAP, Column, Flow, Row, Table

MARGIN = 12.0
_TOP, _FOOT = 25.0, 12.0
_SIZES = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
_TEXT_MOST, _TEXT_LEAST = 58.0, 16.0  # largeur d'une colonne de texte, en mm


@dataclass(frozen=True, slots=True)
class Report:
    """Ce que les pages d'un état ont en commun."""

    title: str
    subtitle: str
    le: date
    entete: EnTete
    landscape: bool

    @property
    def width(self) -> float:
        return (LANDSCAPE if self.landscape else PORTRAIT)[0] - 2 * MARGIN

    def render(self, table: Table, rows: Sequence[Row], empty: str) -> bytes:
        """Le document ; `empty` est ce qui se lit quand il n'y a aucune ligne."""
        page, top = self._page()
        flow = Flow(page, top, self._page, page.size[1] - _FOOT)
        table.draw(flow, rows)
        if not rows:
            flow.page.text(MARGIN, flow.y + 6, empty, SMALL, shade=GREY)
        for rank, page in enumerate(flow.pages, 1):
            self._foot(page, rank, len(flow.pages))
        author = self.entete.raison_sociale
        return document(self.title, flow.pages, le=self.le, author=author)

    def _page(self) -> tuple[Page, float]:
        page = Page(LANDSCAPE if self.landscape else PORTRAIT)
        right, half = MARGIN + self.width, self.width / 2
        title, size = fit(self.title, 13, half * 1.2, bold=True, floor=8)
        page.text(MARGIN, 15, title, size, bold=True)
        page.text(MARGIN, 20, clip(self.subtitle, SMALL, half * 1.4), SMALL, shade=GREY)
        page.right(right, 15, clip(self.entete.raison_sociale, SMALL, half * 0.7), SMALL)
        page.right(right, 20, f"Le {date_fr(self.le)}", SMALL, shade=GREY)
        return page, _TOP

    def _foot(self, page: Page, rank: int, count: int) -> None:
        y = page.size[1] - 7
        page.right(MARGIN + self.width, y, f"Page {rank}/{count}", TINY, shade=GREY)


@dataclass(frozen=True, slots=True)
class Measure:
    """Une colonne avant sa mise en page : sa plus longue cellule et son plus long mot de titre,
    en points pour un corps de 1 point."""

    title: str
    right: bool
    weight: float
    longest: float

    @classmethod
    def of(cls, title: str, right: bool, weight: float, cells: Iterable[str]) -> "Measure":
        words = max((width(word, 1, bold=True) for word in title.split()), default=0.0)
        # Les totaux sont en gras : on mesure les nombres comme eux.
        return cls(title, right, weight, max((words, *(width(c, 1, right) for c in cells))))

    def room(self, size: float) -> float:
        """La place souhaitée en mm ; un texte se coupe au besoin, pas un nombre."""
        wished = self.longest * size / MM + GAP + 0.1
        return wished if self.right else min(wished, _TEXT_MOST)


def is_wide(measures: Sequence[Measure]) -> bool:
    """Vrai si les colonnes débordent d'une page en hauteur, au corps ordinaire."""
    return sum(m.room(_SIZES[0]) for m in measures) > PORTRAIT[0] - 2 * MARGIN


def fitted_table(measures: Sequence[Measure], available: float) -> Table:
    """Le plus grand corps où tout tient ; à défaut le plus petit, textes coupés, nombres réduits.

    Le blanc qui reste se partage selon le poids des colonnes.
    """
    size = next((s for s in _SIZES if sum(m.room(s) for m in measures) <= available), _SIZES[-1])
    rooms = [m.room(size) for m in measures]
    spare = available - sum(rooms)
    if spare >= 0:
        total = sum(m.weight for m in measures) or 1.0
        rooms = [r + spare * m.weight / total for r, m in zip(rooms, measures, strict=True)]
    else:
        rooms = _squeezed(rooms, measures, available)
    columns = zip(measures, rooms, strict=True)
    return Table(
        tuple(Column(m.title, room, m.right) for m, room in columns),
        MARGIN,
        size=size,
        heading=size - 0.5,
        air=0.8,
    )


def _squeezed(rooms: list[float], measures: Sequence[Measure], available: float) -> list[float]:
    """Prend d'abord sur les textes, jusqu'à leur minimum, puis sur tout le monde."""
    texts = [
        max(0.0, r - _TEXT_LEAST) * (not m.right) for r, m in zip(rooms, measures, strict=True)
    ]
    excess, give = sum(rooms) - available, sum(texts)
    if give:
        share = min(1.0, excess / give)
        rooms = [room - text * share for room, text in zip(rooms, texts, strict=True)]
    factor = min(1.0, available / sum(rooms))
    return [room * factor for room in rooms]
