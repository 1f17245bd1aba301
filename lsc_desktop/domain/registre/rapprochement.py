"""Retrouver une copropriété dans les données ouvertes du registre (registre 7).

Rien n'y est deviné : chaque ressemblance se dit, chaque différence aussi, et c'est quelqu'un qui
choisit.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.text import enumerer, fold, pluriel
from lsc_desktop.domain.registre.numero import normaliser

CANDIDATS_MAX = 5  # proposés pour une même copropriété
SUFFIT = 4  # force d'un candidat : une parcelle, une adresse, un nom, ou plusieurs indices
_PARCELLE, _ADRESSE, _NOM, _REGLEMENT, _RUE, _NOM_PROCHE, _LOTS = 8, 6, 4, 3, 2, 2, 1

# Des abrégés de voie et de titre, tels que les adresses en portent.
_ABREGES = {
    "all": "allee", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "blvd": "boulevard", "bvd": "boulevard", "ch": "chemin", "che": "chemin", "chem": "chemin",
    "crs": "cours", "fbg": "faubourg", "fg": "faubourg", "imp": "impasse", "pass": "passage",
    "pl": "place", "r": "rue", "res": "residence", "rte": "route", "sq": "square", "st": "saint",
    "ste": "sainte", "dr": "docteur", "gal": "general", "gen": "general", "mal": "marechal",
    "mar": "marechal", "pdt": "president", "pr": "professeur", "cdt": "commandant",
    "col": "colonel",
}  # fmt: skip
_LIAISONS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le",
                       "les"})  # fmt: skip
# Ce qui ne distingue pas une copropriété d'une autre.
_COMMUNS = _LIAISONS | {
    "copro", "copropriete", "coproprietaires", "ensemble", "immeuble", "immobilier", "residence",
    "sdc", "synd", "syndic", "syndicat",
}  # fmt: skip
_SUITES = frozenset({"bis", "ter", "quater"})
_MOT = re.compile(r"[a-z0-9]+")
_NUMERO = re.compile(r"([0-9]{1,4})([a-z]?)")
_CODE_POSTAL = re.compile(r"[0-9]{5}")
_ETENDUE_MAX = 40  # « 4 à 8 » ; au-delà, ce ne sont plus les numéros d'un immeuble
Parcelle = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Voie:
    """Une adresse sans sa commune : ses numéros, les mots de sa voie."""

    numeros: frozenset[str]
    mots: tuple[str, ...]


def voie(adresse: str) -> Voie:
    """« 4-6 bis, bd du Gal Leclerc 54000 NANCY » → {4, 6bis}, (boulevard, general, leclerc)."""
    words = _MOT.findall(fold(adresse))
    cut = next((rank for rank, word in enumerate(words) if rank and _code_postal(word)), len(words))
    words = words[:cut]
    numbers, rest = _numeros(words)
    kept = [_ABREGES.get(word, word) for word in rest]
    return Voie(frozenset(numbers), tuple(word for word in kept if word not in _LIAISONS))


def _code_postal(word: str) -> bool:
    return _CODE_POSTAL.fullmatch(word) is not None


def _numeros(words: list[str]) -> tuple[list[str], list[str]]:
    """Les numéros qui ouvrent l'adresse, et ce qui suit."""
    found: list[str] = []
    rank = 0
    while rank < len(words):
        word = words[rank]
        if match := _NUMERO.fullmatch(word):
            found.append(str(int(match[1])) + match[2])
        elif word in _SUITES and found:
            found[-1] += word
        elif word in ("a", "au") and found and _suit_un_numero(words, rank):
            found += _entre(found[-1], words[rank + 1])
        elif not (word == "et" and found and _suit_un_numero(words, rank)):
            break
        rank += 1
    return found, words[rank:]


def _suit_un_numero(words: list[str], rank: int) -> bool:
    return rank + 1 < len(words) and _NUMERO.fullmatch(words[rank + 1]) is not None


def _entre(first: str, last: str) -> list[str]:
    """Les numéros du même côté de la rue entre deux bornes, qu'on lit par ailleurs."""
    if not (first.isdecimal() and last.isdecimal()):
        return []
    start, end = int(first), int(last)
    if end - start > _ETENDUE_MAX:
        return []
    step = 2 if (end - start) % 2 == 0 else 1
    return [str(one) for one in range(start + step, end, step)]


def nom_propre(nom: str) -> tuple[str, ...]:
    """« SDC Résidence Les Jardins de Justine » → (jardins, justine) ; vide si rien ne distingue."""
    words = tuple(word for word in _MOT.findall(fold(nom)) if word not in _COMMUNS)
    return words if any(len(word) >= 4 and not word.isdecimal() for word in words) else ()


def parcelle(insee: str, prefixe: str, section: str, numero: str) -> Parcelle | None:
    """Une référence cadastrale comparable ; rien s'il en manque un morceau."""
    insee, section, numero = insee.strip().upper(), section.strip().upper(), numero.strip()
    if not (insee and section and numero):
        return None
    return (
        insee.zfill(5), (prefixe.strip() or "0").zfill(3), section.lstrip("0"), numero.zfill(4)
    )  # fmt: skip


def dire_parcelle(one: Parcelle) -> str:
    """« 54395 AB 0123 » ; le préfixe n'est dit que s'il distingue."""
    insee, prefix, section, number = one
    return " ".join((insee, *(() if prefix == "000" else (prefix,)), section, number))


@dataclass(frozen=True)
class Cherchee:
    """Une copropriété de la base dont on cherche le numéro. `noms`, `adresses` : tous ceux qu'on
    lui connaît, le premier d'abord."""

    id: int
    code: str
    nom: str
    noms: tuple[str, ...] = ()
    adresses: tuple[str, ...] = ()
    code_postal: str = ""
    ville: str = ""
    parcelles: frozenset[Parcelle] = frozenset()
    nb_lots: int = 0
    reglement: date | None = None

    @cached_property
    def voies(self) -> tuple[Voie, ...]:
        return tuple(found for one in self.adresses if (found := voie(one)).mots)

    @cached_property
    def propres(self) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(found for one in self.noms if (found := nom_propre(one))))

    @cached_property
    def commune(self) -> str:
        return fold(self.ville)


@dataclass(frozen=True, slots=True)
class Inscrite:
    """Une ligne du registre. `syndic` : qui s'y dit son représentant ; `nb_lots` : tous usages."""

    numero: str
    nom: str = ""
    adresses: tuple[str, ...] = ()
    code_postal: str = ""
    commune: str = ""
    parcelles: frozenset[Parcelle] = frozenset()
    nb_lots: int | None = None
    reglement: date | None = None
    syndic: str = ""

    def dite(self) -> str:
        """« LES JARDINS DE JUSTINE, 4 rue Gilbert, 54000 NANCY »."""
        place = f"{self.code_postal} {self.commune}".strip()
        return ", ".join(part for part in (self.nom, *self.adresses[:1], place) if part)


@dataclass(frozen=True, slots=True)
class Candidat:
    """Une ligne du registre qui ressemble à cette copropriété ; `raisons` : ce qui s'accorde,
    `reserves` : ce qui ne s'accorde pas ; `force` n'ordonne que les candidats entre eux."""

    inscrite: Inscrite
    force: int
    raisons: tuple[str, ...]
    reserves: tuple[str, ...] = ()


def rapprocher(ours: Cherchee, theirs: Inscrite) -> Candidat | None:
    """Le candidat que fait cette ligne, ou rien : une ressemblance de hasard ne se propose pas.

    Sans parcelle commune, il faut la même commune, ou le même code postal.
    """
    found = list(_accords(ours, theirs))
    same_parcel = bool(ours.parcelles & theirs.parcelles)
    force = sum(weight for weight, _said in found)
    if force < SUFFIT or not (same_parcel or _meme_lieu(ours, theirs)):
        return None
    return Candidat(
        theirs, force, tuple(said for _weight, said in found), tuple(_desaccords(ours, theirs))
    )


def meilleurs(candidats: Iterable[Candidat]) -> list[Candidat]:
    """Les plus ressemblants d'abord, un par numéro, `CANDIDATS_MAX` au plus."""
    kept: dict[str, Candidat] = {}
    for one in sorted(candidats, key=lambda one: (-one.force, one.inscrite.numero)):
        kept.setdefault(normaliser(one.inscrite.numero), one)
    return list(kept.values())[:CANDIDATS_MAX]


def _meme_lieu(ours: Cherchee, theirs: Inscrite) -> bool:
    if ours.code_postal and ours.code_postal == theirs.code_postal:
        return True
    return bool(ours.commune) and ours.commune == fold(theirs.commune)


def _accords(ours: Cherchee, theirs: Inscrite) -> Iterator[tuple[int, str]]:
    if common := ours.parcelles & theirs.parcelles:
        said = enumerer([dire_parcelle(one) for one in sorted(common)])
        yield _PARCELLE, f"parcelle {said}"
    yield from _adresse(ours, theirs)
    yield from _nom(ours, theirs)
    if ours.reglement is not None and ours.reglement == theirs.reglement:
        yield _REGLEMENT, f"règlement du {date_fr(ours.reglement)}"
    if ours.nb_lots and ours.nb_lots == theirs.nb_lots:
        yield _LOTS, pluriel(ours.nb_lots, "lot")


def _adresse(ours: Cherchee, theirs: Inscrite) -> Iterator[tuple[int, str]]:
    street = False
    for address in theirs.adresses:
        there = voie(address)
        for here in ours.voies:
            if not there.mots or here.mots != there.mots:
                continue
            if here.numeros & there.numeros:
                # La première se lit déjà sur la ligne.
                more = "" if address == theirs.adresses[0] else f" {address}"
                yield _ADRESSE, f"adresse{more}"
                return
            street = True
    if street:
        yield _RUE, "rue"


def _nom(ours: Cherchee, theirs: Inscrite) -> Iterator[tuple[int, str]]:
    there = nom_propre(theirs.nom)
    if not there:
        return
    if there in ours.propres:
        yield _NOM, "nom"
    elif any(set(here) <= set(there) or set(there) <= set(here) for here in ours.propres):
        yield _NOM_PROCHE, "nom proche"


def _desaccords(ours: Cherchee, theirs: Inscrite) -> Iterator[str]:
    if ours.parcelles and theirs.parcelles and not ours.parcelles & theirs.parcelles:
        yield "parcelle"
    addresses = [there for one in theirs.adresses if (there := voie(one)).mots]
    if ours.voies and addresses and not any(
        here.mots == there.mots and here.numeros & there.numeros
        for here in ours.voies for there in addresses
    ):  # fmt: skip
        yield "adresse"
    if ours.reglement and theirs.reglement and ours.reglement != theirs.reglement:
        yield f"règlement du {date_fr(theirs.reglement)}"
    if ours.nb_lots and theirs.nb_lots and ours.nb_lots != theirs.nb_lots:
        yield f"{pluriel(theirs.nb_lots, 'lot')} ({ours.nb_lots} ici)"
