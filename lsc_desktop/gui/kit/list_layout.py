"""Disposition d'une liste : colonnes, ordre, largeurs, tri ; gardée par utilisateur, nommée."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lsc_desktop.base.text import abrege
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.list_table import ListTable
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.kit.screens import Column

State = dict[str, Any]


class ListLayout(QObject):
    """Applique et garde la disposition d'un tableau sous `liste.<clé>`.

    Une disposition : `order` (noms, dans l'ordre), `hidden`, `widths` (points), `sort`.
    Les colonnes qu'une mise à jour ajoute paraissent à leur place déclarée.
    """

    def __init__(self, table: ListTable, prefs: Prefs, key: str) -> None:
        super().__init__(table)
        self.table, self.prefs, self.key = table, prefs, f"liste.{key}"
        self.names = [column.name for column in table.rows.columns]
        self.sort: tuple[tuple[str, bool], ...] = ()
        self._applying = False
        self._later = QTimer(self, interval=400, singleShot=True)
        self._later.timeout.connect(self.save)
        table.laid_out.connect(self._changed)

    @property
    def saved(self) -> State | None:
        return self.prefs.get(self.key)

    def state(self) -> State:
        heads = self.table.horizontalHeader()
        order = sorted(range(len(self.names)), key=heads.visualIndex)
        shown = [c for c in order if not self.table.isColumnHidden(c)]
        return {
            "order": [self.names[c] for c in order],
            "hidden": [self.names[c] for c in order if c not in shown],
            "widths": {self.names[c]: self.table.columnWidth(c) for c in shown},
            "sort": [list(key) for key in self.sort],
        }

    def visible(self) -> list[Column]:
        """Les colonnes montrées, dans leur ordre."""
        state = self.state()
        shown = [name for name in state["order"] if name not in state["hidden"]]
        return [self.table.rows.columns[self.names.index(name)] for name in shown]

    def apply(self, state: State | None) -> None:
        """Sans disposition, celle de la déclaration, étirée à la largeur de la fenêtre."""
        self._applying = True
        kept = state or {}
        order = [name for name in kept.get("order", ()) if name in self.names]
        order += [name for name in self.names if name not in order]
        order.remove(self.names[0])
        order.insert(0, self.names[0])
        heads = self.table.horizontalHeader()
        for place, name in enumerate(order):
            heads.moveSection(heads.visualIndex(self.names.index(name)), place)
        hidden = set(kept.get("hidden", ())) - {self.names[0]}
        for column, name in enumerate(self.names):
            self.table.setColumnHidden(column, name in hidden)
        self.sort = tuple((n, bool(d)) for n, d in kept.get("sort", ()) if n in self.names)
        self.table.fill()
        for name, width in kept.get("widths", {}).items():
            if name in self.names and name not in hidden:
                self.table.setColumnWidth(self.names.index(name), int(width))
        self._applying = False

    def arrange(self, order: list[str], hidden: set[str]) -> None:
        self.apply({**self.state(), "order": order, "hidden": sorted(hidden)})
        self.save()

    def hide(self, column: int) -> None:
        if column > 0:
            self.table.setColumnHidden(column, True)
            self.save()

    def save(self) -> None:
        self._later.stop()
        self.prefs.set(self.key, self.state())

    def save_later(self) -> None:
        """Le disque n'est pas sur le chemin d'un clic."""
        self._later.start()

    def flush(self) -> None:
        """Avant de fermer : ce qui attendait d'être gardé l'est."""
        if self._later.isActive():
            self.save()

    def forget(self) -> None:
        """Revient à la disposition déclarée."""
        self._later.stop()
        self.prefs.set(self.key, None)
        self.apply(None)

    def _changed(self) -> None:
        if not self._applying and self.table.isVisible():
            self._later.start()


class ViewsMenu(QMenu):
    """Les vues nommées : rappeler, garder, supprimer."""

    def __init__(
        self,
        prefs: Prefs,
        key: str,
        current: Callable[[], State],
        recall: Callable[[State], None],
        parent: QWidget,
    ) -> None:
        super().__init__("Vues", parent)
        self._prefs, self._key = prefs, f"vues.{key}"
        self._current, self._recall = current, recall
        self.aboutToShow.connect(self.fill)
        self.fill()

    @property
    def views(self) -> dict[str, State]:
        return dict(self._prefs.get(self._key, {}))

    def fill(self) -> None:
        self.clear()
        for name, state in sorted(self.views.items()):
            action = QAction(_shown(name), self)
            action.triggered.connect(lambda _=False, s=state: self._recall(s))
            self.addAction(action)
        if self.views:
            self.addSeparator()
        self.addAction("Garder la vue actuelle…", self._ask)
        remove = self.addMenu("Supprimer une vue")
        remove.menuAction().setEnabled(bool(self.views))
        for name in sorted(self.views):
            action = QAction(_shown(name), remove)
            action.triggered.connect(lambda _=False, n=name: self.remove(n))
            remove.addAction(action)

    def keep(self, name: str) -> None:
        self._prefs.set(self._key, {**self.views, name: self._current()})

    def remove(self, name: str) -> None:
        self._prefs.set(self._key, {n: s for n, s in self.views.items() if n != name} or None)

    def _ask(self) -> None:
        name = dialogs.ask_text(self.window(), "Garder la vue", "Nom de la vue")
        if name and (
            name not in self.views
            or dialogs.ask(self.window(), f"La vue « {name} » existe déjà.", "La remplacer")
        ):
            self.keep(name)


class ColumnsDialog(QDialog):
    """Cocher, décocher, monter, descendre ; la première colonne reste."""

    def __init__(self, layout: ListLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Choisir les colonnes")
        self._layout = layout
        state = layout.state()
        self.list = QListWidget()
        self.list.setAccessibleName("Colonnes, dans l'ordre")
        self.list.setSpacing(2)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for name in state["order"][1:]:
            item = QListWidgetItem(layout.table.rows.columns[layout.names.index(name)].title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            shown = name not in state["hidden"]
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for text, run in (("Annuler", self.reject), ("Valider", self.accept)):
            button = QPushButton(text)
            button.setProperty("primary", text == "Valider")
            button.setDefault(text == "Valider")
            button.clicked.connect(run)
            buttons.addWidget(button)
        moves = QHBoxLayout()
        for text, step in (("Monter", -1), ("Descendre", 1)):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.setShortcut("Alt+Up" if step < 0 else "Alt+Down")
            button.clicked.connect(lambda _=False, s=step: self.move_item(s))
            moves.addWidget(button)
        moves.addStretch(1)
        reset = QPushButton("Disposition d'origine")
        reset.setAutoDefault(False)
        reset.clicked.connect(self._reset)
        moves.addWidget(reset)
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 16, 16, 12)
        page.setSpacing(12)
        page.addWidget(self.list)
        page.addLayout(moves)
        page.addLayout(buttons)
        self.resize(420, 480)

    def move_item(self, step: int) -> None:
        place = self.list.currentRow()
        if 0 <= place + step < self.list.count():
            self.list.insertItem(place + step, self.list.takeItem(place))
            self.list.setCurrentRow(place + step)

    def accept(self) -> None:
        items = [self.list.item(n) for n in range(self.list.count())]
        names = [item.data(Qt.ItemDataRole.UserRole) for item in items]
        off = {
            name
            for name, item in zip(names, items, strict=True)
            if item.checkState() == Qt.CheckState.Unchecked
        }
        self._layout.arrange([self._layout.names[0], *names], off)
        super().accept()

    def _reset(self) -> None:
        self._layout.forget()
        self.reject()


def _shown(name: str) -> str:
    """Le nom d'une vue dans un menu, où « & » soulignerait."""
    return abrege(name, 60).replace("&", "&&")
