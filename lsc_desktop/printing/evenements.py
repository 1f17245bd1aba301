"""Le texte d'un événement, en lettre : l'aperçu, le papier et l'extranet ont ces octets-là."""

from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.evenements import Courrier
from lsc_desktop.domain.textes.balisage import analyser
from lsc_desktop.printing.kit import document
from lsc_desktop.printing.letter import footer
from lsc_desktop.printing.prose import Prose, lettre
from lsc_desktop.printing.texte_riche import poser


def imprimer_courrier(value: Courrier) -> bytes:
    """Une lettre à l'en-tête de l'agence ; sans destinataire, la fenêtre reste vide."""
    facts = [("Le", date_fr(value.le)), ("Référence", value.reference)]
    flow = lettre(value.entete, value.destinataire, facts, value.objet, value.objet)
    poser(Prose(flow), analyser(value.texte))
    footer(flow.pages, value.entete)
    author = value.entete.raison_sociale
    return document(value.objet, flow.pages, le=value.le, author=author)
