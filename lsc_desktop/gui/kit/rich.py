"""Le champ de texte riche d'une fiche : gras, italique, souligné, alignements, puces, variables.

Sa valeur est un texte (`domain.textes.balisage`) : un brouillon, un verrou, une comparaison de
versions le traitent comme les autres. Entrée y va à la ligne ; Tab et Ctrl+Entrée en sortent.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextListFormat,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from lsc_desktop.domain.textes.balisage import Alignement, ecrire
from lsc_desktop.domain.textes.variables import CHAMP, Variable
from lsc_desktop.gui.kit import rich_document, style
from lsc_desktop.gui.kit.marks import mark
from lsc_desktop.gui.kit.rich_bar import RichBar
from lsc_desktop.gui.kit.variables import choose_variable

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
INDENT = 20  # pixels : le retrait d'une puce
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RichEdit(QTextEdit):
    """Un texte riche, sa barre d'outils au-dessus.

    Tant qu'il n'est pas touché, le texte posé est rendu tel quel. `edited` : à chaque geste qui
    change ce qu'il vaut.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._names: Any = None
        self.bar: RichBar | None = None
        super().__init__(parent)
        self.variables: Sequence[Variable] = ()
        self._given = self._shown = self._seen = ""
        self._revision = -1
        self.setTabChangesFocus(True)
        self.document().setIndentWidth(INDENT)
        self.textChanged.connect(self._changed)
        self.cursorPositionChanged.connect(self._show_shape)
        self.currentCharFormatChanged.connect(lambda _shape: self._show_shape())
        self._keys: dict[tuple[int, Any], Callable[[], None]] = {
            (Qt.Key.Key_B, CONTROL): self.bold,
            (Qt.Key.Key_I, CONTROL): self.italic,
            (Qt.Key.Key_U, CONTROL): self.underline,
            (Qt.Key.Key_Space, CONTROL): self.ask_variable,
            (Qt.Key.Key_L, CONTROL | SHIFT): self.bullet,
        }

    def furnish(self) -> None:
        """Pose la barre ; `QUiLoader`, en prenant un champ, lui ferait perdre ce qu'il y avait."""
        self.bar = RichBar(self)
        self._names = _Names(self)
        self._place_bar()

    def configure(self, variables: Sequence[Variable]) -> None:
        """Les variables que ce texte peut employer."""
        self.variables = tuple(variables)
        if self.bar is not None:
            self.bar.offer_variables(bool(variables))
        if self._names is not None:
            self._names.rehighlight()

    # --- valeur -------------------------------------------------------------------------------

    def value(self) -> str:
        if self.document().revision() != self._revision:
            self._revision = self.document().revision()
            written = ecrire(rich_document.read(self.document()))
            self._seen = self._given if written == self._shown else written
        return self._seen

    def set_value(self, value: Any) -> None:
        text = "" if value is None else str(value)
        blocked = self.blockSignals(True)
        rich_document.show(self.document(), text)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.blockSignals(blocked)
        self._given = self._seen = text
        self._shown = ecrire(rich_document.read(self.document()))
        self._revision = self.document().revision()
        self._show_shape()

    def set_read_only(self, read_only: bool) -> None:
        self.setReadOnly(read_only)
        mark(self, "computed", read_only)
        self._place_bar()

    def _changed(self) -> None:
        before = self._seen
        if self.value() != before:
            self.edited.emit()

    # --- mettre en forme ----------------------------------------------------------------------

    def bold(self) -> None:
        shape = QTextCharFormat()
        heavy = self.fontWeight() >= rich_document.BOLD_FROM
        shape.setFontWeight(400 if heavy else 700)
        self._shape(shape)

    def italic(self) -> None:
        shape = QTextCharFormat()
        shape.setFontItalic(not self.fontItalic())
        self._shape(shape)

    def underline(self) -> None:
        shape = QTextCharFormat()
        shape.setFontUnderline(not self.fontUnderline())
        self._shape(shape)

    def align(self, how: Alignement) -> None:
        """Les paragraphes choisis, ou celui du curseur."""
        block = QTextBlockFormat()
        block.setAlignment(rich_document.ALIGNMENTS[how])
        self._arrange(block)

    def bullet(self) -> None:
        """Met ou retire la puce des paragraphes choisis."""
        if self.isReadOnly():
            return
        cursor = self.textCursor()
        cursor.beginEditBlock()
        if cursor.currentList() is None:
            cursor.createList(QTextListFormat.Style.ListDisc)
        else:
            for block in self._chosen():
                if (bullets := block.textList()) is not None:
                    bullets.remove(block)
            flat = QTextBlockFormat()
            flat.setIndent(0)
            cursor.mergeBlockFormat(flat)
        cursor.endEditBlock()
        self._show_shape()

    def page(self) -> None:
        """Ce paragraphe commence une page, ou ne la commence plus."""
        if self.isReadOnly():
            return
        cursor = self.textCursor()
        cursor.setPosition(cursor.position())  # un seul paragraphe, même si plusieurs sont choisis
        block = cursor.blockFormat()
        rich_document.set_page(block, not rich_document.starts_page(cursor.block()))
        cursor.setBlockFormat(block)
        self.viewport().update()
        self._show_shape()

    def ask_variable(self) -> None:
        """Choisit une variable dans la liste, et l'écrit à la place du curseur."""
        if self.variables and not self.isReadOnly():
            found = choose_variable(self, self.variables)
            if found:
                self.insert_variable(found)
            self.setFocus()

    def insert_variable(self, name: str) -> None:
        """Détachée d'un mot qui la suivrait : « [Tiers]Nomdu » n'en serait plus une."""
        cursor = self.textCursor()
        place = max(cursor.selectionEnd() - cursor.block().position(), 0)
        after = cursor.block().text()[place : place + 1]
        cursor.insertText(name + (" " if after.isalnum() or after == "_" else ""))

    def _shape(self, shape: QTextCharFormat) -> None:
        if not self.isReadOnly():
            self.mergeCurrentCharFormat(shape)
            self._show_shape()

    def _arrange(self, block: QTextBlockFormat) -> None:
        if not self.isReadOnly():
            self.textCursor().mergeBlockFormat(block)
            self._show_shape()

    def _chosen(self) -> list[Any]:
        cursor = self.textCursor()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        return [
            block
            for block in rich_document.blocks(self.document())
            if block.position() <= last and block.position() + block.length() > first
        ]

    def _show_shape(self) -> None:
        if self.bar is not None:
            block = self.textCursor().block()
            self.bar.show_shape(
                bold=self.fontWeight() >= rich_document.BOLD_FROM,
                italic=self.fontItalic(),
                underline=self.fontUnderline(),
                alignment=rich_document.alignment_of(block),
                bullet=block.textList() is not None,
                page=rich_document.starts_page(block),
            )

    # --- coller -------------------------------------------------------------------------------

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasHtml()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Un texte mis en forme ailleurs ne garde que ses mots, son gras et son italique."""
        if source.hasHtml():
            cursor = self.textCursor()
            rich_document.insert(cursor, rich_document.pasted(source.html()))
            self.setTextCursor(cursor)
        elif source.hasText():
            self.insertPlainText(source.text())
        self.ensureCursorVisible()

    # --- Qt -----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._shortcut(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        run = self._shortcut(event)
        if run is not None:
            run()
        elif event.key() in ENTER and not self.isReadOnly():
            self._new_line()
        else:
            super().keyPressEvent(event)

    def _shortcut(self, event: QKeyEvent) -> Callable[[], None] | None:
        return self._keys.get((event.key(), event.modifiers()))

    def _new_line(self) -> None:
        """Un nouveau paragraphe ; sur une puce vide, la liste s'arrête."""
        cursor = self.textCursor()
        if cursor.currentList() is not None and not cursor.block().text():
            self.bullet()
            return
        cursor.insertBlock()
        if rich_document.starts_page(cursor.block()):
            block = cursor.blockFormat()
            rich_document.set_page(block, False)
            cursor.setBlockFormat(block)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def changeEvent(self, event: QEvent) -> None:
        """Un autre thème : les variables prennent ses couleurs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._names is not None:
            self._names.rehighlight()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_bar()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        top = self.verticalScrollBar().value()
        layout = self.document().documentLayout()
        painter = QPainter(self.viewport())
        painter.setPen(QPen(QColor(style.color("strong")), 1, Qt.PenStyle.DashLine))
        for block in rich_document.blocks(self.document()):
            if rich_document.starts_page(block):
                line = int(layout.blockBoundingRect(block).top() - rich_document.BEFORE_PAGE / 2)
                line -= top
                painter.drawLine(4, line, self.viewport().width() - 4, line)
        painter.end()

    def _place_bar(self) -> None:
        if self.bar is None:
            return
        shown = not self.isReadOnly()
        self.bar.setVisible(shown)
        height = self.bar.sizeHint().height() if shown else 0
        if self.viewportMargins().top() != height:
            self.setViewportMargins(0, height, 0, 0)
        inside = self.contentsRect()
        self.bar.setGeometry(inside.left(), inside.top(), inside.width(), height)


class _Names(QSyntaxHighlighter):
    """Les variables se voient : connues en couleur, inconnues soulignées d'erreur."""

    def __init__(self, field: RichEdit) -> None:
        super().__init__(field.document())
        self._field = field

    def highlightBlock(self, text: str) -> None:
        if not self._field.variables:
            return
        known = {variable.nom for variable in self._field.variables}
        for found in CHAMP.finditer(text):
            shape = QTextCharFormat()
            right = found[0] in known
            shape.setForeground(style.color("accent" if right else "error"))
            if not right:
                shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            start = len(text[: found.start()].encode("utf-16-le")) // 2  # Qt compte en UTF-16
            self.setFormat(start, len(found[0]), shape)
