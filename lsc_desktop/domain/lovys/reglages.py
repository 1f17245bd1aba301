"""Configuration de Lovys : login, mot de passe, URL (seed L666-680)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lsc_desktop.domain.lovys.devis import hotes_admis
from lsc_desktop.domain.saisies import Problem

# Supposée : Lovys ne publie pas la sienne (extranet-partners §3.3). Le domaine, lui, est le sien.
ADRESSE = "https://api.lovys.com/devis-habitation/1"
HOTES = "lovys.com"
NON_VERIFIE = (
    "Jamais vérifié avec le service réel : le contrat « devis-habitation/1 » est le nôtre, et "
    "l'adresse par défaut est supposée, Lovys ne les publiant pas."
)


@dataclass(slots=True)
class ReglageLovysDraft:
    """`url` : n'est là que pour le débogage (seed L674), `url_defaut` la rappelle. `hotes` : où un
    devis peut mener. Le mot de passe n'est qu'au coffre de chaque poste ; `secret_dit` dit s'il y
    est."""

    id: int | None = None
    version: int = 0
    login: str = ""
    url: str = ADRESSE
    hotes: str = HOTES
    url_defaut: str = ADRESSE
    secret_dit: str = ""

    def problems(self) -> Iterator[Problem]:
        if not adresse_sure(self.url.strip()):
            yield "url", "L'URL commence par « https:// » : « Rétablir l'URL » remet celle d'usage."
        if not hotes_admis(self.hotes):
            yield "hotes", "Donnez au moins un site où un devis peut s'ouvrir : « lovys.com »."


def adresse_sure(adresse: str) -> bool:
    try:
        parts = urlsplit(adresse)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def remarques(draft: ReglageLovysDraft) -> Sequence[str]:
    """D'abord que rien n'est vérifié, puis ce qui s'écarte de l'usage ou manque."""
    found = [NON_VERIFIE]
    if draft.url.strip() != ADRESSE:
        found.append("L'URL n'est pas celle d'usage.")
    if not draft.login.strip():
        found.append("Il manque le login, que Lovys envoie par courriel après l'achat au store.")
    return found
