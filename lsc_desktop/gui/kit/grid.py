"""La grille de saisie : les lignes répétées d'une fiche, au clavier comme dans un tableur."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from lsc_desktop.base.text import pluriel
from lsc_desktop.gui.kit.dialogs import ask_long_text
from lsc_desktop.gui.kit.grid_cells import CellDelegate
from lsc_desktop.gui.kit.grid_model import Cell, LinesModel
from lsc_desktop.gui.kit.screens import Grid

WIDTHS = {
    "montant": 12,
    "entier": 8,
    "date": 12,
    "oui_non": 6,
    "choix": 16,
}
WIDE = 24  # caractères d'un texte ou d'une fiche liée
VISIBLE = 5  # lignes montrées au moins par une grille qui grandit

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAB = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class GridEdit(QTableView):
    """Modifie sur place une liste de lignes ; `edited(rang, champ)`, rang -1 : lignes ajoutées.

    Entrée et Tab vont à la cellule suivante, Maj recule, F2 ou la frappe modifie, Échap rend la
    cellule. Ctrl+V colle un bloc d'Excel, Ctrl+C copie, Suppr vide, Ctrl+D ou Ctrl+" reprend la
    cellule du dessus. Si les lignes ne sont pas en nombre fixe : Inser, Ctrl+Suppr, et Entrée
    après la dernière. `left(en avant)` : le curseur sort de la grille. `told(phrase)` : remarque.
    """

    edited = Signal(int, str)
    left = Signal(bool)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines_model = LinesModel(self)
        self._ordered = False
        self._offered: Any = None  # ligne ajoutée par Entrée, pas encore remplie
        self.setModel(self.lines_model)
        self.cells = CellDelegate(self.lines_model, lambda row: self.lines_model.lines[row], self)
        self.cells.moved.connect(self._moved)
        self.setItemDelegate(self.cells)
        self.lines_model.edited.connect(self.edited)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        rows.sectionMoved.connect(self._dragged)
        self.horizontalHeader().setHighlightSections(False)

    # --- pour la fiche ------------------------------------------------------------------------

    def configure(
        self,
        grid: Grid,
        read: Callable[..., Any] | None = None,
        today: Callable[[], date] = date.today,
        draft: Callable[[], Any] | None = None,
        line: type[Any] | None = None,
    ) -> None:
        """`read` lit les fiches liées ; `draft` donne la saisie à leurs filtres ; `line` : la
        dataclass d'une ligne, utile à une grille vide."""
        self.lines_model.read, self.lines_model.today = read, today
        if draft is not None:
            self.cells.set_line_of(lambda _row: draft())
        self.lines_model.setup(grid, line)
        self.verticalHeader().setVisible(grid.new is not None)
        self._ordered = grid.ordered
        self.verticalHeader().setSectionsMovable(grid.ordered)

    def set_value(self, lines: list[Any]) -> None:
        """Les lignes à modifier ; elles restent celles de la saisie."""
        if self.lines_model.announced(lines):
            self.lines_model.repaint()
            return
        place = self.currentIndex()
        self.lines_model.set_lines(lines)
        if place.isValid():
            self.setCurrentIndex(self.lines_model.index(place.row(), place.column()))
        self._size_columns()
        self.updateGeometry()

    def value(self) -> list[Any]:
        return self.lines_model.lines

    def set_read_only(self, read_only: bool) -> None:
        self.lines_model.read_only = read_only
        self.lines_model.repaint()

    def set_locked(self, names: Collection[str]) -> None:
        """Colonnes inaccessibles pour le moment."""
        if set(names) != set(self.lines_model.locked):
            self.lines_model.locked = frozenset(names)
            self.lines_model.repaint()

    def set_problems(self, problems: Mapping[Cell, str]) -> None:
        self.lines_model.problems = dict(problems)
        self.lines_model.repaint()

    def set_explanations(self, explanations: Mapping[Cell, str]) -> None:
        self.lines_model.explanations = dict(explanations)

    def explanation(self, point: Any = None) -> str:
        """« Pourquoi ce montant », sous ce point de la grille ou à la cellule courante."""
        index = self.currentIndex() if point is None else self.indexAt(point)
        if not index.isValid():
            return ""
        name = self.lines_model.columns[index.column()].name
        return self.lines_model.explanations.get((index.row(), name), "")

    def problem(self) -> str:
        """La première cellule refusée, en toutes lettres."""
        model = self.lines_model
        for row in range(len(model.lines)):
            for column, shape in enumerate(model.columns):
                if sentence := model.sentence(row, column):
                    return f"Ligne {row + 1}, {shape.title} : {sentence}"
        return ""

    def go_to(self, row: int, name: str) -> None:
        names = [column.name for column in self.lines_model.columns]
        if name in names and row < len(self.lines_model.lines):
            self.setCurrentIndex(self.lines_model.index(row, names.index(name)))

    def finish(self) -> None:
        """Écrit la cellule en cours de frappe."""
        editor = self.indexWidget(self.currentIndex())
        if editor is not None and self.state() == QAbstractItemView.State.EditingState:
            self.commitData(editor)
            self.closeEditor(editor, CellDelegate.EndEditHint.NoHint)
        self.drop_unused()

    # --- parcourir ----------------------------------------------------------------------------

    def _moved(self, step: int) -> None:
        self.setFocus()  # d'abord : le pas suivant peut mener hors de la grille
        if abs(step) == 2:
            row = self.currentIndex().row() + step // 2
            if 0 <= row < len(self.lines_model.lines):
                self.setCurrentIndex(self.lines_model.index(row, self.currentIndex().column()))
        else:
            self.move_on(step > 0)

    def move_on(self, forward: bool = True) -> None:
        """À la cellule suivante ; après la dernière, une ligne de plus ou hors de la grille."""
        model, width = self.lines_model, max(1, len(self.lines_model.columns))
        place = self.currentIndex()
        rank = place.row() * width + place.column() if place.isValid() else -1
        step = 1 if forward else -1
        rank += step
        while 0 <= rank < len(model.lines) * width:
            row, column = divmod(rank, width)
            if model.editable(row, column):
                self.setCurrentIndex(model.index(row, column))
                return
            rank += step
        last = len(model.lines) - 1
        if forward and last >= 0 and not model.blank(last) and self._add_line():
            return
        self.drop_unused()
        self.left.emit(forward)

    def _add_line(self) -> bool:
        """Une ligne de plus, retirée si l'on sort sans rien y taper."""
        model = self.lines_model
        if not model.insert(len(model.lines)):
            return False
        self._offered = model.lines[-1]
        self.setCurrentIndex(model.index(len(model.lines) - 1, -1))
        self._first(True, len(model.lines) - 1)
        self.updateGeometry()
        return True

    def drop_unused(self) -> None:
        """Retire la ligne offerte en fin de grille, si elle est restée vide."""
        model, last = self.lines_model, len(self.lines_model.lines) - 1
        offered, self._offered = self._offered, None
        if offered is not None and last >= 0 and model.lines[last] is offered and model.blank(last):
            model.remove(last)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        reason = event.reason()
        if reason == Qt.FocusReason.TabFocusReason:
            self.setCurrentIndex(self.lines_model.index(-1, -1))
            self._first(True)
        elif reason == Qt.FocusReason.BacktabFocusReason:
            self._first(False)
        elif not self.currentIndex().isValid():
            self._first(True)

    def _first(self, forward: bool, row: int = 0) -> None:
        model, width = self.lines_model, len(self.lines_model.columns)
        ranks = range(row * width, len(model.lines) * width)
        for rank in ranks if forward else reversed(ranks):
            if model.editable(*divmod(rank, width)):
                self.setCurrentIndex(model.index(*divmod(rank, width)))
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in _ENTER and control:
            event.ignore()
        elif key in (*_ENTER, *_TAB):
            self.move_on(not shift and key != Qt.Key.Key_Backtab)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif control and key in (Qt.Key.Key_D, Qt.Key.Key_QuoteDbl):
            self.repeat_above()
        elif key == Qt.Key.Key_Insert and not event.modifiers():
            self.insert_line()
        elif key == Qt.Key.Key_Delete:
            self.remove_lines() if control else self.erase()
        elif alt and self._ordered and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_line(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Escape or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            if not self.lines_model.lines and event.text().strip() and not control:
                self._add_line()
            super().keyPressEvent(event)

    # --- gestes de tableur --------------------------------------------------------------------

    def copy(self) -> None:
        cells = {(i.row(), i.column()) for i in self.selectedIndexes()}
        if not cells:
            return
        rows = range(min(r for r, _c in cells), max(r for r, _c in cells) + 1)
        columns = range(min(c for _r, c in cells), max(c for _r, c in cells) + 1)
        lines = [[self.lines_model.text(r, c) for c in columns] for r in rows]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))

    def paste(self) -> None:
        """Un bloc copié d'un tableur, à partir de la cellule courante."""
        text = QGuiApplication.clipboard().text().replace("\r\n", "\n").rstrip("\n")
        if not self.lines_model.lines:
            self._add_line()
        place, model = self.currentIndex(), self.lines_model
        if not place.isValid() or model.read_only or not text:
            return
        block = [line.split("\t") for line in text.split("\n")]
        lost = 0
        for r, values in enumerate(block, place.row()):
            if r >= len(model.lines) and not model.insert(r):
                lost += 1
                continue
            for c, value in enumerate(
                values[: len(model.columns) - place.column()], place.column()
            ):
                if model.editable(r, c):
                    model.put_text(r, c, value)
        self.updateGeometry()
        if lost:
            self.told.emit(
                f"{pluriel(lost, 'ligne')} de trop : la grille n'a que "
                f"{pluriel(len(model.lines), 'ligne')}."
            )

    def erase(self) -> None:
        for index in self.selectedIndexes():
            if self.lines_model.editable(index.row(), index.column()):
                self.lines_model.put_text(index.row(), index.column(), "")

    def repeat_above(self) -> None:
        place, model = self.currentIndex(), self.lines_model
        if place.row() > 0 and model.editable(place.row(), place.column()):
            model.put(place.row(), place.column(), model.value(place.row() - 1, place.column()))

    def insert_line(self) -> None:
        row = max(0, self.currentIndex().row())
        if self.lines_model.insert(row):
            self.setCurrentIndex(self.lines_model.index(row, 0))
            self.updateGeometry()

    def duplicate_line(self) -> None:
        if self.currentIndex().isValid():
            self.lines_model.duplicate(self.currentIndex().row())

    def remove_lines(self) -> None:
        rows = {index.row() for index in self.selectedIndexes()} or {self.currentIndex().row()}
        for row in sorted(rows, reverse=True):
            self.lines_model.remove(row)
        self.updateGeometry()

    def move_line(self, by: int) -> None:
        """La ligne courante, plus haut ou plus bas ; le curseur la suit."""
        place = self.currentIndex()
        if self.lines_model.move(place.row(), place.row() + by):
            self.setCurrentIndex(self.lines_model.index(place.row() + by, place.column()))

    def _dragged(self, line: int, old: int, new: int) -> None:
        """On a tiré le numéro d'une ligne : c'est la ligne qui change de place, pas l'en-tête."""
        rows = self.verticalHeader()
        if rows.visualIndex(line) == line:
            return
        rows.blockSignals(True)
        rows.moveSection(new, old)
        rows.blockSignals(False)
        self.lines_model.move(line, new)

    def edit(self, index: Any, *asked: Any) -> Any:
        """Un texte de plusieurs lignes s'écrit dans sa fenêtre."""
        column = self.lines_model.columns[index.column()] if index.isValid() else None
        if column is None or not column.long or (asked and not asked[0] & self.editTriggers()):
            return super().edit(index, *asked)
        if not self.lines_model.editable(index.row(), index.column()):
            return False
        row, place, model = index.row(), index.column(), self.lines_model
        text = ask_long_text(self, column.title, str(model.value(row, place) or "") + _typed(asked))
        if text is not None:
            model.put(row, place, text)
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction("Copier\tCtrl+C", self.copy)
        if not self.lines_model.read_only:
            menu.addAction("Coller\tCtrl+V", self.paste)
            menu.addAction("Reprendre la cellule du dessus\tCtrl+D", self.repeat_above)
            if self.lines_model.new is not None:
                menu.addSeparator()
                menu.addAction("Insérer une ligne\tInser", self.insert_line)
                menu.addAction("Dupliquer la ligne", self.duplicate_line)
                menu.addAction("Supprimer la ligne\tCtrl+Suppr", self.remove_lines)
            if self._ordered:
                menu.addSeparator()
                menu.addAction("Monter la ligne\tAlt+↑", lambda: self.move_line(-1))
                menu.addAction("Descendre la ligne\tAlt+↓", lambda: self.move_line(1))
        menu.exec(event.globalPos())
        menu.deleteLater()

    # --- taille -------------------------------------------------------------------------------

    def _size_columns(self) -> None:
        model, header = self.lines_model, self.horizontalHeader()
        digit = self.fontMetrics().horizontalAdvance("0")
        kinds = [model.kind(0, column) for column in range(len(model.columns))]
        for column, shape in enumerate(model.columns):
            chars = shape.width or WIDTHS.get(kinds[column], WIDE)
            title = self.fontMetrics().horizontalAdvance(shape.title) + 16
            self.setColumnWidth(column, max(chars * digit + 8, title))
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        texts = [c for c, kind in enumerate(kinds) if kind in ("texte", "fiche")]
        if texts:  # la plus large prend la place qui reste
            wide = max(texts, key=lambda c: (model.columns[c].width or 1000, -c))
            header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
            header.setMinimumSectionSize(4 * digit)

    def _height(self, rows: int) -> int:
        header = self.horizontalHeader().sizeHint().height()
        return (
            header + rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth() + 1
        )

    def sizeHint(self) -> QSize:
        fixed = self.property("rows")
        rows = int(fixed) if fixed else max(VISIBLE, min(12, self.lines_model.rowCount()))
        return QSize(super().sizeHint().width(), self._height(rows))

    def minimumSizeHint(self) -> QSize:
        fixed = self.property("rows")
        return QSize(200, self._height(int(fixed) if fixed else 3))


def _typed(asked: tuple[Any, ...]) -> str:
    """La lettre qui a ouvert la fenêtre, s'il y en a une : elle ne se perd pas."""
    text = asked[1].text() if len(asked) > 1 and isinstance(asked[1], QKeyEvent) else ""
    return text if text.isprintable() and text.strip() else ""
