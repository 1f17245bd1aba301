"""Les écrans : des déclarations, un module par domaine."""

from importlib import import_module
from pkgutil import walk_packages

from lsc_desktop.gui.kit.screens import FormScreen, ListScreen, Screen


def _declared() -> dict[str, Screen]:
    found: dict[str, Screen] = {}
    for info in walk_packages(__path__, f"{__name__}."):
        for value in vars(import_module(info.name)).values():
            if isinstance(value, ListScreen | FormScreen):
                found[value.key] = value
    return found


SCREENS = _declared()
