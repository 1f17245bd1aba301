"""Traitements en lot : ce que sont leurs états, et quand celui qui les menait a disparu."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ETATS = (
    ("en_cours", "En cours"),
    ("interrompu", "Interrompu"),
    ("question", "Attend une réponse"),
    ("termine", "Terminé"),
    ("abandonne", "Abandonné"),
)
ETATS_LIGNE = (
    ("a_faire", "À faire"),
    ("fait", "Faite"),
    ("refus", "Refusée"),
    ("incident", "Incident"),
    ("question", "À confirmer"),
    ("abandon", "Abandonnée"),
)
SUSPENDUS = ("interrompu", "question")  # attendent quelqu'un
BAIL = timedelta(seconds=60)  # sans signe de vie au-delà, un autre poste prend la suite
GARDES = timedelta(days=90)  # un traitement fini se consulte un trimestre


@dataclass(frozen=True, slots=True)
class Jeton:
    """Qui mène un traitement : la machine, le processus, sa naissance, sa séance."""

    poste: str
    pid: int
    naissance: str
    seance: str

    def texte(self) -> str:
        return "|".join((self.poste, str(self.pid), self.naissance, self.seance))

    @classmethod
    def lire(cls, texte: str) -> "Jeton | None":
        """None si le texte n'en est pas un : personne ne le mène."""
        parts = texte.rsplit("|", 3)
        if len(parts) < 4 or not parts[1].isdecimal():
            return None
        return cls(parts[0], int(parts[1]), parts[2], parts[3])


def delaisse(jeton: Jeton | None, ici: str, naissance: str, vu_le: datetime, now: datetime) -> bool:
    """Celui qui menait le traitement n'est plus là : on peut prendre sa suite.

    `ici` : le nom de cette machine ; `naissance` : celle du processus qui y porte ce numéro, ""
    s'il n'y en a pas, « ? » si le système ne la dit pas. `vu_le` et `now` : heure de la base.
    """
    if jeton is None or abs(now - vu_le) > BAIL:  # une horloge reculée ne doit rien figer
        return True
    if jeton.poste != ici:
        return False
    return naissance != jeton.naissance and "?" not in (naissance, jeton.naissance)
