"""Parler à un partenaire en HTTPS, derrière un client commun."""

from lsc_desktop.partners.http.client import Client, lire_json, sans_journal
from lsc_desktop.partners.http.echange import autorites_livrees
from lsc_desktop.partners.http.jetons import JetonGarde
from lsc_desktop.partners.http.port import Certificat, Demande, Porteur, Reglages, Reponse

__all__ = [
    "Certificat",
    "Client",
    "Demande",
    "JetonGarde",
    "Porteur",
    "Reglages",
    "Reponse",
    "autorites_livrees",
    "lire_json",
    "sans_journal",
]  # fmt: skip
