"""Une photo de façade pour chaque immeuble de la démonstration : dessinée, non prise."""

import struct
import zlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.evenements import Document
from lsc_desktop.services.photos import ajouter_photos, publier_photo
from lsc_desktop.storage.models import Immeuble, PhotoImmeuble

LARGEUR, ETAGES = 480, 4
CIEL, MUR, VITRE, TOIT, SOL = (
    bytes(color)
    for color in ((176, 208, 232), (226, 208, 178), (84, 112, 138), (150, 84, 66), (120, 140, 104))
)


def installer(session: Session, *, ctx: Contexte) -> None:
    """Toutes à publier : l'extranet de la démonstration les montre."""
    facade = Document("facade.png", _facade(), "Façade sur rue", "image/png")
    for immeuble in session.scalars(select(Immeuble.id)).all():
        ajouter_photos(session, immeuble, [facade], ctx=ctx)
    for photo in session.scalars(select(PhotoImmeuble.id)).all():
        publier_photo(session, photo, True)


def _facade() -> bytes:
    """Un immeuble de quatre étages, ligne à ligne, en PNG."""
    wall = _ligne(MUR * 320)
    panes = _ligne((MUR * 18 + VITRE * 28 + MUR * 18) * 5)
    rows = [_ligne(CIEL * 320)] * 30 + [_ligne(TOIT * 320)] * 22
    rows += ([wall] * 14 + [panes] * 34 + [wall] * 8) * ETAGES
    rows += [SOL * LARGEUR] * 34
    header = struct.pack(">IIBBBBB", LARGEUR, len(rows), 8, 2, 0, 0, 0)
    drawn = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    parts = ((b"IHDR", header), (b"IDAT", drawn), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_morceau(kind, body) for kind, body in parts)


def _ligne(milieu: bytes) -> bytes:
    return CIEL * 80 + milieu + CIEL * 80


def _morceau(kind: bytes, body: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + check
