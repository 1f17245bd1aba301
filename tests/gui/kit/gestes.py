"""Les gestes d'un utilisateur sur une fiche, touche à touche."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from lsc_desktop.gui.kit.forms import FormView

RIEN, CTRL, MAJ, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def tape(fiche: FormView, nom: str, texte: str) -> Any:
    widget = fiche.binding.widgets[nom]
    widget.setFocus()
    widget.selectAll()
    QTest.keyClicks(widget, texte)
    return widget


def erreur(fiche: FormView, nom: str) -> str:
    label = fiche.binding._errors[nom]
    return label.text() if label.isVisible() else ""


def double_clic(bouton: QWidget) -> None:
    """Le vrai : deux appuis, dont le second annoncé double (écosystème C.2)."""
    QTest.mousePress(bouton, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(bouton, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(bouton, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(bouton, Qt.MouseButton.LeftButton)


def curseur(fiche: FormView) -> str:
    return fiche.binding.name_of(QApplication.focusWidget())
