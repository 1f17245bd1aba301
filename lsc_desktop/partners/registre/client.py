"""Demander une démarche au registre, avec le certificat de l'agence, et lire ce qu'il en dit.

Aucune démarche ne se redemande d'elle-même, hors le téléchargement : on ignore si le registre
reconnaît un double.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import abrege
from lsc_desktop.domain.registre.demarches import Demarche
from lsc_desktop.domain.registre.numero import normaliser, numero_possible
from lsc_desktop.partners.http import Client, Reglages, Reponse
from lsc_desktop.partners.registre.contrat import Contrat

BRUT = 20_000  # lettres gardées d'une réponse
PIECE = 10 << 20  # octets d'une pièce justificative, au plus : la limite du registre est inconnue
UNE_FOIS = Reglages(essais=1)


@dataclass(frozen=True, slots=True)
class Compte:
    """Les identifiants du télédéclarant, reçus avec le code d'activation."""

    numero: str
    courriel: str


@dataclass(frozen=True, slots=True)
class Demande:
    """Une démarche prête à partir. `numero` : d'immatriculation ; `donnees` : les nôtres."""

    demande: Demarche
    numero: str = ""
    donnees: Mapping[str, Any] = field(default_factory=dict)
    piece: bytes = b""
    objet: str = ""


@dataclass(frozen=True, slots=True)
class Accuse:
    """Ce que le registre a répondu. `numero` : celui qu'il attribue ; `donnees` : les siennes, sous
    nos noms ; `brut` : sa réponse, telle quelle, coupée à `BRUT` lettres."""

    numero: str = ""
    accuse: str = ""
    message: str = ""
    donnees: Mapping[str, Any] = field(default_factory=dict)
    brut: str = ""


def reglages_de(demande: Demarche) -> Reglages:
    """Les reprises permises : aucune pour ce qui change quelque chose chez eux."""
    return Reglages() if demande.lit else UNE_FOIS


def entetes(contrat: Contrat, compte: Compte) -> dict[str, str]:
    """Qui déclare, là où le contrat le veut."""
    account = {"numero": compte.numero, "courriel": compte.courriel}
    return {name: account[who] for who, name in contrat.entetes.items() if account.get(who)}


def demander(client: Client, contrat: Contrat, compte: Compte, asked: Demande) -> Accuse:
    """Envoie la démarche et lit sa réponse. Lève `UserError` si le contrat ne sait pas la dire,
    sinon comme `Client.demander`."""
    service = contrat.services.get(asked.demande.code)
    if service is None:
        raise UserError(
            f"Le contrat du registre ne dit pas comment demander « {asked.demande.libelle} ».",
            "Faites-le sur le portail, ou importez un contrat qui le dit.",
        )
    body = contrat.traduire(asked.donnees)
    if asked.piece:
        contrat.joindre(body, asked.piece)
    path = service.chemin.replace("{numero}", quote(normaliser(asked.numero), safe=""))
    reads = service.verbe == "GET"
    answer = client.demander(
        service.verbe, path, asked.demande.libelle, objet=asked.objet,
        json=None if reads else body, entetes=entetes(contrat, compte),
    )  # fmt: skip
    return lire_reponse(answer, contrat)


def lire_reponse(answer: Reponse, contrat: Contrat) -> Accuse:
    """Ce que dit une réponse favorable ; ne lève rien : elle a pris effet, quoi qu'elle contienne.

    Un numéro qui n'en a pas la forme n'est pas repris : on le lira sur le portail.
    """
    content = answer.contenu
    number = normaliser(_lire(content, contrat.reponse.get("numero", "")))
    held = _trouver(content, contrat.reponse.get("donnees", ""))
    return Accuse(
        numero=number if numero_possible(number) else "",
        accuse=abrege(_lire(content, contrat.reponse.get("accuse", "")), 100),
        message=abrege(_lire(content, contrat.reponse.get("message", "")), 300),
        donnees=contrat.retraduire(held) if isinstance(held, dict) else {},
        brut=_brut(content),
    )


def _trouver(content: Any, chemin: str) -> Any:
    found = content
    for name in chemin.split(".") if chemin else ():
        if not isinstance(found, dict) or name not in found:
            return None
        found = found[name]
    return found if chemin else None


def _lire(content: Any, chemin: str) -> str:
    found = _trouver(content, chemin)
    return found if isinstance(found, str) else ""


def _brut(content: Any) -> str:
    if content is None:
        return ""
    return json.dumps(content, ensure_ascii=False, indent=1, default=str)[:BRUT]
