"""Préférences d'un utilisateur : un fichier JSON dans son dossier, clé → valeur."""

import json
import logging
from pathlib import Path
from typing import Any

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.base.files import write_whole
from lsc_desktop.base.text import nom_de_fichier

log = logging.getLogger(__name__)


class Prefs:
    """`get` et `set` de valeurs JSON ; chaque `set` est écrit entier, ou pas du tout.

    Sans `path`, rien n'est écrit. Un disque qui refuse ne gêne pas le travail : la préférence
    vaut alors jusqu'à la fermeture, et le journal le dit. Deux fenêtres du même utilisateur ne
    s'effacent rien : seule la clé changée est remplacée dans le fichier.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._values: dict[str, Any] = self._read()

    @classmethod
    def of(cls, user: str, folder: Path) -> "Prefs":
        """Le fichier de cet utilisateur dans le dossier donné."""
        name = nom_de_fichier(user, "utilisateur")
        return cls(folder / "preferences" / f"{name}.json")

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Garde une valeur JSON ; `None` l'oublie."""
        if self._values.get(key) == value:
            return
        self._values = _with(self._values, key, value)
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            content = _with(self._read(), key, value)
            write_whole(self._path, json.dumps(content, ensure_ascii=False, indent=1).encode())
        except (TemporaryError, OSError) as error:
            log.warning("préférence « %s » gardée en mémoire seulement : %s", key, error)

    def _read(self) -> dict[str, Any]:
        if self._path is None or not self._path.exists():
            return {}
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
            return values if isinstance(values, dict) else {}
        except (OSError, ValueError, RecursionError) as error:
            log.warning("préférences illisibles, reprises à zéro : %s", error)
            return {}


def _with(values: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    kept = {name: held for name, held in values.items() if name != key}
    return kept if value is None else {**kept, key: value}
