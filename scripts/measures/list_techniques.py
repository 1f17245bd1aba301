"""Trois façons de montrer un grand fichier de tiers : la nôtre, QSqlTableModel, tout en mémoire."""

from pathlib import Path
from typing import Any, Protocol, cast

from PySide6.QtCore import QAbstractTableModel, QEvent, QEventLoop, QModelIndex, Qt
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QApplication, QTableView
from sqlalchemy import select

from lsc_desktop.gui.kit.lists import ListView
from lsc_desktop.gui.kit.screens import ListScreen
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.storage.models import Tiers
from measures.agency import CTX, database

COLUMNS = (
    "code", "civilite", "nom", "adresse1", "code_postal", "ville", "telephone", "portable",
    "courriel", "actif", "recherche",
)  # fmt: skip
SIZE = (1200, 700)
PLACES = {name: place for place, name in enumerate(COLUMNS)}


class Technique(Protocol):
    """Chaque geste revient quand ce qu'il montre est peint."""

    def open(self) -> None: ...
    def close(self) -> None: ...
    def jump(self, end: bool) -> None: ...
    def sort(self, column: str, descending: bool) -> None: ...
    def type(self, text: str) -> None: ...
    def settle(self) -> None:
        """Laisse finir ce qui suit le geste (comptes, sommes) avant le geste suivant."""


class Shell:
    """Le peu qu'une liste demande à sa fenêtre."""

    def contexte(self) -> Any:
        return CTX

    def refuse(self, error: Exception) -> None:
        raise error

    def barred(self, key: str, creating: bool = False) -> str:
        return ""

    def inform(self, text: str) -> None: ...

    def preview(self, title: str, documents: Any) -> None: ...


class Ours:
    """La vraie liste, avec sa barre, ses commandes et ses comptes."""

    def __init__(self, path: Path, key: str) -> None:
        self.db, self.key, self.tasks = database(path), key, Tasks()

    def open(self) -> None:
        screen, shell = SCREENS[self.key], Shell()
        assert isinstance(screen, ListScreen)
        self.view = ListView(screen, cast(Any, shell), self.db, tasks=self.tasks)
        self.view.resize(*SIZE)
        self.view.show()
        self._loaded()

    def close(self) -> None:
        self.settle()
        _destroy(self.view)

    def jump(self, end: bool) -> None:
        """Peint, puis attend que la page soit là si elle n'a pas été lue tout de suite."""
        table, model = self.view.table, self.view.model
        table.scrollToBottom() if end else table.scrollToTop()
        row = model.rowCount() - 1 if end else 0
        table.viewport().repaint()
        while model.row(row) is None:
            _wait()
        table.viewport().repaint()

    def sort(self, column: str, descending: bool) -> None:
        self.view.sort((column, descending))
        self._loaded()

    def type(self, text: str) -> None:
        self.view.change(text=text)
        self._loaded()

    def settle(self) -> None:
        self.tasks.drain()
        _idle()

    def _loaded(self) -> None:
        loader = self.view.loader
        while loader.criteria != loader.target:
            _wait()
        self.view.table.viewport().repaint()


class SqlTable:
    """QSqlTableModel sur la table, comme le montrent les exemples de Qt."""

    def __init__(self, path: Path) -> None:
        self.base = QSqlDatabase.addDatabase("QSQLITE", "mesure")
        self.base.setDatabaseName(str(path))
        assert self.base.open(), self.base.lastError().text()

    def open(self) -> None:
        self.model = QSqlTableModel(db=self.base)
        self.model.setTable("tiers")
        self.model.setSort(self.model.fieldIndex("recherche"), Qt.SortOrder.AscendingOrder)
        self.model.select()
        self.view = _table(self.model)
        for name in ("id", "version", *(c.name for c in Tiers.__table__.columns)):
            if name not in COLUMNS[:-1]:
                self.view.hideColumn(self.model.fieldIndex(name))
        self.view.viewport().repaint()

    def close(self) -> None:
        _destroy(self.view)
        _destroy(self.model)

    def jump(self, end: bool) -> None:
        """Il ne connaît la fin qu'en lisant tout ce qui précède."""
        while end and self.model.canFetchMore():
            self.model.fetchMore()
        self.view.scrollToBottom() if end else self.view.scrollToTop()
        self.view.viewport().repaint()

    def sort(self, column: str, descending: bool) -> None:
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.model.sort(self.model.fieldIndex("recherche" if column == "nom" else column), order)
        self.view.viewport().repaint()

    def type(self, text: str) -> None:
        self.model.setFilter(f"recherche LIKE '%{text}%'" if text else "")
        self.view.viewport().repaint()

    def settle(self) -> None:
        _idle()


class Everything:
    """Toutes les lignes lues par SQLAlchemy, filtrées et triées en Python."""

    def __init__(self, path: Path) -> None:
        self.db = database(path)

    def open(self) -> None:
        columns = [Tiers.__table__.c[name] for name in COLUMNS]
        with self.db.read() as session:
            self.all = session.execute(select(*columns).order_by(Tiers.recherche)).all()
        self.model = Rows(self.all)
        self.view = _table(self.model)
        self.view.viewport().repaint()

    def close(self) -> None:
        _destroy(self.view)
        self.all = []

    def jump(self, end: bool) -> None:
        self.view.scrollToBottom() if end else self.view.scrollToTop()
        self.view.viewport().repaint()

    def sort(self, column: str, descending: bool) -> None:
        place = PLACES["recherche" if column == "nom" else column]
        self._show(sorted(self.model.rows, key=lambda row: row[place], reverse=descending))

    def type(self, text: str) -> None:
        place = PLACES["recherche"]
        self._show([row for row in self.all if text in row[place]])

    def settle(self) -> None:
        _idle()

    def _show(self, rows: Any) -> None:
        self.model.replace(rows)
        self.view.viewport().repaint()


class Rows(QAbstractTableModel):
    """Des lignes tenues en mémoire."""

    def __init__(self, rows: Any) -> None:
        super().__init__()
        self.rows = rows

    def replace(self, rows: Any) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, _parent: Any = QModelIndex()) -> int:  # noqa: B008
        return len(self.rows)

    def columnCount(self, _parent: Any = QModelIndex()) -> int:  # noqa: B008
        return len(COLUMNS) - 1

    def data(self, index: Any, role: int = 0) -> Any:
        return str(self.rows[index.row()][index.column()]) if role == 0 else None


def _table(model: Any) -> QTableView:
    view = QTableView()
    view.setModel(model)
    view.verticalHeader().hide()
    view.resize(*SIZE)
    view.show()
    return view


def _wait() -> None:
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _idle() -> None:
    for _ in range(3):  # ce qu'un événement en demande d'autres
        QApplication.processEvents()


def _destroy(thing: Any) -> None:
    if hasattr(thing, "close"):
        thing.close()
    thing.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
