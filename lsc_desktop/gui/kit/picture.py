"""Une image à la taille de sa place : photo d'un lot, plan, pièce jointe."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Picture(QLabel):
    """Montre une image entière, jamais agrandie, ou à défaut une phrase."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._whole = QPixmap()

    def show_image(self, content: bytes, name: str) -> bool:
        """Faux si ces octets ne sont pas une image que Qt sait lire."""
        self._whole = QPixmap()
        if not self._whole.loadFromData(content):
            return False
        self.setAccessibleName(name)
        self._fit()
        return True

    def show_text(self, text: str) -> None:
        self._whole = QPixmap()
        self.setText(text)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 60)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._whole.isNull():
            return
        ratio = self.devicePixelRatioF()
        place = self.size() * ratio
        shown = self._whole
        if shown.width() > place.width() or shown.height() > place.height():
            shown = shown.scaled(
                place,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        shown.setDevicePixelRatio(ratio)
        self.setPixmap(shown)
