"""Les fiches."""

from lsc_desktop.gui.kit.loading import load_ui

__all__ = ["load_ui"]
