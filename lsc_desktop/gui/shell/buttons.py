"""Un bouton qui est une ligne : texte à gauche, et Entrée le presse."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from lsc_desktop.base.text import abrege
from lsc_desktop.gui.kit import style


class LineButton(QPushButton):
    """`kind` : la propriété que regarde la feuille de style (entree, entete, ligne, raccourci).

    `hint` : deux mots discrets à droite (« à venir »).
    """

    def __init__(self, text: str, kind: str, hint: str = "") -> None:
        super().__init__(abrege(text, 80).replace("&", "&&"))
        self.hint = hint
        self.setAccessibleName(text)
        self.setProperty(kind, True)
        self.setFlat(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hint:
            painter = QPainter(self)
            painter.setFont(self._small())
            painter.setPen(style.color("disabled"))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect().adjusted(0, 0, -8, 0), right, self.hint)
            painter.end()

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        if self.hint:
            size.setWidth(
                size.width() + QFontMetrics(self._small()).horizontalAdvance(self.hint) + 10
            )
        return size

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        return font

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextPrevChild(True)
        elif event.key() == Qt.Key.Key_Up:
            self.focusNextPrevChild(False)
        else:
            super().keyPressEvent(event)
