"""Les écrans dans leur ensemble : une clé chacun, et des menus qui mènent quelque part."""

from collections import defaultdict
from importlib import import_module
from pkgutil import walk_packages

from lsc_desktop import gui
from lsc_desktop.app.assembly import HOME
from lsc_desktop.gui.kit.menus import Entry, Module
from lsc_desktop.gui.kit.screens import BoardScreen, FormScreen, ListScreen
from lsc_desktop.gui.screens import SCREENS

MODULES = [import_module(info.name) for info in walk_packages(gui.__path__, f"{gui.__name__}.")]


def menus() -> list[Module]:
    """Les modules de la barre de gauche, où qu'ils soient déclarés dans gui."""
    found: dict[str, Module] = {}
    for value in (value for module in MODULES for value in vars(module).values()):
        for one in value if isinstance(value, tuple | list) else (value,):
            if isinstance(one, Module):
                found[one.key] = one
    return list(found.values())


def entrees() -> list[Entry]:
    return [entry for module in menus() for menu in module.menus for entry in menu.entries]


def test_chaque_ecran_a_sa_cle():
    declared = defaultdict(set)
    for value in (value for module in MODULES for value in vars(module).values()):
        if isinstance(value, ListScreen | FormScreen | BoardScreen):
            declared[value.key].add(id(value))
    assert {key for key, screens in declared.items() if len(screens) > 1} == set()
    assert set(declared) <= set(SCREENS), "un écran se déclare dans gui/screens"


def test_les_six_modules_sont_la():
    assert len(menus()) == 6


def test_chaque_entree_de_menu_mene_quelque_part_ou_dit_pourquoi():
    assert [e.text for e in entrees() if bool(e.opens) == bool(e.absent)] == []
    asked = {e.opens for e in entrees() if e.opens} | {line.opens for line in HOME}
    assert asked - set(SCREENS) == set()


def test_les_filtres_des_menus_et_de_l_accueil_existent():
    asked = [(e.opens, e.params) for e in entrees()] + [(line.opens, line.params) for line in HOME]
    for key, params in asked:
        screen = SCREENS.get(key)
        if isinstance(screen, ListScreen):
            assert set(params) - set(screen.source.filters) == set(), key


def test_chaque_ecran_a_un_titre():
    titles = {key: s.name if isinstance(s, FormScreen) else s.title for key, s in SCREENS.items()}
    assert [key for key, title in titles.items() if not title.strip()] == []
