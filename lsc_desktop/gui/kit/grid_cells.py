"""Nos champs dans les cellules d'une grille : même frappe, mêmes refus que dans une fiche."""

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.dates import DateEdit
from lsc_desktop.gui.kit.fields import AmountEdit, ChoiceBox, DecimalEdit, IntEdit
from lsc_desktop.gui.kit.grid_model import Bad, Index, LinesModel
from lsc_desktop.gui.kit.lookup import LookupEdit

_NO_HINT = QAbstractItemDelegate.EndEditHint.NoHint


class CellText(QLineEdit):
    """Le texte libre d'une cellule, avec les gestes de nos autres champs."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> str | None:
        return self.text() or None

    def set_value(self, value: Any) -> None:
        self.setText("" if value is None else str(value))

    def settle(self) -> None:
        """Un texte est toujours au propre."""


class CellDelegate(QStyledItemDelegate):
    """Crée l'éditeur, écrit à chaque frappe lisible, rend tout à Échap.

    `moved(sens)` : Entrée ou Tab ont fini la cellule ; +1 avance, -1 recule.
    """

    moved = Signal(int)

    def __init__(self, model: LinesModel, line_of: Callable[[int], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._line_of = model, line_of
        self._before: tuple[Any, Bad | None] = (None, None)

    def set_line_of(self, line_of: Callable[[int], Any]) -> None:
        """Ce que reçoivent les filtres des fiches liées : la ligne, ou la saisie entière."""
        self._line_of = line_of

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor: Any = self._editor(parent, index)
        editor.setProperty("cellule", True)
        if isinstance(editor, QLineEdit):
            editor.setFrame(False)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        self._before = (
            self._model.value(index.row(), index.column()),
            self._model.bad(index.row(), index.column()),
        )
        place = QPersistentModelIndex(index)
        editor.edited.connect(lambda: self._live(editor, place))
        return cast(QWidget, editor)

    def _editor(self, parent: QWidget, index: Index) -> QWidget:
        shape = self._model.columns[index.column()]
        kind = self._model.kind(index.row(), index.column())
        if kind == "montant":
            number = AmountEdit(parent) if shape.places == 2 else DecimalEdit(parent)
            number.setProperty("places", shape.places)
            return number
        if kind == "date":
            date_edit = DateEdit(parent)
            date_edit.today = self._model.today
            return date_edit
        if kind == "choix":
            box = ChoiceBox(parent)
            box.set_choices(self._model.choices(index.row(), index.column()))
            return box
        if kind == "fiche" and shape.lookup is not None and self._model.read is not None:
            lookup, line = shape.lookup, self._line_of(index.row())
            edit = LookupEdit(parent)
            edit.configure(lookup, self._model.read, lambda: lookup.where(line))
            return edit
        return IntEdit(parent) if kind == "entier" else CellText(parent)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect)

    def setEditorData(self, editor: Any, index: Index) -> None:
        if editor.property("pose"):
            return  # nos propres écritures reviennent ici : ne pas effacer la frappe
        editor.setProperty("pose", True)
        bad = self._model.bad(index.row(), index.column())
        if bad and isinstance(editor, QLineEdit):
            editor.setText(bad.text)
        else:
            editor.set_value(self._model.value(index.row(), index.column()))

    def setModelData(self, editor: Any, model: Any, index: Index) -> None:
        if editor.property("rendu"):
            return
        try:
            if isinstance(editor, LookupEdit):
                editor.settle()
            self._model.put(index.row(), index.column(), editor.value())
        except UserError as error:
            self._model.refuse(index.row(), index.column(), editor.text(), error)

    def _live(self, editor: Any, place: QPersistentModelIndex) -> None:
        """À chaque frappe : les totaux suivent, sans attendre la fin de la cellule."""
        if not place.isValid() or isinstance(editor, LookupEdit):
            return
        if isinstance(editor, DateEdit) and not editor.ready():
            return
        try:
            self._model.put(place.row(), place.column(), editor.value())
        except UserError:
            return  # une frappe inachevée n'est pas encore une faute

    def eventFilter(self, editor: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            done = self._key(editor, event)
            if done is not None:
                return done
        return super().eventFilter(editor, event)

    def _key(self, editor: Any, event: QKeyEvent) -> bool | None:
        key, modifiers = event.key(), event.modifiers()
        back = key == Qt.Key.Key_Backtab or bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self._finish(editor)
            return False  # la fiche en fait ce qu'elle veut
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._finish(editor)
            self.moved.emit(-1 if back else 1)
            return True
        if key == Qt.Key.Key_Escape:
            if isinstance(editor, LookupEdit) and editor.proposing():
                return False
            self._give_back(editor)
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not modifiers:
            if isinstance(editor, LookupEdit | ChoiceBox):
                return False
            self._finish(editor)
            self.moved.emit(-2 if key == Qt.Key.Key_Up else 2)
            return True
        return None

    def _finish(self, editor: Any) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, _NO_HINT)

    def _give_back(self, editor: Any) -> None:
        editor.setProperty("rendu", True)
        self.closeEditor.emit(editor, _NO_HINT)
        view: Any = self.parent()
        index = view.currentIndex()
        value, bad = self._before
        if bad:
            self._model.refuse(index.row(), index.column(), bad.text, UserError(bad.sentence))
        else:
            self._model.put(index.row(), index.column(), value)
