"""Ce que répond un serveur FTP, ou son silence, en phrases de la maison."""

import ftplib
import socket
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from lsc_desktop.base.errors import RefusedError, TemporaryError, UserError
from lsc_desktop.partners.erreurs import AccesError
from lsc_desktop.partners.ftp.client import code, entendre
from lsc_desktop.partners.sftp.erreurs import (
    DisquePleinError,
    connexion_refusee,
    coupure,
    dossier_absent,
    injoignable,
    mot_de_passe_refuse,
    muet,
    nom_inconnu,
    retrait_interdit,
)

if TYPE_CHECKING:
    from lsc_desktop.partners.ftp.cible import Compte


class FichierError(Exception):
    """Ce fichier-là n'a pas pu être déposé ; la liaison tient."""

    def __init__(self, erreur: UserError) -> None:
        super().__init__(erreur.title)
        self.erreur = erreur


def reponse(
    error: ftplib.Error, compte: "Compte", refus: Callable[[ftplib.Error, "Compte"], Exception]
) -> Exception:
    """4xx de la ligne elle-même (421, 425, 426) : à reprendre ; le reste, ce que dit `refus`."""
    if code(error) in (421, 425, 426):
        return coupure(compte.hote)
    if isinstance(error, ftplib.error_proto) or not code(error):
        return AccesError(
            f"« {compte.hote} » répond sur le port {compte.port}, mais pas en FTP.",
            "Vérifiez l'adresse et le port.",
        )
    return refus(error, compte)


def ligne(error: OSError | EOFError, compte: "Compte", delai: float) -> UserError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return AccesError(
            f"Le certificat de « {compte.hote} » n'est pas sûr : {error.verify_message}.",
            "Rien n'a été envoyé, pas même le mot de passe. Vérifiez l'adresse du serveur.",
        )
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | EOFError):
        return coupure(compte.hote)
    if isinstance(error, ssl.SSLError):
        return AccesError(
            f"« {compte.hote} » n'a pas pu chiffrer la liaison ({error.reason}).",
            "Demandez au portail s'il accepte FTP chiffré (TLS explicite).",
        )
    if isinstance(error, socket.gaierror):
        return nom_inconnu(compte.hote)
    if isinstance(error, ConnectionRefusedError):
        return connexion_refusee(compte.hote, compte.port)
    if isinstance(error, TimeoutError):
        return muet(compte.hote, delai)
    if isinstance(error, ConnectionError):
        return coupure(compte.hote)
    return injoignable(compte.hote, error.strerror or "le réseau ne répond pas")


def saisie(compte: "Compte") -> UserError:
    """Ni une adresse, ni un compte : rien n'a pu partir."""
    return AccesError(
        f"« {compte.hote} » n'est pas l'adresse d'un serveur, ou son compte a un retour à la "
        "ligne.",
        "Corrigez le serveur, l'utilisateur, le dossier, ou redonnez le mot de passe.",
        "hote",
    )


def entree(error: ftplib.Error, compte: "Compte") -> UserError:
    """À la porte : le compte, ou le chiffrement."""
    if code(error) in (530, 430, 332, 331):
        return mot_de_passe_refuse(compte.hote, compte.utilisateur)
    if code(error) in (500, 502, 504, 534) and compte.chiffre:
        return AccesError(
            f"« {compte.hote} » ne sait pas chiffrer la liaison.",
            "Demandez au portail un accès chiffré ; à défaut, choisissez « FTP, en clair ».",
        )
    said = dit(error)
    if compte.mot_de_passe:  # un serveur qui le répète ne le fait pas entrer au journal
        said = said.replace(compte.mot_de_passe, "…")
    return AccesError(f"« {compte.hote} » refuse l'accès : {said}.", "Prévenez le portail.")


def dossier(error: ftplib.Error, compte: "Compte") -> UserError:
    return dossier_absent(compte.hote, compte.dossier)


def refus(nom: str, error: ftplib.Error) -> FichierError:
    start = f"« {nom} » n'a pas pu être déposé : "
    if code(error) in (452, 552):
        return FichierError(DisquePleinError(nom))
    if code(error) in (550, 553, 532):
        return FichierError(
            RefusedError(
                start + "le serveur en refuse le droit.",
                "Demandez au portail d'ouvrir ce dossier en écriture à votre compte.",
            )
        )
    return FichierError(
        TemporaryError(
            f"{start}le serveur a échoué (« {dit(error)} »).", "Il partira au prochain envoi."
        )
    )


def lecture(nom: str, error: ftplib.Error) -> TemporaryError:
    return TemporaryError(
        f"« {nom} » n'a pas pu être lu : le serveur a échoué (« {dit(error)} »).",
        "Il sera relu au prochain envoi.",
    )


def retrait(nom: str, error: ftplib.Error, compte: "Compte") -> UserError:
    if code(error) in (550, 553, 532, 500, 502):
        return retrait_interdit(compte.hote, entendre(nom))
    return TemporaryError(
        f"« {entendre(nom)} » n'a pas pu être retiré : le serveur a échoué (« {dit(error)} »).",
        "Il le sera au prochain passage.",
    )


def dit(error: ftplib.Error) -> str:
    """La réponse du serveur, sur une ligne, sans son code."""
    said = entendre(str(error.args[0])) if error.args else ""
    return " ".join(said[4:].split())[:120].rstrip(".") or "sans raison donnée"
