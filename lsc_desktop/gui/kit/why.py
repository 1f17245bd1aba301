"""« Pourquoi ce montant » : une petite feuille près du chiffre, fermée par Échap."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from lsc_desktop.gui.kit.grid import GridEdit
from lsc_desktop.gui.kit.labels import Sentence

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.forms import FormView

WIDTH = 48  # caractères


class Why(QFrame):
    """Montre une ou plusieurs explications : (nom du chiffre, texte)."""

    def __init__(self, near: QWidget, texts: Sequence[tuple[str, str]]) -> None:
        super().__init__(near, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setObjectName("pourquoi")
        page = QVBoxLayout(self)
        page.setContentsMargins(12, 8, 12, 12)
        page.setSpacing(4)
        self._say(page, "Pourquoi ce montant", bold=True)
        for name, text in texts:
            if name:
                self._say(page, name, muted=True)
            self._say(page, text)
        self.text = "\n".join(text for _name, text in texts)
        self.setAccessibleName("Pourquoi ce montant")
        self.setAccessibleDescription(self.text)

    def _say(self, page: QVBoxLayout, text: str, bold: bool = False, muted: bool = False) -> None:
        label = Sentence(text)
        label.setFixedWidth(label.fontMetrics().averageCharWidth() * WIDTH)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setProperty("discret", muted)
        font = label.font()
        font.setBold(bold)
        label.setFont(font)
        page.addWidget(label)

    def open_under(self, target: QWidget) -> None:
        self.adjustSize()
        place = target.mapToGlobal(QPoint(0, target.height() + 2))
        screen = target.screen()
        if screen is not None:
            area = screen.availableGeometry()
            place.setX(max(area.left(), min(place.x(), area.right() - self.width())))
            place.setY(max(area.top(), min(place.y(), area.bottom() - self.height())))
        self.move(place)
        self.show()


def explain_here(form: "FormView") -> bool:
    """Le chiffre où est le curseur, sinon celui sous la souris, sinon tous ; faux sans aucun."""
    texts = form.explanations()
    if not texts:
        return False
    mouse = QCursor.pos()
    for start, point in ((form.focusWidget(), None), (QApplication.widgetAt(mouse), mouse)):
        widget: Any = start
        while isinstance(widget, QWidget) and widget is not form:
            if text := _explanation(form, widget, point, texts):
                Why(form, [("", text)]).open_under(widget)
                return True
            widget = widget.parentWidget()
    every = [(_name_of(form, path), text) for path, text in texts.items()]
    Why(form, every).open_under(form.header)
    return True


def _explanation(
    form: "FormView", widget: QWidget, point: QPoint | None, texts: Mapping[str, str]
) -> str:
    if isinstance(widget, GridEdit):
        place = None if point is None else widget.viewport().mapFromGlobal(point)
        return widget.explanation(place)
    return texts.get(form.binding.name_of(widget), "")


def _name_of(form: "FormView", path: str) -> str:
    """Le nom écrit devant ce chiffre ; pour une cellule, sa ligne et sa colonne."""
    name, *cell = path.split(".")
    widget = form.binding.widgets.get(name)
    if isinstance(widget, GridEdit) and len(cell) == 2:
        titles = {column.name: column.title for column in widget.lines_model.columns}
        return f"Ligne {int(cell[0]) + 1}, {titles.get(cell[1], cell[1])}"
    return widget.accessibleName() if widget is not None else ""
