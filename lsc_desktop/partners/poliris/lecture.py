"""Relire un flux, comme le ferait un portail strict : d'après la seule spécification.

Ce module ne sait rien de `ecriture` : c'est ce qui en fait une preuve. Un zip y arrive du dehors :
noms, tailles et contenus sont jugés avant d'être lus.
"""

import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.base.zips import ABIME
from lsc_desktop.partners.poliris.format import VERSIONS, champs

CSV_MAX = 64 * 1024 * 1024  # octets, une fois décomprimé
FICHE_MAX = 64 * 1024  # octets de Config.txt ou de Photos.cfg
PHOTO_MAX = 40 * 1024 * 1024
ENTREES_MAX = 20_000
_NOM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_ENTETES = ("Annonces.csv", "Config.txt", "Photos.cfg")


@dataclass(frozen=True, slots=True)
class Flux:
    """`annonces` : les champs de chacune, dans l'ordre des rangs ; `photos` : nom → octets."""

    version: str
    application: str
    mode: str
    annonces: tuple[tuple[str, ...], ...]
    photos: Mapping[str, int] = field(default_factory=dict)
    perso: Mapping[int, str] = field(default_factory=dict)


def lire_zip(path: Path, encodage: str) -> Flux:
    """Lève `RefusedError`, qui dit ce qui cloche et à quelle ligne."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _entrees(archive)
            heads = {name: _contenu(archive, entries, name) for name in _ENTETES}
    except ABIME as error:
        raise RefusedError(
            "Ce flux d'annonces n'est pas un zip lisible.", "Préparez-le de nouveau."
        ) from error
    config = _config(_decode(heads["Config.txt"], "ascii", "Config.txt"))
    version = config.pop("version", "")
    if version not in VERSIONS:
        _refuser(f"Config.txt dit la version « {version} », que nous ne connaissons pas")
    if config.get("devise") != "Euro":
        _refuser("Config.txt ne dit pas « Devise=Euro »")
    return Flux(
        version,
        config.get("application", ""),
        _mode(_decode(heads["Photos.cfg"], "ascii", "Photos.cfg")),
        lire_csv(heads["Annonces.csv"], version, encodage),
        {name: entry.file_size for name, entry in entries.items() if name not in _ENTETES},
        {int(k[10:]): v for k, v in config.items() if re.fullmatch(r"champperso\d{1,2}", k)},
    )


def lire_csv(content: bytes, version: str, encodage: str) -> tuple[tuple[str, ...], ...]:
    """Les enregistrements ; lève `RefusedError` au premier qui n'est pas écrit comme il faut."""
    text = _decode(content, encodage, "Annonces.csv")
    if not text:
        return ()
    if not text.endswith("\r\n"):
        _refuser("la dernière annonce n'est pas finie par un retour à la ligne")
    count = len(champs(version))
    return tuple(
        _champs(row, rank, count) for rank, row in enumerate(text[:-2].split("\r\n"), start=1)
    )


def _champs(row: str, rank: int, count: int) -> tuple[str, ...]:
    where = f"annonce {rank}"
    if len(row) < 2 or row[0] != '"' or row[-1] != '"':
        _refuser(f"{where} : un champ n'est pas entre guillemets")
    found = tuple(row[1:-1].split('"!#"'))
    if len(found) != count:
        _refuser(f"{where} : {len(found)} champs, et la version en veut {count}")
    for place, value in enumerate(found, start=1):
        for mark, said in (('"', "un guillemet"), ("!#", "un séparateur"), ("\n", "un retour")):
            if mark in value:
                _refuser(f"{where}, rang {place} : {said} dans le champ")
        if "\r" in value:
            _refuser(f"{where}, rang {place} : un retour dans le champ")
    return found


def _entrees(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Chaque entrée sous son nom, jugée sans rien décomprimer."""
    found: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    entries = archive.infolist()
    if len(entries) > ENTREES_MAX:
        _refuser(f"le zip a {len(entries)} entrées, plus de {ENTREES_MAX}")
    for entry in entries:
        name = entry.filename
        if not _NOM.fullmatch(name):
            _refuser(f"le zip a une entrée de nom interdit : {name[:60]!r}")
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            _refuser(f"« {name} » n'est pas un fichier ordinaire")
        if entry.flag_bits & 1:
            _refuser(f"« {name} » est chiffré")
        if name.casefold() in seen:
            _refuser(f"« {name} » est deux fois dans le zip")
        if entry.file_size > _poids(name):
            _refuser(f"« {name} » pèse {entry.file_size} octets, plus que permis")
        found[name] = entry
        seen.add(name.casefold())
    missing = [name for name in _ENTETES if name not in found]
    if missing:
        _refuser(f"il manque {', '.join(missing)}")
    return found


def _poids(name: str) -> int:
    if name == "Annonces.csv":
        return CSV_MAX
    return FICHE_MAX if name in _ENTETES else PHOTO_MAX


def _contenu(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str) -> bytes:
    """Lu à la taille annoncée, un octet de plus trahit une bombe."""
    entry = entries[name]
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        _refuser(f"« {name} » n'a pas la taille annoncée")
    return content


def _decode(content: bytes, encodage: str, name: str) -> str:
    try:
        return content.decode(encodage)
    except UnicodeDecodeError as error:
        raise RefusedError(
            f"Ce flux d'annonces est refusé : « {name} » n'est pas en {encodage}.",
            f"Octet {error.start} : choisissez l'encodage que le portail attend.",
        ) from error


def _config(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in text.splitlines():
        key, equal, value = row.partition("=")
        if row.strip() and not equal:
            _refuser(f"Config.txt a une ligne sans « = » : {row[:60]!r}")
        found[key.strip().casefold()] = value.strip()
    return found


def _mode(text: str) -> str:
    mode = re.fullmatch(r"\s*Mode=(URL|FULL|DIFF)\s*", text)
    if mode is None:
        _refuser("Photos.cfg ne dit ni Mode=URL, ni Mode=FULL, ni Mode=DIFF")
    return mode[1]


def _refuser(why: str) -> NoReturn:
    raise RefusedError(
        f"Ce flux d'annonces est refusé : {why}.",
        "Il n'a pas été envoyé : dites-le à l'assistance.",
    )
