"""Les textes de loi que les documents reproduisent (`resources/formulaire_vote.json`)."""

import json
from dataclasses import dataclass
from functools import cache

from lsc_desktop.base.paths import RESOURCES


@dataclass(frozen=True, slots=True)
class Texte:
    """Un texte et ses alinéas ; `a_verifier` : lu dans une seule source."""

    titre: str
    alineas: tuple[str, ...]
    source: str
    a_verifier: bool

    @property
    def cite(self) -> tuple[str, tuple[str, ...]]:
        """Son titre, ses alinéas."""
        return self.titre, self.alineas


@cache
def textes() -> dict[str, Texte]:
    """Chaque texte, sous le nom que les documents lui donnent."""
    return {
        key: Texte(held["titre"], tuple(held["alineas"]), held["source"], held["a_verifier"])
        for key, held in _read()["textes"].items()
    }


def textes_du_formulaire() -> tuple[Texte, ...]:
    """Ceux que le formulaire reproduit, dans l'ordre de l'arrêté du 2 juillet 2020."""
    return tuple(textes()[key] for key in _read()["formulaire"])


@cache
def _read() -> dict:
    return json.loads((RESOURCES / "formulaire_vote.json").read_text(encoding="utf-8"))
