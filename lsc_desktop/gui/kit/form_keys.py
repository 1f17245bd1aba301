"""Le clavier d'une fiche : Entrée avance et ne valide jamais (attente C.3 n° 1)."""

from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QTabWidget, QTextEdit, QWidget

from lsc_desktop.gui.kit.figures import ComputedLabel
from lsc_desktop.gui.kit.grid import GridEdit
from lsc_desktop.gui.kit.lookup import LookupEdit

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier


class Driven(Protocol):
    """Ce que le clavier peut demander à une fiche."""

    def press_accept(self) -> None: ...
    def press_save(self) -> None: ...
    def press_cancel(self) -> None: ...
    def explain_here(self) -> bool: ...
    def go(self, step: int) -> None: ...


class FormKeys(QObject):
    """Conduit la fiche au clavier.

    Entrée : champ suivant (Maj : précédent), après le dernier le bouton Valider, sans l'appuyer.
    Ctrl+Entrée ou F12 : valider ; dans un texte de plusieurs lignes Ctrl+Entrée va à la ligne, sur
    une fiche liée il l'ouvre. Dans un texte riche, un courrier, c'est Entrée qui va à la ligne.
    Ctrl+S : enregistrer et rester. Échap : annuler. F1 : pourquoi ce montant. Alt+Page suiv. /
    préc., ou n / N hors d'un champ : enregistrer et passer à la fiche suivante / précédente.

    `order` : ce que Tab parcourt ; Entrée va de saisie en saisie, sans s'arrêter aux liens.
    """

    def __init__(self, form: Any, order: list[QWidget], last: QWidget) -> None:
        super().__init__(form)
        self._form: Driven = form
        self._order, self._last = order, last
        self._stops = [widget for widget in order if not isinstance(widget, ComputedLabel)]
        for widget in self._stops:
            widget.installEventFilter(self)
            if isinstance(widget, GridEdit):
                widget.left.connect(
                    lambda forward, grid=widget: self.advance(grid, 1 if forward else -1)
                )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or isinstance(watched, GridEdit):
            return False
        assert isinstance(event, QKeyEvent) and isinstance(watched, QWidget)
        if event.key() not in ENTER:
            return False
        if event.modifiers() & _CONTROL:
            return self._control_enter(watched, event)
        if isinstance(watched, QTextEdit) and not watched.isReadOnly():
            return False  # un courrier : Entrée y fait un paragraphe
        if isinstance(watched, LookupEdit):
            watched.settle()
            if watched.unresolved():
                watched.search()
                return True
        self.advance(watched, -1 if event.modifiers() & _SHIFT else 1)
        return True

    def _control_enter(self, widget: QWidget, event: QKeyEvent) -> bool:
        if isinstance(widget, QPlainTextEdit) and not widget.isReadOnly():
            widget.insertPlainText("\n")
            return True
        if isinstance(widget, LookupEdit) and widget.can_open():
            return False
        return self.pressed(event)

    def advance(self, widget: QWidget | None, step: int) -> None:
        """Au champ suivant ou précédent, en ouvrant son onglet."""
        places = [*self._stops, self._last]
        rank = self._rank(widget, step, places)
        for _try in places:
            rank = (rank + step) % len(places)
            target = places[rank]
            if _reachable(target):
                reveal(target)
                reason = Qt.FocusReason
                target.setFocus(reason.TabFocusReason if step > 0 else reason.BacktabFocusReason)
                if isinstance(target, QLineEdit):
                    target.selectAll()
                return

    def _rank(self, widget: QWidget | None, step: int, places: list[QWidget]) -> int:
        """La place de ce champ, ou de celui dont il est une partie ; un lien est juste avant le
        champ qui le suit, le reste avant le premier."""
        while widget is not None and widget not in places and widget not in self._order:
            widget = widget.parentWidget()
        if widget in places:
            return places.index(widget)
        rank = 0
        if widget is not None:
            after = self._order[self._order.index(widget) :]
            rank = places.index(next((found for found in after if found in places), self._last))
        return rank - (1 if step > 0 else 0)

    def concerns(self, event: QKeyEvent) -> bool:
        """Une touche de la fiche, qu'aucun raccourci de la fenêtre ne doit prendre."""
        key, modifiers = event.key(), event.modifiers()
        pages = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
        return (
            key in (Qt.Key.Key_F12, Qt.Key.Key_Escape)
            or event.matches(QKeySequence.StandardKey.Save)
            or (key in ENTER and bool(modifiers & _CONTROL))
            or (key in pages and bool(modifiers & _ALT))
        )

    def pressed(self, event: QKeyEvent) -> bool:
        """Joue une touche que le champ n'a pas prise ; vrai si elle a servi.

        Une touche tenue n'a qu'un effet.
        """
        key, modifiers = event.key(), event.modifiers()
        held = event.isAutoRepeat()
        if key == Qt.Key.Key_F12 or (key in ENTER and modifiers & _CONTROL):
            if not held:
                self._form.press_accept()
        elif event.matches(QKeySequence.StandardKey.Save):
            if not held:
                self._form.press_save()
        elif key in ENTER:
            focused = self._form_focus()
            self.advance(focused, -1 if modifiers & _SHIFT else 1)
        elif key == Qt.Key.Key_Escape:
            if not held:
                self._form.press_cancel()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and modifiers & _ALT:
            if not held:
                self._form.go(1 if key == Qt.Key.Key_PageDown else -1)
        elif event.text() in ("n", "N") and not self._typing():
            if not held:
                self._form.go(1 if event.text() == "n" else -1)
        else:
            return key == Qt.Key.Key_F1 and self._form.explain_here()
        return True

    def _form_focus(self) -> QWidget | None:
        widget: Any = self._form
        focused: QWidget | None = widget.focusWidget()
        return focused

    def _typing(self) -> bool:
        """Le curseur est-il là où une lettre s'écrirait ?"""
        widget = self._form_focus()
        if isinstance(widget, GridEdit):
            return not widget.lines_model.read_only
        if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
            return not widget.isReadOnly()
        return isinstance(widget, QComboBox)


def _reachable(widget: QWidget) -> bool:
    reader = getattr(widget, "isReadOnly", None)
    if isinstance(widget, GridEdit):
        model = widget.lines_model
        open_cells = any(
            model.editable(row, column)
            for row in range(len(model.lines))
            for column in range(len(model.columns))
        )
        return widget.isEnabled() and (
            open_cells or (model.new is not None and not model.read_only)
        )
    return widget.isEnabled() and not widget.isHidden() and not (reader is not None and reader())


def reveal(widget: QWidget) -> None:
    """Ouvre les onglets qui cachent ce widget."""
    child, parent = widget, widget.parentWidget()
    while parent is not None:
        tabs = parent.parentWidget()
        if isinstance(tabs, QTabWidget) and tabs.indexOf(child) >= 0:
            tabs.setCurrentWidget(child)
        child, parent = parent, parent.parentWidget()
