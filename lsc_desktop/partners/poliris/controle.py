"""Juger un flux relu sur les règles publiées (4.12, pages 4 à 34) : ce qui serait refusé."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from lsc_desktop.partners.poliris.format import (
    DATE,
    DECIMAL,
    ENTIER,
    EXTENSIONS,
    IDENTIFIANT,
    OUINON,
    PERSO,
    PHOTOS,
    POIDS_PHOTO,
    REFERENCE,
    TOUJOURS,
    TYPE,
    VERSION,
    Champ,
    champs,
)
from lsc_desktop.partners.poliris.lecture import Flux

MODALITES, CHARGES, LOYER, LOYER_BASE, COMPLEMENT = 304, 23, 11, 331, 305
HONORAIRES, PART_EDL = 15, 306
DPE_DATE, DPE_VERSION, DPE_FINALE = 324, 325, 334
NOUVEAU_DPE = date(2021, 7, 1)
URL_BAREME = 307
_BALISE = re.compile(r"<(?!BR>)|&(?:#\d+|\w{2,31});")


@dataclass(frozen=True, slots=True)
class Defaut:
    """`ligne` : le rang de l'annonce dans le fichier, à partir de 1 ; 0 pour le fichier entier."""

    ligne: int
    reference: str
    rang: int
    phrase: str

    def __str__(self) -> str:
        where = f"annonce « {self.reference} », " if self.ligne else ""
        return f"{where}rang {self.rang} : {self.phrase}" if self.rang else where + self.phrase


def controler(flux: Flux) -> tuple[Defaut, ...]:
    """Tout ce qui ferait refuser le fichier, une annonce ou une photo ; vide si rien."""
    each = (_une(flux, number, row) for number, row in enumerate(flux.annonces, 1))
    return (*_fichier(flux), *chain.from_iterable(each))


def _fichier(flux: Flux) -> Iterator[Defaut]:
    for rang, said in ((REFERENCE, "référence"), (IDENTIFIANT, "identifiant technique")):
        seen = Counter(row[rang - 1] for row in flux.annonces if row[rang - 1])
        for value, count in seen.items():
            if count > 1:
                yield Defaut(0, "", rang, f"la {said} « {value} » sert à {count} annonces.")
    named = Counter(row[r - 1] for row in flux.annonces for r in PHOTOS if row[r - 1])
    if flux.mode == "FULL":
        for name in sorted(set(named) - set(flux.photos)):
            yield Defaut(0, "", 0, f"la photo « {name} » n'est pas dans le zip.")
        for name in sorted(set(flux.photos) - set(named)):
            yield Defaut(0, "", 0, f"« {name} » est dans le zip, et aucune annonce ne le montre.")
    for name, size in flux.photos.items():
        if name.rpartition(".")[2].lower() not in EXTENSIONS:
            yield Defaut(0, "", 0, f"« {name} » : une photo est en JPG, PNG, GIF ou BMP.")
        if size > POIDS_PHOTO:
            yield Defaut(0, "", 0, f"« {name} » pèse plus de 40 Mo.")
    urls = {row[URL_BAREME - 1] for row in flux.annonces} - {""}
    if len(urls) > 1:
        yield Defaut(0, "", URL_BAREME, "l'agence ne donne qu'une adresse de barème.")
    told = {136 + number - 1 for number in flux.perso}
    used = {r for row in flux.annonces for r in PERSO if r <= len(row) and row[r - 1] and r != 263}
    for rang in sorted(used - told):
        yield Defaut(0, "", rang, "ce champ personnalisé n'est pas décrit dans Config.txt.")


def _une(flux: Flux, number: int, row: tuple[str, ...]) -> Iterator[Defaut]:
    known = champs(flux.version)
    for champ, value in zip(known, row, strict=True):
        for phrase in _valeur(champ, value, row[TYPE - 1]):
            yield Defaut(number, row[REFERENCE - 1], champ.rang, phrase)
    for rang, phrase in _ensemble(flux, row):
        yield Defaut(number, row[REFERENCE - 1], rang, phrase)


def _valeur(champ: Champ, value: str, kind: str) -> Iterator[str]:
    if not value:
        if champ.obligatoire in (TOUJOURS, kind):
            yield f"« {champ.nom} » est obligatoire."
        return
    if champ.longueur and len(value) > champ.longueur:
        yield f"« {champ.nom} » a {len(value)} caractères, {champ.longueur} au plus."
    if champ.choix and value not in champ.choix:
        yield f"« {value} » n'est pas une valeur de « {champ.nom} »."
    if _BALISE.search(value) and not value.startswith("http"):
        yield f"« {champ.nom} » contient du code HTML."
    wanted = {
        ENTIER: (r"\d+", "un nombre entier"),
        DECIMAL: (r"-?\d+(\.\d+)?", "un nombre à point décimal"),
        OUINON: ("OUI|NON", "OUI ou NON"),
    }.get(champ.genre)
    if wanted and not re.fullmatch(wanted[0], value):
        yield f"« {champ.nom} » doit être {wanted[1]}, et vaut « {value} »."
    if champ.genre == DATE and _jour(value) is None:
        yield f"« {champ.nom} » doit être une date JJ/MM/AAAA, et vaut « {value} »."


def _ensemble(flux: Flux, row: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Les règles qui lisent plusieurs champs."""

    def at(rang: int) -> str:
        return row[rang - 1] if rang <= len(row) else ""

    if not re.fullmatch(r"\d{5}", at(5)):
        yield 5, "le code postal doit être entier, en cinq chiffres."
    if at(VERSION) != flux.version:
        yield VERSION, f"la version est « {at(VERSION)} », et Config.txt dit « {flux.version} »."
    for rang, other in ((177, 176), (179, 178)):
        if at(rang) in ("VI", "NS") and at(other):
            yield other, f"sans valeur quand le bilan est « {at(rang)} »."
    made = _jour(at(DPE_DATE)) if at(DPE_DATE) else None
    if made is not None and at(DPE_VERSION):
        right = "DPE_v07-2021" if made >= NOUVEAU_DPE else "DPE_v01-2011"
        if at(DPE_VERSION) != right:
            yield DPE_VERSION, f"un DPE du {at(DPE_DATE)} est « {right} »."
    if at(DPE_FINALE) and (made is None or made < date(2023, 1, 1)):
        yield DPE_FINALE, "l'énergie finale n'est lue que d'un DPE de 2023 ou d'après."
    if at(TYPE) == "location":
        yield from _location(at(LOYER), at(13), at(CHARGES), at(HONORAIRES), at(PART_EDL))


def _location(loyer: str, cc: str, charges: str, fees: str, edl: str) -> Iterator[tuple[int, str]]:
    """Le loyer affiché comprend les charges ; les honoraires, la part de l'état des lieux."""
    if cc != "OUI":
        yield 13, "le loyer doit être dit charges comprises."
    if _centimes(charges) > _centimes(loyer):
        yield CHARGES, "les charges dépassent le loyer, qui les comprend."
    if not _centimes(loyer):
        yield LOYER, "le loyer doit avoir une valeur cohérente."
    if _centimes(edl) > _centimes(fees):
        yield PART_EDL, "la part de l'état des lieux dépasse les honoraires, qui la comprennent."


def _centimes(value: str) -> int:
    """Zéro pour ce qui ne se lit pas : un autre constat le dit."""
    found = re.fullmatch(r"(\d+)(?:\.(\d{1,2})\d*)?", value)
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0


def _jour(value: str) -> date | None:
    found = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", value)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None
