"""La saisie d'une date : tapée au plus court, ou choisie au calendrier (F4)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.saisie import ANNEES, parse_date
from lsc_desktop.gui.kit.fields import InnerButton, TypedEdit


class DateEdit(TypedEdit):
    """Une date ; `today` donne la date de travail, à laquelle on prend ce qui n'est pas tapé.

    + et - avancent ou reculent d'un jour la date montrée ; dans un champ vide, « +8 » veut dire
    dans huit jours. F4 ou l'icône ouvre le calendrier.
    """

    CHARS = 12

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today: Callable[[], date] = date.today
        self._calendar: Calendar | None = None
        self._button = InnerButton(self, "mdi6.calendar-month-outline", "Calendrier (F4)")
        self._button.triggered.connect(self.open_calendar)

    def read_text(self, text: str) -> date | None:
        return parse_date(text, self.today())

    def show_value(self, value: date | None) -> str:
        return date_fr(value)

    def ready(self) -> bool:
        """« 3 » n'est pas encore le 3 du mois : on tape peut-être 310326."""
        text = self.text()
        return not self.hasFocus() or not text or text == self._shown or len(text) >= len("1/1/26")

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self._button.setVisible(not read_only)

    def pick(self, value: date) -> None:
        """Un choix de l'utilisateur au calendrier ou par + et -."""
        self.set_value(value)
        self.selectAll()
        self.edited.emit()

    def open_calendar(self) -> None:
        if self.isReadOnly():
            return
        if self._calendar is None:
            self._calendar = Calendar(self)
        self._calendar.open_at(self._known() or self.today())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {"+": 1, "-": -1}
        known = self._known()
        if event.key() == Qt.Key.Key_F4 and not event.modifiers():
            self.open_calendar()
        elif event.text() in steps and known and not self.isReadOnly():
            self.pick(known + timedelta(days=steps[event.text()]))
        else:
            super().keyPressEvent(event)

    def _known(self) -> Any:
        """La date montrée ; rien tant qu'elle n'est pas complète."""
        if not self.ready():
            return None
        try:
            return self.value()
        except UserError:
            return None


class Calendar(QFrame):
    """Le calendrier, sous le champ ; Entrée ou un clic choisit, Échap renonce."""

    def __init__(self, field: DateEdit) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._field = field
        self.month = QCalendarWidget(self)
        self.month.setLocale(QLocale(QLocale.Language.French, QLocale.Country.France))
        self.month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
        self.month.setDateRange(QDate(ANNEES.start, 1, 1), QDate(ANNEES.stop - 1, 12, 31))
        self.month.setAccessibleName("Calendrier")
        self.month.activated.connect(self._picked)
        self.month.clicked.connect(self._picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.month)

    def open_at(self, value: date) -> None:
        self.month.setSelectedDate(QDate(value.year, value.month, value.day))
        self.adjustSize()
        place = self._field.mapToGlobal(QPoint(0, self._field.height()))
        screen = self._field.screen()
        if screen is not None:  # absent quand le bureau à distance se déconnecte
            area = screen.availableGeometry()
            place.setX(max(area.left(), min(place.x(), area.right() - self.width())))
            if place.y() + self.height() > area.bottom():
                place.setY(place.y() - self._field.height() - self.height())
        self.move(place)
        self.show()
        self.month.setFocus()

    def _picked(self, day: QDate) -> None:
        if self.isVisible():  # un clic émet aussi « activated » : un seul choix
            self.hide()
            self._field.setFocus()
            self._field.pick(date(day.year(), day.month(), day.day()))
