"""Le même port de dépôt par FTP, chiffré ou non : les portails d'annonces ne publient que cela."""

from lsc_desktop.partners.ftp.cible import CibleFtp, Compte

__all__ = ["CibleFtp", "Compte"]
