"""Un texte qui commence comme une formule n'en devient jamais une (OWASP ; ecosystem D.1, D.3-T13).

Dans un CSV, le tableur évalue ce qui commence par = + - @, tabulation ou retour, même après des
espaces : on met une apostrophe devant, que la relecture ôte. Dans un classeur, une cellule de
texte n'a rien à craindre.
"""

import unicodedata

_DANGER = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def proteger(text: str) -> str:
    """Le texte à écrire dans un CSV : « =1+1 » → « '=1+1 »."""
    return f"'{text}" if _dangereux(text) else text


def liberer(text: str) -> str:
    """L'inverse : ce que `proteger` a écrit redevient ce que c'était."""
    return text[1:] if text.startswith("'") and _dangereux(text[1:]) else text


def _dangereux(text: str) -> bool:
    """Vrai dès que le premier signe qui compte peut ouvrir une formule ; les variantes de pleine
    chasse (＝) comprises, qu'un tableur replie."""
    for char in text:
        if char in _DANGER:
            return True
        if char != "'" and not char.isspace() and unicodedata.category(char) not in ("Cf", "Zs"):
            return unicodedata.normalize("NFKC", char)[:1] in _DANGER
    return False
