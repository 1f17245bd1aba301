"""Écrire un flux : `Annonces.csv`, `Config.txt`, `Photos.cfg`, les photos, dans un zip.

Les mêmes annonces donnent toujours les mêmes octets : un flux inchangé se reconnaît.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from lsc_desktop.base.money import arrondi
from lsc_desktop.partners.poliris.format import (
    DATE,
    DECIMAL,
    ENTIER,
    OUINON,
    VERSION,
    Champ,
    champs,
)
from lsc_desktop.partners.poliris.texte import SEPARATEUR, nettoyer

Valeur: TypeAlias = str | int | Decimal | date | bool | None
Fiche: TypeAlias = Mapping[int, Valeur]  # rang → valeur ; un rang absent est vide

APPLICATION = "LSC Desktop / 0.1.0"  # un essai la compare à pyproject.toml
ANNONCES, CONFIG, PHOTOS_CFG = "Annonces.csv", "Config.txt", "Photos.cfg"
FIN = "\r\n"
URL, FULL, DIFF = "URL", "FULL", "DIFF"
MODES = (URL, FULL, DIFF)
_MULTILIGNES = frozenset({21, 121, 122, 127, 131, 135, 238, 239})
_ADRESSES_WEB = frozenset({104, 307})  # une adresse ne se corrige pas
_SAUFS = "%:/?#[]@!$&'()*+,;=~"  # ce qu'une adresse a de droit
_INSTANT = (1980, 1, 1, 0, 0, 0)  # le zip ne dit pas l'heure : mêmes annonces, mêmes octets


@dataclass(frozen=True, slots=True)
class Photo:
    """Une photo du zip. `lire()` en rend les octets, au moment de l'écrire."""

    nom: str
    lire: Callable[[], bytes]


def ligne(fiche: Fiche, version: str, encodage: str) -> str:
    """Un enregistrement, sans sa fin : chaque champ entre guillemets, même vide."""
    values = (_texte(champ, fiche.get(champ.rang), version, encodage) for champ in champs(version))
    return SEPARATEUR.join(f'"{value}"' for value in values)


def annonces_csv(fiches: Iterable[Fiche], version: str, encodage: str) -> bytes:
    rows = (ligne(fiche, version, encodage) + FIN for fiche in fiches)
    return "".join(rows).encode(encodage)


def config_txt(version: str, application: str, perso: Mapping[int, str] | None = None) -> bytes:
    """`application` : « LSC Desktop / 0.1.0 » ; `perso` : ce que dit chaque champ personnalisé."""
    rows = [f"Version={version}", f"Application={application}", "Devise=Euro"]
    rows += [f"Champperso{rank}={said}" for rank, said in sorted((perso or {}).items())]
    return "".join(row + FIN for row in rows).encode("ascii", "ignore")


def photos_cfg(mode: str) -> bytes:
    if mode not in MODES:
        raise ValueError(f"mode de photos inconnu : {mode!r}")
    return f"Mode={mode}{FIN}".encode("ascii")


def nom_du_zip(logiciel: str, agence: str) -> str:
    """« immo_monagence.zip » (4.12, page 32) ; lève `ValueError` si l'un des deux est
    impossible."""
    for part in (logiciel, agence):
        if not re.fullmatch(r"[A-Za-z0-9-]+", part):
            raise ValueError(f"nom impossible dans un nom de fichier : {part!r}")
    return f"{logiciel}_{agence}.zip".lower()


def ecrire_zip(
    path: Path,
    fiches: Sequence[Fiche],
    *,
    version: str,
    encodage: str,
    application: str,
    photos: Iterable[Photo] = (),
) -> None:
    """Le flux entier ; les photos passent une à une par la mémoire."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _mettre(archive, ANNONCES, annonces_csv(fiches, version, encodage))
        _mettre(archive, CONFIG, config_txt(version, application))
        _mettre(archive, PHOTOS_CFG, photos_cfg(FULL))
        for photo in photos:  # déjà comprimées : on les range telles quelles
            _mettre(archive, photo.nom, photo.lire(), zipfile.ZIP_STORED)


def _mettre(
    archive: zipfile.ZipFile, name: str, content: bytes, how: int = zipfile.ZIP_DEFLATED
) -> None:
    entry = zipfile.ZipInfo(name, _INSTANT)
    entry.compress_type = how
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _texte(champ: Champ, value: Valeur, version: str, encodage: str) -> str:
    """Lève `TypeError` si la valeur n'est pas du genre du champ : c'est un bogue."""
    if champ.rang == VERSION:
        return version
    if value is None or value == "":
        return ""
    match champ.genre, value:
        case (str(kind), bool()) if kind == OUINON:
            return "OUI" if value else "NON"
        case (str(kind), int()) if kind == ENTIER and not isinstance(value, bool):
            return str(value)
        case (str(kind), Decimal()) if kind == DECIMAL:
            return f"{arrondi(value, max(2, _decimales(value))):f}"
        case (str(kind), date()) if kind == DATE and not isinstance(value, datetime):
            return f"{value.day:02}/{value.month:02}/{value.year:04}"
        case (str(kind), date()) if kind == ENTIER:  # le rang 328, année avant la 4.10
            return str(value.year)
        case (str(kind), str()) if kind not in (OUINON, ENTIER, DECIMAL, DATE):
            return _mots(champ, value, encodage)
    raise TypeError(f"rang {champ.rang} ({champ.nom}), {champ.genre} : {value!r}")


def _decimales(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _mots(champ: Champ, value: str, encodage: str) -> str:
    if champ.rang in _ADRESSES_WEB:
        return quote("".join(value.split()), safe=_SAUFS).replace(SEPARATEUR, "!%23")
    many = champ.rang in _MULTILIGNES
    return nettoyer(value, encodage, longueur=champ.longueur, lignes=many)
