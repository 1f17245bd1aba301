"""Boutons et menus à chevron sur une ligne ; ce qui ne tient pas va sous « Plus »."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from lsc_desktop.gui.kit.icons import icon

CHEVRON = 16


class CaretButton(QToolButton):
    """Un mot, puis un chevron : un menu. Entrée et Espace l'ouvrent."""

    def __init__(self, text: str, actions: Sequence[QAction]) -> None:
        super().__init__()
        self.setText(text)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setProperty("chevron", True)  # la feuille de style lui garde sa place
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMenu(menu_of(text, actions, self))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        place = QRect(0, 0, CHEVRON, CHEVRON)
        place.moveCenter(self.rect().center())
        place.moveRight(self.rect().right() - 4)
        icon("mdi6.chevron-down").paint(painter, place)
        painter.end()


class Tools(QWidget):
    """`buttons` d'abord : ce qu'on est venu faire ; puis les menus."""

    def __init__(
        self, menus: Sequence[tuple[str, list[QAction]]], buttons: Sequence[QAction]
    ) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._parts: list[QWidget] = [self._action_button(action) for action in buttons]
        if buttons and menus:
            line = QFrame()
            line.setFrameShape(QFrame.Shape.VLine)
            line.setProperty("trait", True)
            self._parts.append(line)
        self._parts += [CaretButton(text, actions) for text, actions in menus]
        self.more = CaretButton("Plus", ())
        more = self.more.menu()
        assert more is not None
        more.aboutToShow.connect(self._fill_more)
        for part in (*self._parts, self.more):
            self._row.addWidget(part)
        self._row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.sizeHint().width(), self.more.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gap = self._row.spacing()
        widths = [part.sizeHint().width() + gap for part in self._parts]
        room, used = self.width(), 0
        if sum(widths) > room:
            room -= self.more.sizeHint().width() + gap
        for part, width in zip(self._parts, widths, strict=True):
            used += width
            part.setVisible(used <= room)
        self.more.setVisible(sum(widths) > self.width())

    def _fill_more(self) -> None:
        menu = self.more.menu()
        assert menu is not None
        menu.clear()
        for part in self._parts:
            if part.isHidden() and isinstance(part, QToolButton):
                inner = part.menu()
                menu.addAction(inner.menuAction() if inner else part.defaultAction())

    def _action_button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button


def menu_of(title: str, actions: Sequence[QAction], parent: QWidget) -> QMenu:
    menu = QMenu(title, parent)
    menu.setToolTipsVisible(True)
    menu.addActions(list(actions))
    return menu
