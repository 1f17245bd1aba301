"""Lire ce qu'une main française tape : montants et dates (écosystème C.2, C.3 nos 2 et 3)."""

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from lsc_desktop.base.dates import MOIS
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel

PLUS_GRAND = (
    10**12
)  # au-delà, une faute de frappe ; les centimes tiennent dans un entier de 64 bits
PLUS_LONG = 80  # caractères d'un calcul
ANNEES = range(1800, 2200)
FENETRE = 50  # ans à venir qu'une année à deux chiffres peut désigner

_SIGNS = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-", "×": "*", "÷": "/"})
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"[0-9.,]+(?: [0-9.,]+)*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([ .,])[0-9]{3})(?:\1[0-9]{3})*")
_RELATIVE = re.compile(r"([+-]) ?([0-9]{1,6})")
_PARTS = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})(?:[/. -]([0-9]{4}|[0-9]{2}))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_COMPACT = {1: (1, 0, 0), 2: (2, 0, 0), 4: (2, 2, 0), 6: (2, 2, 2), 8: (2, 2, 4)}


# --- Montants ---------------------------------------------------------------------------------


def parse_montant(text: str, places: int = 2) -> Decimal | None:
    """« 1 234,50 », « 1234.5 », « 12- », « 1+2*3 », « 10,00 € » ; `None` si rien n'est tapé.

    Les calculs sont exacts, arrondis une fois à `places` décimales (D5). Un nombre tapé avec trop
    de décimales est refusé, jamais arrondi en silence : « 1.234 » peut vouloir dire 1 234.
    Lève `UserError`.
    """
    plain = _SPACE.sub(" ", text.replace("€", " ").translate(_SIGNS)).strip().removeprefix("=")
    if not plain.strip():
        return None
    if len(plain) > PLUS_LONG:
        raise UserError("Ce calcul est trop long.", "Tapez-en le résultat.")
    result = _Calcul(text.strip(), _trailing_minus(plain), places).result()
    if abs(result) >= PLUS_GRAND:
        raise UserError(
            f"« {text.strip()} » dépasse ce qu'un montant peut être.",
            "Vérifiez les chiffres tapés.",
        )
    return _round(result, places)


def _trailing_minus(plain: str) -> str:
    """« 12,50- », comme l'écrivent les comptables ; « 3-2- » reste une faute."""
    body = plain.removesuffix("-").strip()
    return f"-{body}" if plain.endswith("-") and _NUMBER.fullmatch(body) else plain


def _round(value: Fraction, places: int) -> Decimal:
    """Arrondi commercial d'une fraction, en entiers : aucune perte avant lui."""
    units = (2 * abs(value.numerator) * 10**places + value.denominator) // (2 * value.denominator)
    return Decimal(units if value >= 0 else -units).scaleb(-places)


class _Calcul:
    """Somme de produits de nombres et de parenthèses, lue de gauche à droite."""

    def __init__(self, typed: str, plain: str, places: int) -> None:
        self._typed, self._rest, self._places = typed, plain.strip(), places

    def result(self) -> Fraction:
        value = self._sum()
        if self._rest:
            raise self._unreadable()
        return value

    def _sum(self) -> Fraction:
        value = self._product()
        while sign := self._take("+-"):
            term = self._product()
            value = value + term if sign == "+" else value - term
        return value

    def _product(self) -> Fraction:
        value = self._factor()
        while sign := self._take("*/"):
            factor = self._factor()
            if sign == "/" and not factor:
                raise UserError("On ne divise pas par zéro.", "Corrigez le calcul.")
            value = value * factor if sign == "*" else value / factor
        return value

    def _factor(self) -> Fraction:
        if sign := self._take("+-"):
            return self._factor() if sign == "+" else -self._factor()
        if self._take("("):
            value = self._sum()
            if not self._take(")"):
                raise self._unreadable()
            return value
        found = _NUMBER.match(self._rest)
        if not found:
            raise self._unreadable()
        self._rest = self._rest[found.end() :].lstrip()
        return self._number(found.group())

    def _take(self, signs: str) -> str:
        sign = self._rest[:1]
        if not sign or sign not in signs:
            return ""
        self._rest = self._rest[1:].lstrip()
        return sign

    def _number(self, digits: str) -> Fraction:
        """Le dernier « , » ou « . » sépare les décimales ; le reste, les milliers."""
        cut = max(digits.rfind(","), digits.rfind("."))
        if cut >= 0 and digits.count(digits[cut]) > 1:
            cut = -1  # 1.234.567 : rien que des milliers
        whole, decimals = (digits, "") if cut < 0 else (digits[:cut], digits[cut + 1 :])
        separator = digits[cut] if cut >= 0 else ""
        if " " in decimals or not (whole or decimals):
            raise self._unreadable()
        if not re.fullmatch("[0-9]*", whole) and not self._grouped(whole, separator):
            raise self._unreadable()
        self._check_places(decimals, separator)
        whole = re.sub("[^0-9]", "", whole)
        return Fraction(int(whole + decimals or "0"), 10 ** len(decimals))

    def _grouped(self, whole: str, separator: str) -> bool:
        found = _GROUPED.fullmatch(whole)
        return bool(found) and found.group(1) != separator if found else False

    def _check_places(self, decimals: str, separator: str) -> None:
        surplus = decimals[self._places :]
        if not surplus or (separator == "," and not surplus.strip("0")):
            return
        if self._places:
            advice = (
                f"Tapez au plus {pluriel(self._places, 'décimale')}, et les milliers sans point."
            )
        else:
            advice = "Tapez un nombre entier, et les milliers sans point."
        raise UserError(f"« {self._typed} » a trop de décimales.", advice)

    def _unreadable(self) -> UserError:
        return UserError(
            f"« {self._typed} » n'est pas un nombre.",
            "Tapez par exemple 1234,50 ou un calcul comme 3*12,50.",
        )


# --- Dates ------------------------------------------------------------------------------------


def parse_date(text: str, today: date) -> date | None:
    """`jjmmaa`, `jjmmaaaa`, `jjmm`, `jj`, j/m/aa… ; `.` ou `=` : `today` ; `+8`, `-3` : jours.

    Ce qui manque est pris à `today`. Une année à deux chiffres est de ce siècle jusqu'à
    cinquante ans après `today`, sinon du précédent. `None` si rien n'est tapé.
    Lève `UserError` : un 31 avril est refusé, jamais ramené au 30.
    """
    plain = _SPACE.sub(" ", text.translate(_SIGNS)).strip()
    if not plain:
        return None
    if plain in (".", "="):
        return today
    if found := _RELATIVE.fullmatch(plain):
        return _relative(today, int(found[1] + found[2]))
    day, month, year = _parts(plain)
    if not day:
        raise UserError(
            f"« {text.strip()} » n'est pas une date.",
            "Tapez le jour, le mois et l'année : 31122026, 311226 ou 31/12/26.",
        )
    return _civil(int(day), int(month or today.month), _year(year, today))


def _parts(plain: str) -> tuple[str, str, str]:
    """Jour, mois, année tels que tapés ; jour vide si la forme n'est pas connue."""
    if found := _ISO.fullmatch(plain):
        return found[3], found[2], found[1]
    if found := _PARTS.fullmatch(plain):
        return found[1], found[2], found[3] or ""
    lengths = _COMPACT.get(len(plain)) if re.fullmatch("[0-9]+", plain) else None
    if not lengths:
        return "", "", ""
    day, month, _year = lengths
    return plain[:day], plain[day : day + month], plain[day + month :]


def _year(typed: str, today: date) -> int:
    if not typed:
        return today.year
    if len(typed) == 4:
        return int(typed)
    year = today.year - today.year % 100 + int(typed)
    return year if year <= today.year + FENETRE else year - 100


def _relative(today: date, days: int) -> date:
    try:
        result = today + timedelta(days=days)
    except OverflowError:
        result = date.max if days > 0 else date.min
    return _civil(result.day, result.month, result.year)


def _civil(day: int, month: int, year: int) -> date:
    """La date, ou une phrase qui dit ce qui n'existe pas."""
    if year not in ANNEES:
        raise UserError(
            f"L'année {year} est hors du calendrier de l'agence.", "Vérifiez l'année tapée."
        )
    if not 1 <= month <= 12:
        raise UserError(
            f"Il n'y a pas de mois numéro {month}.",
            "Tapez le jour d'abord, puis le mois, de 1 à 12.",
        )
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise UserError(
            f"Le {day:02}/{month:02}/{year} n'existe pas : "
            f"{MOIS[month - 1]} {year} finit le {last}.",
            "Corrigez le jour.",
        )
    return date(year, month, day)
