"""« accuse.numero » : où une valeur se tient, dans ce qui part comme dans ce qui revient."""

from collections.abc import Mapping
from typing import Any


def trouver(contenu: Any, chemin: str) -> Any:
    """Ce qu'il y a là ; `None` si le chemin est vide, ou n'y mène pas."""
    found = contenu
    for name in chemin.split(".") if chemin else ():
        if not isinstance(found, Mapping) or name not in found:
            return None
        found = found[name]
    return found if chemin else None


def poser(contenu: dict[str, Any], chemin: str, valeur: Any) -> None:
    """Met la valeur là, sous autant d'étages qu'il faut ; lève `ValueError` si une valeur y tient
    déjà la place d'un étage (le contrat le défend)."""
    *floors, last = chemin.split(".")
    here = contenu
    for name in floors:
        here = here.setdefault(name, {})
        if not isinstance(here, dict):
            raise ValueError(f"« {chemin} » passe par une valeur")
    here[last] = valeur


def heurt(chemins: Mapping[str, str]) -> str:
    """Deux valeurs ne tiennent ni au même endroit, ni l'une sous l'autre (« a » et « a.b ») : le
    chemin disputé ; vide s'il n'y en a pas."""
    paths = [path for path in chemins.values() if path]
    taken = set(paths)
    if len(taken) < len(paths):
        return next(path for path in paths if paths.count(path) > 1)
    for path in paths:
        parts = path.split(".")
        floors = (".".join(parts[:size]) for size in range(1, len(parts)))
        if found := next((floor for floor in floors if floor in taken), ""):
            return found
    return ""
