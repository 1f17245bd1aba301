"""Où se lit un refus : sous son champ, ou sous la ligne de champs qui le porte."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from lsc_desktop.gui.kit.figures import ComputedLabel
from lsc_desktop.gui.kit.grid import GridEdit
from lsc_desktop.gui.kit.marks import error_label


def hold_labels(root: QWidget) -> None:
    """L'étiquette reste à la hauteur de son champ quand un refus s'écrit dessous."""
    for label in root.findChildren(QLabel):
        field, parent = label.buddy(), label.parentWidget()
        grid = parent.layout() if parent is not None else None
        if field is None or isinstance(field, ComputedLabel | QPlainTextEdit | QTextEdit):
            continue
        if isinstance(grid, QGridLayout) and grid.indexOf(label) >= 0:
            label.setMinimumHeight(field.sizeHint().height())
            grid.setAlignment(label, Qt.AlignmentFlag.AlignTop)


def with_error(widget: QWidget) -> QLabel:
    """Fait place, sous ce champ ou sa ligne, à la phrase qui dit pourquoi il est refusé."""
    parent = widget.parentWidget()
    label = error_label(parent)
    layout = parent.layout() if parent is not None else None
    owner = _owner(layout, widget) if layout is not None else None
    if isinstance(layout, QGridLayout) and isinstance(owner, QHBoxLayout):
        _line_column(layout, owner).addWidget(label)
    elif isinstance(parent, QWidget) and parent.property("ligne"):
        column = parent.layout()
        assert column is not None
        column.addWidget(label)
    elif owner is not None:
        _own_column(owner, widget).addWidget(label)
    return label


def _line_column(grid: QGridLayout, line: QHBoxLayout) -> QVBoxLayout:
    """Plusieurs champs sur une ligne : la phrase prend toute la largeur, sous elle."""
    rank = grid.indexOf(line)
    place: Any = grid.getItemPosition(rank)  # rangée, colonne, étendues
    grid.takeAt(rank)
    box = QWidget(grid.parentWidget())
    box.setProperty("ligne", True)
    made = _column(box)
    made.addLayout(line)
    grid.addWidget(box, *place)
    return made


def _own_column(owner: QLayout, widget: QWidget) -> QVBoxLayout:
    box = QWidget(widget.parentWidget())
    policy = widget.sizePolicy()
    tall = isinstance(widget, GridEdit | QPlainTextEdit | QTextEdit)
    wide = policy.horizontalPolicy() == QSizePolicy.Policy.Expanding
    box.setSizePolicy(
        QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Preferred,
        policy.verticalPolicy() if tall else QSizePolicy.Policy.Preferred,
    )
    _swap(owner, widget, box)
    fixed = policy.horizontalPolicy() == QSizePolicy.Policy.Fixed or isinstance(widget, QComboBox)
    made = _column(box)
    made.addWidget(
        widget, 1 if tall else 0, Qt.AlignmentFlag.AlignLeft if fixed else Qt.AlignmentFlag(0)
    )
    return made


def _swap(owner: QLayout, widget: QWidget, box: QWidget) -> None:
    """`replaceWidget`, sans l'ancienne case que celui-ci laisse à Python."""
    rank = owner.indexOf(widget)
    if isinstance(owner, QGridLayout):
        place: Any = owner.getItemPosition(rank)
        owner.removeWidget(widget)
        owner.addWidget(box, *place)
        return
    assert isinstance(owner, QBoxLayout)
    stretch = owner.stretch(rank)
    owner.removeWidget(widget)
    owner.insertWidget(rank, box, stretch)


def _column(box: QWidget) -> QVBoxLayout:
    made = QVBoxLayout(box)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(2)
    return made


def _owner(layout: QLayout, widget: QWidget) -> QLayout | None:
    """La mise en page, peut-être imbriquée, qui tient ce widget.

    Jamais par `itemAt` : Qt détruit cette case à part, Python garderait l'objet mort et, à la même
    adresse, prendrait plus tard un widget pour elle.
    """
    every = (layout, *layout.findChildren(QLayout))
    return next((found for found in every if found.indexOf(widget) >= 0), None)
