"""Demander une démarche au registre, avec le certificat de l'agence, et lire ce qu'il en dit.

Aucune démarche ne se redemande d'elle-même, hors le téléchargement : on ignore si le registre
reconnaît un double. Le contrat dit par quel transport elle part (D50) ; ce qui en revient se lit de
la même façon.
"""

import json
from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import abrege
from lsc_desktop.domain.registre.numero import normaliser, numero_possible
from lsc_desktop.partners.http import Client, Reponse
from lsc_desktop.partners.registre import rest, soap
from lsc_desktop.partners.registre.chemins import trouver
from lsc_desktop.partners.registre.contrat import SOAP, Contrat
from lsc_desktop.partners.registre.port import Accuse, Compte, Demande

BRUT = 20_000  # lettres gardées d'une réponse


def demander(client: Client, contrat: Contrat, compte: Compte, asked: Demande) -> Accuse:
    """Envoie la démarche et lit sa réponse. Lève `UserError` si le contrat ne sait pas la dire,
    sinon comme `Client.demander`."""
    if asked.demande.code not in contrat.services:
        raise UserError(
            f"Le contrat du registre ne dit pas comment demander « {asked.demande.libelle} ».",
            "Faites-le sur le portail, ou importez un contrat qui le dit.",
        )
    call = soap.appeler if contrat.transport == SOAP else rest.appeler
    return lire_reponse(call(client, contrat, compte, asked), contrat, asked.demande.code)


def lire_reponse(answer: Reponse, contrat: Contrat, code: str = "") -> Accuse:
    """Ce que dit une réponse favorable à la démarche `code` ; ne lève rien : elle a pris effet,
    quoi qu'elle contienne.

    Un numéro qui n'en a pas la forme n'est pas repris : on le lira sur le portail.
    """
    content, where = answer.contenu, contrat.reponse_de(code)
    number = normaliser(_texte(content, where.get("numero", "")))
    held = trouver(content, where.get("donnees", ""))
    return Accuse(
        numero=number if numero_possible(number) else "",
        accuse=abrege(_texte(content, where.get("accuse", "")), 100),
        message=abrege(_texte(content, where.get("message", "")), 300),
        donnees=contrat.retraduire(held) if isinstance(held, dict) else {},
        brut=_brut(content),
    )


def _texte(content: Any, chemin: str) -> str:
    found = trouver(content, chemin)
    return found if isinstance(found, str) else ""


def _brut(content: Any) -> str:
    if content is None:
        return ""
    return json.dumps(content, ensure_ascii=False, indent=1, default=str)[:BRUT]
