"""Des mains sur un clavier : les gestes d'un utilisateur, dans les vraies fenêtres."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

T = TypeVar("T")
PATIENCE = 40.0  # secondes avant de dire que rien ne vient
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
Key = Qt.Key


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    """Une touche, là où est le curseur."""
    for _time in range(times):
        QTest.keyClick(focused(), key, modifiers)
        settle()


def type_text(text: str, then: Qt.Key | None = None) -> None:
    """Tape un texte là où est le curseur, puis une touche."""
    for letter in text:
        _letter(focused(), letter)
    settle()
    if then is not None:
        press(then)


def burst(field: QWidget, text: str, then: Qt.Key) -> None:
    """Tape d'un trait dans un champ qui vient de s'ouvrir, sans rien laisser s'intercaler."""
    for letter in text:
        _letter(field, letter)
    QTest.keyClick(field, then)


def _letter(target: QWidget, letter: str) -> None:
    if letter.isascii():
        QTest.keyClicks(target, letter)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):  # QTest a un clavier américain
        QApplication.sendEvent(target, QKeyEvent(kind, 0, NONE, letter))


def focused() -> QWidget:
    """Où va la frappe."""
    return wait(_focused, "une fenêtre active")


def _focused() -> QWidget | None:
    if QApplication.activeWindow() is not None:
        return QApplication.focusWidget() or QApplication.activeWindow()
    for window in QApplication.topLevelWidgets():  # sans gestionnaire de fenêtres, rien ne la rend
        if isinstance(window, QMainWindow) and window.isVisible():
            window.activateWindow()
    return None  # l'activation vient plus tard : on attend


def settle(milliseconds: int = 0) -> None:
    """Laisse la fenêtre finir ce qu'elle a commencé."""
    end = time.monotonic() + milliseconds / 1000
    QApplication.processEvents()
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


def wait(found: Callable[[], T | None], what: str) -> T:
    """Attend que `found()` rende quelque chose ; lève `TimeoutError` en disant quoi."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        QApplication.processEvents()
        if value := found():
            return value
        time.sleep(0.01)
    raise TimeoutError(f"rien ne vient : {what}")


def picture(widget: QWidget, path: Path) -> None:
    """L'image d'un écran, tel qu'on le voit."""
    settle(120)
    widget.grab().save(str(path))
