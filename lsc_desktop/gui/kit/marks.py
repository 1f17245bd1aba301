"""Les signes communs des fiches : en rouge ce qui est négatif ou refusé, sans cadre le calculé.

Chaque signe est aussi une propriété dynamique, pour `style.qss` : `invalid`, `negative`,
`computed`, et `role` (« erreur », « remarque », « titre », « note ») sur les textes.
"""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.labels import Sentence


def mark(widget: QWidget, name: str, value: bool) -> None:
    """Pose une propriété que la feuille de style regarde."""
    if bool(widget.property(name)) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def ink(widget: QWidget, name: str) -> None:
    """Écrit dans cette couleur du thème ; "" rend celle de la palette commune."""
    widget.setProperty("encre", name)
    palette = widget.palette() if name else QPalette()
    if name:
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
            palette.setColor(role, style.color(name))
    widget.setPalette(palette)


def renew(root: QWidget) -> None:
    """Reprend les encres de la fiche après un changement de thème."""
    for widget in root.findChildren(QWidget):
        if name := widget.property("encre"):
            ink(widget, str(name))


def error_label(parent: QWidget | None = None) -> QLabel:
    """Une phrase de refus, en rouge, qui se lit aussi sans la couleur."""
    label = Sentence(parent=parent)
    label.setProperty("role", "erreur")
    label.hide()
    ink(label, "error")
    return label
