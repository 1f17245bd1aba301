"""Parcourir du DER sans rien en croire : de quoi voir, avant d'ouvrir un p12, ce qu'il demanderait.

Un mot de passe se dérive en autant de tours que le fichier le dit : un fichier abîmé, ou malin, en
demanderait deux milliards.
"""

from collections.abc import Iterator

_ENTIER, _OCTETS, _SUITE, _ENSEMBLE = 0x02, 0x04, 0x30, 0x31
_COURT = 8  # octets d'un compteur ; au-delà, c'est une clé ou un numéro de série
PROFONDEUR = 40


def compteurs(contenu: bytes, profondeur: int = 0) -> Iterator[int]:
    """Les petits entiers du fichier, y compris dans les octets qui en contiennent d'autres.

    Ce qui n'est pas du DER s'arrête sans rien lever : un autre lecteur le refusera.
    """
    at = 0
    while at + 2 <= len(contenu) and profondeur < PROFONDEUR:
        tag, start, length = contenu[at], at + 2, contenu[at + 1]
        if length & 0x80:
            size = length & 0x7F
            if not size or size > 4:
                return
            length = int.from_bytes(contenu[start : start + size])
            start += size
        body = contenu[start : start + length]
        if len(body) != length:
            return
        if tag == _ENTIER and 0 < length <= _COURT:
            yield int.from_bytes(body, signed=True)
        elif tag in (_SUITE, _ENSEMBLE, _OCTETS) or tag & 0xE0 == 0xA0:
            yield from compteurs(body, profondeur + 1)
        at = start + length
