"""Lire un JSON venu d'ailleurs, champ par champ : tout écart est une phrase, jamais une panne."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn, TypeVar

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.domain.assemblees.voix import voix

JSON_MAX = 16 << 20  # octets : cent mille votes tiennent en dix
ID_MAX = 2**31 - 1
RENVOYER = "Demandez au partenaire de renvoyer ce fichier ; rien n'a été importé."
_JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
_VOIX = re.compile(r"(0|[1-9][0-9]{0,11})(?:\.[0-9]{1,5})?")
T = TypeVar("T")


class RetourRefuseError(RefusedError):
    """Ce fichier n'a pas la forme du contrat : rien n'en est retenu."""

    def __init__(self, title: str, advice: str = RENVOYER) -> None:
        super().__init__(title, advice)


def lire_json(contenu: bytes, quoi: str) -> "Objet":
    """L'objet racine. Lève `RetourRefuseError`, et rien d'autre, quoi qu'on lui donne."""
    if len(contenu) > JSON_MAX:
        raise RetourRefuseError(f"{quoi} : le fichier pèse plus de {JSON_MAX >> 20} Mo.")
    try:
        value = json.loads(
            contenu.decode("utf-8-sig"),
            object_pairs_hook=_uniques,
            parse_float=_sans,
            parse_constant=_sans,
            parse_int=_entier,
        )
    except (ValueError, RecursionError) as error:
        raise RetourRefuseError(f"{quoi} : ce fichier ne se lit pas comme du JSON.") from error
    if not isinstance(value, dict):
        raise RetourRefuseError(f"{quoi} : un objet JSON est attendu.")
    return Objet(quoi, value)


def _uniques(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("un champ est écrit deux fois")
    return found


def _sans(text: str) -> NoReturn:
    raise ValueError(f"nombre à virgule : {text}")


def _entier(text: str) -> int:
    if len(text) > 12:
        raise ValueError("nombre trop grand")
    return int(text)


class Objet:
    """Un objet du contrat ; `nom` : où l'on est, pour le dire."""

    def __init__(self, nom: str, values: dict[str, Any]) -> None:
        self.nom, self.values = nom, values

    def non(self, champ: str, pourquoi: str) -> NoReturn:
        raise RetourRefuseError(f"{self.nom} : « {champ} », {pourquoi}.")

    def champs(self, exiges: str, permis: str = "") -> None:
        """Tous les exigés, et rien d'autre que les permis."""
        needed = exiges.split()
        for champ in needed:
            if champ not in self.values:
                self.non(champ, "il manque")
        for champ in self.values.keys() - {*needed, *permis.split()}:
            self.non(montrer(champ), "ce champ n'est pas au contrat")

    def format(self, attendu: str) -> None:
        if self.values.get("format") != attendu:
            raise RetourRefuseError(f"{self.nom} : ce n'est pas un fichier « {attendu} ».")

    def texte(self, champ: str, au_plus: int, *, lignes: bool = False) -> str:
        """Vide s'il manque ou vaut `null`."""
        value = self.values.get(champ)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.non(champ, "un texte est attendu")
        if len(value) > au_plus:
            self.non(champ, f"il a plus de {au_plus} caractères")
        value = unicodedata.normalize("NFC", value)
        parts = value.splitlines() if lignes else [value]
        if not all(part.isprintable() for part in parts):
            self.non(champ, "il contient des caractères invisibles")
        return "\n".join(part.strip() for part in parts).strip()

    def exige(self, champ: str, au_plus: int) -> str:
        return self.texte(champ, au_plus) or self.non(champ, "il est vide")

    def entier(self, champ: str, de: int = 1, a: int = ID_MAX) -> int:
        value = self.values.get(champ)
        if type(value) is not int or not de <= value <= a:
            self.non(champ, f"un nombre entier de {de} à {a} est attendu")
        return value

    def booleen(self, champ: str) -> bool | None:
        value = self.values.get(champ)
        if value is not None and not isinstance(value, bool):
            self.non(champ, "vrai ou faux est attendu")
        return value

    def parmi(self, champ: str, connus: Iterable[str]) -> str:
        value = self.values.get(champ)
        if not isinstance(value, str) or value not in connus:
            self.non(champ, "cette valeur n'est pas permise")
        return value

    def jour(self, champ: str) -> date | None:
        value = self.values.get(champ)
        return None if value is None else self._date(champ, value, _JOUR, date.fromisoformat)

    def instant(self, champ: str) -> datetime | None:
        """Une heure du poste, « 2026-12-05T17:04 »."""
        value = self.values.get(champ)
        if value is None:
            return None
        return self._date(champ, value, _INSTANT, datetime.fromisoformat)

    def instant_exige(self, champ: str) -> datetime:
        return self.instant(champ) or self.non(champ, "il manque")

    def _date(self, champ: str, value: Any, forme: re.Pattern[str], lire: Callable[[str], T]) -> T:
        if isinstance(value, str) and forme.fullmatch(value) and "1900" < value[:4] < "2200":
            try:
                return lire(value)
            except ValueError:
                self.non(champ, "cette date n'existe pas")
        self.non(champ, "une date s'écrit 2026-02-28, une heure 2026-02-28T17:04")

    def voix(self, champ: str) -> int:
        value = self.values.get(champ)
        if not isinstance(value, str) or not _VOIX.fullmatch(value):
            self.non(champ, 'des voix s\'écrivent "74.00010"')
        return voix(Decimal(value))

    def objet(self, champ: str) -> "Objet | None":
        value = self.values.get(champ)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.non(champ, "un objet est attendu")
        return Objet(f"{self.nom}, {champ}", value)

    def liste(self, champ: str, au_plus: int, lire: Callable[["Objet"], T]) -> tuple[T, ...]:
        value = self.values.get(champ)
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > au_plus:
            self.non(champ, f"une liste de {au_plus} éléments au plus est attendue")
        found = []
        for rank, one in enumerate(value, 1):
            if not isinstance(one, dict):
                self.non(champ, "des objets sont attendus")
            found.append(lire(Objet(f"{self.nom}, {champ} n° {rank}", one)))
        return tuple(found)


def montrer(text: str, au_plus: int = 40) -> str:
    """Un mot venu d'ailleurs, sans rien d'invisible ni de trop long."""
    return "".join(c if c.isprintable() else "·" for c in text[:au_plus])
