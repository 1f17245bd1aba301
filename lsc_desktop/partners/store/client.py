"""Demander sa licence au store, par HTTPS : le même document que le fichier."""

from lsc_desktop.partners.http import Client

CHEMIN = "/abonnements/1"


def demander_licence(client: Client, numero: str) -> bytes:
    """Les octets du document, que rien n'a encore vérifié ; lève comme `Client.demander`."""
    found = client.demander(
        "GET", CHEMIN, "Lire les abonnements", objet=f"client {numero}",
        parametres={"client": numero},
    )  # fmt: skip
    return found.corps
