"""Les menus : des valeurs, sans rien de Qt ; la fenêtre les dessine."""

from dataclasses import dataclass, field

from lsc_desktop.gui.kit.screens import Params

INDISPONIBLE = "Partenaire indisponible :"


@dataclass(frozen=True)
class Entry:
    """Une entrée de menu ; `absent` : pourquoi elle est grisée, si elle n'est pas construite.

    `visible` : nom d'un réglage de l'agence qui la fait paraître ("" : toujours). `partenaire` :
    code de celui dont l'abonnement la grise, tant qu'il manque.
    """

    text: str
    opens: str = ""
    params: Params = field(default_factory=dict)
    absent: str = ""
    visible: str = ""
    partenaire: str = ""


@dataclass(frozen=True)
class Menu:
    text: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Module:
    """Un des six modules de la barre de gauche ; `absent` s'il n'est pas construit."""

    key: str
    text: str
    icon: str
    menus: tuple[Menu, ...] = ()
    absent: str = ""
