"""Le transport REST : un verbe, un chemin, du JSON."""

from urllib.parse import quote

from lsc_desktop.domain.registre.numero import normaliser
from lsc_desktop.partners.http import Client, Reponse
from lsc_desktop.partners.registre.contrat import Contrat
from lsc_desktop.partners.registre.port import Compte, Demande, identifiants


def appeler(client: Client, contrat: Contrat, compte: Compte, asked: Demande) -> Reponse:
    """Lève `UserError` si le contrat ne sait pas joindre la pièce, sinon comme
    `Client.demander`."""
    service = contrat.services[asked.demande.code]
    body = contrat.traduire(asked.donnees)
    if asked.piece:
        contrat.joindre(body, asked.piece)
    path = service.chemin.replace("{numero}", quote(normaliser(asked.numero), safe=""))
    reads = service.verbe == "GET"
    return client.demander(
        service.verbe, path, asked.demande.libelle, objet=asked.objet,
        json=None if reads else body, entetes=identifiants(contrat.compte, compte),
    )  # fmt: skip
