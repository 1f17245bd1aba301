"""Ce qu'un texte doit perdre pour entrer dans un champ : guillemets, retours, balises, séparateurs.

Le format veut des apostrophes pour les guillemets, `<BR>` pour un retour à la ligne, ni code HTML,
ni accents en code HTML, ni « caractères spéciaux » (4.12, pages 4 et 34).
"""

import html
import re
import unicodedata
from functools import lru_cache

SEPARATEUR = "!#"
RETOUR = "<BR>"
_ENTITE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_RESTE = re.compile(r"&(?=(?:#\d+|\w{2,31});)")  # ni lettre, ni plus rien qui y ressemble
_RETOURS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|<br\\s*/?>", re.IGNORECASE)
# Ce que Windows-1252 n'a pas, et comment le dire avec ce qu'il a.
_AUTREMENT = {
    "→": "-", "←": "-", "−": "-", "‐": "-", "‑": "-", "≤": "au plus ", "≥": "au moins ",
    "′": "'", "″": "''", "₂": "2",
}  # fmt: skip


def nettoyer(text: str, encodage: str, *, longueur: int | None = None, lignes: bool = False) -> str:
    """Le même texte, admissible et encodable ; `lignes` : il en garde plusieurs, par `<BR>`.

    Trop long, il s'arrête à un mot. Nettoyer deux fois ne change plus rien.
    """
    rows = [_ligne(row, encodage) for row in _RETOURS.split(_entites(text))]
    if lignes:
        while rows and not rows[0]:
            rows.pop(0)
        while rows and not rows[-1]:
            rows.pop()
        return _joindre(rows, longueur)
    return _couper(" ".join(row for row in rows if row), longueur)


def _entites(text: str) -> str:
    """Les accents écrits en code HTML redeviennent des lettres, fussent-ils codés deux fois."""
    while (plain := _ENTITE.sub(lambda found: html.unescape(found[0]), text)) != text:
        text = plain
    return text


def _ligne(row: str, encodage: str) -> str:
    kept = "".join(_lettre(c, encodage) for c in unicodedata.normalize("NFC", row))
    kept = kept.replace('"', "'").replace("<", "‹").replace(">", "›")
    return _RESTE.sub("& ", " ".join(kept.replace(SEPARATEUR, "! #").split()))


@lru_cache(maxsize=4096)
def _lettre(c: str, encodage: str) -> str:
    """Cette lettre, ou ce qui s'en approche le plus ; rien si c'est un signe de commande."""
    kind = unicodedata.category(c)
    if kind == "Zs" or c == "\t":
        return " "
    if kind[0] == "C":
        return ""
    for said in (c, _AUTREMENT.get(c, ""), unicodedata.normalize("NFKD", c)):
        plain = "".join(one for one in said if _encodable(one, encodage))
        if plain:
            return plain
    return ""


def _encodable(c: str, encodage: str) -> bool:
    try:
        c.encode(encodage)
    except UnicodeEncodeError:
        return False
    return True


def _joindre(rows: list[str], longueur: int | None) -> str:
    """Les lignes entières qui tiennent, puis le début de la suivante."""
    whole = RETOUR.join(rows)
    if longueur is None or len(whole) <= longueur:
        return whole
    text = ""
    for rank, row in enumerate(rows):
        start = RETOUR if rank else ""
        room = longueur - len(text) - len(start)
        if len(row) > room:
            piece = _couper(row, max(room, 0))
            return text + start + piece if piece else text.removesuffix(RETOUR)
        text += start + row
    return text


def _couper(text: str, longueur: int | None) -> str:
    if longueur is None or len(text) <= longueur:
        return text
    cut = text[:longueur]
    if not text[longueur].isspace() and " " in cut:
        cut = cut.rpartition(" ")[0]
    return cut.rstrip()
