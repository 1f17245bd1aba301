"""Les signes communs des fiches : en rouge ce qui est négatif ou refusé, sans cadre le calculé.

Chaque signe est aussi une propriété dynamique, pour `style.qss` : `invalid`, `negative`,
`computed`, et `role` (« erreur », « remarque », « titre ») sur les textes.
"""

from functools import lru_cache

from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QLabel, QWidget


def dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def red(palette: QPalette) -> QColor:
    """Un rouge lisible (contraste ≥ 4,5) sur le fond de cette palette."""
    return QColor("#ff9a8f" if dark(palette) else "#b3261e")


def link_color(palette: QPalette) -> QColor:
    return QColor("#8ab4f8" if dark(palette) else "#0b57a4")


def mark(widget: QWidget, name: str, value: bool) -> None:
    """Pose une propriété que la feuille de style regarde."""
    if bool(widget.property(name)) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def ink(widget: QWidget, color: QColor | None) -> None:
    """Écrit dans cette couleur ; `None` rend celle de la palette commune."""
    palette = QPalette() if color is None else widget.palette()
    if color is not None:
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
            palette.setColor(role, color)
    widget.setPalette(palette)


def error_label(parent: QWidget | None = None) -> QLabel:
    """Une phrase de refus, en rouge, qui se lit aussi sans la couleur."""
    label = QLabel(parent)
    label.setProperty("role", "erreur")
    label.setWordWrap(True)
    label.hide()
    ink(label, red(label.palette()))
    return label


@lru_cache(maxsize=64)
def _icon(name: str, color: str) -> QIcon:
    import qtawesome

    return qtawesome.icon(name, color=color)


def icon(name: str, palette: QPalette) -> QIcon:
    """Une icône du jeu commun, à l'encre de cette palette."""
    return _icon(name, palette.color(QPalette.ColorRole.Text).name())
