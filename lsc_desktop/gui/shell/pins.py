"""Les raccourcis de l'utilisateur : des entrées de menu qu'il garde sur l'accueil."""

from collections.abc import Callable
from dataclasses import dataclass

from lsc_desktop.gui.kit.menus import Entry, Menu, Module
from lsc_desktop.gui.kit.prefs import Prefs

Found = list[tuple[Module, Menu, Entry]]


@dataclass(frozen=True)
class Pin:
    """Une entrée épinglée, et d'où elle vient ; `why_not` si elle ne s'ouvre pas encore."""

    module: Module
    menu: Menu
    entry: Entry
    why_not: str = ""

    @property
    def names(self) -> list[str]:
        return [self.module.key, self.menu.text, self.entry.text]


class Pins:
    """Gardés par leur nom : une entrée disparue ou cachée ne gêne pas les autres."""

    def __init__(
        self, prefs: Prefs, entries: Callable[[], Found], why_not: Callable[[Entry], str]
    ) -> None:
        self._prefs, self._entries, self._why_not = prefs, entries, why_not

    def all(self) -> list[Pin]:
        pins = [Pin(module, menu, e, self._why_not(e)) for module, menu, e in self._entries()]
        known = {tuple(pin.names): pin for pin in pins}
        return [known[tuple(names)] for names in self._names() if tuple(names) in known]

    def add(self, module: Module, menu: Menu, entry: Entry) -> None:
        names = Pin(module, menu, entry).names
        if names not in self._names():
            self._prefs.set("raccourcis", [*self._names(), names])

    def remove(self, pin: Pin) -> None:
        self._prefs.set("raccourcis", [n for n in self._names() if n != pin.names] or None)

    def _names(self) -> list[list[str]]:
        return list(self._prefs.get("raccourcis", []))
