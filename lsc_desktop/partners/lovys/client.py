"""Demander un devis : un aller et retour par lot. POST /devis (extranet-partners §4.5).

Rien ne se redemande de soi-même : on ignore si Lovys reconnaît un double à sa référence.
"""

from lsc_desktop.domain.lovys.devis import Demande, Devis
from lsc_desktop.partners.http import Client
from lsc_desktop.partners.lovys.correspondance import corps, lire_devis

CHEMIN = "/devis"


def demander_devis(client: Client, demande: Demande, objet: str = "") -> Devis:
    """`client` porte un `JetonLovys`. Lève `RefusError` si Lovys ne fait pas ce devis, sinon comme
    `Client.demander`."""
    answer = client.demander("POST", CHEMIN, "Demander un devis", objet=objet, json=corps(demande))
    return lire_devis(answer)
