"""« 312 / 2 000 » : où en est un traitement, ce qui reste, et de quoi l'interrompre."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


class Progress(QDialog):
    """Une petite fenêtre qui ne bloque rien ; sans `total`, on compte sans borne."""

    interrupted = Signal()

    def __init__(self, parent: QWidget, title: str, total: int) -> None:
        super().__init__(parent.window())
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._total, self._over = total, False
        self.count = QLabel()
        self.remaining = QLabel()
        self.remaining.setProperty("discret", True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(title)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, total)
        self.current = QLabel()
        self.current.setProperty("discret", True)
        self.current.setMinimumWidth(380)
        self.stop = QPushButton("Interrompre")
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self._stop)
        numbers = QHBoxLayout()
        numbers.addWidget(self.count)
        numbers.addStretch(1)
        numbers.addWidget(self.remaining)
        foot = QHBoxLayout()
        foot.addWidget(self.current, 1)
        foot.addWidget(self.stop)
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 16, 16, 12)
        page.setSpacing(8)
        page.addLayout(numbers)
        page.addWidget(self.bar)
        page.addLayout(foot)

    def advance(self, done: int, current: str, elapsed: float) -> None:
        """`elapsed` en secondes depuis le départ."""
        self.bar.setValue(done)
        self.count.setText(f"{done} / {self._total}" if self._total else str(done or ""))
        self.current.setText(
            self.fontMetrics().elidedText(current, Qt.TextElideMode.ElideRight, 360)
        )
        if self._total and done:
            self.remaining.setText(remaining(elapsed / done * (self._total - done)))

    def end(self) -> None:
        self._over = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Fermer la fenêtre, c'est demander l'interruption, pas l'oublier."""
        if self._over:
            event.accept()
        else:
            event.ignore()
            self._stop()

    def reject(self) -> None:
        self._stop()

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop.setText("Fin de la ligne en cours…")
        self.interrupted.emit()


def remaining(seconds: float) -> str:
    """« encore environ 2 min », par paliers pour ne pas sautiller."""
    if seconds < 5:
        return "encore quelques secondes"
    if seconds < 60:
        return f"encore environ {round(seconds / 5) * 5} s"
    return f"encore environ {round(seconds / 60)} min"
