"""La saisie assistée d'une fiche liée : on tape un code ou un mot, la valeur est un id."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QTreeWidgetItem, QWidget

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import fold
from lsc_desktop.gui.kit.fields import InnerButton, TypedEdit
from lsc_desktop.gui.kit.figures import LinkLabel
from lsc_desktop.gui.kit.matches import Matches
from lsc_desktop.gui.kit.screens import Lookup, Params
from lsc_desktop.queries.paging import Criteria

RANKED = 200  # fiches lues pour mettre devant celles dont le code répond le mieux
DELAY = 80  # ms après la dernière frappe
MOVES = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
}

Read = Callable[..., Any]  # read(query, *args) : query(session, *args) dans une lecture courte


class LookupEdit(TypedEdit):
    """Un code cliquable et un libellé ; taper cherche, F4 ou ↓ montre la liste.

    Entrée ou Tab prend la fiche en surbrillance. Ctrl+Entrée, ou un clic sur le code, émet
    `opened(id)`. `configure` doit être appelé avant `set_value`.
    """

    CHARS = 24
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.lookup: Lookup | None = None
        self._read: Read = _no_reader
        self._where: Callable[[], Params] = dict
        self._row: Any = None
        self._code = LinkLabel(self)
        self._code.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+Entrée en tient lieu
        self._code.clicked.connect(self.open_fiche)
        self._code.hide()
        self._list = Matches(self)
        self._list.itemClicked.connect(self._clicked)
        self._timer = Delay(self, singleShot=True, interval=DELAY)
        self._timer.timeout.connect(self.search)
        self._button = InnerButton(self, "mdi6.chevron-down", "Liste (F4)")
        self._button.triggered.connect(self.show_all)

    def configure(
        self, lookup: Lookup, read: Read, where: Callable[[], Params] | None = None
    ) -> None:
        self.lookup, self._read, self._where = lookup, read, where or dict
        self._code.set_link(bool(lookup.opens))
        self._code.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # --- valeur -------------------------------------------------------------------------------

    def read_text(self, text: str) -> int | None:
        if not text.strip():
            return None
        row = self._only(text)
        if row is None:
            raise UserError(f"« {text.strip()} » ne désigne pas une fiche.", "Choisissez-la (F4).")
        return int(row.id)

    def show_value(self, value: int | None) -> str:
        self._row = self._pick(value)
        if self._row is None or self.lookup is None:
            return "(fiche introuvable)" if value else ""
        return str(getattr(self._row, self.lookup.label) or "")

    def set_value(self, value: int | None) -> None:
        super().set_value(value)
        self._show_code()

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self._button.setVisible(not read_only)

    def code(self) -> str:
        """Le code de la fiche choisie ; vide pendant la frappe."""
        if self._row is None or self.lookup is None or self.text() != self._shown:
            return ""
        return str(getattr(self._row, self.lookup.code) or "")

    def can_open(self) -> bool:
        return bool(self.lookup and self.lookup.opens and self._row) and self.text() == self._shown

    def open_fiche(self) -> None:
        if self.can_open():
            self.opened.emit(int(self._value))

    def _pick(self, value: int | None) -> Any:
        if not value or self.lookup is None:
            return None
        found = self._read(self.lookup.source.pick, [value])
        return found[0] if found else None

    def _only(self, text: str) -> Any:
        """La fiche que ce texte désigne sans doute possible."""
        if self.lookup is None:
            return None
        rows = self._matches(text)
        exact = [row for row in rows if self._fold(row, self.lookup.code) == fold(text)]
        named = [row for row in rows if self._fold(row, self.lookup.label) == fold(text)]
        for found in (exact, named, rows):
            if len(found) == 1:
                return found[0]
        return None

    # --- recherche ----------------------------------------------------------------------------

    def search(self) -> None:
        """Propose les fiches qui répondent à ce qui est tapé."""
        self._timer.stop()
        typed = "" if self.text() == self._shown else self.text()
        self._list.propose(self._matches(typed), self.lookup)

    def unresolved(self) -> bool:
        """Un texte est tapé qui ne désigne encore aucune fiche."""
        return self.text() != self._shown and bool(self.text().strip())

    def proposing(self) -> bool:
        return self._list.isVisible()

    def show_all(self) -> None:
        if not self.isReadOnly():
            self.setFocus()
            self.search()

    def _matches(self, text: str) -> list[Any]:
        if self.lookup is None:
            return []
        criteria = Criteria(text=text, where=self._where())
        rows = self._read(self.lookup.source.page, criteria, 0, RANKED)
        return sorted(rows, key=lambda row: self._rank(row, fold(text)))

    def _rank(self, row: Any, text: str) -> int:
        """Le code exact d'abord, puis les codes et les libellés qui commencent ainsi."""
        assert self.lookup is not None
        code, label = self._fold(row, self.lookup.code), self._fold(row, self.lookup.label)
        order = (code == text, code.startswith(text), label.startswith(text), True)
        return order.index(True)

    @staticmethod
    def _fold(row: Any, name: str) -> str:
        return fold(str(getattr(row, name) or ""))

    def _typed(self) -> None:
        self._show_code()
        if self.text().strip():
            self._timer.start()
        else:
            self._timer.stop()
            self._list.hide()
        super()._typed()

    def choose(self, row: Any) -> None:
        """Prend cette fiche, comme si l'utilisateur l'avait tapée en entier."""
        self._list.hide()
        self._timer.stop()
        self.set_value(int(row.id))
        self.selectAll()
        self.edited.emit()

    def _clicked(self, item: QTreeWidgetItem) -> None:
        row = item.data(0, Qt.ItemDataRole.UserRole)
        if row is not None:
            self.choose(row)

    def settle(self) -> None:
        """Prend la ligne en surbrillance, ou la seule fiche qui réponde à ce qui est tapé."""
        fresh = self._list.isVisible() and not self._timer.isActive()
        row = self._list.current() if fresh else None
        self._timer.stop()
        self._list.hide()
        if self.text() == self._shown:
            return
        row = row or (self._only(self.text()) if self.text().strip() else None)
        if row is not None:
            self.choose(row)
        elif not self.text().strip():
            self.set_value(None)

    # --- clavier et place ---------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, bare = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and control and self.can_open():
            self.open_fiche()
        elif self._list.isVisible() and key in MOVES and bare:
            self._list.step(MOVES[Qt.Key(key)])
        elif self._list.isVisible() and key == Qt.Key.Key_Escape:
            self._list.hide()
        elif key in (Qt.Key.Key_F4, Qt.Key.Key_Down) and bare:
            self.show_all()
        elif enter and not control:
            self.settle()
            super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        mine = event.type() == QEvent.Type.ShortcutOverride and self._list.isVisible()
        if mine and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # Échap ferme la liste, pas la fiche
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        tabs = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if event.reason() not in tabs:
            self._list.hide()  # cliquer ailleurs ne choisit pas la première venue
        super().focusOutEvent(event)
        self._list.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_code()

    def _show_code(self) -> None:
        code = self.code()
        self._code.set_value(code)
        self._code.setVisible(bool(code))
        width = self._code.sizeHint().width() if code else 0
        self._code.setGeometry(6, 0, width, self.height())
        self.setTextMargins(width + 6 if code else 0, 0, 0, 0)
        self.setAccessibleDescription(f"Code {code}" if code else "")


class Delay(QTimer):
    """Sous-classe pour la même raison qu'`InnerButton`."""


def _no_reader(*_args: Any) -> Any:
    raise AssertionError("LookupEdit : configure() n'a pas été appelé")
