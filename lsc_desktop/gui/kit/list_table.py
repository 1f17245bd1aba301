"""Le tableau d'une liste : première colonne fixe, cellules liens, en-têtes qui trient."""

from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.columns import Kind, chars
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.labels import tip
from lsc_desktop.gui.kit.list_model import PagedModel

MARGE, COCHE = 8, 16
SELECTED = QStyle.StateFlag.State_Selected.value
RIGHT = Qt.AlignmentFlag.AlignRight.value
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Peint une cellule d'un trait : le fond choisi, puis le texte, de son encre, sans cadre.

    Une image de liste, ce sont des centaines de cellules : tout est demandé d'un coup au modèle, et
    le texte, d'une ligne et déjà à sa taille, est posé sur un point (Qt met six fois plus de temps
    à le ranger dans un rectangle).
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        opt: Any = option
        rect = opt.rect
        if opt.state.value & SELECTED:
            painter.fillRect(rect, style.color("selection"))
        cell = index.model().cell(index.row(), index.column())  # type: ignore[attr-defined]
        if cell.checked:
            mark = QRect(0, 0, COCHE, COCHE)
            mark.moveCenter(rect.center())
            icon("mdi6.check", "ok").paint(painter, mark)
        elif cell.text:
            text, width, metrics = cell.text, rect.width() - 2 * MARGE, opt.fontMetrics
            advance = metrics.horizontalAdvance(text)
            if advance > width:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
                advance = metrics.horizontalAdvance(text)
            left = rect.left() + MARGE
            if cell.alignment & RIGHT:
                left += width - advance
            base = rect.top() + (rect.height() - metrics.height()) // 2 + metrics.ascent()
            painter.setPen(style.color(cell.ink))
            painter.drawText(left, base, text)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: Any, index: Index
    ) -> bool:
        """Une infobulle seulement quand le texte ne tient pas."""
        text = str(index.data() or "")
        if view.fontMetrics().horizontalAdvance(text) > option.rect.width() - 2 * MARGE:
            QToolTip.showText(event.globalPos(), tip(text), view)
        else:
            QToolTip.hideText()
        return True


class PlainTable(QTableView):
    """Ce que tous les tableaux de lignes ont en commun : calmes, sans cadre, jamais édités.

    Leur modèle rend chaque cellule d'un coup : `cell(rang, colonne)`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(CellDelegate(self))
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads = self.horizontalHeader()
        heads.setSectionsClickable(True)
        heads.setHighlightSections(False)
        heads.setMinimumSectionSize(32)
        heads.setTextElideMode(Qt.TextElideMode.ElideRight)

    def setSelectionModel(self, selection: QItemSelectionModel) -> None:
        """Un en-tête cherche si sa colonne est choisie en parcourant toutes les lignes : avec une
        sélection à lui, toujours vide, « tout sélectionner » ne coûte rien."""
        super().setSelectionModel(selection)
        heads = self.horizontalHeader()
        heads.setSelectionModel(QItemSelectionModel(selection.model(), heads))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill_ground()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fill_ground()

    def _fill_ground(self) -> None:
        """Un fond plein, que la feuille de style avait ôté : défiler d'une ligne glisse l'image et
        peint la ligne qui paraît, au lieu de tout repeindre."""
        self.viewport().setAutoFillBackground(True)


class ListTable(PlainTable):
    """`followed(row, column)` : clic sur un lien ; `opened(row)` : double-clic ou Entrée ;
    `sorted(column)` : clic sur un en-tête ; `typed(text)` : on tape, c'est pour le filtre."""

    followed = Signal(int, int)
    opened = Signal(int)
    sorted = Signal(int)
    typed = Signal(str)
    laid_out = Signal()

    def __init__(self, model: PagedModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = model
        self._pressed: QPoint | None = None
        self.setModel(model)
        self.fixed = PlainTable(self)
        self._prepare_fixed()
        heads = self.horizontalHeader()
        heads.setSectionsMovable(True)
        heads.setFirstSectionMovable(False)
        heads.sectionClicked.connect(self.sorted)
        heads.sectionResized.connect(self._section_resized)
        heads.sectionMoved.connect(lambda *_: self.laid_out.emit())
        heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.restyle()

    def _prepare_fixed(self) -> None:
        fixed = self.fixed
        fixed.setObjectName("figee")
        fixed.setAccessibleName("Première colonne")
        fixed.setModel(self.model())
        fixed.setSelectionModel(self.selectionModel())
        fixed.setFocusProxy(self)
        fixed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fixed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fixed.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fixed.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        for column in range(1, self.model().columnCount()):
            fixed.setColumnHidden(column, True)
        fixed.horizontalHeader().sectionClicked.connect(self.sorted)
        fixed.horizontalHeader().sectionResized.connect(
            lambda _i, _old, width: self.setColumnWidth(0, width)
        )
        fixed.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        fixed.viewport().installEventFilter(self)
        self.verticalScrollBar().valueChanged.connect(fixed.verticalScrollBar().setValue)
        fixed.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.horizontalScrollBar().rangeChanged.connect(lambda *_: self._place_fixed())
        self.horizontalScrollBar().valueChanged.connect(lambda *_: self._place_fixed())

    def restyle(self) -> None:
        """Hauteur des lignes, selon la densité."""
        for grid in (self, self.fixed):
            grid.verticalHeader().setMinimumSectionSize(style.row_height())
            grid.verticalHeader().setDefaultSectionSize(style.row_height())

    def show_sort(self, column: int, descending: bool) -> None:
        # Fusion dessine une flèche vers le bas pour « croissant » ; Windows, vers le haut.
        order = Qt.SortOrder.AscendingOrder if descending else Qt.SortOrder.DescendingOrder
        for grid in (self, self.fixed):
            heads = grid.horizontalHeader()
            heads.setSortIndicatorShown(column >= 0)
            heads.setSortIndicator(column, order)

    def natural_width(self, column: int) -> int:
        """Largeur déclarée, ou celle du type ; le titre tient toujours."""
        declared = self.rows.columns[column]
        kind = self.rows.kinds[column]
        sample = "0aN" if kind is Kind.TEXT else "000"  # les codes sont en capitales
        letter = self.fontMetrics().horizontalAdvance(sample) / 3
        title = self.fontMetrics().horizontalAdvance(declared.title) + 22
        return max(round(chars(declared, kind) * letter) + 2 * MARGE, title)

    def fill(self) -> None:
        """Donne aux textes la place qui reste, tant que l'utilisateur n'a rien réglé."""
        shown = [c for c in range(len(self.rows.columns)) if not self.isColumnHidden(c)]
        widths = {column: self.natural_width(column) for column in shown}
        texts = [c for c in shown if self.rows.kinds[c] is Kind.TEXT]
        spare = self.viewport().width() - sum(widths.values())
        wanted = sum(widths[c] for c in texts)
        for column, width in widths.items():
            extra = spare * width // wanted if spare > 0 and column in texts else 0
            self.setColumnWidth(column, width + min(extra, width))

    # --- Souris et clavier ---------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._follow(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(self, event.position().toPoint())

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Les liens de la colonne fixe se comportent comme les autres."""
        if watched is self.fixed.viewport() and isinstance(event, QMouseEvent):
            where = event.position().toPoint()
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed = where
                self.setFocus(Qt.FocusReason.MouseFocusReason)
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._follow(self.fixed, event)
            elif event.type() == QEvent.Type.MouseMove:
                self._point(self.fixed, where)
        return bool(super().eventFilter(watched, event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self.clearSelection()
        elif plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _point(self, grid: QTableView, where: QPoint) -> None:
        linked = self._link_at(grid, where) is not None
        grid.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if linked else Qt.CursorShape.ArrowCursor
        )

    def _follow(self, grid: QTableView, event: QMouseEvent) -> None:
        where, pressed = event.position().toPoint(), self._pressed
        self._pressed = None
        left = event.button() == Qt.MouseButton.LeftButton
        if left and not event.modifiers() and pressed is not None:
            index = self._link_at(grid, where)
            if index is not None and (where - pressed).manhattanLength() < 4:
                self.followed.emit(index.row(), index.column())

    def _link_at(self, grid: QTableView, where: QPoint) -> QModelIndex | None:
        """La cellule lien dont le texte est sous la souris."""
        index = grid.indexAt(where)
        if not index.isValid() or not self.rows.columns[index.column()].opens:
            return None
        text = str(index.data() or "")
        area = QRect(grid.visualRect(index))
        area.setWidth(min(area.width(), grid.fontMetrics().horizontalAdvance(text) + MARGE))
        return index if text and area.contains(where) else None

    # --- Colonne fixe --------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_fixed()

    def _section_resized(self, column: int, _old: int, width: int) -> None:
        if column == 0:
            self.fixed.setColumnWidth(0, width)
            self._place_fixed()
        self.laid_out.emit()

    def _place_fixed(self) -> None:
        """Posée sur la première colonne dès que les autres défilent ; inutile sinon."""
        scrolled = self.horizontalScrollBar().value() > 0
        self.fixed.setVisible(scrolled)
        if scrolled:
            frame = self.frameWidth()
            height = self.viewport().height() + self.horizontalHeader().height()
            self.fixed.horizontalHeader().setFixedHeight(self.horizontalHeader().height())
            self.fixed.setGeometry(frame, frame, self.columnWidth(0), height)
            self.fixed.verticalScrollBar().setValue(self.verticalScrollBar().value())
