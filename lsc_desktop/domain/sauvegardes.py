"""Sauvegardes : quand en faire, sous quel nom, lesquelles garder (ecosystem D.3-T21 et D.4)."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePath

from lsc_desktop.base.money import euros
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.saisies import Problem

TACHE = "sauvegarde"  # son nom parmi les tâches qui ont leurs heures
ORIGINES = (
    ("menu", "Demandée à l'écran"),
    ("commande", "Commande du système"),
    ("horaire", "À son heure"),
    ("restauration", "Avant une restauration"),
)
EN_COURS, VERIFIEE, NON_REJOUEE, ECHEC, RETIREE = (
    "en_cours", "verifiee", "non_rejouee", "echec", "retiree",
)  # fmt: skip
ETATS = (
    (EN_COURS, "En cours"),
    (VERIFIEE, "Vérifiée"),
    (NON_REJOUEE, "Lue, non rejouée"),
    (ECHEC, "Échec"),
    (RETIREE, "Retirée"),
)
BONNES = (VERIFIEE, NON_REJOUEE)
ANCIENNE = timedelta(days=2)  # au-delà, l'accueil prévient
GARDEES_MIN, GARDEES_MAX = 3, 400
_HEURE = re.compile(r"(\d{1,2})\s*[h:]\s*(\d{2})?", re.IGNORECASE)


@dataclass(slots=True)
class ReglageSauvegardeDraft:
    """Saisie du réglage des sauvegardes.

    `active` : des copies se font d'elles-mêmes, aux `heures` (« 12:30 19:30 »), tant qu'une fenêtre
    est ouverte sur un poste. `dossier` : où elles vont ; vide, près de la base. `gardees` : combien
    de bonnes copies rester ; les plus anciennes s'effacent.
    """

    id: int | None = None
    version: int = 0
    active: bool = True
    heures: str = "12:30 19:30"
    dossier: str = ""
    gardees: int = 30

    def problems(self) -> Iterator[Problem]:
        try:
            found = lire_heures(self.heures)
        except ValueError as error:
            yield "heures", str(error)
        else:
            if self.active and not found:
                yield "heures", "Donnez au moins une heure, par exemple 12:30."
        if self.dossier.strip() and not PurePath(self.dossier.strip()).is_absolute():
            yield "dossier", "Donnez le chemin complet du dossier, depuis la racine du disque."
        if self.gardees is None or not GARDEES_MIN <= self.gardees <= GARDEES_MAX:
            yield "gardees", f"On garde de {GARDEES_MIN} à {GARDEES_MAX} copies."


def avertissements(draft: ReglageSauvegardeDraft) -> tuple[str, ...]:
    """Ce qui laisserait l'agence sans copie le jour où il en faudrait une."""
    found = []
    if not draft.active:
        found.append(
            "Aucune copie ne se fera d'elle-même : pensez à « Sauvegarder maintenant » chaque jour."
        )
    if not draft.dossier.strip():
        found.append(
            "Sans dossier, les copies restent près de la base : une panne de ce disque perdrait "
            "les deux. Choisissez un autre disque, ou un dossier recopié ailleurs."
        )
    return tuple(found)


def lire_heures(texte: str) -> tuple[time, ...]:
    """« 12:30 19h30, 7h » → 07:00, 12:30, 19:30 ; lève `ValueError`, en français."""
    rest = _HEURE.sub(" ", texte)
    if rest.strip(" ,;/·-et"):
        raise ValueError(f"« {rest.split()[0]} » n'est pas une heure : écrivez 12:30 19:30.")
    found = set()
    for hour, minute in _HEURE.findall(texte):
        try:
            found.add(time(int(hour), int(minute or 0)))
        except ValueError:
            raise ValueError(f"« {hour}:{minute or '00'} » n'est pas une heure du jour.") from None
    return tuple(sorted(found))


def dernier_creneau(
    heures: Sequence[time], maintenant: datetime, jours: str = "1234567"
) -> datetime | None:
    """La dernière de ces heures qui soit passée, un de ces jours (1 : lundi) ; une seule se
    rattrape.

    `maintenant` est l'heure de l'horloge murale, sans fuseau : 02:30, jouée deux fois le 25 octobre
    ou absente le 29 mars, n'est qu'un créneau.
    """
    week = (maintenant.date() - timedelta(days=ago) for ago in range(8))
    days = [day for day in week if str(day.isoweekday()) in jours]
    past = (datetime.combine(day, hour) for day in days for hour in heures)
    return max((slot for slot in past if slot <= maintenant), default=None)


def creneau_texte(creneau: datetime) -> str:
    """« 2026-11-22 12:30 » : se compare et se trie comme un texte."""
    return f"{creneau:%Y-%m-%d %H:%M}"


def nom_de_copie(quand: datetime, extension: str, pris: Collection[str] = ()) -> str:
    """« lsc-20261122-1230.db » ; avec les secondes, puis un rang, si ce nom est pris."""
    names = [f"lsc-{quand:%Y%m%d-%H%M}{extension}", f"lsc-{quand:%Y%m%d-%H%M%S}{extension}"]
    names += [f"lsc-{quand:%Y%m%d-%H%M%S}-{rank}{extension}" for rank in range(2, 100)]
    return next(name for name in names if name not in pris)


@dataclass(frozen=True, slots=True)
class CopieConnue:
    """Une copie de la liste, telle que l'élagage la juge."""

    id: int
    quand: datetime
    etat: str
    origine: str = "horaire"


def a_retirer(copies: Sequence[CopieConnue], gardees: int) -> list[int]:
    """Les bonnes copies en trop, des plus anciennes ; jamais la dernière bonne.

    Une copie faite avant une restauration compte à part : elle seule permet d'y revenir.
    """
    kept = max(gardees, 1)
    extra: list[int] = []
    for before in (False, True):
        good = sorted(
            (c for c in copies if c.etat in BONNES and (c.origine == "restauration") == before),
            key=lambda c: (c.quand, c.id),
            reverse=True,
        )
        extra += [c.id for c in good[kept:]]
    return extra


@dataclass(frozen=True, slots=True)
class Perdu:
    """Ce qui a été fait depuis une copie, et que la restaurer ferait perdre."""

    ecritures: int
    somme: Decimal
    modifications: int

    def phrase(self) -> str:
        """« Vous perdrez 12 écritures, pour 4 250,00 €, et 3 modifications de fiches. »"""
        if not self.ecritures and not self.modifications:
            return "Rien n'a été saisi depuis cette copie."
        parts = []
        if self.ecritures:
            parts.append(f"{pluriel(self.ecritures, 'écriture')}, pour {euros(self.somme)}")
        if self.modifications:
            parts.append(
                pluriel(self.modifications, "modification de fiche", "modifications de fiches")
            )
        return f"Vous perdrez {', et '.join(parts)}."


def taille_lisible(octets: int) -> str:
    """« 12,4 Mo », « 812 Ko »."""
    if octets < 1_000_000:
        return f"{max(octets // 1000, 1)} Ko"
    unit, name = (1_000_000, "Mo") if octets < 1_000_000_000 else (1_000_000_000, "Go")
    tenths = octets * 10 // unit
    return f"{tenths // 10},{tenths % 10} {name}"
