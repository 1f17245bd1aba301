"""La page : du texte, des filets, des aplats, posés en millimètres depuis le coin en haut à gauche.

Un document se compose d'abord (pages de valeurs simples), puis s'écrit d'un trait par le canevas
de ReportLab. Rien ici ne dépend de l'heure ni du processus : mêmes pages, mêmes octets.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from lsc_desktop.printing.fonts import ASCII, PREPARED, font, readable, width

if TYPE_CHECKING:
    from lsc_desktop.printing.embedding import EmbeddedFont

MM = 72 / 25.4
PORTRAIT, LANDSCAPE = (210.0, 297.0), (297.0, 210.0)

INK, GREY, PALE, TINT = 0.0, 0.38, 0.78, 0.945  # noir, secondaire, filets, aplats
BODY, SMALL, TINY = 9.0, 8.0, 7.0
HAIR, LINE = 0.35, 0.8  # filets, en points
SLANT = 0.2126  # la pente de l'italique : tangente de douze degrés

_SAFE = frozenset(PREPARED)
_CODES = {ord(char): f"\\{code:03o}" for code, char in enumerate(PREPARED, 32) if char not in ASCII}
_CODES.update({ord(char): f"\\{char}" for char in "()\\"})


class _Text(NamedTuple):
    x: float
    y: float
    content: str
    size: float
    bold: bool
    shade: float
    slant: bool = False


class Page:
    """Une page en cours de composition ; `y` est la ligne de base du texte."""

    __slots__ = ("marks", "size", "texts")

    def __init__(self, size: tuple[float, float] = PORTRAIT) -> None:
        self.size = size
        self.texts: list[_Text] = []
        self.marks: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        content: str,
        size: float = BODY,
        bold: bool = False,
        shade: float = INK,
        *,
        slant: bool = False,
    ) -> None:
        """Écrit à partir de `x` ; `slant` : penché, l'italique."""
        if content:
            high = (self.size[1] - y) * MM
            self.texts.append(_Text(x * MM, high, content, size, bold, shade, slant))

    def right(
        self,
        x: float,
        y: float,
        content: str,
        size: float = BODY,
        bold: bool = False,
        shade: float = INK,
    ) -> None:
        """Écrit jusqu'à `x`."""
        self.text(x - width(content, size, bold) / MM, y, content, size, bold, shade)

    def rule(
        self, x0: float, x1: float, y: float, weight: float = HAIR, shade: float = PALE
    ) -> None:
        """Un filet horizontal."""
        high = (self.size[1] - y) * MM
        self.marks.append(
            f"{shade:g} G {weight:g} w {x0 * MM:.2f} {high:.2f} m {x1 * MM:.2f} {high:.2f} l S"
        )

    def band(self, x0: float, x1: float, y0: float, y1: float, shade: float = TINT) -> None:
        """Un aplat clair, sous le texte."""
        self.marks.append(
            f"{shade:g} g {x0 * MM:.2f} {(self.size[1] - y1) * MM:.2f} "
            f"{(x1 - x0) * MM:.2f} {(y1 - y0) * MM:.2f} re f"
        )

    def frame(
        self,
        x0: float,
        x1: float,
        y0: float,
        y1: float,
        weight: float = HAIR,
        shade: float = GREY,
    ) -> None:
        """Un cadre vide : une case à cocher, la place d'une signature."""
        self.marks.append(
            f"{shade:g} G {weight:g} w {x0 * MM:.2f} {(self.size[1] - y1) * MM:.2f} "
            f"{(x1 - x0) * MM:.2f} {(y1 - y0) * MM:.2f} re S"
        )


def document(title: str, pages: Sequence[Page], *, le: date, author: str = "") -> bytes:
    """Les octets du PDF ; `le`, date du document, y tient lieu de date de création."""
    from reportlab.pdfgen.canvas import Canvas

    name = font().fontName
    buffer = BytesIO()
    canvas = Canvas(
        buffer,
        pageCompression=1,
        invariant=1,
        initialFontName=name,
        lang="fr-FR",
        pdfVersion=(1, 4),
    )
    canvas.setTitle(readable(title))
    canvas.setAuthor(readable(author))
    canvas.setCreator("LSC Desktop")
    canvas.setSubject("")
    canvas.setDateFormatter(lambda *_: f"D:{le:%Y%m%d}000000Z")
    for page in pages:
        canvas.setPageSize((page.size[0] * MM, page.size[1] * MM))
        # Les polices ont besoin du document lui-même, comme dans les objets de texte de ReportLab.
        canvas.addLiteral("\n".join((*page.marks, *_operators(page.texts, canvas._doc))))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@lru_cache(8192)
def _coded(content: str) -> str | None:
    """Le texte tel qu'il s'écrit dans le jeu préparé, ou rien s'il n'y tient pas."""
    content = readable(content.replace("\u00a0", " "))
    return content.translate(_CODES) if _SAFE.issuperset(content) else None


def _operators(texts: Sequence[_Text], doc: Any) -> list[str]:
    """Un seul bloc de texte par page ; police et nuance ne sont redites que si elles changent."""
    fonts = (font(), font(bold=True))
    # Ne prend le nom d'une graisse que si la page s'en sert : le nommer l'incorpore.
    names = {bold: fonts[bold].getSubsetInternalName(0, doc) for bold in {t.bold for t in texts}}
    lines = ["BT"]
    current: tuple[str, float] = ("", 0.0)
    last_shade = -1.0
    for x, y, content, size, bold, shade, slant in texts:
        if shade != last_shade:
            last_shade = shade
            lines.append(f"{shade:g} g")
        lines.append(f"1 0 {SLANT if slant else 0} 1 {x:.2f} {y:.2f} Tm")
        coded = _coded(content)
        runs = [(names[bold], coded)] if coded is not None else _runs(fonts[bold], content, doc)
        for run in runs:
            if (run[0], size) != current:
                current = (run[0], size)
                lines.append(f"{run[0]} {size:g} Tf")
            lines.append(f"({run[1]}) Tj")
    lines.append("ET")
    return lines


def _runs(face: "EmbeddedFont", content: str, doc: Any) -> list[tuple[str, str]]:
    """(nom de la police, texte codé) des morceaux d'un texte où paraît un signe rare."""
    return [
        (face.getSubsetInternalName(rank, doc), "".join(f"\\{code:03o}" for code in codes))
        for rank, codes in face.splitString(content, doc)
    ]
