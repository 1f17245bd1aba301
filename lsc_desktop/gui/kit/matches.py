"""Les fiches que propose une saisie assistée, sous son champ."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QTreeWidget, QTreeWidgetItem

from lsc_desktop.gui.kit.screens import Lookup

LIMIT = 20  # fiches proposées


class Matches(QTreeWidget):
    """Les fiches proposées, sous le champ, sans lui prendre le clavier."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("fiches")
        self.setAccessibleName("Fiches proposées")
        self.hide()

    def propose(self, rows: list[Any], lookup: Lookup | None) -> None:
        self.clear()
        if lookup is None:
            return
        for row in rows[:LIMIT]:
            texts = [str(getattr(row, name) or "") for name in (lookup.code, lookup.label)]
            item = QTreeWidgetItem(texts)
            item.setData(0, Qt.ItemDataRole.UserRole, row)
            self.addTopLevelItem(item)
        if rows:
            self.step(0)
        if len(rows) > LIMIT or not rows:
            more = "D'autres fiches répondent : précisez." if rows else "Aucune fiche ne répond."
            self._remark(more)
        self._place()

    def current(self) -> Any:
        item = self.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item else None

    def step(self, by: int) -> None:
        last = min(LIMIT, self.topLevelItemCount()) - 1
        item = self.currentItem()
        row = self.indexOfTopLevelItem(item) if item else 0
        item = self.topLevelItem(max(0, min(last, row + by)))
        if item and item.data(0, Qt.ItemDataRole.UserRole) is not None:
            self.setCurrentItem(item)

    def _remark(self, text: str) -> None:
        item = QTreeWidgetItem(["", text])
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addTopLevelItem(item)

    def _place(self) -> None:
        for column in (0, 1):
            self.resizeColumnToContents(column)
        rows = min(self.topLevelItemCount(), 12)
        height = rows * max(self.sizeHintForRow(0), 16) + 2 * self.frameWidth()
        bar = self.verticalScrollBar().sizeHint().width()
        width = max(self._field.width(), self.columnWidth(0) + self.columnWidth(1) + bar + 8)
        place = self._field.mapToGlobal(QPoint(0, self._field.height()))
        screen = self._field.screen()
        if screen is not None:
            area = screen.availableGeometry()
            width = min(width, area.width())
            place.setX(max(area.left(), min(place.x(), area.right() - width)))
            if place.y() + height > area.bottom():
                place.setY(place.y() - self._field.height() - height)
        self.setGeometry(place.x(), place.y(), width, height)
        self._field.window().installEventFilter(self)
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and self.isVisible():
            self._place()  # la liste suit son champ
        return super().eventFilter(watched, event)
