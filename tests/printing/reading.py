"""Relire un PDF pour l'essayer : ses textes, leurs places, les signes de ses polices."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from struct import unpack_from
from typing import Any

import pypdf
from pypdf.generic import ContentStream

from lsc_desktop.printing import kit
from lsc_desktop.printing.fonts import width
from lsc_desktop.printing.kit import MM

ROOT = Path(__file__).parents[2]


def texts(content: bytes) -> list[str]:
    """Le texte de chaque page, espaces insécables compris comme des espaces."""
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return [page.extract_text().replace("\u00a0", " ") for page in pages]


def lines(content: bytes) -> list[str]:
    return [line for page in texts(content) for line in page.splitlines()]


@dataclass(frozen=True)
class Box:
    """La place d'un texte, en mm depuis le coin en haut à gauche."""

    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.page == other.page
            and self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def boxes(pages: list[kit.Page]) -> list[Box]:
    """La place de chaque texte : de la hauteur d'une minuscule à la ligne de base."""
    found = []
    for rank, page in enumerate(pages):
        for text in page.texts:
            left, base = text.x / MM, page.size[1] - text.y / MM
            right = left + width(text.content, text.size, text.bold) / MM
            top = base - text.size * 0.5 / MM
            found.append(Box(rank, text.content, left, right, top, base))
    return found


def composed(monkeypatch: Any, module: Any, render: Callable[[], bytes]) -> list[kit.Page]:
    """Les pages telles que `render` les remet à `kit.document`."""
    kept: list[kit.Page] = []

    def spy(title: str, pages: list[kit.Page], **facts: Any) -> bytes:
        kept.extend(pages)
        return kit.document(title, pages, **facts)

    monkeypatch.setattr(module, "document", spy)
    render()
    return kept


def overlaps(pages: list[kit.Page]) -> list[tuple[str, str]]:
    """Les textes qui se recouvrent, ou sortent de la page."""
    found = boxes(pages)
    sizes = [page.size for page in pages]
    bad = [
        (box.text, "hors de la page")
        for box in found
        if box.left < 5 or box.right > sizes[box.page][0] - 5 or box.bottom > sizes[box.page][1] - 5
    ]
    for rank, box in enumerate(found):
        bad += [(box.text, other.text) for other in found[rank + 1 :] if box.meets(other)]
    return bad


def fonts(content: bytes) -> list[Any]:
    """Les polices du document, toutes pages confondues."""
    found = {}
    for page in pypdf.PdfReader(BytesIO(content)).pages:
        for name, reference in page["/Resources"]["/Font"].items():
            found[name] = reference.get_object()
    return list(found.values())


def missing_glyphs(content: bytes) -> list[tuple[str, int]]:
    """(police, octet) de ce qui est écrit sans signe : ce qui s'imprimerait en carré noir."""
    reader = pypdf.PdfReader(BytesIO(content))
    bad = []
    for page in reader.pages:
        known = {
            name: _glyphs(ref.get_object()) for name, ref in page["/Resources"]["/Font"].items()
        }
        for name, code in _written(page, reader):
            if not known[name].get(code):
                bad.append((name, code))
    return bad


def _written(page: Any, reader: Any) -> Iterator[tuple[str, int]]:
    name = ""
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"Tf":
            name = operands[0]
        elif operator == b"Tj":
            for code in operands[0].original_bytes:
                yield name, code


def _glyphs(font: Any) -> dict[int, int]:
    """Octet → numéro de signe, d'après la table « cmap » (format 6) de la police incorporée."""
    program = font["/FontDescriptor"]["/FontFile2"].get_data()
    count = unpack_from(">H", program, 4)[0]
    tables = {}
    for rank in range(count):
        tag, _sum, offset, _length = unpack_from(">4sLLL", program, 12 + 16 * rank)
        tables[tag] = offset
    start = tables[b"cmap"] + unpack_from(">L", program, tables[b"cmap"] + 8)[0]
    form, _length, _language, first, entries = unpack_from(">5H", program, start)
    assert form == 6
    glyphs = unpack_from(f">{entries}H", program, start + 10)
    return {first + rank: glyph for rank, glyph in enumerate(glyphs)}


def digest_elsewhere(expression: str) -> str:
    """L'empreinte du document que donne `expression` dans un autre processus."""
    code = (
        "import hashlib\n"
        "from tests.printing import samples\n"
        "from lsc_desktop.printing.decompte import render_decompte\n"
        "from lsc_desktop.printing.avis_echeance import render_avis_echeance\n"
        "from lsc_desktop.printing.journal_quittancement import render_journal_quittancement\n"
        "from lsc_desktop.printing.liste import render_liste\n"
        f"print(hashlib.sha256({expression}).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return run.stdout.strip()


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()
