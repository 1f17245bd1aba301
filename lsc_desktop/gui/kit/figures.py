"""Ce qui se montre et ne se saisit pas : chiffres calculés, codes cliquables."""

from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import nombre, nombre_court
from lsc_desktop.gui.kit.labels import CHARS, CutLabel, tip
from lsc_desktop.gui.kit.marks import ink, mark


def shown(value: Any, places: int = 2) -> str:
    """Une valeur telle qu'on la lit : « 1 234,50 », « 31/12/2026 », « Oui »."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, Decimal):
        return nombre(value, places) if places <= 2 else nombre_court(value)
    return date_fr(value) if isinstance(value, date) else str(value)


class ComputedLabel(CutLabel):
    """Une valeur calculée : sans cadre, les nombres à droite, rouge si négative.

    `set_explanation` : « pourquoi ce montant », au survol et par F1. Devient cliquable par
    `set_link`. Propriété dynamique `places` : décimales.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._value: Any = None
        self._link = self._pressed = self._number = False
        super().__init__(parent=parent)
        self.explanation = ""
        self.setProperty("computed", True)

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any, text: str | None = None) -> None:
        """`text` : le libellé à montrer à la place de la valeur (choix, fiche liée)."""
        self._value = value
        places = self.property("places")
        self.setText(shown(value, 2 if places is None else int(places)) if text is None else text)
        number = isinstance(value, Decimal | int) and not isinstance(value, bool) and text is None
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._number = number
        mark(self, "negative", bool(number and value < 0))
        self.colour()

    def set_read_only(self, read_only: bool) -> None:
        """Toujours vrai d'une valeur calculée."""

    def set_explanation(self, text: str) -> None:
        self.explanation = text
        self.setToolTip(tip(text or ("" if self._number else self.text())))

    def set_link(self, link: bool) -> None:
        self._link = link
        font = self.font()
        font.setUnderline(link)
        self.setFont(font)
        self.setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if link else Qt.FocusPolicy.NoFocus)
        self.colour()

    def colour(self) -> None:
        if self.property("negative"):
            ink(self, "negative")
        else:
            ink(self, "accent" if self._link else "")

    def cuts(self) -> bool:
        """Un nombre, jamais : coupé, il en serait un autre."""
        return not self._number

    def room(self) -> QRect:
        """Un nombre finit sous ceux des champs de montant, même dans une case plus large."""
        room, metrics = super().room(), self.fontMetrics()
        if self._number:
            edge = metrics.horizontalAdvance("0") * CHARS + 17
            room.setWidth(min(room.width(), max(edge, metrics.horizontalAdvance(self.text()))))
        return room

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, False
        if pressed and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._link and event.button() == Qt.MouseButton.LeftButton
        event.setAccepted(self._pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()  # le second clic d'un double-clic n'ouvre pas une seconde fiche

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (
            self._link
            and not event.isAutoRepeat()
            and (event.key() == Qt.Key.Key_Space or (enter and control))
        ):
            self.clicked.emit()
            return
        super().keyPressEvent(event)


class LinkLabel(ComputedLabel):
    """Un code souligné qui ouvre sa fiche : clic, Espace ou Ctrl+Entrée."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_link(True)
