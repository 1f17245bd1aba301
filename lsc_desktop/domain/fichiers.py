"""Un fichier pris sur le disque : ce qu'il pèse au plus, ce que dit son nom, ce que disent ses
octets."""

import mimetypes
import struct
from dataclasses import dataclass

TAILLE_MAX = 30 * 1024 * 1024  # octets
# Les images qu'on montre à quelqu'un : extension → type.
IMAGES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


def type_mime(nom: str) -> str:
    """D'après l'extension ; « application/octet-stream » si elle est inconnue."""
    return mimetypes.guess_type(nom)[0] or "application/octet-stream"


def est_image(nom: str) -> bool:
    """D'après l'extension."""
    return type_mime(nom) in IMAGES.values()


# --- Images -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Image:
    """Une image reconnue ; `extension` : celle de ses octets, une des `IMAGES`."""

    extension: str
    largeur: int
    hauteur: int


def reconnaitre(contenu: bytes) -> Image | None:
    """L'image entière que sont ces octets, quel que soit leur nom ; rien s'ils n'en sont pas une,
    ou s'il en manque."""
    for extension, measure in (("jpg", _jpeg), ("png", _png), ("webp", _webp)):
        try:
            size = measure(contenu)
        except (IndexError, struct.error):  # il en manque
            continue
        if size is not None and all(size):
            return Image(extension, *size)
    return None


_PNG = b"\x89PNG\r\n\x1a\n"
_SANS_TAILLE = frozenset({0x01, *range(0xD0, 0xD9)})  # TEM, RST0 à RST7, SOI
_PAS_SOF = frozenset({0xC4, 0xC8, 0xCC})  # tables, et non une image


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """ITU-T T.81, annexe B : de segment en segment jusqu'à l'image, qui doit finir par EOI."""
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    place, size = 2, None
    while data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # remplissage
            place += 1
            continue
        place += 2
        if marker in _SANS_TAILLE:
            continue
        if marker == 0xDA:  # l'image commence
            return size if data.find(b"\xff\xd9", place) > 0 else None
        (length,) = struct.unpack_from(">H", data, place)
        if 0xC0 <= marker <= 0xCF and marker not in _PAS_SOF:
            height, width = struct.unpack_from(">HH", data, place + 3)
            size = (width, height)
        place += length
    return None


def _png(data: bytes) -> tuple[int, int] | None:
    """ISO/IEC 15948 : IHDR d'abord, au moins un IDAT, IEND à la fin."""
    if not data.startswith(_PNG) or data[12:16] != b"IHDR":
        return None
    place, kinds = len(_PNG), set()
    while b"IEND" not in kinds:
        length, kind = struct.unpack_from(">I4s", data, place)
        place += 12 + length
        if place > len(data):
            return None
        kinds.add(kind)
    return struct.unpack_from(">II", data, 16) if b"IDAT" in kinds else None


def _webp(data: bytes) -> tuple[int, int] | None:
    """RFC 9649 : avec pertes, sans pertes, ou étendu."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 > len(data):
        return None
    kind, body = data[12:16], data[20:]
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and body[0] == 0x2F:
        (bits,) = struct.unpack_from("<I", body, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X" and len(body) >= 10:
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
        return width, height
    return None
