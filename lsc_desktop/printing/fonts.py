"""Les deux graisses des documents : ce qu'elles savent écrire, et sur quelle largeur.

ReportLab n'est chargé qu'au premier document : ce module s'importe sans lui.
"""

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lsc_desktop.base.paths import RESOURCES

if TYPE_CHECKING:
    from lsc_desktop.printing.embedding import EmbeddedFont

ASCII = "".join(map(chr, range(0x20, 0x7F)))
# Ce qu'un document français emploie d'ordinaire, avec les lettres des noms voisins : ces signes-là
# sont réduits et comprimés une fois, puis servent à tous les documents. Chacun pèse 50 octets.
PREPARED = ASCII + ("«»°²³§·…–—’“”•€àâäáãæçèéêëíîïñóôöõœùúûüÿßÀÂÄÆÇÈÉÊËÎÏÑÔÖŒÙÛÜ")
UNKNOWN = "?"

_PLAIN = frozenset(PREPARED)
_SPACES = frozenset("\t\n\v\f\r\u0085\u2028\u2029")
# Insécables et tirets que les polices ont, mais qu'on recopie mal depuis un PDF.
_SAME = {"\u00a0": " ", "\u202f": " ", "\u2011": "-", "\u2010": "-", "\u2212": "–"}


@cache
def font(bold: bool = False) -> "EmbeddedFont":
    """La police, chargée une fois par processus."""
    from lsc_desktop.printing.embedding import EmbeddedFont, register

    name = "NotoSans-Bold" if bold else "NotoSans-Regular"
    return register(EmbeddedFont(name, str(RESOURCES / "fonts" / f"{name}.ttf"), PREPARED))


def readable(text: str) -> str:
    """Le texte réduit à ce qui s'imprime : « ? » pour ce que la police ne sait pas écrire.

    Les accents détachés sont recollés, les espaces rares deviennent des espaces, les marques
    invisibles disparaissent, les signes de compatibilité (ﬁ, ①) sont écrits en clair.
    """
    if _PLAIN.issuperset(text):
        return text
    return "".join(map(_readable_char, unicodedata.normalize("NFC", text)))


@cache
def _readable_char(char: str) -> str:
    if char in _SAME or char in _SPACES or unicodedata.category(char) == "Zs":
        return _SAME.get(char, " ")
    known = font().face.charToGlyph
    if unicodedata.category(char) in ("Cc", "Cf") or "\ufe00" <= char <= "\ufe0f":
        return ""
    if ord(char) in known:
        return char
    plain = unicodedata.normalize("NFKD", char)
    if plain != char and all(ord(c) in known for c in plain):
        return plain
    return "" if unicodedata.combining(char) else UNKNOWN


class _Widths(dict[str, float]):
    """Chasses pour un corps de 1 point, mesurées à la première rencontre."""

    def __init__(self, bold: bool) -> None:
        super().__init__()
        self._bold = bold

    def __missing__(self, char: str) -> float:
        face = font(self._bold).face
        value = sum(face.getCharWidth(ord(c)) for c in readable(char)) / 1000
        self[char] = value
        return value


_WIDTHS = (_Widths(False), _Widths(True))


@lru_cache(8192)
def width(text: str, size: float, bold: bool = False) -> float:
    """Largeur imprimée, en points."""
    return sum(map(_WIDTHS[bold].__getitem__, text)) * size
