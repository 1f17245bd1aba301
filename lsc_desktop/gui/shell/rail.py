"""À gauche : les six modules, et l'accordéon des menus du module choisi."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.menus import INDISPONIBLE, Entry, Menu, Module
from lsc_desktop.gui.kit.rights import INTERDIT
from lsc_desktop.gui.shell.buttons import LineButton

ABSENT, RESERVED, WITHOUT = "à venir", "réservé", "non souscrit"


class Rail(QWidget):
    """`chosen(key)` : un module touché ; `folded()` : le module en cours, touché de nouveau ;
    `called(key)` : un module demandé au clavier, pour y choisir une entrée."""

    chosen = Signal(str)
    called = Signal(str)
    folded = Signal()

    def __init__(self, modules: Sequence[Module]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("M" * 8))
        self._current = ""
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 8, 6, 8)
        self._column.setSpacing(4)
        for rank, module in enumerate(modules, 1):
            self._column.addWidget(self._module_button(rank, module))
        self._column.addStretch(1)

    def add_foot(self, button: QToolButton) -> None:
        """En bas du rail : l'aide, les réglages."""
        dress(button)
        self._column.addWidget(button)

    def choose(self, key: str) -> None:
        self._current = key
        self._buttons[key].setChecked(True)

    def _module_button(self, rank: int, module: Module) -> QToolButton:
        button = QToolButton()
        button.setText(module.text)
        button.setIcon(icon(module.icon))
        dress(button)
        button.setCheckable(True)
        keys = QKeySequence(f"Ctrl+{rank}")
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{module.text} ({shown})")
        button.setAccessibleName(module.text)
        action = QAction(module.text, button)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda: self.called.emit(module.key))
        button.addAction(action)
        button.clicked.connect(lambda: self._clicked(module.key))
        self._group.addButton(button)
        self._buttons[module.key] = button
        return button

    def _clicked(self, key: str) -> None:
        if key == self._current:
            self.folded.emit()
        else:
            self.chosen.emit(key)


def dress(button: QToolButton) -> None:
    """Un bouton du rail : l'icône, et le mot dessous."""
    button.setProperty("module", True)
    button.setIconSize(QSize(22, 22))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    font = button.font()
    font.setPointSizeF(font.pointSizeF() * 0.85)
    button.setFont(font)


class Accordion(QWidget):
    """Les menus d'un module : un titre s'ouvre, les autres se ferment.

    `opened(entry)` : une entrée choisie ; `pinned(module, menu, entry)` : à mettre sur l'accueil.
    `remembered(module, menu)` : le titre ouvert, pour la prochaine fois.
    """

    opened = Signal(object)
    pinned = Signal(object, object, object)
    remembered = Signal(str, str)

    def __init__(self, shown: Callable[[Entry], bool], why_not: Callable[[Entry], str]) -> None:
        super().__init__()
        self.setObjectName("panneau")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shown, self._why_not = shown, why_not
        self._sections: dict[str, tuple[LineButton, QWidget]] = {}
        self._module: Module | None = None
        self.title = QLabel()
        self.title.setObjectName("module")
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setBold(True)
        self.title.setFont(font)
        self._area = QScrollArea()
        self._area.setObjectName("accordeon")
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self._area, 1)

    def show_module(self, module: Module, unfolded: str = "") -> None:
        """Montre ses menus, `unfolded` ouvert (le premier qui a des entrées, sinon)."""
        self._module = module
        self.title.setText(module.text)
        body = QWidget()
        body.setObjectName("menus")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(0)
        self._sections = {}
        for menu in module.menus:
            self._add_menu(column, menu)
        if module.absent:
            note = QLabel(module.absent)
            note.setWordWrap(True)
            note.setProperty("discret", True)
            note.setContentsMargins(12, 4, 12, 4)
            column.addWidget(note)
        column.addStretch(1)
        self._area.setWidget(body)
        self.setFixedWidth(self._width(body))
        if unfolded not in self._sections:
            unfolded = next((menu.text for menu in module.menus if menu.entries), "")
        self.unfold(unfolded)

    def _width(self, body: QWidget) -> int:
        """Assez large pour chaque entrée, sans rogner le travail."""
        letter = self.fontMetrics().averageCharWidth()
        entries = body.findChildren(LineButton)
        wanted = max((entry.sizeHint().width() for entry in entries), default=0) + 12
        return min(max(wanted, 26 * letter), 40 * letter)

    def unfold(self, text: str) -> None:
        """Ouvre un titre et ferme les autres ; "" les ferme tous."""
        for name, (head, body) in self._sections.items():
            head.setChecked(name == text)
            opened = name == text
            head.setIcon(icon("mdi6.chevron-down" if opened else "mdi6.chevron-right"))
            body.setVisible(opened)

    def focus_first(self) -> None:
        for head, _body in self._sections.values():
            if head.isChecked():
                head.setFocus()

    def _add_menu(self, column: QVBoxLayout, menu: Menu) -> None:
        head = LineButton(menu.text, "entete")
        head.setCheckable(True)
        head.setEnabled(bool(menu.entries))
        body = QWidget()
        entries = QVBoxLayout(body)
        entries.setContentsMargins(0, 0, 0, 6)
        entries.setSpacing(0)
        for entry in menu.entries:
            if self._shown(entry):
                entries.addWidget(self._entry_button(menu, entry))
        head.clicked.connect(lambda: self._toggle(menu.text))
        self._sections[menu.text] = (head, body)
        column.addWidget(head)
        column.addWidget(body)

    def _toggle(self, text: str) -> None:
        opened = self._sections[text][0].isChecked()
        self.unfold(text if opened else "")
        self.remembered.emit(self._module.key if self._module else "", text if opened else "")

    def _entry_button(self, menu: Menu, entry: Entry) -> QWidget:
        why_not = self._why_not(entry)
        kinds = {INTERDIT: RESERVED, INDISPONIBLE: WITHOUT}
        hint = next((said for start, said in kinds.items() if why_not.startswith(start)), ABSENT)
        button = LineButton(entry.text, "entree", hint if why_not else "")
        button.setEnabled(not why_not)
        button.setToolTip(why_not)
        button.clicked.connect(lambda: self.opened.emit(entry))
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(
            lambda at: self._entry_menu(button, menu, entry, at)
        )
        return button

    def _entry_menu(self, button: LineButton, menu: Menu, entry: Entry, at: QPoint) -> None:
        choices = QMenu(button)
        choices.addAction("Ouvrir", lambda: self.opened.emit(entry))
        choices.addAction(
            "Épingler à l'accueil", lambda: self.pinned.emit(self._module, menu, entry)
        )
        choices.aboutToHide.connect(choices.deleteLater)
        choices.popup(button.mapToGlobal(at))
