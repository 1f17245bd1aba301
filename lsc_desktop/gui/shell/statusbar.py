"""En bas : la dernière action, la sélection, la date de travail, les services, l'utilisateur."""

from datetime import date
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton

from lsc_desktop.base.dates import date_fr
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.labels import CutLabel

Niveau = Literal["calme", "travail", "alerte"]
PICTURES: dict[Niveau, tuple[str, str]] = {
    "calme": ("mdi6.check-circle-outline", "ok"),
    "travail": ("mdi6.sync", "accent"),
    "alerte": ("mdi6.alert-circle-outline", "error"),
}
DUREE = 8000  # ms


class StatusBar(QStatusBar):
    """`services_asked` : on touche l'état des services pour voir leur journal."""

    services_asked = Signal()

    def __init__(self, user_label: str) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.selection = QLabel()
        self.selection.setObjectName("selection")
        self.selection.setAccessibleName("Sélection")
        self.selection.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.day = QLabel()
        self.services = QToolButton()
        self.services.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.services.clicked.connect(self.services_asked)
        self.user = CutLabel(user_label)
        self.addPermanentWidget(self.selection)
        self.addPermanentWidget(self.day)
        self.addPermanentWidget(self.services)
        self.addPermanentWidget(self.user)
        self.show_services("Aucun service en cours", "calme")

    def say(self, text: str) -> None:
        self.showMessage(text, DUREE)

    def show_selection(self, text: str) -> None:
        self.selection.setText(text)

    def show_day(self, today: date, real: date) -> None:
        """La date de travail, en évidence si ce n'est pas celle du jour."""
        self.day.setText(f"Date de travail {date_fr(today)}")
        self.day.setVisible(True)
        differs = today != real
        font = self.day.font()
        font.setBold(differs)
        self.day.setFont(font)
        self.day.setToolTip("Ce n'est pas la date du jour." if differs else "")

    def show_services(self, text: str, niveau: Niveau) -> None:
        self.services.setText(text)
        self.services.setIcon(icon(*PICTURES[niveau]))
        self.services.setProperty("niveau", niveau)
        self.services.style().polish(self.services)
