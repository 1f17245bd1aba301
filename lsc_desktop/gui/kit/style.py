"""L'allure : palette claire ou sombre, feuille de style, densité."""

import re
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from lsc_desktop.base.paths import RESOURCES

Theme = Literal["systeme", "clair", "sombre"]
Densite = Literal["compacte", "aeree"]

LIGHT = {
    "window": "#f3f4f6", "surface": "#ffffff", "raised": "#f9fafb", "rail": "#e6e9ee",
    "hover": "#e9edf2", "pressed": "#dde3ea", "border": "#d8dde4", "strong": "#a3adba",
    "thumb": "#c6ccd4",
    "text": "#1b2430", "muted": "#556171", "disabled": "#5f6a78",
    "accent": "#1d5bb5", "accent_text": "#ffffff", "accent_hover": "#174c99",
    "selection": "#d6e4f9", "stripe": "#f7f8fa",
    "negative": "#b3261e", "warning": "#7d5200", "warning_soft": "#fff3d6",
    "error": "#b3261e", "error_soft": "#fdeceb", "ok": "#1c6b3a", "ok_soft": "#e5f4ea",
    "tip": "#1b2430", "tip_text": "#f6f7f9",
}  # fmt: skip
DARK = {
    "window": "#1b1e23", "surface": "#22262c", "raised": "#272c33", "rail": "#15171b",
    "hover": "#2c323a", "pressed": "#353c46", "border": "#363d47", "strong": "#5f6a78",
    "thumb": "#454d58",
    "text": "#e6e9ed", "muted": "#a8b2bf", "disabled": "#8a95a3",
    "accent": "#83b5f7", "accent_text": "#0f151d", "accent_hover": "#a3c8fa",
    "selection": "#2b4468", "stripe": "#252a30",
    "negative": "#ff938a", "warning": "#f0c36c", "warning_soft": "#3a3120",
    "error": "#ff938a", "error_soft": "#412726", "ok": "#7fd19c", "ok_soft": "#203528",
    "tip": "#e6e9ed", "tip_text": "#1b1e23",
}  # fmt: skip
HAUTEURS: dict[Densite, int] = {"compacte": 24, "aeree": 32}


class _Current(QObject):
    """Le thème en cours ; `changed` part après chaque changement."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = "systeme"
        self.densite: Densite = "compacte"
        self.tokens: dict[str, str] = LIGHT


@cache
def current() -> _Current:
    return _Current()


def color(name: str) -> QColor:
    """La couleur `name` du thème en cours."""
    return _qcolor(current().tokens[name])


@cache
def _qcolor(code: str) -> QColor:
    return QColor(code)


def dark() -> bool:
    return current().tokens is DARK


def row_height() -> int:
    """Hauteur d'une ligne de liste, selon la densité et la police."""
    return max(HAUTEURS[current().densite], QFontMetrics(QApplication.font()).height() + 6)


def install(app: QApplication, theme: Theme = "systeme", densite: Densite = "compacte") -> None:
    """Pose l'allure sur l'application ; elle suivra le système tant qu'on ne choisit pas."""
    app.setStyle(QStyleFactory.create("Fusion"))
    for effect in Qt.UIEffect:
        app.setEffectEnabled(effect, False)  # bureau à distance : rien ne s'anime
    font = app.font()
    font.setFeature(QFont.Tag("tnum"), 1)
    app.setFont(font)
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: choose(current().theme))
    choose(theme, densite)


def choose(theme: Theme, densite: Densite | None = None) -> None:
    """Change de thème ou de densité, tout de suite."""
    app, now = QApplication.instance(), current()
    assert isinstance(app, QApplication)
    now.theme, now.densite = theme, densite or now.densite
    system_dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    now.tokens = DARK if theme == "sombre" or (theme == "systeme" and system_dark) else LIGHT
    app.setPalette(_palette(now.tokens))
    app.setStyleSheet(sheet(now.tokens))
    now.changed.emit()


def sheet(tokens: dict[str, str]) -> str:
    """La feuille de style, ses `@noms` remplacés par les couleurs du thème."""
    source = (RESOURCES / "style.qss").read_text(encoding="utf-8")
    return re.sub(r"@(\w+)", lambda found: tokens[found[1]], source)


def _palette(tokens: dict[str, str]) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    names = {
        role.Window: "window", role.WindowText: "text", role.Base: "surface",
        role.AlternateBase: "stripe", role.Text: "text", role.Button: "raised",
        role.ButtonText: "text", role.BrightText: "error", role.Highlight: "selection",
        role.HighlightedText: "text", role.Link: "accent", role.LinkVisited: "accent",
        role.ToolTipBase: "tip", role.ToolTipText: "tip_text", role.PlaceholderText: "muted",
        role.Accent: "accent", role.Light: "surface", role.Midlight: "hover",
        role.Mid: "border", role.Dark: "strong", role.Shadow: "strong",
    }  # fmt: skip
    palette = QPalette()
    for key, name in names.items():
        palette.setColor(key, QColor(tokens[name]))
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(group.Disabled, key, QColor(tokens["disabled"]))
    return palette
