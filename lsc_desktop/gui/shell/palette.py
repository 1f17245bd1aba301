"""Ctrl+K : une seule recherche pour les menus, les commandes et les fiches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from lsc_desktop.base.text import fold, words
from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.tasks import Tasks

PAUSE = 60  # ms après la dernière touche
COMMANDES = 8  # avant les fiches
PIED = "↑ ↓ choisir   ·   Entrée ouvrir   ·   Échap fermer"


@dataclass(frozen=True)
class Choice:
    """Ce qu'on peut choisir : « Régularisation des lots isolés », « Gérance › LOCATAIRE »."""

    label: str
    detail: str
    run: Callable[[], Any]
    picture: str = "mdi6.chevron-right"
    why_not: str = ""
    key: str = ""

    @property
    def folded(self) -> str:
        return fold(f"{self.label} {self.detail}")


def rank(choice: Choice, asked: Sequence[str]) -> int | None:
    """0 si le texte commence par la demande, puis début de mot, puis milieu ; None sans réponse."""
    text, label = choice.folded, fold(choice.label)
    if not all(word in text for word in asked) or (asked and not any(w in label for w in asked)):
        return None
    if label.startswith(" ".join(asked)):
        return 0
    starts = label.split()
    if all(any(start.startswith(word) for start in starts) for word in asked):
        return 1
    return 2 if all(word in label for word in asked) else 3


def best(choices: Sequence[Choice], text: str, limit: int) -> list[Choice]:
    """Les mieux placés ; ceux qu'on peut ouvrir d'abord."""
    asked = words(text)
    ranked = [(found, c) for c in choices if (found := rank(c, asked)) is not None]
    ranked.sort(key=lambda pair: (bool(pair[1].why_not), pair[0], len(pair[1].label)))
    return [choice for _rank, choice in ranked[:limit]]


class _Choices(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.held: list[Choice] = []

    def show(self, choices: list[Choice]) -> None:
        self.beginResetModel()
        self.held = choices
        self.endResetModel()

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008 - signature de Qt
        return 0 if parent.isValid() else len(self.held)

    def data(self, index: Any, role: int = 0) -> Any:
        choice = self.held[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{choice.label}, {choice.why_not or choice.detail}"
        return choice.label if role == Qt.ItemDataRole.DisplayRole else None


class _Painter(QStyledItemDelegate):
    """Une ligne : l'icône, le libellé, le détail en retrait à droite, la touche."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        return QSize(0, style.row_height() + 6)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        opt: Any = option
        choice = index.model().held[index.row()]
        painter.save()
        if opt.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(opt.rect, style.color("selection"))
        area = opt.rect.adjusted(12, 0, -12, 0)
        mark = 16
        icon(choice.picture).paint(
            painter, area.x(), area.y() + (area.height() - mark) // 2, mark, mark
        )
        area.setLeft(area.left() + mark + 10)
        middle = Qt.AlignmentFlag.AlignVCenter
        detail = choice.why_not or "   ".join(p for p in (choice.detail, choice.key) if p)
        painter.setFont(opt.font)
        painter.setPen(style.color("muted"))
        room = min(opt.fontMetrics.horizontalAdvance(detail), area.width() * 6 // 10)
        words_right = opt.fontMetrics.elidedText(detail, Qt.TextElideMode.ElideRight, room + 2)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | middle, words_right)
        painter.setPen(style.color("disabled" if choice.why_not else "text"))
        area.setRight(area.right() - room - 16)
        label = opt.fontMetrics.elidedText(choice.label, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | middle, label)
        painter.restore()


class Palette(QFrame):
    """`find(text)` cherche les fiches, hors du fil graphique ; `choices`, le reste.

    Posée dans la fenêtre `parent`, sans fenêtre à elle ; elle se ferme dès qu'on regarde ailleurs.
    """

    def __init__(
        self,
        parent: QWidget,
        choices: Sequence[Choice],
        find: Callable[[str], list[Choice]],
        tasks: Tasks,
    ) -> None:
        super().__init__(parent)
        self._before = QApplication.focusWidget()
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._choices, self._find, self._tasks = list(choices), find, tasks
        self._round = 0
        self.field = QLineEdit()
        self.field.setAccessibleName("Chercher partout")
        self.field.setPlaceholderText("Chercher une fiche, un menu, une commande…")
        font = QFont(self.field.font())
        font.setPointSizeF(font.pointSizeF() * 1.2)
        self.field.setFont(font)
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setAccessibleName("Réponses")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setItemDelegate(_Painter(self.list))
        self.found = _Choices(self)
        self.list.setModel(self.found)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(lambda _index: self._run())
        self.foot = QLabel(PIED)
        self.foot.setProperty("discret", True)
        self.foot.setContentsMargins(12, 4, 12, 6)
        page = QVBoxLayout(self)
        page.setContentsMargins(1, 1, 1, 1)
        page.setSpacing(0)
        page.addWidget(self.field)
        page.addWidget(self.list, 1)
        page.addWidget(self.foot)
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self._search)
        self.field.textChanged.connect(self._typed)
        self._typed("")
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    def popup(self) -> None:
        """Au-dessus du travail, la frappe dans le champ."""
        size = self.window().size()
        width, height = min(680, size.width() - 40), min(440, size.height() - 80)
        self.setGeometry((size.width() - width) // 2, 48, width, height)
        self.show()
        self.raise_()
        self.field.setFocus()

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self.field:
            self.close()

    def _typed(self, text: str) -> None:
        """Menus et commandes tout de suite, les fiches dès qu'on ne tape plus."""
        self._round += 1
        self._show(best(self._choices, text, COMMANDES if text.strip() else 40))
        if len(text.strip()) > 1:
            self._pause.start()

    def _search(self) -> None:
        text, this_round = self.field.text(), self._round

        def done(fiches: list[Choice]) -> None:
            if this_round == self._round:
                commands = best(self._choices, text, COMMANDES)
                exact = [c for c in commands if rank(c, words(text)) == 0]
                rest = [c for c in commands if c not in exact]
                self._show([*exact, *fiches, *rest])

        self._tasks.run(lambda: self._find(text), done, owner=self)

    def _show(self, choices: list[Choice]) -> None:
        self.found.show(choices)
        if choices:
            self.list.setCurrentIndex(self.found.index(0, 0))
        none = "Rien ne répond. Essayez un autre mot, un code, un début de nom."
        self.foot.setText(PIED if choices else none)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and _pressed(event):
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                QApplication.sendEvent(self.list, event)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
            if key == Qt.Key.Key_Escape:
                self._leave()
                return True
        return bool(super().eventFilter(watched, event))

    def _run(self) -> None:
        index = self.list.currentIndex()
        if not index.isValid():
            return
        choice = self.found.held[index.row()]
        if choice.why_not:
            self.foot.setText(choice.why_not)
            return
        self._leave()
        choice.run()

    def _leave(self) -> None:
        """Se ferme et rend le focus à qui l'avait."""
        self.close()
        if self._before is not None and isValid(self._before):
            self._before.setFocus()


def _pressed(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress
