"""Verrouiller la session : tout disparaît de l'écran, rien ne s'arrête derrière.

On cache le contenu de chaque fenêtre, non la fenêtre : fermer une boîte répondrait à sa question.
Les saisies restent en mémoire, les traitements continuent ; ce qui s'ouvre entre-temps est caché
aussi.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.passwords import SecretDialog

if TYPE_CHECKING:
    from lsc_desktop.gui.shell.window import MainWindow

GUET = 30  # ms entre deux regards à ce qui s'ouvre pendant le verrou
REGARD = 5_000  # ms entre deux regards à l'inactivité
RELECTURE = 60.0  # s entre deux relectures des droits
TITRE = "LSC Desktop — session verrouillée"
GESTES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class Guard(Protocol):
    """Ce que la fenêtre demande à qui tient la séance ; chaque méthode peut lever `UserError`."""

    @property
    def name(self) -> str: ...
    def unlock(self, mot: str) -> None: ...
    def locked(self) -> None:
        """La session vient d'être verrouillée."""

    def change(self, ancien: str, nouveau: str) -> None: ...
    def again(self) -> None:
        """Relit les droits : un collègue a pu les changer d'un autre poste."""


class LockDialog(SecretDialog):
    """Le mot de passe du titulaire, ou quitter ; rien d'autre."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(
            parent, "Session verrouillée", f"{name}, tapez votre mot de passe pour reprendre."
        )
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
        self.add("mot", "&Mot de passe")
        self.quit = self.button("&Quitter le programme", lambda: None)
        self.stretch()
        self.button("&Déverrouiller", self.enter, primary=True)

    def reject(self) -> None:
        """Échap ne déverrouille pas."""

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()


class SessionLock(QObject):
    """`minutes()` : inactivité permise, 0 sans fin. `quit()` : quitte sans perdre de saisie."""

    def __init__(
        self,
        window: MainWindow,
        guard: Guard,
        minutes: Callable[[], int],
        quit: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self.window, self.guard, self._minutes, self._quit = window, guard, minutes, quit
        self._clock = clock
        self.dialog: LockDialog | None = None
        self._hidden: list[QWidget] = []
        self._titles: dict[QWidget, str] = {}
        self._focus: QWidget | None = None
        self._mark = f"veille{id(self)}"
        self._touched = self._read = clock()
        application = QApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._follow)
        self._follow(QGuiApplication.focusWindow())
        self._tick = QTimer(self, interval=REGARD)
        self._tick.timeout.connect(self.look)
        self._tick.start()
        self._guard = QTimer(self, interval=GUET)
        self._guard.timeout.connect(self._veil_all)

    @property
    def on(self) -> bool:
        return self.dialog is not None

    # --- Inactivité ----------------------------------------------------------------------

    def look(self) -> None:
        """Verrouille si l'on n'a rien touché depuis assez longtemps ; relit les droits."""
        now, minutes = self._clock(), self._minutes()
        if minutes and not self.on and now - self._touched >= minutes * 60:
            self.lock()
        if now - self._read >= RELECTURE:
            self._read = now
            self.window.tasks.run(self.guard.again, lambda _done: None, lambda _no: None, self)

    def _follow(self, front: QWindow | None) -> None:
        """Les gestes arrivent par les fenêtres du système : on n'écoute qu'elles, à moindre coût.

        Rien n'en est retenu : Qt les détruit sans que Python en soit toujours averti.
        """
        if front is not None and not front.property(self._mark):
            front.setProperty(self._mark, True)
            front.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in GESTES:
            self._touched = self._clock()
        return False

    # --- Verrouiller ---------------------------------------------------------------------

    def lock(self) -> None:
        """Cache tout, et demande le mot de passe du titulaire."""
        if self.on:
            return
        self._focus = QApplication.focusWidget()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self.dialog = dialog = LockDialog(self.window, self.guard.name)
        dialog.submitted.connect(self._unlock)
        dialog.quit.clicked.connect(self._leave)
        self._veil_all()
        self._guard.start()
        dialog.show()
        dialog.fields["mot"].setFocus()
        try:
            self.guard.locked()
        except UserError as error:  # base hors d'atteinte : verrouillé quand même
            dialog.say(str(error))

    def _unlock(self) -> None:
        dialog = self.dialog
        if dialog is not None and dialog.attempt(lambda: self.guard.unlock(dialog.typed("mot"))):
            self._lift()

    def _leave(self) -> None:
        """Qui n'est pas le titulaire ne peut que quitter ; les saisies de celui-ci sont gardées."""
        if self._quit() and self.dialog is not None:
            self.dialog.hide()  # et rien d'autre ne reparaît
            self.window.close()

    def _lift(self) -> None:
        dialog, self.dialog = self.dialog, None
        assert dialog is not None
        self._guard.stop()
        dialog.hide()
        dialog.deleteLater()
        for top, title in self._titles.items():
            if isValid(top):
                top.setWindowTitle(title)
        for widget in self._hidden:
            if isValid(widget):
                widget.show()
        self._hidden.clear()
        self._titles.clear()
        self._touched = self._clock()
        if self._focus is not None and isValid(self._focus):
            self._focus.window().activateWindow()
            self._focus.setFocus()
        self._focus = None
        self.window.refresh_title()

    # --- Cacher --------------------------------------------------------------------------

    def _veil_all(self) -> None:
        """Nos fenêtres et leurs boîtes ; pas celles que Qt se fait pour lui."""
        windows = [self.window, *self.window.tabs.windows.values()]
        boxes = [box for window in windows for box in window.findChildren(QDialog)]
        for top in (*windows, *boxes):
            if top is not self.dialog and top.parent() is not self.dialog and top.isVisible():
                self._veil(top)

    def _veil(self, top: QWidget) -> None:
        if top in self._titles:
            return
        self._titles[top] = top.windowTitle()
        top.setWindowTitle(TITRE)
        for child in top.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if not child.isWindow() and not child.isHidden():
                child.hide()
                self._hidden.append(child)
        if top.isModal() and self.dialog is not None and self.dialog.isVisible():
            self.dialog.hide()  # la dernière boîte modale retient les autres : le verrou la passe
            self.dialog.show()
            self.dialog.fields["mot"].setFocus()
