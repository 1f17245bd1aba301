"""Examiner un lot : toutes les règles, dans l'ordre où l'on remplit sa fiche."""

from datetime import date

from lsc_desktop.domain.annonces import forme, loi
from lsc_desktop.domain.annonces.bien import Bien
from lsc_desktop.domain.annonces.criteres import Critere
from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft

REGLES = (*forme.REGLES, *loi.REGLES)


def examiner(bien: Bien, reglage: ReglageAnnoncesDraft, jour: date) -> tuple[Critere, ...]:
    """Ce que dit chaque règle qui concerne ce lot."""
    found = []
    for rule in REGLES:
        said = rule.juger(bien, reglage, jour)
        if said is not None:
            found.append(
                Critere(rule.code, rule.libelle, said.etat, said.phrase, said.conseil, rule.source)
            )
    return tuple(found)
