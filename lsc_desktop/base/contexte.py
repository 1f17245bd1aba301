"""Ce qu'un cas d'usage doit savoir du dehors : qui agit, et quand."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Contexte:
    """`aujourd_hui` est la date de travail de l'agence : celle du jour, ou celle de la base
    de démonstration ; `maintenant` est l'heure réelle, pour l'historique.
    `seance` distingue cette fenêtre de toute autre, même du même utilisateur ; `poste` est le nom
    de la machine. `droits` : ceux du profil ; `None`, tous."""

    utilisateur: str
    maintenant: datetime
    aujourd_hui: date
    seance: str = ""
    poste: str = ""
    droits: frozenset[str] | None = None
