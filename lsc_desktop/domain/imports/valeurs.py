"""Lire une cellule d'un fichier venu d'ailleurs, selon le champ où elle va.

Rien n'est deviné contre l'évidence : ce qui a deux sens est refusé, avec la raison.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import NBSP, nombre_court
from lsc_desktop.base.saisie import ANNEES, PLUS_GRAND, parse_date, parse_montant
from lsc_desktop.base.text import fold
from lsc_desktop.domain.imports.champs import Cellule, Champ, Illisible

CITE = 40  # caractères gardés d'une valeur fautive qu'on cite
VIDES = {"", "-", "--", "néant", "neant", "null", "n/a", "#n/a", "00/00/0000", "0000-00-00"}
_OUI = {"oui", "o", "x", "1", "vrai", "true", "yes", "y"}
_NON = {"non", "n", "0", "faux", "false", "no"}
_BLANC = re.compile(r"\s+")
_MONTANT = re.compile(r"[-+]?[0-9][0-9., ]*|[-+]?[.,][0-9]+")
_HEURE = re.compile(r"[ T]0{1,2}[:h]0{2}(:0{2})?(\.0+)?$")
_DATE = re.compile(
    r"[0-9]{1,2}[/. -][0-9]{1,2}[/. -]([0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}"
)
# Ce qui renverse ou cache l'écriture : un nom s'y lirait autrement qu'il n'est.
_TROMPEURS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_EFFACES = dict.fromkeys((0x200B, 0xFEFF, 0x00AD))  # sans largeur : perdus sans dommage
_JOUR_ZERO = date(1899, 12, 30).toordinal()  # Excel compte les jours depuis celui-là
_PREMIER_SERIE, _DERNIER_SERIE = 61, 109_574  # du 01/03/1900 au 31/12/2199
_VIDES = {date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)}
_LONGUEUR_LUE = 20_000  # au-delà, inutile de chercher ce que c'est


def citer(valeur: object) -> str:
    """« 12,3,4 » : la valeur fautive, raccourcie et sans rien d'invisible."""
    if isinstance(valeur, date):
        return f"« {date_fr(valeur)} »"
    if isinstance(valeur, Decimal) and valeur.is_finite() and abs(valeur.adjusted()) < 20:
        return f"« {nombre_court(valeur, 0)} »"
    text = str(valeur)
    plain = "".join(c if c.isprintable() else "·" for c in text[: CITE + 1])
    return f"« {plain[:CITE]}… »" if len(text) > CITE else f"« {plain} »"


def lire(champ: Champ, cellule: Cellule, jour: date) -> Any:
    """La valeur d'une cellule ; `None` si elle est vide. Lève `UserError`, qui dit pourquoi.

    `jour` : pour une année à deux chiffres.
    """
    if cellule is None or (isinstance(cellule, str) and not cellule.strip()):
        return None
    if isinstance(cellule, Illisible):
        raise UserError(f"{citer(cellule)} : {cellule.raison}", cellule.conseil)
    match champ.genre:
        case "montant":
            return _montant(cellule, champ.places)
        case "entier":
            value = _montant(cellule, 0)
            return None if value is None else int(value)
        case "date":
            return _date(cellule, jour)
        case "oui_non":
            return _oui_non(cellule)
        case "choix":
            return _choix(champ, cellule)
    return _texte(champ, cellule)


# --- Textes -----------------------------------------------------------------------------------


def _texte(champ: Champ, cellule: Cellule) -> str | None:
    text = propre(en_texte(champ, cellule), lignes=champ.genre == "note")
    if len(text) > champ.longueur:
        raise UserError(
            f"{citer(text)} a {len(text)} caractères : {champ.longueur} au plus.", "Raccourcissez."
        )
    return champ.mots.get(fold(text), text) or None


def en_texte(champ: Champ, cellule: Cellule) -> str:
    """Un nombre ou une date d'un classeur, tel qu'il se lirait : un code postal garde ses zéros."""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, date):
        return date_fr(cellule)
    if not isinstance(cellule, Decimal):
        return str(cellule or "")
    if not cellule.is_finite() or abs(cellule.adjusted()) > 30:
        raise UserError(f"{citer(cellule)} n'est pas un texte.", "Mettez la cellule en texte.")
    if cellule != cellule.to_integral_value():
        return f"{cellule:f}".replace(".", ",")
    digits = f"{cellule:.0f}"
    if champ.nom.endswith("code_postal"):
        return digits.zfill(5)
    phone = champ.nom in ("telephone", "portable") and len(digits) == 9
    return f"0{digits}" if phone else digits


def propre(text: str, lignes: bool = False) -> str:
    """Sans espaces autour ni doublés ; `lignes` garde les sauts de ligne. Lève `UserError`.

    Le caractère nul, les caractères de commande et ceux qui renversent l'écriture sont refusés.
    """
    if len(text) > _LONGUEUR_LUE:
        raise UserError(
            f"{citer(text)} a {len(text)} caractères.", "Cette cellule n'est pas une donnée."
        )
    plain = unicodedata.normalize("NFC", text.translate(_EFFACES))
    for char in plain:
        if char in _TROMPEURS or (unicodedata.category(char) == "Cc" and char not in "\t\r\n"):
            raise UserError(
                f"{citer(text)} contient un caractère invisible (U+{ord(char):04X}).",
                "Retapez cette valeur.",
            )
        if 0xD800 <= ord(char) <= 0xDFFF:
            raise UserError(f"{citer(text)} est mal codé.", "Retapez cette valeur.")
    if not lignes:
        return _BLANC.sub(" ", plain).strip()
    kept = (_BLANC.sub(" ", line).strip() for line in plain.splitlines())
    return "\n".join(kept).strip()


# --- Nombres ----------------------------------------------------------------------------------


def _montant(cellule: Cellule, places: int) -> Decimal | None:
    """« 1 234,50 », « 1234.5 », « (12,00) », « 12- », « 10 € » ; jamais un calcul."""
    if isinstance(cellule, bool | date):
        raise UserError(f"{citer(cellule)} n'est pas un nombre.", "Tapez par exemple 1234,50.")
    if isinstance(cellule, Decimal):
        return _nombre(cellule, places)
    text = _BLANC.sub(" ", str(cellule or "").replace("€", " ").replace(NBSP, " "))
    text = re.sub(r"(?i)\beur(os?)?\b", " ", text).replace("'", " ").strip()
    text = text.replace("−", "-").replace("–", "-")
    if fold(text) in VIDES or text in VIDES:
        return None
    negative = text.startswith("(") and text.endswith(")")
    text = text[1:-1].strip() if negative else text
    if text.endswith("-"):
        text, negative = text[:-1].strip(), True
    text = re.sub(r"^([-+]) ", r"\1", text)
    if len(text) > CITE or not _MONTANT.fullmatch(text) or (negative and text[0] in "+-"):
        raise UserError(f"{citer(cellule)} n'est pas un nombre.", "Tapez par exemple 1234,50.")
    value = parse_montant(text, places)
    return None if value is None else (-value if negative else value)


def _nombre(value: Decimal, places: int) -> Decimal:
    """Un nombre typé par le classeur : 12,300000000000001 y veut dire 12,30."""
    if not value.is_finite() or value.adjusted() > 20 or abs(value) >= PLUS_GRAND:
        raise UserError(f"{citer(value)} n'est pas un montant possible.", "Vérifiez-le.")
    try:
        rounded = value.quantize(Decimal(1).scaleb(-places))
    except InvalidOperation:
        raise UserError(f"{citer(value)} n'est pas un montant possible.", "Vérifiez-le.") from None
    if abs(rounded - value) > Decimal("0.0000001"):
        what = f"au plus {places} décimales" if places else "un nombre entier"
        raise UserError(f"{citer(value)} a trop de décimales : {what}.", "Arrondissez-le.")
    return rounded


# --- Dates ------------------------------------------------------------------------------------


def _date(cellule: Cellule, jour: date) -> date | None:
    """jj/mm/aaaa, jj-mm-aa, aaaa-mm-jj, aaaammjj, ou une date du classeur."""
    if isinstance(cellule, bool):
        raise _pas_une_date(cellule)
    if isinstance(cellule, date):
        return _civile(cellule)
    if isinstance(cellule, Decimal):
        return _serie(cellule, jour)
    text = _HEURE.sub("", _BLANC.sub(" ", str(cellule or "")).strip())
    if fold(text) in VIDES or text in VIDES:
        return None
    if not _DATE.fullmatch(text):
        raise _pas_une_date(cellule)
    if re.fullmatch("[0-9]{8}", text) and 18 <= int(text[:2]) <= 21 and int(text[4:6]) <= 12:
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"  # aaaammjj : l'an 1012 n'est pas de l'agence
    try:
        found = parse_date(text, jour)
    except UserError as error:
        said = error.title if text in error.title else f"{citer(cellule)} : {error.title}"
        raise UserError(said, error.advice) from None
    return None if found is None else _civile(found)


def _serie(value: Decimal, jour: date) -> date | None:
    """Une date restée nombre : Excel en compte les jours depuis 1900."""
    if not value.is_finite() or value != value.to_integral_value():
        raise _pas_une_date(value)
    if _PREMIER_SERIE <= value <= _DERNIER_SERIE:
        return date.fromordinal(_JOUR_ZERO + int(value))
    digits = f"{value:.0f}" if value.adjusted() < 9 else ""
    if len(digits) in (7, 8) and value > 0:
        return _date(digits.zfill(8), jour)
    raise _pas_une_date(value)


def _civile(value: date) -> date:
    """Une date vide est, pour bien des logiciels, le premier jour de leur calendrier."""
    if value.year not in ANNEES or value in _VIDES:
        raise UserError(
            f"{citer(value)} n'est pas une date de l'agence.",
            "Laissez vide une date inconnue ou sans fin.",
        )
    return value


def _pas_une_date(cellule: object) -> UserError:
    return UserError(f"{citer(cellule)} n'est pas une date.", "Écrivez-la 31/12/2020.")


# --- Listes -----------------------------------------------------------------------------------


def _oui_non(cellule: Cellule) -> bool | None:
    if isinstance(cellule, bool):
        return cellule
    if isinstance(cellule, Decimal) and cellule.is_finite() and cellule in (0, 1):
        return cellule == 1
    text = fold(str(cellule))
    if text in _OUI:
        return True
    if text in _NON:
        return False
    raise UserError(f"{citer(cellule)} n'est ni oui ni non.", "Écrivez oui ou non.")


def _choix(champ: Champ, cellule: Cellule) -> Any:
    text = fold(en_texte(champ, cellule))
    for value, label in champ.choix:
        if text in (fold(label), fold(str(value))):
            return value
    if text in champ.mots:
        return champ.mots[text]
    raise UserError(
        f"{citer(cellule)} n'est pas dans la liste.",
        "Écrivez l'un de : " + ", ".join(label for _value, label in champ.choix if label) + ".",
    )


def ecrire(champ: Champ, valeur: Any) -> Any:
    """Une valeur telle que l'export l'écrit, et que `lire` la relit : libellé d'une liste, oui."""
    if champ.genre == "choix":
        return dict(champ.choix).get(valeur, "" if valeur is None else str(valeur))
    if champ.genre == "oui_non" and valeur is not None:
        return "oui" if valeur else "non"
    return "" if valeur is None else valeur
