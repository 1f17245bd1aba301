"""Champs de saisie d'une valeur : nombres, texte, case à cocher, liste fermée.

Tous ont `value()` (lève `UserError` si ce qui est tapé est illisible), `set_value()`,
`set_read_only()` et le signal `edited`, émis à chaque geste de l'utilisateur et à lui seul ;
`left` part quand le curseur s'en va, ce qui est tapé remis au propre.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QStyle, QStyleOptionFrame, QWidget

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import nombre, nombre_court
from lsc_desktop.base.saisie import parse_montant
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.marks import ink, mark

SHORT = 12  # caractères d'un choix, au moins
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TypedEdit(QLineEdit):
    """Un texte tapé qui vaut autre chose : `read_text` le lit, `show_value` l'écrit.

    Tant que le texte n'est pas touché, la valeur posée est rendue telle quelle : rien ne se
    perd à l'affichage. La propriété dynamique `chars` fixe la largeur en caractères.
    """

    edited = Signal()
    left = Signal()
    CHARS = 12

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Any = None
        self._shown = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.textEdited.connect(self._typed)

    def read_text(self, text: str) -> Any:
        raise NotImplementedError

    def show_value(self, value: Any) -> str:
        raise NotImplementedError

    def value(self) -> Any:
        return self._value if self.text() == self._shown else self.read_text(self.text())

    def set_value(self, value: Any) -> None:
        self._value, self._shown = value, self.show_value(value)
        if self.text() != self._shown:
            self.setText(self._shown)
            self.setCursorPosition(0)
        self._colour()

    def set_read_only(self, read_only: bool) -> None:
        self.setReadOnly(read_only)
        mark(self, "computed", read_only)

    def ready(self) -> bool:
        """Ce qui est tapé peut-il déjà compter ? Faux d'une date à peine commencée."""
        return True

    def settle(self) -> None:
        """Remet au propre ce qui vient d'être tapé, si cela se lit."""
        if self.text() == self._shown:
            return
        try:
            value = self.value()
        except UserError:
            return
        self.set_value(value)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settle()
            self.left.emit()
        super().focusOutEvent(event)

    def sizeHint(self) -> QSize:
        return text_width(self, self.property("chars") or self.CHARS, super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _typed(self) -> None:
        self._colour()
        self.edited.emit()

    def _colour(self) -> None:
        """Les champs sans signe n'ont pas de couleur."""


class InnerButton(QAction):
    """Une icône cliquable au bout d'une ligne de saisie.

    Sous-classe : `QUiLoader`, en prenant un champ, invalide les objets de Qt que Python y tient.
    """

    def __init__(self, field: QLineEdit, picture: str, tip: str) -> None:
        super().__init__(icon(picture), "", field)
        self.setToolTip(tip)
        field.addAction(self, QLineEdit.ActionPosition.TrailingPosition)


def text_width(edit: QLineEdit, chars: int, hint: QSize) -> QSize:
    """Une ligne de saisie large de `chars` chiffres, dans la police du poste."""
    option = QStyleOptionFrame()
    edit.initStyleOption(option)
    width = edit.fontMetrics().horizontalAdvance("0") * int(chars) + 12
    content = QSize(width, hint.height())
    framed = edit.style().sizeFromContents(
        QStyle.ContentsType.CT_LineEdit, option, QSize(width, edit.fontMetrics().height()), edit
    )
    return QSize(framed.width(), content.height())


class DecimalEdit(TypedEdit):
    """Un nombre décimal ; propriété dynamique `places` : décimales admises (2 par défaut)."""

    CHARS = 10

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(RIGHT)

    def places(self) -> int:
        places = self.property("places")
        return 2 if places is None else int(places)

    def read_text(self, text: str) -> Decimal | None:
        return parse_montant(text, self.places())

    def show_value(self, value: Decimal | None) -> str:
        if value is None:
            return ""
        return nombre(value, self.places()) if self.places() <= 2 else nombre_court(value)

    def _colour(self) -> None:
        try:
            value = self.value()
        except UserError:
            value = None
        negative = value is not None and value < 0
        if bool(self.property("negative")) != negative:
            mark(self, "negative", negative)
            ink(self, "negative" if negative else "")


class AmountEdit(DecimalEdit):
    """Un montant : deux décimales, à droite, rouge s'il est négatif, calculs admis."""

    CHARS = 12


class IntEdit(DecimalEdit):
    """Un nombre entier."""

    CHARS = 6

    def places(self) -> int:
        return 0

    def read_text(self, text: str) -> int | None:  # type: ignore[override]
        value = super().read_text(text)
        return None if value is None else int(value)

    def show_value(self, value: int | None) -> str:  # type: ignore[override]
        return "" if value is None else str(value)


class ChoiceBox(QComboBox):
    """Un choix dans une liste fermée de (valeur, libellé)."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: list[tuple[Any, str]] = []
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(lambda _index: self.edited.emit())

    def set_choices(self, choices: Iterable[tuple[Any, str]]) -> None:
        kept = self.value()
        self._choices = list(choices)
        self.clear()
        self.addItems([label for _value, label in self._choices])
        self.set_value(kept)

    def value(self) -> Any:
        index = self.currentIndex()
        return self._choices[index][0] if 0 <= index < len(self._choices) else None

    def set_value(self, value: Any) -> None:
        """Une valeur retirée de la liste depuis reste montrée : la fiche ne change pas seule."""
        values = [known for known, _label in self._choices]
        if value not in values and value not in (None, "") and self._choices:
            self._choices.append((value, str(value)))
            self.addItem(str(value))
            values.append(value)
        self.setCurrentIndex(values.index(value) if value in values else -1)

    def set_read_only(self, read_only: bool) -> None:
        self.setEnabled(not read_only)
        mark(self, "computed", read_only)

    def minimumSizeHint(self) -> QSize:
        """Un libellé long se coupe plutôt que d'élargir la fiche."""
        hint = super().minimumSizeHint()
        short = self.fontMetrics().horizontalAdvance("0") * SHORT
        return QSize(min(hint.width(), short), hint.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # faire défiler la fiche ne doit rien y changer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
            return
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.edited.emit()
