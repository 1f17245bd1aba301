"""Taire les secrets : rien de ce qu'on a confié à un client ne sort de lui en clair."""

from base64 import b64encode
from urllib.parse import quote, quote_plus

COURT = 4  # en deçà, masquer mangerait des mots ordinaires
MASQUE = "•••"


class Masque:
    """Les secrets connus, sous les formes où un serveur les répète."""

    def __init__(self, *secrets: str) -> None:
        self._formes: set[str] = set()
        for one in secrets:
            self.ajouter(one)

    def ajouter(self, secret: str) -> None:
        if len(secret) >= COURT:
            coded = b64encode(secret.encode()).decode().rstrip("=")
            self._formes |= {secret, quote(secret, safe=""), quote_plus(secret), coded}

    def taire(self, texte: str) -> str:
        """Le même texte, chaque secret remplacé ; les plus longs d'abord, l'un peut contenir
        l'autre."""
        for one in sorted(self._formes, key=len, reverse=True):
            texte = texte.replace(one, MASQUE)
        return texte
