"""Qui se sert de ce fichier de base en ce moment, et qui est mort sans l'avoir refermé.

Chaque processus tient ouvert un petit fichier verrouillé par le système, dans un dossier à côté de
la base : mort, de quelque façon que ce soit, son verrou tombe. Un fichier sans verrou est donc
celui d'un processus tué. Restaurer la base ferme la porte : plus personne n'entre.
"""

import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from lsc_desktop.base.errors import TemporaryError

log = logging.getLogger(__name__)
DOOR = "porte.lock"
PATIENCE = 2.0  # secondes : entrer ne tient la porte que le temps de poser son nom


@dataclass(frozen=True, slots=True)
class Seance:
    """Une fenêtre ou une commande ouverte ; `depuis` : « 22/11/2026 à 10:42 »."""

    qui: str
    poste: str
    depuis: str

    def texte(self) -> str:
        since = f" depuis le {self.depuis}" if self.depuis else ""
        return f"{self.qui} sur {self.poste}{since}"


class Presence:
    """Notre passage sur une base. `crashed` : une séance d'avant est morte sans la refermer."""

    def __init__(self, base: Path) -> None:
        self.folder = base.with_name(f"{base.name}.seances")
        self.crashed = False
        self._name: Path | None = None
        self._handle = -1

    def enter(self, seance: Seance) -> None:
        """Entre. Lève `TemporaryError` si la base est en cours de restauration.

        Un disque qui refuse n'empêche pas de travailler : la présence n'est alors pas dite.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            with self._door(PATIENCE):
                self.crashed = bool(self._bury())
                self._post(seance)
        except OSError as error:
            log.warning("présence non signalée : %s", error)

    def leave(self) -> None:
        """Sort proprement : notre nom est effacé."""
        if self._name is not None:
            _unlock(self._handle)
            _forget(self._name)
        self._name, self._handle = None, -1

    def others(self) -> list[Seance]:
        """Les autres séances vivantes."""
        own = self._name.name if self._name else ""
        return [seance for name, seance in self._names() if name.name != own and not _is_dead(name)]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Ferme la porte le temps d'un travail ; lève `TemporaryError` s'il y a quelqu'un."""
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as error:
            raise TemporaryError(
                "Le dossier de la base est protégé en écriture.",
                "Rien n'a été changé : vérifiez vos droits sur ce dossier, puis recommencez.",
            ) from error
        with self._door(PATIENCE):
            if others := self.others():
                people = ", ".join(dict.fromkeys(seance.texte() for seance in others))
                raise TemporaryError(
                    f"La base est ouverte par {people}.",
                    "Rien n'a été changé : faites fermer le programme partout, puis recommencez.",
                )
            yield

    def _names(self) -> list[tuple[Path, Seance]]:
        return [(p, _read(p)) for p in sorted(self.folder.glob("*.lock")) if p.name != DOOR]

    def _bury(self) -> int:
        """Efface les noms des morts, et dit combien ils étaient."""
        dead = [name for name, _seance in self._names() if _is_dead(name)]
        for name in dead:
            _forget(name)
        return len(dead)

    def _post(self, seance: Seance) -> None:
        name = self.folder / f"{uuid4().hex}.lock"
        handle = os.open(name, os.O_RDWR | os.O_CREAT, 0o666)
        _lock(handle)
        self._name, self._handle = name, handle
        facts = {"qui": seance.qui, "poste": seance.poste, "depuis": seance.depuis}
        name.with_suffix(".json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")

    @contextmanager
    def _door(self, patience: float) -> Iterator[None]:
        handle = os.open(self.folder / DOOR, os.O_RDWR | os.O_CREAT, 0o666)
        end = time.monotonic() + patience
        try:
            while not _lock(handle):
                if time.monotonic() > end:
                    raise TemporaryError(
                        "La base est en cours de restauration.",
                        "Attendez qu'elle soit finie, puis rouvrez le programme.",
                    )
                time.sleep(0.02)
            yield
        finally:
            _unlock(handle)


def _read(name: Path) -> Seance:
    try:
        return Seance(**json.loads(name.with_suffix(".json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # disque plein quand il fut écrit
        return Seance("un collègue", "un poste inconnu", "")


def _is_dead(name: Path) -> bool:
    """Le verrou de ce nom est libre : le processus qui le tenait n'existe plus."""
    try:
        handle = os.open(name, os.O_RDWR)
    except FileNotFoundError:
        return True
    except OSError:  # le fichier d'un autre utilisateur, qu'on ne peut pas ouvrir : il vit
        return False
    dead = _lock(handle)
    _unlock(handle)
    return dead


def _forget(name: Path) -> None:
    for path in (name.with_suffix(".json"), name):
        with suppress(OSError):
            path.unlink(missing_ok=True)


if os.name == "nt":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _unlock(handle: int) -> None:
    """Fermer rend le verrou ; mourir aussi."""
    with suppress(OSError):
        os.close(handle)
