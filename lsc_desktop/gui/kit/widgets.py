"""Les champs des fiches, sous un seul nom : ce que `load_ui` sait créer, comment y lire et écrire.

Les champs de nombre et de date de Qt sont proscrits : mesurés, ils lisent de travers ce que tape
une main française (écosystème C.2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from lsc_desktop.gui.kit.dates import DateEdit
from lsc_desktop.gui.kit.fields import AmountEdit, ChoiceBox, DecimalEdit, IntEdit, TypedEdit
from lsc_desktop.gui.kit.figures import ComputedLabel, LinkLabel
from lsc_desktop.gui.kit.grid import GridEdit
from lsc_desktop.gui.kit.lookup import LookupEdit
from lsc_desktop.gui.kit.marks import mark
from lsc_desktop.gui.kit.rich import RichEdit

__all__ = [
    "CUSTOM",
    "AmountEdit",
    "ChoiceBox",
    "ComputedLabel",
    "DateEdit",
    "DecimalEdit",
    "GridEdit",
    "IntEdit",
    "LinkLabel",
    "LookupEdit",
    "RichEdit",
    "TextField",
    "field_of",
]

CUSTOM: tuple[type[QWidget], ...] = (
    AmountEdit,
    DecimalEdit,
    IntEdit,
    DateEdit,
    LookupEdit,
    ChoiceBox,
    RichEdit,
    GridEdit,
    ComputedLabel,
    LinkLabel,
)


@dataclass(frozen=True)
class TextField:
    """Un champ de Qt vu comme les nôtres."""

    widget: QWidget
    value: Callable[[], Any]
    set_value: Callable[[Any], None]
    set_read_only: Callable[[bool], None]
    edited: Any


def field_of(widget: QWidget) -> Any:
    """L'objet qui lit et écrit ce widget ; `None` s'il ne porte pas de valeur."""
    if isinstance(widget, TypedEdit | ChoiceBox | RichEdit | ComputedLabel):
        return widget
    if isinstance(widget, QLineEdit):
        return TextField(
            widget, widget.text, _line_writer(widget), _reader_only(widget), widget.textEdited
        )
    if isinstance(widget, QPlainTextEdit):
        return TextField(
            widget,
            widget.toPlainText,
            _text_writer(widget),
            _reader_only(widget),
            widget.textChanged,
        )
    if isinstance(widget, QCheckBox):
        return TextField(
            widget,
            widget.isChecked,
            lambda value: widget.setChecked(bool(value)),
            lambda read_only: widget.setEnabled(not read_only),
            widget.clicked,
        )
    return None


def _line_writer(widget: QLineEdit) -> Callable[[Any], None]:
    def write(value: Any) -> None:
        text = "" if value is None else str(value)
        if widget.text() != text:
            widget.setText(text)
            widget.setCursorPosition(0)

    return write


def _text_writer(widget: QPlainTextEdit) -> Callable[[Any], None]:
    def write(value: Any) -> None:
        text = "" if value is None else str(value)
        if widget.toPlainText() != text:
            widget.blockSignals(True)
            widget.setPlainText(text)
            widget.blockSignals(False)

    return write


def _reader_only(widget: Any) -> Callable[[bool], None]:
    def set_read_only(read_only: bool) -> None:
        widget.setReadOnly(read_only)
        mark(widget, "computed", read_only)

    return set_read_only
