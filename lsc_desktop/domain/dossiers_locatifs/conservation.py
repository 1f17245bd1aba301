"""Combien de temps se garde une candidature dont il n'est sorti aucun locataire.

Conservation limitée : RGPD, art. 5 § 1 e. Durée d'usage, trois mois : référentiel de la CNIL sur la
gestion locative (délibération 2021-057 du 6 mai 2021), pour qui n'a pas eu le logement ; l'agence
peut la raccourcir, ou l'allonger si elle sait le justifier. Ce qui est importé est le dossier d'un
locataire accepté : cette règle ne le touche jamais.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lsc_desktop.base.dates import plus_mois
from lsc_desktop.base.text import enumerer, pluriel
from lsc_desktop.domain.dossiers_locatifs.saisie import A_SUIVRE
from lsc_desktop.domain.saisies import Problem
from lsc_desktop.domain.sauvegardes import lire_heures

MOIS, MOIS_MAX = 3, 24
MONTRES = 6  # candidats nommés d'avance ; la liste les dit tous
EFFACABLES = A_SUIVRE  # à importer, en attente, en quarantaine : jamais importé
SANS_EFFET = (
    "L'effacement est arrêté : les candidatures sans suite restent dans la base, revenus et pièces "
    "compris."
)


def efface_le(recu_le: datetime, mois: int) -> date:
    """Le jour où une candidature reçue ce jour-là s'efface."""
    return plus_mois(recu_le.date(), mois)


def recus_avant(jour: date, mois: int) -> datetime:
    """Ce qui a été reçu avant cet instant s'efface au plus tard ce jour.

    Une fin de mois en vaut plusieurs : reçues les 29 et 30 novembre, elles s'effacent le 28 février
    l'une et l'autre.
    """
    last = plus_mois(jour, -mois)
    while plus_mois(last + timedelta(days=1), mois) <= jour:
        last += timedelta(days=1)
    return datetime.combine(last + timedelta(days=1), time())


@dataclass(slots=True)
class ReglageConservationDraft:
    """`mois` : ce que se garde une candidature sans suite ; `a_effacer` : celles que le prochain
    passage effacerait, en une phrase."""

    id: int | None = None
    version: int = 0
    active: bool = True
    heures: str = "04:30"
    mois: int | None = MOIS
    a_effacer: str = ""

    def problems(self) -> Iterator[Problem]:
        if self.mois is None or not 1 <= self.mois <= MOIS_MAX:
            yield "mois", f"Donnez un nombre de mois, de 1 à {MOIS_MAX}."
        try:
            if not lire_heures(self.heures) and self.active:
                yield "heures", "Donnez au moins une heure : « 04:30 »."
        except ValueError as error:
            yield "heures", str(error)


def dire_a_effacer(noms: Sequence[str]) -> str:
    """« Le prochain passage effacera 2 candidatures : MARTIN Jeanne et DURAND Paul. »"""
    if not noms:
        return "Le prochain passage n'effacera rien : aucune candidature n'a passé sa durée."
    more = len(noms) - MONTRES
    shown = [*noms[:MONTRES], *([pluriel(more, "autre")] if more > 0 else [])]
    return f"Le prochain passage effacera {pluriel(len(noms), 'candidature')} : {enumerer(shown)}."


def remarques_conservation(draft: ReglageConservationDraft) -> tuple[str, ...]:
    """Ce qui va s'effacer ; ou que rien ne s'effacera."""
    return (draft.a_effacer if draft.active else SANS_EFFET,)
