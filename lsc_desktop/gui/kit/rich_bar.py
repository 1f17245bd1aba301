"""La petite barre d'outils d'un texte riche ; tout s'y fait aussi au clavier."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from lsc_desktop.domain.textes.balisage import Alignement
from lsc_desktop.gui.kit.icons import icon

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.rich import RichEdit

ALIGNMENTS = (
    (Alignement.GAUCHE, "Aligner à gauche", "mdi6.format-align-left"),
    (Alignement.CENTRE, "Centrer", "mdi6.format-align-center"),
    (Alignement.DROITE, "Aligner à droite", "mdi6.format-align-right"),
    (Alignement.JUSTIFIE, "Justifier", "mdi6.format-align-justify"),
)


class RichBar(QWidget):
    """Ses boutons disent la forme du texte au curseur ; aucun ne prend le clavier."""

    def __init__(self, field: "RichEdit") -> None:
        super().__init__(field)
        self.setObjectName("outils")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 1, 2, 1)
        self._row.setSpacing(1)
        self.bold = self._button("Gras", "mdi6.format-bold", field.bold, "Ctrl+B")
        self.italic = self._button("Italique", "mdi6.format-italic", field.italic, "Ctrl+I")
        self.underline = self._button(
            "Souligné", "mdi6.format-underline", field.underline, "Ctrl+U"
        )
        self._rule()
        self.alignments = {
            how: self._button(text, picture, partial(field.align, how))
            for how, text, picture in ALIGNMENTS
        }
        self._rule()
        self.bullet = self._button(
            "Liste à puces", "mdi6.format-list-bulleted", field.bullet, "Ctrl+Maj+L"
        )
        self.page = self._button("Commencer une page", "mdi6.format-page-break", field.page)
        self._rule()
        self.variable = self._button(
            "Variable…", "mdi6.code-brackets", field.ask_variable, "Ctrl+Espace", words=True
        )
        self._row.addStretch(1)
        self.offer_variables(bool(field.variables))

    def offer_variables(self, some: bool) -> None:
        self.variable.setVisible(some)

    def show_shape(
        self,
        *,
        bold: bool,
        italic: bool,
        underline: bool,
        alignment: Alignement,
        bullet: bool,
        page: bool,
    ) -> None:
        self.bold.setChecked(bold)
        self.italic.setChecked(italic)
        self.underline.setChecked(underline)
        self.bullet.setChecked(bullet)
        self.page.setChecked(page)
        for how, button in self.alignments.items():
            button.setChecked(how is alignment)

    def _button(
        self, text: str, picture: str, run: Callable[[], None], keys: str = "", words: bool = False
    ) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture))
        button.setIconSize(QSize(16, 16))
        button.setText(text)
        if words:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(text)
        button.setToolTip(f"{text} ({keys})" if keys else text)
        button.setCheckable(not words)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _checked=False: run())
        self._row.addWidget(button)
        return button

    def _rule(self) -> None:
        line = QFrame()
        line.setFrameShape(QFrame.Shape.VLine)
        line.setProperty("trait", True)
        self._row.addWidget(line)
