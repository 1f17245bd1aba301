"""Les textes qu'on montre, si longs soient-ils : aucun n'élargit la fenêtre.

Qt donne à une étiquette la largeur de son texte, ou de son mot le plus long : un nom de vingt-cinq
mille lettres, collé par mégarde, ferait une fenêtre de cent mètres.
"""

from html import escape

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from lsc_desktop.base.text import lisible, une_ligne

CHARS = 12  # ce qu'une ligne coupée garde toujours, comme un montant
LONG = 120  # ce qu'elle demande au plus ; elle en prend davantage s'il y a la place


def tip(text: str) -> str:
    """Une infobulle de taille humaine, où « <b> » se lit tel qu'on l'a tapé."""
    shown = lisible(text)
    if shown == text and "<" not in text:
        return text
    return f"<qt>{escape(shown).replace(chr(10), '<br>')}</qt>"


class _Whole(QLabel):
    """Montre un texte à sa façon (`shown`) et le rend entier (`text`)."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def shown(self, text: str) -> str:
        raise NotImplementedError

    def setText(self, text: str) -> None:
        self._whole = text
        super().setText(self.shown(text))

    def text(self) -> str:
        return self._whole


class CutLabel(_Whole):
    """Une ligne de texte qui se coupe (« Madame Dupont… ») plutôt que d'élargir la fenêtre."""

    def shown(self, text: str) -> str:
        return une_ligne(text)

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
        room, line = self.room(), self.shown(self.text())
        cut = line
        if self.cuts():
            right = Qt.TextElideMode.ElideRight
            cut = self.fontMetrics().elidedText(line, right, room.width() + 1)
        if cut == line and room == self.contentsRect():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.drawFrame(painter)
        self.style().drawItemText(
            painter, room, self.alignment(), self.palette(), self.isEnabled(), cut,
            self.foregroundRole(),
        )  # fmt: skip


class Sentence(_Whole):
    """Des phrases, sur autant de lignes qu'il en faut.

    Elles citent parfois ce qu'on a tapé : à l'écran, un mot sans fin va à la ligne et un texte sans
    fin s'arrête ; `text()` et « Copier » rendent tout.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)

    def shown(self, text: str) -> str:
        return lisible(text)

    def copy(self) -> None:
        """Ce qui est choisi, sinon tout, sans les coupures de l'écran."""
        chosen = self.selectedText().replace("\u200b", "").replace("\u2029", "\n")
        QApplication.clipboard().setText(chosen or self._whole)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copier").triggered.connect(lambda _on=False: self.copy())
        menu.popup(event.globalPos())
