"""Un bogue : on le dit, on en garde la trace, le programme continue."""

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.base.journaux import discreet
from lsc_desktop.gui.kit import dialogs

log = logging.getLogger("lsc_desktop")


class Incidents(QObject):
    """Reçoit ce que personne n'a attendu, de n'importe quel fil, et le montre une fois."""

    _met = Signal(object)

    def __init__(self, parent_of: Callable[[], QWidget | None]) -> None:
        super().__init__()
        self._parent_of = parent_of
        self._open: dialogs.Sheet | None = None
        self._met.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Prend la place de `sys.excepthook` et de `threading.excepthook`."""
        sys.excepthook = self.caught
        threading.excepthook = lambda met: self.caught(
            met.exc_type, met.exc_value, met.exc_traceback
        )

    def caught(
        self, kind: type[BaseException], value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Un refus se dit comme un refus ; le reste est un incident, tracé au journal."""
        error = value if value is not None else kind()
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if not isinstance(error, UserError | Confirm):
            log.error("incident", exc_info=(kind, error, trace))
        self._met.emit(error.with_traceback(trace))

    def _show(self, error: Any) -> None:
        if isinstance(error, UserError | Confirm):
            dialogs.refuse(self._parent_of(), error)
        elif self._open is None:
            self._open = sheet = incident_sheet(self._parent_of(), report(error))
            sheet.finished.connect(self._closed)
            sheet.open()

    def _closed(self) -> None:
        self._open = None


def report(error: BaseException) -> str:
    """Ce qu'on copie pour l'assistance : versions et trace, rien des fiches."""
    versions = (
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform(terse=True)}"
    )
    return f"{versions}\n\n{discreet(''.join(traceback.format_exception(error)))}"


def incident_sheet(parent: QWidget | None, text: str) -> dialogs.Sheet:
    sheet = dialogs.Sheet(
        parent,
        "Le programme a rencontré un incident.",
        "Ce que vous veniez de demander n'a pas été enregistré ; le reste de votre travail est "
        "intact et vous pouvez continuer. Copiez le rapport et envoyez-le à l'assistance.",
        picture=("mdi6.bug-outline", "error"),
    )
    sheet.setObjectName("incident")
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    details = QPlainTextEdit(text)
    details.setAccessibleName("Rapport d'incident")
    details.setReadOnly(True)
    details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    details.setMinimumHeight(160)
    sheet.add_widget(details)
    sheet.button("Copier le rapport", lambda: QGuiApplication.clipboard().setText(text))
    sheet.button("Fermer", sheet.accept, primary=True, default=True)
    return sheet
