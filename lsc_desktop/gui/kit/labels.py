"""Les textes qu'on montre, si longs soient-ils : aucun n'élargit la fenêtre.

Qt donne à une étiquette la largeur de son texte, ou de son mot le plus long : un nom de vingt-cinq
mille lettres, collé par mégarde, ferait une fenêtre de cent mètres.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from lsc_desktop.base.text import lisible

CHARS = 12  # ce qu'une ligne coupée garde toujours, comme un montant
LONG = 120  # ce qu'elle demande au plus ; elle en prend davantage s'il y a la place


class CutLabel(QLabel):
    """Une ligne de texte qui se coupe (« Madame Dupont… ») plutôt que d'élargir la fenêtre."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        return self._at_most(super().minimumSizeHint(), CHARS)

    def sizeHint(self) -> QSize:
        return self._at_most(super().sizeHint(), LONG)

    def _at_most(self, hint: QSize, chars: int) -> QSize:
        most = self.fontMetrics().horizontalAdvance("0") * chars
        return QSize(min(hint.width(), most), hint.height()) if self.cuts() else hint

    def cuts(self) -> bool:
        """Ce texte-là peut-il se couper ?"""
        return True

    def room(self) -> QRect:
        """Où s'écrit le texte."""
        return self.contentsRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        room, cut = self.room(), self.text()
        if self.cuts():
            right = Qt.TextElideMode.ElideRight
            cut = self.fontMetrics().elidedText(cut, right, room.width() + 1)
        if cut == self.text() and room == self.contentsRect():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.drawFrame(painter)
        self.style().drawItemText(
            painter, room, self.alignment(), self.palette(), self.isEnabled(), cut,
            self.foregroundRole(),
        )  # fmt: skip


class Sentence(QLabel):
    """Des phrases, sur autant de lignes qu'il en faut.

    Elles citent parfois ce qu'on a tapé : à l'écran, un mot sans fin va à la ligne et un texte sans
    fin s'arrête ; `text()` rend tout.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._whole = text
        super().setText(lisible(text))

    def text(self) -> str:
        return self._whole
