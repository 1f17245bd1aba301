"""La ligne d'outils d'une liste : menus à chevron, boutons, filtre, compteur."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.list_tools import Tools

MENUS = (
    "Actions", "Aller à", "Rechercher", "Créer", "Courrier",
    "Imprimer", "Calculer", "Lien internet",
)  # fmt: skip
PAUSE = 40  # ms après une touche : une frappe rapide ne lit qu'une fois
# Ce qui, dans le filtre, conduit le tableau.
DRIVE = {
    Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp,
    Qt.Key.Key_Return, Qt.Key.Key_Enter,
}  # fmt: skip


class FilterEdit(QLineEdit):
    """Le filtre a le focus ; les flèches, Entrée et Ctrl+A y conduisent le tableau."""

    driven = Signal(QKeyEvent)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("filtre")
        self.setAccessibleName("Filtrer la liste")
        self.setPlaceholderText("Filtrer")
        self.setClearButtonEnabled(True)
        self.addAction(icon("mdi6.magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(120)
        self.setMaximumWidth(260)

    def event(self, event: QEvent) -> bool:
        """Ce qu'un champ prend d'ordinaire pour lui et qui revient à la liste."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if ctrl and not self._edits(event):
                event.ignore()
                return False
        return bool(super().event(event))

    def _edits(self, event: QKeyEvent) -> bool:
        """Une touche Ctrl qui sert à corriger le texte tapé."""
        chosen, typed = self.hasSelectedText(), bool(self.text())
        useful = {Qt.Key.Key_C: chosen, Qt.Key.Key_X: chosen, Qt.Key.Key_A: typed}
        useful |= dict.fromkeys((Qt.Key.Key_V, Qt.Key.Key_Z, Qt.Key.Key_Y), True)
        useful |= dict.fromkeys((Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Backspace), typed)
        return useful.get(Qt.Key(event.key()), False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        every = event.matches(QKeySequence.StandardKey.SelectAll) and not self.text()
        if event.key() in DRIVE or every:
            self.driven.emit(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.clear() if self.text() else self.driven.emit(event)
        else:
            super().keyPressEvent(event)


class ListBar(QWidget):
    """`filtered(text)` part en tapant, après une pause imperceptible."""

    filtered = Signal(str)

    def __init__(
        self, menus: Sequence[tuple[str, list[QAction]]], buttons: Sequence[QAction]
    ) -> None:
        super().__init__()
        self.setObjectName("barre")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 12, 4)
        row.setSpacing(8)
        self.tools = Tools(menus, buttons)
        self.filter = FilterEdit()
        self.counter = QLabel()
        self.counter.setObjectName("compteur")
        self.counter.setAccessibleName("Lignes affichées / lignes du fichier")
        row.addWidget(self.tools, 3)
        row.addWidget(self.filter, 1)
        row.addWidget(self.counter)
        self.pause = QTimer(self, interval=PAUSE, singleShot=True)
        self.pause.timeout.connect(lambda: self.filtered.emit(self.filter.text()))
        self.filter.textChanged.connect(lambda _text: self.pause.start())

    def set_text(self, text: str) -> None:
        """Pose le filtre sans relire : qui le pose relit lui-même."""
        self.filter.setText(text)
        self.pause.stop()

    def flush(self) -> bool:
        """Applique aussitôt ce qui vient d'être tapé ; faux s'il n'y avait rien à appliquer."""
        if not self.pause.isActive():
            return False
        self.pause.stop()
        self.filtered.emit(self.filter.text())
        return True

    def count(self, shown: int | None, total: int | None) -> None:
        """« 19 / 25 » ; « … » tant qu'un compte se fait."""
        parts = ["…" if n is None else f"{n:,}".replace(",", "\u202f") for n in (shown, total)]
        self.counter.setText(" / ".join(parts))
