"""Les réglages du registre : le compte de télédéclarant, les certificats déclarés, et si un appel
peut partir (D50)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from lsc_desktop.domain.coordonnees import problems_coordonnees
from lsc_desktop.domain.saisies import Problem

NON_VERIFIE = (
    "Jamais vérifié avec le service réel : le contrat d'interface du registre se demande à l'Anah."
)
_NUMERO = re.compile(r"[0-9A-Za-z._/-]{0,40}")


@dataclass(slots=True)
class Rappel:
    """Ce qui reste à faire avant le premier envoi."""

    phrase: str = ""


@dataclass(slots=True)
class ReglageRegistreDraft:
    """Saisie du réglage. `dn1`, `emetteur1`… se lisent sur les certificats importés, comme au
    portail ; `contrat_dit` : celui en vigueur ; `permis` : pour quel serveur et quel contrat un
    administrateur a permis les appels. `rappels` : ce qui reste à faire avant le premier envoi."""

    id: int | None = None
    version: int = 0
    numero: str = ""
    courriel: str = ""
    adresse: str = ""
    permis: str = ""
    permis_dit: str = ""
    contrat_dit: str = ""
    adresse_essai: str = ""
    dn1: str = ""
    emetteur1: str = ""
    usage1: str = ""
    validite1: str = ""
    dn2: str = ""
    emetteur2: str = ""
    usage2: str = ""
    validite2: str = ""
    rappels: list[Rappel] = field(default_factory=list)
    cle_contrat: str = ""
    wsdl_manque: bool = False
    wsdl_dit: str = ""

    def problems(self) -> Iterator[Problem]:
        if self.adresse.strip() and not _sure(self.adresse.strip()):
            yield "adresse", "L'adresse du service commence par « https:// »."
        if not _NUMERO.fullmatch(self.numero.strip()):
            yield "numero", "Le numéro de télédéclarant n'a ni espace ni accent."
        yield from problems_coordonnees(self)


def permission(adresse: str, cle_contrat: str) -> str:
    """Ce qu'un administrateur permet : ce contrat, vers ce serveur. Changer l'un des deux l'ôte."""
    host = urlsplit(adresse.strip()).netloc.casefold()
    return f"{host} {cle_contrat}" if host else ""


def defense_d_appeler(adresse: str, cle_contrat: str, permis: str) -> str:
    """Pourquoi rien ne peut partir vers cette adresse ; vide si l'on peut.

    Aucun contrat n'est vérifié : hors de ce poste, un administrateur doit l'avoir permis (D50).
    """
    if not adresse.strip():
        return "L'adresse du registre n'est pas renseignée."
    if not _sure(adresse.strip()):
        return (
            "L'adresse du registre n'est pas celle d'un serveur sûr : elle commence par https://."
        )
    if _de_ce_poste(adresse) or permis == permission(adresse, cle_contrat):
        return ""
    return (
        "Le contrat avec le registre n'a jamais été vérifié avec le service réel, et aucun "
        "administrateur n'a permis d'appeler ce serveur."
    )


def rappels(draft: ReglageRegistreDraft, siren: str, refus: Sequence[str]) -> list[Rappel]:
    """Ce qui manque encore avant le premier envoi, dans l'ordre du document d'origine, et d'abord
    que rien n'est vérifié. `refus` : ce que disent les certificats, ou qu'il n'y en a pas."""
    found = [NON_VERIFIE]
    if not draft.numero.strip():
        found.append(
            "Numéro de télédéclarant : le registre le donne avec le compte, activé par le code "
            "reçu par la poste."
        )
    if not siren:
        found.append("SIRET de l'agence : à renseigner dans sa fiche Entité.")
    if draft.wsdl_manque:
        found.append("WSDL du registre : à importer (menu Contrat), le contrat est en SOAP.")
    found += refus
    if why := defense_d_appeler(draft.adresse, draft.cle_contrat, draft.permis):
        found.append(why)
    return [Rappel(one) for one in found]


def _sure(adresse: str) -> bool:
    try:
        parts = urlsplit(adresse)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def _de_ce_poste(adresse: str) -> bool:
    host = urlsplit(adresse).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
