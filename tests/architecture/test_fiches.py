"""Chaque fiche déclarée, présente ou à venir, a son dessin, ses champs et ses liens."""

import re
from collections import Counter
from dataclasses import fields
from typing import Any, get_args, get_type_hints
from unittest.mock import MagicMock
from xml.etree import ElementTree

import pytest
from PySide6.QtWidgets import QWidget

from lsc_desktop.base.paths import UI
from lsc_desktop.gui.kit.boards import board_class
from lsc_desktop.gui.kit.forms import load_ui
from lsc_desktop.gui.kit.screens import BoardScreen, FormScreen, ListScreen
from lsc_desktop.gui.kit.widgets import CUSTOM, GridEdit, LinkLabel, field_of
from lsc_desktop.gui.screens import SCREENS
from tests.depot import modules

FICHES = sorted((s for s in SCREENS.values() if isinstance(s, FormScreen)), key=lambda s: s.key)
TECHNIQUES = {"id", "version"}
INPUTS = {kind.__name__ for kind in CUSTOM} | {"QLineEdit", "QPlainTextEdit", "QCheckBox"}
SHOWN = {"ComputedLabel", "LinkLabel"}
chaque_fiche = pytest.mark.parametrize("fiche", FICHES, ids=lambda s: s.key)


def saisie(fiche: FormScreen) -> type[Any]:
    """Le type de la saisie, d'après ce que rend `load`, ou `new` à défaut."""
    for make in (fiche.load, fiche.new):
        kind = get_type_hints(make).get("return") if make else None
        if isinstance(kind, type):
            return kind
    raise AssertionError(f"{fiche.key} : annotez ce que rend load ou new")


def champs(kind: type[Any]) -> set[str]:
    """Ce qui se lit sur une saisie ou une ligne : ses champs et ses propriétés."""
    properties = {name for name in dir(kind) if isinstance(getattr(kind, name), property)}
    return {field.name for field in fields(kind)} | properties


def dessines(fiche: FormScreen) -> dict[str, str]:
    """Les widgets nommés du `.ui` : nom → classe."""
    tree = ElementTree.parse(UI / f"{fiche.ui}.ui")
    return {w.attrib["name"]: w.attrib["class"] for w in tree.iter("widget") if "name" in w.attrib}


class FausseSaisie:
    """Répond à tout champ que la saisie connaît, et refuse les autres."""

    def __init__(self, kind: type[Any]) -> None:
        self._kind = kind

    def __getattr__(self, name: str) -> Any:
        if name in champs(self._kind) or hasattr(self._kind, name):
            return MagicMock(name=name)
        raise AttributeError(f"{self._kind.__name__} n'a pas de champ {name}")


@chaque_fiche
def test_chaque_champ_a_son_widget(fiche, qtbot):
    root = load_ui(fiche.ui)
    qtbot.addWidget(root)
    asked = {field.name for field in fields(saisie(fiche))} - TECHNIQUES - set(fiche.hidden)
    found = {name: root.findChild(QWidget, name) for name in sorted(asked)}
    missing = [name for name, widget in found.items() if widget is None]
    assert not missing, f"dessinez-les dans {fiche.ui}.ui, ou déclarez-les « hidden » : {missing}"
    strange = [
        f"{name} ({type(widget).__name__})"
        for name, widget in found.items()
        if field_of(widget) is None and not isinstance(widget, GridEdit | LinkLabel)
    ]
    assert not strange, f"la fiche ne sait ni les lire ni les écrire : {strange}"


@chaque_fiche
def test_chaque_widget_de_saisie_a_son_champ(fiche):
    known = champs(saisie(fiche)) | set(fiche.links)
    orphans = {name for name, kind in dessines(fiche).items() if kind in INPUTS} - known
    assert not orphans, f"aucun champ de ce nom dans {saisie(fiche).__name__} : {orphans}"


@chaque_fiche
def test_chaque_saisie_dit_son_nom(fiche, qtbot):
    """Une étiquette à touche d'accès, ou un nom accessible : pour le clavier et les lecteurs."""
    root = load_ui(fiche.ui)
    qtbot.addWidget(root)
    mute = []
    for name, kind in dessines(fiche).items():
        widget = root.findChild(QWidget, name)
        if kind in INPUTS - SHOWN and widget is not None:
            said = widget.accessibleName() or (widget.text() if kind == "QCheckBox" else "")
            mute += [] if said.strip() else [name]
    assert not mute, f"donnez-leur une étiquette (buddy) ou un accessibleName : {mute}"


@chaque_fiche
def test_chaque_nom_declare_existe(fiche):
    known, drawn = champs(saisie(fiche)), dessines(fiche)
    declared = {
        "computed": fiche.computed, "hidden": fiche.hidden, "refresh_on": fiche.refresh_on,
        "choices": fiche.choices, "lookups": fiche.lookups, "grids": fiche.grids,
    }  # fmt: skip
    unknown = {what: set(names) - known for what, names in declared.items()}
    unknown["panes"] = set(fiche.panes) - set(drawn)
    unknown["links"] = set(fiche.links) - set(drawn)
    assert not any(unknown.values()), unknown
    assert not set(fiche.hidden) & set(drawn), "caché, et pourtant dessiné"


@chaque_fiche
def test_chaque_colonne_de_grille_est_un_champ_de_la_ligne(fiche):
    hints = get_type_hints(saisie(fiche))
    for name, grid in fiche.grids.items():
        (line,) = get_args(hints[name])
        assert {column.name for column in grid.columns} - champs(line) == set(), name


@chaque_fiche
def test_ce_que_la_fiche_ouvre_existe(fiche):
    draft = FausseSaisie(saisie(fiche))
    lookups = [
        *fiche.lookups.values(),
        *(c.lookup for g in fiche.grids.values() for c in g.columns),
    ]
    asked = {lookup.opens for lookup in lookups if lookup and lookup.opens}
    asked |= {target[0] for link in fiche.links.values() if (target := link.opens(draft))}
    assert asked - set(SCREENS) == set()


@chaque_fiche
def test_les_filtres_demandes_existent(fiche):
    draft = FausseSaisie(saisie(fiche))
    for name, pane in fiche.panes.items():
        shown = SCREENS[pane.screen]
        if isinstance(shown, ListScreen):
            assert set(pane.where(draft)) - set(shown.source.filters) == set(), name
        else:
            assert isinstance(shown, BoardScreen), pane.screen
            assert set(pane.where(draft)) == board_class(shown).asks, name
    for name, lookup in fiche.lookups.items():
        assert set(lookup.where(draft)) - set(lookup.source.filters) == set(), name
        assert {lookup.code, lookup.label} - champs(lookup.source.row) == set(), name


@chaque_fiche
def test_une_commande_agit_ou_dit_pourquoi_elle_est_absente(fiche):
    assert not [c.text for c in fiche.commands if (c.run is None) != bool(c.absent)]
    shortcuts = Counter(c.shortcut.casefold() for c in fiche.commands if c.shortcut)
    assert [key for key, count in shortcuts.items() if count > 1] == []


def test_chaque_fichier_ui_sert():
    code = "".join(path.read_text(encoding="utf-8") for path in modules("gui"))
    loaded = set(re.findall(r'load_ui\("(\w+)"', code))
    useless = {file.stem for file in UI.glob("*.ui")} - {fiche.ui for fiche in FICHES} - loaded
    assert not useless, f"aucune fiche ne les charge : {sorted(useless)}"
