"""Dates et périodes civiles, bornes comprises."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def date_fr(value: date | None) -> str:
    """« 31/12/2020 », rien sans date."""
    return f"{value:%d/%m/%Y}" if value else ""


def jour_dit(day: date) -> str:
    """« mardi 7 juillet 2020 », « vendredi 1er janvier 2027 »."""
    rank = "1er" if day.day == 1 else str(day.day)
    return f"{JOURS[day.weekday()]} {rank} {MOIS[day.month - 1]} {day.year}"


def heure_dite(hour: time) -> str:
    """« 18 h 30 », « 9 h » (espaces insécables)."""
    minutes = f"\u00a0{hour.minute:02}" if hour.minute else ""
    return f"{hour.hour}\u00a0h{minutes}"


def fin_de_mois(value: date) -> date:
    return value.replace(day=monthrange(value.year, value.month)[1])


def plus_mois(value: date, months: int) -> date:
    """Même quantième `months` mois plus tard, ramené à la fin du mois (31/08 + 1 → 30/09)."""
    rank = value.year * 12 + value.month - 1 + months
    year, month = divmod(rank, 12)
    return date(year, month + 1, min(value.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """Du … au …, les deux jours compris."""

    du: date
    au: date

    @property
    def jours(self) -> int:
        return (self.au - self.du).days + 1

    def commun(self, du: date | None, au: date | None) -> "Periode | None":
        """La part commune avec un intervalle, ouvert du côté où la borne manque."""
        debut = max(self.du, du) if du else self.du
        fin = min(self.au, au) if au else self.au
        return Periode(debut, fin) if debut <= fin else None

    def mois(self) -> "Iterator[Periode]":
        """Chaque mois civil touché, entier."""
        debut = self.du.replace(day=1)
        while debut <= self.au:
            yield Periode(debut, fin_de_mois(debut))
            debut = plus_mois(debut, 1)

    def texte(self) -> str:
        """« novembre 2021 », « du 01/10/2021 au 31/12/2021 »."""
        if self.du.day == 1 and self.au == fin_de_mois(self.du):
            return f"{MOIS[self.du.month - 1]} {self.du.year}"
        return f"du {date_fr(self.du)} au {date_fr(self.au)}"


def mois_de(value: date, months: int = 1) -> Periode:
    """Le mois civil d'un jour, ou les `months` mois qui commencent avec lui."""
    debut = value.replace(day=1)
    return Periode(debut, plus_mois(debut, months) - timedelta(days=1))
