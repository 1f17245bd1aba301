"""Un compte sur un serveur de fichiers : par où l'on y entre, et ce qu'il faut en donner."""

import re
from collections.abc import Iterator
from typing import Any

from lsc_desktop.domain.saisies import Problem, obligatoires

SFTP, FTPS, FTP, DOSSIER = "sftp", "ftps", "ftp", "dossier"
TRANSPORTS = (
    (SFTP, "SFTP"),
    (FTPS, "FTP chiffré (TLS)"),
    (FTP, "FTP, en clair"),
    (DOSSIER, "Dossier local ou réseau"),
)
PORTS = {SFTP: 22, FTPS: 21, FTP: 21}
NOM_DE_SERVEUR = re.compile(r"[^\s/@:]+")
PAS_UN_SERVEUR = "Le nom du serveur seul, sans « ftp:// », ni dossier, ni port."
CLE_A_CONFIRMER = "La clé du serveur n'est pas confirmée : « Tester la connexion » la montre."


def problems_compte(draft: Any) -> Iterator[Problem]:
    """Ce qui manque pour entrer sur le compte que dit cette saisie."""
    yield from obligatoires(draft, hote="Le serveur", utilisateur="L'utilisateur")
    if draft.hote and not NOM_DE_SERVEUR.fullmatch(draft.hote):
        yield "hote", PAS_UN_SERVEUR
    if draft.port is not None and not 1 <= draft.port <= 65535:
        yield "port", "Le port va de 1 à 65535 ; vide, c'est celui d'usage."
