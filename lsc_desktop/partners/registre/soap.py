"""Le transport SOAP : une opération du WSDL que l'agence a reçu, par le même client que REST.

Mêmes délais, même certificat, mêmes phrases, même journal : zeep n'est que de quoi écrire
l'enveloppe (`wsdl`), et une « Fault » devient une des quatre erreurs d'un partenaire (`enveloppe`).
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from lsc_desktop.domain.registre.numero import normaliser
from lsc_desktop.partners.http import Client, Reponse
from lsc_desktop.partners.registre.chemins import poser
from lsc_desktop.partners.registre.contrat import CORPS, HTTP, Contrat
from lsc_desktop.partners.registre.enveloppe import lire_reponse_soap
from lsc_desktop.partners.registre.port import Compte, Demande, identifiants
from lsc_desktop.partners.registre.wsdl import desaccord, ouvrir

ACCEPTE = "text/xml, application/soap+xml"


def appeler(client: Client, contrat: Contrat, compte: Compte, asked: Demande) -> Reponse:
    """Lève `UserError` si le contrat et le WSDL ne s'accordent pas, avant tout envoi ; sinon comme
    `Client.demander`."""
    reads = asked.demande.lit
    held = identifiants(contrat.compte, compte)
    message, headers = _message(contrat, asked, held)
    service = contrat.services[asked.demande.code]
    made = ouvrir(contrat).composer(service, client.adresse, message, headers)
    return client.demander(
        "POST", "", asked.demande.libelle, objet=asked.objet, corps=made.corps, nature=made.nature,
        entetes={"Accept": ACCEPTE, **made.entetes,
                 **(held if contrat.ou_compte == HTTP else {})},
        consulte=reads,
        lire=partial(lire_reponse_soap, contrat=contrat, nom=client.nom, ecrit=not reads),
    )  # fmt: skip


def _message(
    contrat: Contrat, asked: Demande, held: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(ce que porte le corps, ce que portent les en-têtes SOAP)."""
    service = contrat.services[asked.demande.code]
    message: dict[str, Any] = {}
    headers: dict[str, Any] = {}
    translated = _en_textes(contrat.traduire(asked.donnees))
    try:
        if translated and service.donnees:
            poser(message, service.donnees, translated)
        else:
            message |= translated
        if service.numero and asked.numero:
            poser(message, service.numero, normaliser(asked.numero))
        if asked.piece:
            contrat.joindre(message, asked.piece)
        for where, value in held.items() if contrat.ou_compte != HTTP else ():
            poser(message if contrat.ou_compte == CORPS else headers, where, value)
    except ValueError as error:
        raise desaccord(f"{error}, pour « {asked.demande.libelle} »") from error
    return message, headers


def _en_textes(value: Any) -> Any:
    """Oui et non, comme XML les écrit, que le schéma les veuille booléens ou textes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [_en_textes(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _en_textes(one) for name, one in value.items()}
    return value
