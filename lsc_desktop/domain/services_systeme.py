"""Services système : leurs heures, qui les mène, ce qu'ils ont donné (seed L1192-1218).

Règles (ecosystem D.4) : l'heure est celle de l'horloge murale ; un créneau n'est fait qu'une fois.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lsc_desktop.domain.sauvegardes import lire_heures

A_SON_HEURE, DEMANDE = "horaire", "demande"
ORIGINES = ((A_SON_HEURE, "À son heure"), (DEMANDE, "Demandé"))
EN_COURS, FAIT, ECHEC, INTERROMPU = "en_cours", "fait", "echec", "interrompu"
ETATS = (
    (EN_COURS, "En cours"),
    (FAIT, "Fait"),
    (ECHEC, "Manqué"),
    (INTERROMPU, "Interrompu"),
)

# Messages laissés à ceux qui reçoivent les messages « système ».
MANQUE, RETOUR, RAPPORT = "manque", "retour", "rapport"
SORTES = ((MANQUE, "Manqué"), (RETOUR, "De nouveau fait"), (RAPPORT, "Compte rendu"))
GARDE = timedelta(days=365)  # passages et messages se consultent un an

# Qui peut mener les services. `lsc service` passe avant une fenêtre : il reste ouvert.
FENETRE, SERVICE = "fenetre", "service"
BAIL_MENEUR = timedelta(seconds=90)  # sans signe de vie au-delà, un autre mène

JOURS_COURTS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


@dataclass(frozen=True, slots=True)
class Horaire:
    """`heures` : « 02:00 12:30 » ; `jours` : « 12345 », du lundi au vendredi."""

    active: bool
    heures: str
    jours: str = "1234567"


def prochain_creneau(horaire: Horaire, maintenant: datetime) -> datetime | None:
    """La première heure à venir, à l'horloge murale ; rien s'il est arrêté, ou sans heure."""
    if not horaire.active:
        return None
    try:
        hours = lire_heures(horaire.heures)
    except ValueError:  # une heure que la fiche refuserait
        return None
    week = (maintenant.date() + timedelta(days=ahead) for ahead in range(8))
    days = [day for day in week if str(day.isoweekday()) in horaire.jours]
    slots = (datetime.combine(day, hour) for day in days for hour in hours)
    return min((slot for slot in slots if slot > maintenant), default=None)


def dire_jours(jours: str) -> str:
    """« Tous les jours », « lun. au ven. », « lun., mer. »."""
    held = sorted(int(day) for day in set(jours) if day in "1234567")
    if len(held) == 7:
        return "Tous les jours"
    names = [JOURS_COURTS[day - 1] for day in held]
    if len(held) > 2 and held[-1] - held[0] == len(held) - 1:
        return f"{names[0]} au {names[-1]}"
    return ", ".join(names)


@dataclass(frozen=True, slots=True)
class BailMeneur:
    """Qui mène les services. `vu_le` et `maintenant` : heure de la base, en temps universel."""

    jeton: str
    sorte: str
    poste: str
    qui: str
    vu_le: datetime
    maintenant: datetime

    def reste(self, duree: timedelta = BAIL_MENEUR) -> timedelta:
        """Ce qui reste avant qu'un autre puisse le prendre ; rien s'il est rendu ou expiré.

        Un signe de vie à venir compte comme un ancien : l'horloge de la base a reculé depuis.
        """
        if not self.jeton:
            return timedelta(0)
        return max(duree - abs(self.maintenant - self.vu_le), timedelta(0))

    def a_prendre(self, jeton: str, sorte: str, duree: timedelta = BAIL_MENEUR) -> bool:
        """Ce candidat peut le prendre, ou le renouveler."""
        first = sorte == SERVICE and self.sorte == FENETRE
        return self.jeton == jeton or first or not self.reste(duree)

    def dit(self, duree: timedelta = BAIL_MENEUR) -> str:
        """« SERVEUR (service) », « ACCUEIL-2 (Martine) » ; « Personne »."""
        if not self.reste(duree):
            return "Personne"
        return f"{self.poste} ({'service' if self.sorte == SERVICE else self.qui})"
