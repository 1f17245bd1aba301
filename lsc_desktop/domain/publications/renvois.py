"""Renvoyer ce qui est en ligne, et le temps que prend un envoi (seed L1047-1051)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.saisies import Problem, obligatoires
from lsc_desktop.domain.sauvegardes import taille_lisible as taille


@dataclass(slots=True)
class RenvoiDraft:
    """« Renvoyer les documents depuis le… » ; `cible_id` vide : toutes les cibles.

    `texte` : ce que cela ferait repartir.
    """

    id: int | None = None
    version: int = 0
    cible_id: int | None = None
    depuis: dt.date | None = None
    texte: str = ""

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, depuis="Le jour")


def annonce(nombre: int, octets: int) -> str:
    """« 12 documents, 3,4 Mo. »"""
    if not nombre:
        return "Aucun document."
    return f"{pluriel(nombre, 'document')}, {taille(octets)}."


def question(nombre: int, octets: int, depuis: dt.date) -> str:
    return (
        f"{pluriel(nombre, 'document')} ({taille(octets)}), "
        f"publié{'s' * (nombre > 1)} depuis le {date_fr(depuis)}, "
        f"repartir{'ont' if nombre > 1 else 'a'} au prochain envoi. Continuer ?"
    )


# --- Durée ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mesure:
    """Un envoi passé : tant d'octets, en tant de secondes."""

    octets: int
    secondes: int


def duree_estimee(octets: int, mesure: Mesure | None) -> str:
    """« environ 4 min », au débit du dernier envoi ; vide si l'on n'en a pas mesuré."""
    if mesure is None or mesure.octets <= 0 or not octets:
        return ""
    seconds = -(-octets * max(mesure.secondes, 1) // mesure.octets)
    if seconds < 60:
        return "moins d'une minute"
    minutes = -(-seconds // 60)
    if minutes < 60:
        return f"environ {minutes} min"
    return f"environ {minutes // 60} h {minutes % 60:02}"
