"""Charger les bibliothèques dans le bon ordre : la fenêtre paraît un tiers plus tôt."""

import builtins
import gc
from importlib import import_module

BEFORE_QT = ("queries.accueil", "queries.configuration", "queries.entites", "storage.version",
             "storage.watch")  # fmt: skip


def load() -> None:
    """La base d'abord, puis Qt, sans le guet que PySide6 pose sur `import`.

    Ce guet relit le source de chaque module chargé après lui, pour y chercher une façon d'écrire
    (`from __feature__ import snake_case`) dont nous ne nous servons pas : une milliseconde et
    quarante kilo-octets par module, au démarrage puis à l'ouverture de chaque écran. Le
    ramasse-miettes attend aussi : ce qui naît ici reste. `loaded` le réveille.
    """
    gc.disable()
    for name in BEFORE_QT:
        import_module(f"lsc_desktop.{name}")
    plain = builtins.__import__
    import_module("PySide6.QtWidgets")
    builtins.__import__ = plain


def loaded() -> None:
    """La fenêtre est là : ce qui a été chargé ne sera plus parcouru à chaque ramassage."""
    gc.freeze()
    gc.enable()
