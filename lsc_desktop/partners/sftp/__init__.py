"""Déposer une publication par SFTP, ou dans un dossier, derrière le même port."""

from lsc_desktop.partners.sftp.adresse import Adresse, ClePrivee, MotDePasse, Reglages, Secret
from lsc_desktop.partners.sftp.dossier import CibleDossier
from lsc_desktop.partners.sftp.session import CibleSftp

__all__ = [
    "Adresse", "CibleDossier", "CibleSftp", "ClePrivee", "MotDePasse", "Reglages", "Secret",
]  # fmt: skip
