"""Les brouillons : une saisie en cours survit à une panne (attente C.3 n° 14)."""

import hashlib
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lsc_desktop.base.figer import figer, retrouver
from lsc_desktop.base.files import disk_errors, write_whole
from lsc_desktop.base.paths import data_folder
from lsc_desktop.base.text import nom_de_fichier

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """Une saisie retrouvée ; `at` : quand elle fut gardée, `draft` : ce qui était tapé.

    `initial` : la fiche telle qu'elle était ouverte, pour réunir cette saisie à celle d'un autre.
    """

    at: datetime
    draft: Any
    initial: Any


class DraftFile:
    """Le brouillon d'une fiche : un fichier par écran et par id, ou par valeurs de création.

    Chacun a les siens : deux collègues du même poste n'ont pas à lire la frappe l'un de l'autre.
    """

    def __init__(
        self, screen: str, id: int | None, params: Mapping[str, Any], user: str = ""
    ) -> None:
        mark = str(id) if id is not None else "nouveau"
        if id is None and params:
            shape = repr(sorted((key, repr(value)) for key, value in params.items()))
            mark += "-" + hashlib.sha256(shape.encode()).hexdigest()[:8]
        name = re.sub(r"[^\w.-]", "_", f"{screen}-{mark}")
        mine = data_folder() / "brouillons" / nom_de_fichier(user, "utilisateur")
        self.path: Path = mine / f"{name}.json"

    def write(self, draft: Any, initial: Any, at: datetime) -> None:
        """Écrit tout ou rien ; lève `TemporaryError` si le disque refuse."""
        content = {
            "le": at.isoformat(timespec="seconds"),
            "saisie": json.loads(figer(draft)),
            "ouverte": json.loads(figer(initial)),
        }
        with disk_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, json.dumps(content, ensure_ascii=False).encode())

    def find(self, kind: type[Any]) -> Found | None:
        """La saisie gardée, si elle est encore du type `kind`."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            draft = retrouver(kind, json.dumps(content["saisie"]))
            before = content.get("ouverte")  # un vieux brouillon ne l'a pas
            initial = None if before is None else retrouver(kind, json.dumps(before))
            return Found(datetime.fromisoformat(content["le"]), draft, initial)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            log.warning("brouillon illisible, laissé de côté : %s (%s)", self.path.name, error)
            return None

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
