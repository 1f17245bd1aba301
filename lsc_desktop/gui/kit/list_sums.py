"""« Somme et moyenne » : un petit tableau, qu'on peut copier."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from lsc_desktop.gui.kit.dialogs import Sheet


class SumsDialog(Sheet):
    """`lines` : (titre de la colonne, somme, moyenne)."""

    def __init__(self, parent: QWidget, head: str, lines: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(parent, head, picture=("mdi6.sigma", "accent"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = [("", "Somme", "Moyenne"), *lines]
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(48, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        for rank, words in enumerate(rows):
            for place, word in enumerate(words):
                label = QLabel(word)
                label.setProperty("section", rank == 0)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                right = Qt.AlignmentFlag.AlignRight
                grid.addWidget(label, rank, place, right if place else Qt.AlignmentFlag.AlignLeft)
        self.add_widget(body)
        text = "\n".join("\t".join(words) for words in rows)
        self.button("Copier", lambda: QGuiApplication.clipboard().setText(text))
        self.button("Fermer", self.accept, primary=True, default=True)
