"""Joue des importeurs sur des fichiers abîmés, l'un après l'autre, sous une mémoire comptée.

python -m tests.epreuves.lecteur <dossier> <graine> <importeur>:<de>:<à>… : une ligne JSON avant et
après chaque fichier. Celui qui fige arrête ce processus, et sa pile est dite ; qui l'a lancé sait
donc toujours lequel, et reprend après lui.
"""

import faulthandler
import json
import re
import resource
import shutil
import sqlite3
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.base.text import montrable
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.schema import prepare
from tests.bases import ouverte
from tests.epreuves.atelier import MAINTENANT, Atelier, Importeur, genre_de
from tests.epreuves.importeurs import IMPORTEURS
from tests.epreuves.mutations import muter

MEMOIRE = 1_500 * 1024**2  # octets d'adresses de plus qu'au départ : au-delà, tout appel échoue
FIGE = 60  # secondes : au-delà, ce n'est plus une machine lente
# Ce qu'une bibliothèque dit, et qu'un refus ne répète pas.
_ANGLAIS = re.compile(
    r"\b(?:[Ii]nvalid|[Ee]xpected|[Uu]nexpected|codec|[Ee]rror|Traceback|not a|bad|[Ff]ailed|"
    r"column|object|must be|Bad|unsupported|malformed)\b"
)


def une_base(dossier: Path) -> str:
    """L'adresse d'une base neuve, dans ce dossier ; toujours SQLite, qui se compare par octets."""
    url = f"sqlite:///{(dossier / 'lsc.db').as_posix()}"
    database = Database(url)
    prepare(database, MIGRATIONS, now=MAINTENANT)
    database.close()
    return url


class Lecteur:
    """Un importeur, sa base et son dossier, remis en état après ce qui les a changés."""

    def __init__(self, importeur: Importeur, place: Path, vide: Path) -> None:
        """`vide` : une base neuve, à copier."""
        self._importeur, self._place = importeur, place
        folder = place / "fichiers"
        folder.mkdir(parents=True)
        shutil.copyfile(vide, place / "lsc.db")
        self._atelier = Atelier(ouverte(f"sqlite:///{(place / 'lsc.db').as_posix()}"), folder)
        self._bons = dict(sorted(importeur.bons(self._atelier).items()))
        self._hostiles = list(importeur.hostiles().items())
        self._atelier.db.close()
        shutil.copyfile(place / "lsc.db", place / "modele.db")
        self._avant = self._base()
        self._dit = self._contenu()

    def jouer(self, rang: int, graine: str) -> dict[str, Any]:
        """Le fichier de ce rang : un de ceux qui sont faits pour nuire, puis des bons abîmés."""
        folder = self._atelier.dossier
        for left in list(folder.iterdir()):
            left.unlink()
        if rang < len(self._hostiles):
            name, make = self._hostiles[rang]
            make(folder / name)
        else:
            name = self._abimer(f"{graine} {rang}", folder)
        before, start = _resident(), time.perf_counter()
        kind, said = self._essayer(name)
        fact = {
            "fichier": name, "quoi": kind, "dit": said,
            "secondes": time.perf_counter() - start, "memoire": _resident() - before,
        }  # fmt: skip
        self._atelier.db.close()
        if self._base() != self._avant:
            if kind == "refuse" and (changed := self._dit ^ self._contenu()):
                fact |= {"quoi": "à moitié", "dit": f"{min(changed)[:200]} : {said}"}
            self._remettre()
        return fact

    def _abimer(self, graine: str, folder: Path) -> str:
        chosen = Random(graine).choice(list(self._bons))
        for name, content in self._bons.items():
            if name == chosen:
                content = muter(content, genre_de(name), graine, self._importeur.sceller)
            (folder / name).write_bytes(content)
        return chosen

    def _essayer(self, name: str) -> tuple[str, str]:
        try:
            found = self._importeur.jouer(self._atelier, name)
        except UserError as error:
            return _refus(error)
        except Confirm as question:
            return "refuse", question.question
        except BaseException:
            return "bogue", traceback.format_exc()
        bad = next((one for one in _valeurs(found) if not _gardable(one)), None)
        return ("indicible", repr(bad)[:200]) if bad is not None else ("lu", "")

    def _base(self) -> tuple[str, ...]:
        """Tout ce qui est sur le disque à la place de la base."""
        return tuple(
            sha256(path.read_bytes()).hexdigest()
            for path in sorted(self._place.glob("lsc.db*"))
            if path.stat().st_size and not path.name.endswith("-shm")
        )

    def _contenu(self) -> frozenset[str]:
        """Tout ce que dit la base, hors le journal des appels, où un refus se note aussi."""
        with closing(sqlite3.connect(self._place / "lsc.db")) as link:
            return frozenset(one for one in link.iterdump() if "appel_partenaire" not in one)

    def _remettre(self) -> None:
        for path in self._place.glob("lsc.db*"):
            path.unlink()
        shutil.copyfile(self._place / "modele.db", self._place / "lsc.db")


def _refus(error: UserError) -> tuple[str, str]:
    """Une phrase en français, et quoi faire."""
    said = str(error)
    if len(error.title) < 12 or error.title[-1] not in ".?…" or not error.advice:
        return "muet", said
    if montrable(error.title.replace("\n", " ")) != error.title.replace("\n", " "):
        return "muet", repr(said)
    quoted = re.sub(r"« .*? »|'[^']*'", "", said, flags=re.DOTALL)  # ce que le fichier disait
    if found := _ANGLAIS.search(quoted):
        return "anglais", f"{found[0]} : {said[:300]}"
    return "refuse", said[:300]


def _valeurs(value: Any, depth: int = 0) -> Iterator[str | int]:
    """Les textes et les entiers de ce qui a été lu."""
    if depth > 12:
        return
    if isinstance(value, str | int):
        yield value
    elif isinstance(value, dict):
        for one in (*value, *value.values()):
            yield from _valeurs(one, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _valeurs(one, depth + 1)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _valeurs(getattr(value, field.name), depth + 1)


def _gardable(value: str | int) -> bool:
    """Les deux moteurs savent le garder : ni caractère nul, ni moitié de caractère, ni entier de
    plus de huit octets."""
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def _resident() -> int:
    """Mo au plus haut depuis le départ."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _adresses() -> int:
    """Octets d'adresses que ce processus tient."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()


def main(dossier: str, graine: str, *demandes: str) -> None:
    place = Path(dossier)
    une_base(place)
    most = _adresses() + MEMOIRE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for demande in demandes:
        nom, de, a = demande.split(":")
        reader = Lecteur(IMPORTEURS[nom], place / nom, place / "lsc.db")
        for rang in range(int(de), int(a)):
            print(json.dumps({"nom": nom, "joue": rang}), flush=True)
            faulthandler.dump_traceback_later(FIGE, exit=True)
            fact = reader.jouer(rang, graine)
            faulthandler.cancel_dump_traceback_later()
            print(json.dumps({"nom": nom, "rang": rang, **fact}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
