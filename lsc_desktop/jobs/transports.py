"""La session de dépôt d'une cible ou d'un portail : son transport, son secret, ses limites."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.domain.serveurs import DOSSIER, FTP, FTPS, PORTS
from lsc_desktop.partners.sftp import Adresse, CibleSftp, ClePrivee, MotDePasse, Reglages
from lsc_desktop.partners.sftp.dossier import CibleDossier
from lsc_desktop.partners.sftp.port import CiblePublication, ouverte
from lsc_desktop.services.publications import secret_de

if TYPE_CHECKING:
    from lsc_desktop.partners.ftp import CibleFtp

KO = 1024


class Destination(Protocol):
    """Où l'on dépose. `port` : vide, celui d'usage ; `debit` : Ko par seconde, ou sans limite."""

    @property
    def nom(self) -> str: ...
    @property
    def transport(self) -> str: ...
    @property
    def hote(self) -> str: ...
    @property
    def port(self) -> int | None: ...
    @property
    def utilisateur(self) -> str: ...
    @property
    def chemin(self) -> str: ...
    @property
    def empreinte(self) -> str: ...
    @property
    def debit(self) -> int | None: ...


def ouvrir(cible: CibleDraft) -> CiblePublication:
    """Pas encore ouverte. Lève `UserError` si son secret n'est pas au coffre de ce poste."""
    return vers(cible, "" if cible.transport == DOSSIER else secret_de(cible))


def vers(there: Destination, secret: str) -> CiblePublication:
    """La session de son transport, pas encore ouverte ; lève `UserError` sans secret."""
    if there.transport == DOSSIER:
        return CibleDossier(Path(there.chemin), debit=(there.debit or 0) * KO)
    return serveur(there, secret)


def serveur(there: Destination, secret: str) -> "CibleSftp | CibleFtp":
    """La session d'un compte, où l'on dépose comme on y relève ; lève `UserError` sans secret."""
    if not secret:
        raise UserError(
            f"Le mot de passe de « {there.nom} » n'est pas au coffre de ce poste.",
            "Ouvrez la fiche, et donnez-le par « Mot de passe… ».",
        )
    if there.transport in (FTP, FTPS):
        from lsc_desktop.partners.ftp import CibleFtp, Compte

        return CibleFtp(
            Compte(
                there.hote, there.utilisateur, secret, there.chemin,
                there.port or PORTS[there.transport], there.transport == FTPS,
            )
        )  # fmt: skip
    key = "PRIVATE KEY" in secret
    return CibleSftp(
        Adresse(
            there.hote, there.utilisateur, there.chemin or ".", there.port or 22, there.empreinte
        ),
        ClePrivee(secret) if key else MotDePasse(secret),
        Reglages(debit=(there.debit or 0) * KO),
    )


def essayer(cible: CibleDraft) -> None:
    """Se présente et regarde le dossier ; lève ce qui l'en empêche."""
    regarder(ouvrir(cible))


def regarder(session: CiblePublication) -> None:
    """Entre, liste le dossier du dépôt, ressort."""
    with ouverte(session) as target:
        target.lister()
