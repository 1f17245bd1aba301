"""L'accueil : ce qui demande attention aujourd'hui, et les raccourcis de l'utilisateur."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import JOURS, MOIS
from lsc_desktop.gui.kit.home import HomeLine
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.gui.shell.buttons import LineButton
from lsc_desktop.gui.shell.pins import Pin

PAR_LIGNE = 3


class HomeView(QScrollArea):
    """`followed(line)` : une ligne touchée ; `opened(entry)` : un raccourci ; `unpinned(pin)`."""

    followed = Signal(object)
    opened = Signal(object)
    unpinned = Signal(object)
    recalled = Signal(str, int)

    def __init__(
        self, lines: Sequence[HomeLine], db: Any, tasks: Tasks, contexte: Callable[[], Contexte]
    ) -> None:
        super().__init__()
        self.setObjectName("accueil")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._lines, self._db, self._tasks, self._contexte = lines, db, tasks, contexte
        self._buttons: list[tuple[QLabel, LineButton]] = []
        body = QWidget()
        body.setObjectName("accueilContenu")
        page = QVBoxLayout(body)
        page.setContentsMargins(32, 24, 32, 24)
        page.setSpacing(8)
        self._day = self._title()
        page.addWidget(self._day)
        page.addSpacing(8)
        page.addWidget(section("À SUIVRE"))
        page.addLayout(self._make_lines())
        page.addSpacing(20)
        page.addWidget(section("RACCOURCIS"))
        self._pins = QGridLayout()
        self._pins.setSpacing(8)
        page.addLayout(self._pins)
        page.addSpacing(20)
        self._recent_title = section("DERNIÈRES FICHES")
        page.addWidget(self._recent_title)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        page.addLayout(self._recent)
        page.addStretch(1)
        self.setWidget(body)

    def refresh(self) -> None:
        """Recompte chaque ligne, ailleurs si c'est long."""
        ctx = self._contexte()
        today = ctx.aujourd_hui
        day = f"{JOURS[today.weekday()]} {today.day} {MOIS[today.month - 1]} {today.year}"
        self._day.setText(day.capitalize())

        def counts() -> list[int]:
            with self._db.read() as session:
                return [line.count(session, ctx) for line in self._lines]

        self._tasks.soon(counts, self._show_counts, owner=self)

    def show_pins(self, pins: Sequence[Pin]) -> None:
        _empty(self._pins)
        for place, pin in enumerate(pins):
            self._pins.addWidget(self._pin_button(pin), *divmod(place, PAR_LIGNE))
        if not pins:
            hint = QLabel(
                "Clic droit sur une entrée de menu, puis « Épingler à l'accueil » : "
                "elle sera ici, à portée de main."
            )
            hint.setProperty("discret", True)
            self._pins.addWidget(hint, 0, 0, 1, PAR_LIGNE)
        for column in range(PAR_LIGNE):
            self._pins.setColumnStretch(column, 1)

    def show_recent(self, fiches: Sequence[tuple[str, str, str, int]]) -> None:
        """(titre, icône, écran, id) des dernières fiches ouvertes."""
        _empty(self._recent)
        self._recent_title.setVisible(bool(fiches))
        for title, picture, key, id in fiches:
            button = LineButton(title, "ligne")
            button.setIcon(icon(picture))
            button.clicked.connect(lambda _=False, k=key, i=id: self.recalled.emit(k, i))
            self._recent.addWidget(button)

    def _title(self) -> QLabel:
        label = QLabel()
        label.setProperty("titre", True)
        font = label.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        label.setFont(font)
        return label

    def _make_lines(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, 36)
        grid.setColumnStretch(1, 1)
        for rank, line in enumerate(self._lines):
            number = QLabel("…")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            button = LineButton(line.text, "ligne")
            button.clicked.connect(lambda _=False, held=line: self.followed.emit(held))
            grid.addWidget(number, rank, 0)
            grid.addWidget(button, rank, 1)
            self._buttons.append((number, button))
        return grid

    def _pin_button(self, pin: Pin) -> LineButton:
        button = LineButton(pin.entry.text, "raccourci")
        button.setIcon(icon("mdi6.pin-outline"))
        button.setEnabled(not pin.why_not)
        button.setToolTip(pin.why_not or f"{pin.module.text} › {pin.menu.text}")
        button.clicked.connect(lambda: self.opened.emit(pin.entry))
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(lambda at: self._pin_menu(button, pin, at))
        return button

    def _pin_menu(self, button: LineButton, pin: Pin, at: QPoint) -> None:
        menu = QMenu(button)
        menu.addAction("Retirer de l'accueil", lambda: self.unpinned.emit(pin))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(at))

    def _show_counts(self, counts: list[int]) -> None:
        for (number, button), count in zip(self._buttons, counts, strict=True):
            number.setText(str(count))
            for widget in (number, button):
                widget.setProperty("discret", count == 0)
                widget.style().unpolish(widget)
                widget.style().polish(widget)
            font = button.font()
            font.setBold(count > 0)
            number.setFont(font)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def focus_first(self) -> None:
        if self._buttons:
            self._buttons[0][1].setFocus()


def section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("section", True)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 0.85)
    font.setBold(True)
    label.setFont(font)
    return label


def _empty(layout: Any) -> None:
    while layout.count():
        item = layout.takeAt(0)
        if item.widget() is not None:
            item.widget().hide()
            item.widget().deleteLater()
