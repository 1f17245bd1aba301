"""Parcourir du DER sans rien en croire : de quoi voir, avant d'ouvrir une clé, ce qu'elle
demanderait.

Un mot de passe se dérive en autant de tours que le fichier le dit : un fichier abîmé, ou malin, en
demanderait deux milliards.
"""

from collections.abc import Iterator

_ENTIER, _OCTETS, _SUITE, _ENSEMBLE, _COMPOSE = 0x02, 0x04, 0x10, 0x11, 0x20
_CONTIENNENT = (_OCTETS, _SUITE, _ENSEMBLE)
_COURT = 8  # octets d'un compteur ; au-delà, c'est une clé ou un numéro de série
PROFONDEUR = 40
TOURS = 5_000_000  # d'un mot de passe dérivé, au plus : au-delà, ouvrir durerait des minutes


def trop_de_tours(contenu: bytes) -> bool:
    """Ouvrir ce fichier durerait : ses tours s'ajoutent, d'une clé à l'autre."""
    return sum(max(count, 0) for count in compteurs(contenu)) > TOURS


def compteurs(contenu: bytes, profondeur: int = 0) -> Iterator[int]:
    """Les petits entiers qui suivent un sel, y compris dans les octets qui en contiennent d'autres.

    Tout mot de passe se dérive d'une suite (sel, tours…) : RFC 8018 A.2 et A.3, RFC 7292 A et C. Un
    numéro de série n'y est donc pas pris pour un compteur.

    Ce qui n'est pas du DER s'arrête sans rien lever : un autre lecteur le refusera.
    """
    at, before = 0, 0
    while at + 2 <= len(contenu) and profondeur < PROFONDEUR:
        tag, start, length = contenu[at], at + 2, contenu[at + 1]
        if length == 0x80:  # sans longueur dite (BER) : tout ce qui suit
            length = len(contenu) - start
        elif length & 0x80:
            size = length & 0x7F
            if size > 4:
                return
            length = int.from_bytes(contenu[start : start + size])
            start += size
        body = contenu[start : start + length]
        if len(body) != length:
            return
        if tag == _ENTIER and 0 < length <= _COURT and before == _OCTETS:
            yield int.from_bytes(body, signed=True)
        elif tag & ~_COMPOSE in _CONTIENNENT or tag & 0xE0 == 0xA0:
            yield from compteurs(body, profondeur + 1)
        if tag:  # une fin de contenu (BER) n'est pas un élément
            before = tag & ~_COMPOSE
        at = start + length
