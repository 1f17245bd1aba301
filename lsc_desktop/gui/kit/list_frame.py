"""Autour du tableau d'une liste : le rappel d'une liste partielle, la liste vide, l'attente."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.labels import CutLabel, Sentence

LARGEUR = 520  # d'une phrase de liste vide
SOON = 300  # ms : une lecture plus courte ne montre rien


class Notice(QWidget):
    """Dit que la liste ne montre pas tout ; d'un clic, elle montre tout."""

    def __init__(self, show_all: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("rappel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = CutLabel()
        button = QPushButton("Tout montrer")
        button.setProperty("link", True)
        button.clicked.connect(show_all)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 12, 2)
        row.addWidget(self.text)
        row.addWidget(button)
        row.addStretch(1)
        self.hide()

    def say(self, text: str) -> None:
        """Rien à dire : le rappel disparaît."""
        self.text.setText(text)
        self.setVisible(bool(text))


class Blank(QWidget):
    """Une liste vide : à quoi elle sert, et la première chose à faire."""

    def __init__(self, picture: str) -> None:
        super().__init__()
        self._run: Callable[[], None] = lambda: None
        sign = QLabel()
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sign.setPixmap(icon(picture).pixmap(48, 48))
        self.text = Sentence()
        self.text.setObjectName("vide")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setFixedWidth(LARGEUR)
        self.button = QPushButton()
        self.button.setProperty("primary", True)
        self.button.clicked.connect(lambda: self._run())
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch(2)
        for widget in (sign, self.text, self.button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)

    def say(self, text: str, action: str, run: Callable[[], None]) -> None:
        self.text.setText(text)
        self.text.setFixedHeight(self.text.heightForWidth(LARGEUR))
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self._run = run


class Frame(QWidget):
    """Le tableau ou la liste vide, sous le rappel et la barre d'attente."""

    def __init__(self, table: QWidget, picture: str, show_all: Callable[[], None]) -> None:
        super().__init__()
        self.notice, self.blank, self._table = Notice(show_all), Blank(picture), table
        self._bar = QProgressBar()
        self._bar.setObjectName("attente")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.hide()
        self._slow = QTimer(self, interval=SOON, singleShot=True)
        self._slow.timeout.connect(self._bar.show)
        body = QWidget()
        self._pages = QStackedLayout(body)
        self._pages.addWidget(table)
        self._pages.addWidget(self.blank)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.notice)
        page.addWidget(self._bar)
        page.addWidget(body, 1)

    def show_table(self) -> None:
        self._pages.setCurrentWidget(self._table)

    def show_blank(self, text: str, action: str, run: Callable[[], None]) -> None:
        self.blank.say(text, action, run)
        self._pages.setCurrentWidget(self.blank)

    def wait(self, yes: bool) -> None:
        """Une barre fine avance tant qu'une lecture dure."""
        if yes:
            self._slow.start()
        else:
            self._slow.stop()
            self._bar.hide()
