"""La situation d'un compte, telle que la cible la montre d'après le manifeste (seed L1840-1866).

Écrit du côté de la cible, comme `lecteur` : il ne lit que ce que le manifeste dit d'un compte.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.publications.forme import Objet


@dataclass(frozen=True, slots=True)
class LigneSituation:
    """Une écriture, et le solde du compte après elle."""

    date: date
    libelle: str
    debit: Decimal
    credit: Decimal
    solde: Decimal


@dataclass(frozen=True, slots=True)
class Situation:
    """`lignes` : la plus récente d'abord, entre « solde fin de période » et « solde antérieur »."""

    anterieur: Decimal
    lignes: tuple[LigneSituation, ...]
    fin: Decimal


def situation(compte: Objet, du: date, au: date) -> Situation | None:
    """Ce que le compte montre d'un jour à l'autre ; rien si le manifeste n'en dit pas le solde.

    Le solde antérieur se déduit du solde du jour : les écritures plus anciennes ne partent pas.
    """
    if "solde" not in compte:
        return None
    lines = [
        (date.fromisoformat(one["date"]), one["libelle"], _decimal(one, "debit"),
         _decimal(one, "credit"))
        for one in compte["ecritures"]
    ]  # fmt: skip
    lines.sort(key=lambda line: line[0])
    since = sum((credit - debit for day, _what, debit, credit in lines if day >= du), ZERO)
    before = balance = _decimal(compte, "solde") - since
    shown: list[LigneSituation] = []
    for day, what, debit, credit in lines:
        if du <= day <= au:
            balance += credit - debit
            shown.append(LigneSituation(day, what, debit, credit, balance))
    return Situation(before, tuple(reversed(shown)), balance)


def _decimal(value: Objet, name: str) -> Decimal:
    return Decimal(value[name])
