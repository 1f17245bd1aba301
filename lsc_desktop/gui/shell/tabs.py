"""Le travail en onglets, qu'on détache en fenêtres et qu'on remet."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QMenu, QTabBar, QTabWidget, QToolButton, QWidget

from lsc_desktop.base.text import abrege
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.labels import CutLabel, tip
from lsc_desktop.gui.kit.tabs import calm

RIGHT = QTabBar.ButtonPosition.RightSide
ARRACHE = 48  # points : au-delà de la barre, l'onglet se détache


class _Bar(QTabBar):
    """Une barre d'onglets d'où l'on tire un onglet vers le bas pour le détacher."""

    torn = Signal(int, QPoint)
    dropped_by_middle = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._pulled = -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pulled = self.tabAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        where, pulled = event.position().toPoint(), self._pulled
        self._pulled = -1
        if event.button() == Qt.MouseButton.MiddleButton and pulled == self.tabAt(where) >= 0:
            self.dropped_by_middle.emit(pulled)
        far = where.y() > self.height() + ARRACHE or where.y() < -ARRACHE
        if event.button() == Qt.MouseButton.LeftButton and pulled >= 0 and far:
            self.torn.emit(self.currentIndex(), event.globalPosition().toPoint())


class Detached(QMainWindow):
    """Une fenêtre pour un seul écran. `back()` : à remettre parmi les onglets."""

    back = Signal(QWidget)
    closing = Signal(QWidget)

    def __init__(self, view: QWidget, title: str, picture: QIcon) -> None:
        super().__init__()
        self.setCentralWidget(view)
        self.setWindowTitle(title)
        self.setWindowIcon(picture)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        button = QToolButton()
        button.setText("Remettre dans la fenêtre principale")
        button.setIcon(icon("mdi6.dock-window"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(self.put_back)
        summed = getattr(view, "summary_changed", None)
        if summed is not None:
            summary = CutLabel(getattr(view, "summary", ""))
            summary.setObjectName("selection")
            summed.connect(summary.setText)
            self.statusBar().addPermanentWidget(summary)
        self.statusBar().addPermanentWidget(button)
        QShortcut(QKeySequence("Ctrl+Shift+D"), self, self.put_back)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.close)
        view.show()

    def put_back(self) -> None:
        self.back.emit(self.centralWidget())

    def closeEvent(self, event: QCloseEvent) -> None:
        """C'est la fenêtre principale qui ferme l'écran, après avoir demandé s'il le faut."""
        view = self.centralWidget()
        if view is not None:
            event.ignore()
            self.closing.emit(view)
        else:
            super().closeEvent(event)


class WorkTabs(QTabWidget):
    """Les écrans ouverts. `asked_to_close(view)` : une croix, un clic du milieu, Ctrl+W."""

    asked_to_close = Signal(QWidget)
    shown = Signal(QWidget)

    def __init__(self) -> None:
        super().__init__()
        self.windows: dict[QWidget, Detached] = {}
        bar = _Bar()
        self.setTabBar(bar)
        calm(self)
        self.setDocumentMode(True)
        self.setMovable(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        bar.torn.connect(lambda index, where: self.tear_off(self.at(index), where))
        bar.dropped_by_middle.connect(lambda index: self.asked_to_close.emit(self.widget(index)))
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        bar.customContextMenuRequested.connect(self._menu)
        self.currentChanged.connect(lambda index: self.shown.emit(self.widget(index)))

    def at(self, index: int) -> QWidget:
        """L'écran d'un onglet."""
        view = self.widget(index)
        assert view is not None
        return view

    def views(self) -> list[QWidget]:
        """Les écrans des onglets, puis ceux des fenêtres."""
        return [self.at(n) for n in range(self.count())] + list(self.windows)

    def add(self, view: QWidget, title: str, picture: QIcon, closable: bool = True) -> None:
        index = self.addTab(view, picture, "")
        self.rename(view, title)
        if closable:
            self.tabBar().setTabButton(index, RIGHT, self._cross(view))
        self.setCurrentIndex(index)
        view.setFocus()

    def _cross(self, view: QWidget) -> QToolButton:
        """Une croix discrète, au lieu de celle de Fusion."""
        cross = QToolButton()
        cross.setIcon(icon("mdi6.close"))
        cross.setIconSize(QSize(14, 14))
        cross.setProperty("croix", True)
        cross.setToolTip("Fermer (Ctrl+W)")
        cross.setAccessibleName("Fermer l'onglet")
        cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cross.clicked.connect(lambda: self.asked_to_close.emit(view))
        return cross

    def rename(self, view: QWidget, title: str) -> None:
        index = self.indexOf(view)
        if index >= 0:
            short = abrege(title, 34)
            self.setTabText(index, short.replace("&", "&&"))
            self.setTabToolTip(index, tip(title) if short != title else "")
            self.tabBar().setTabData(index, title)
        elif view in self.windows:
            self.windows[view].setWindowTitle(title)

    def title(self, view: QWidget | None) -> str:
        """Le titre entier d'un onglet."""
        index = self.indexOf(view) if view is not None else -1
        return self.tabBar().tabData(index) or ""

    def bring(self, view: QWidget) -> None:
        """Montre un écran, qu'il soit dans un onglet ou dans sa fenêtre."""
        if view in self.windows:
            self.windows[view].activateWindow()
            self.windows[view].raise_()
        else:
            self.setCurrentWidget(view)
            view.setFocus()

    def tear_off(self, view: QWidget, where: QPoint | None = None) -> None:
        """D'un onglet, fait une fenêtre ; le premier, l'accueil, reste."""
        index = self.indexOf(view)
        if index <= 0:
            return
        title = self.title(view)
        picture, size = self.tabIcon(index), view.size()
        self.removeTab(index)
        window = Detached(view, title, picture)
        window.back.connect(self.put_back)
        window.closing.connect(self.asked_to_close)
        self.windows[view] = window
        window.resize(size)
        if where is not None:
            window.move(where - QPoint(120, 10))
        window.show()
        view.setFocus()

    def put_back(self, view: QWidget) -> None:
        window = self.windows.pop(view)
        title, picture = window.windowTitle(), window.windowIcon()
        window.takeCentralWidget()
        self.add(view, title, picture)
        window.close()

    def drop(self, view: QWidget) -> None:
        """Retire un écran fermé."""
        window = self.windows.pop(view, None)
        if window is not None:
            window.takeCentralWidget()
            window.close()
        elif self.indexOf(view) >= 0:
            self.removeTab(self.indexOf(view))
        view.hide()
        view.deleteLater()
        if window is None and self.currentWidget() is not None:
            self.currentWidget().setFocus()  # sans quoi le clavier passe au hasard des voisins

    def step(self, by: int) -> None:
        """L'onglet suivant ou précédent, en rond."""
        self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def _menu(self, at: QPoint) -> None:
        index = self.tabBar().tabAt(at)
        if index <= 0:
            return
        view, menu = self.at(index), QMenu(self)
        menu.addAction("Détacher dans une fenêtre", lambda: self.tear_off(view))
        menu.addSeparator()
        menu.addAction("Fermer", lambda: self.asked_to_close.emit(view))
        others = menu.addAction("Fermer les autres", lambda: self._close_others(view))
        others.setEnabled(self.count() > 2)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.tabBar().mapToGlobal(at))

    def _close_others(self, kept: QWidget) -> None:
        for view in [self.at(n) for n in range(1, self.count())]:
            if view is not kept:
                self.asked_to_close.emit(view)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self.shown.emit(self.currentWidget())
