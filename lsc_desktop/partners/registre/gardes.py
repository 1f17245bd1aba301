"""Les certificats que ce poste garde au coffre, et celui qu'on présente aujourd'hui."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.registre.certificats import FicheCertificat, refus_du_certificat
from lsc_desktop.partners import coffre
from lsc_desktop.partners.erreurs import AccesError
from lsc_desktop.partners.http import Certificat
from lsc_desktop.partners.registre.certificat import CertificatLu, rouvrir

OU = "« Registre des copropriétés », réglages"


@dataclass(frozen=True, slots=True)
class Attendu:
    """Un certificat que l'agence a déclaré : son emplacement, son nom, son empreinte."""

    emplacement: int
    nom: str
    empreinte: str


def garder_certificat(emplacement: int, lu: CertificatLu) -> None:
    """Au coffre de ce poste ; lève `TemporaryError` s'il n'en a pas."""
    coffre.garder(_secret(emplacement), lu.mot_de_passe)
    coffre.garder_fichier(_nom(emplacement), lu.p12)


def oublier_certificat(emplacement: int) -> None:
    coffre.garder_fichier(_nom(emplacement), b"")
    coffre.garder(_secret(emplacement), "")


def est_garde(attendu: Attendu) -> bool:
    """Ce poste a la clé de ce certificat-là ; faux aussi si le coffre est fermé."""
    try:
        return not isinstance(_relire(attendu), UserError)
    except TemporaryError:
        return False


def a_presenter(attendus: Sequence[Attendu], siren: str, maintenant: datetime) -> Certificat:
    """Le premier des certificats déclarés qui peut servir ; `maintenant` en temps universel.

    Lève `AccesError`, avec la raison du premier, si aucun ne le peut : rien n'est encore parti.
    """
    reasons: list[UserError] = []
    for one in attendus:
        held = _relire(one)
        if isinstance(held, UserError):
            reasons.append(held)
            continue
        fiche, content, password = held
        refused = next(refus_du_certificat(fiche, siren, maintenant), None)
        if refused is None:
            return Certificat(fiche.nom, content, password)
        reasons.append(UserError(refused.phrase, refused.conseil))
    if not reasons:
        raise AccesError(
            "Le registre demande un certificat, et l'agence n'en a déclaré aucun.",
            f"Importez-le dans {OU}.",
            "certificat",
        )
    first = reasons[0]
    raise AccesError(first.title, first.advice, "certificat")


def _relire(attendu: Attendu) -> tuple[FicheCertificat, bytes, str] | UserError:
    content = coffre.lire_fichier(_nom(attendu.emplacement))
    password = coffre.lire(_secret(attendu.emplacement))
    if not content or not password:
        return UserError(
            f"Ce poste n'a pas la clé du certificat « {attendu.nom} ».",
            f"Chaque poste garde la sienne : importez-le aussi ici, dans {OU}.",
        )
    try:
        fiche = rouvrir(content, password)
    except UserError as error:
        return error
    if fiche.empreinte != attendu.empreinte:
        return UserError(
            f"Le certificat « {attendu.nom} » a été remplacé depuis un autre poste.",
            f"Importez le nouveau ici aussi, dans {OU}.",
        )
    return fiche, content, password


def _nom(emplacement: int) -> str:
    return f"registre-certificat-{emplacement}"


def _secret(emplacement: int) -> str:
    return f"registre-certificat-{emplacement}-secret"
