"""Polices incorporées aux PDF, réduites une fois pour toutes aux signes du français.

Réduire une police pour chaque document est ce que son incorporation coûte. Le premier jeu de
signes est donc préparé au premier document et recopié dans les suivants ; seul un document où
paraît un autre signe (« Wałęsa », « Nguyễn ») reçoit un jeu de plus, à lui.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import FF_NONSYMBOLIC, FF_SYMBOLIC, SUBSETN, TTFont

from lsc_desktop.printing.fonts import readable

# Un PDF est binaire : le coder en ASCII 85 le grossit d'un quart et prend la moitié du temps.
rl_config.useA85 = 0
rl_config.pdfComments = 0

_PARSER = Lock()  # le lecteur de police de ReportLab n'a qu'une position de lecture


@dataclass(frozen=True, slots=True)
class _Subset:
    """Un jeu de signes prêt à écrire : dictionnaires commencés, flux comprimés."""

    font: bytes
    descriptor: bytes
    to_unicode: bytes
    program: bytes
    program_length: int


class _Record(pdfdoc.PDFObject):
    """Un dictionnaire dont tout est écrit d'avance, sauf les renvois à d'autres objets."""

    __RefOnly__ = 1

    def __init__(self, start: bytes, **references: Any) -> None:
        self._start, self._references = start, references

    def format(self, document: Any) -> bytes:
        entries = (
            b"/%s %s" % (key.encode(), reference.format(document))
            for key, reference in self._references.items()
        )
        return b"<< %s %s >>" % (self._start, b" ".join(entries))


class _State:
    """Les signes rencontrés dans un document, au-delà du jeu préparé (forme de `TTFont.State`)."""

    namePrefix = "F"

    def __init__(self, codes: list[int], ranks: dict[int, int]) -> None:
        self.assignments = dict(ranks)
        self.subsets = [codes]
        self.nextCode = 256
        self.internalName: str | None = None
        self.frozen = 0


class EmbeddedFont(TTFont):
    """Une police TrueType dont le premier jeu de signes est commun à tous les documents."""

    def __init__(self, name: str, filename: str, prepared: str) -> None:
        super().__init__(name, filename, asciiReadable=True, shapable=False)
        # Codes 32 à 126 comme en ASCII, puis le reste à la suite ; 0 n'est pas un signe.
        self.codes = [0] * 32 + [ord(char) for char in prepared]
        assert len(self.codes) <= 256
        self._ranks = {code: rank for rank, code in enumerate(self.codes) if code}

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """Morceaux (jeu, octets), après remplacement de ce qui n'a pas de signe."""
        self._open(doc)
        return super().splitString(readable(text), doc)

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:
        state = self._open(doc)
        if state.internalName is None:
            super().getSubsetInternalName(subset, doc)
        return f"/{state.internalName}+{subset}"

    def addObjects(self, doc: Any) -> None:
        """Écrit les jeux de signes dont le document se sert."""
        state = self._open(doc)
        state.frozen = 1
        for rank, codes in enumerate(state.subsets):
            subset = self._prepared if rank == 0 else self._subset(rank, codes)
            internal = self.getSubsetInternalName(rank, doc)[1:]
            doc.idToObject["BasicFonts"].dict[internal] = _written(doc, internal, subset)
        del self.state[doc]

    def _open(self, doc: Any) -> _State:
        state: _State | None = self.state.get(doc)
        if state is None:
            state = self.state[doc] = _State(self.codes, self._ranks)
        return state

    @cached_property
    def _prepared(self) -> _Subset:
        return self._subset(0, self.codes)

    def _subset(self, rank: int, codes: list[int]) -> _Subset:
        with _PARSER:
            program: bytes = self.face.makeSubset(codes)
        face, name = self.face, f"{SUBSETN(rank).decode()}+{self.fontName}"
        first = next(rank for rank, code in enumerate(codes) if code)
        widths = " ".join(f"{face.getCharWidth(code):g}" for code in codes[first:])
        box = " ".join(f"{edge:g}" for edge in face.bbox)
        return _Subset(
            f"/Type /Font /Subtype /TrueType /BaseFont /{name} "
            f"/FirstChar {first} /LastChar {len(codes) - 1} /Widths [{widths}]".encode(),
            f"/Type /FontDescriptor /FontName /{name} "
            f"/Flags {face.flags & ~FF_NONSYMBOLIC | FF_SYMBOLIC} /FontBBox [{box}] "
            f"/ItalicAngle {face.italicAngle:g} /Ascent {face.ascent:g} "
            f"/Descent {face.descent:g} /CapHeight {face.capHeight:g} "
            f"/StemV {face.stemV:g}".encode(),
            zlib.compress(_to_unicode(codes), 9),
            zlib.compress(program, 9),
            len(program),
        )


def _written(doc: Any, internal: str, subset: _Subset) -> Any:
    """Les quatre objets d'un jeu de signes ; rend le renvoi à la police."""
    program = _stream(subset.program, Length1=subset.program_length)
    descriptor = _Record(subset.descriptor, FontFile2=doc.Reference(program))
    font = _Record(
        subset.font,
        FontDescriptor=doc.Reference(descriptor),
        ToUnicode=doc.Reference(_stream(subset.to_unicode)),
    )
    return doc.Reference(font, internal)


def _to_unicode(codes: Sequence[int]) -> bytes:
    """Ce que chaque octet veut dire, pour chercher dans le PDF et en copier le texte."""
    runs: list[list[int]] = []  # premier octet, dernier octet, premier signe
    for rank, code in enumerate(codes):
        if runs and code == runs[-1][2] + rank - runs[-1][0]:
            runs[-1][1] = rank
        elif code:
            runs.append([rank, rank, code])
    ranges = [f"<{first:02X}> <{last:02X}> <{code:04X}>" for first, last, code in runs]
    parts = [ranges[start : start + 100] for start in range(0, len(ranges), 100)]  # limite de PDF
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <00> <FF> endcodespacerange",
            *("\n".join((f"{len(p)} beginbfrange", *p, "endbfrange")) for p in parts),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        )
    ).encode()


def _stream(compressed: bytes, **entries: int) -> Any:
    dictionary = pdfdoc.PDFDictionary({"Filter": "/FlateDecode", **entries})
    return pdfdoc.PDFStream(dictionary, compressed)


def register(font: EmbeddedFont) -> EmbeddedFont:
    """Rend la police connue de ReportLab sous son nom (`canvas.setFont(…)` marche aussi)."""
    pdfmetrics.registerFont(font)
    return font
