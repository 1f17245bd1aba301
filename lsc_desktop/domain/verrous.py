"""Les fiches ouvertes : qui les tient, depuis quand, et quand un verrou expire (ecosystem C.3-12).

Un verrou informe ; c'est la version de la fiche qui interdit d'écraser.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

BATTEMENT = 30  # secondes entre deux signes de vie
EXPIRATION = 120  # secondes sans signe de vie, après quoi la fiche est à qui la veut

Cle = tuple[str, int]  # (table de la fiche, id)


@dataclass(frozen=True, slots=True)
class Tenue:
    """Une fiche que tient une séance. Les heures, `maintenant` compris, sont celles de la base,
    en temps universel : les postes peuvent être mal réglés."""

    fiche: str
    fiche_id: int
    jeton: str
    qui: str
    poste: str
    depuis: datetime
    vu_le: datetime
    maintenant: datetime

    @property
    def cle(self) -> Cle:
        return self.fiche, self.fiche_id

    @property
    def expiree(self) -> bool:
        """Plus de signe de vie : le programme s'est arrêté, ou le poste est coupé du réseau.

        Un signe de vie à venir n'en est pas un : l'horloge de la base a reculé depuis.
        """
        return abs(self.maintenant - self.vu_le) >= timedelta(seconds=EXPIRATION)

    def heure(self, moment: datetime, ici: datetime) -> str:
        """« 10:42 » à l'horloge de ce poste, où il est `ici` ; un autre jour, avec sa date."""
        local = moment + (ici - self.maintenant)
        day = "" if local.date() == ici.date() else f"le {local:%d/%m/%Y} à "
        return f"{day}{local:%H:%M}"


def ouverte_par(tenue: Tenue, moi: str, ici: datetime) -> str:
    """« Ouverte par Martine (poste ACCUEIL-2) depuis 10:42. »"""
    where = f" (poste {tenue.poste})" if tenue.poste else ""
    who = tenue.qui or "un collègue"
    if tenue.qui and tenue.qui == moi:
        who = "vous-même, dans une autre fenêtre"
    text = f"Ouverte par {who}{where} depuis {tenue.heure(tenue.depuis, ici)}"
    if tenue.expiree:
        text += f", sans signe de vie depuis {tenue.heure(tenue.vu_le, ici)}"
    return f"{text}."


def reprise_par(tenue: Tenue, moi: str, ici: datetime) -> str:
    """« Luc a repris la main à 10:50. »"""
    at = tenue.heure(tenue.depuis, ici)
    at = at if at.startswith("le ") else f"à {at}"
    if tenue.qui and tenue.qui == moi:
        return f"Vous avez repris la main dans une autre fenêtre {at}."
    return f"{tenue.qui or 'Un collègue'} a repris la main {at}."
