"""Ouvrir les vrais écrans sur une vraie base, et y faire ce que fait un utilisateur."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import delete, isValid

from lsc_desktop.gui.kit.boards import make_board
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.kit.list_commands import Commands
from lsc_desktop.gui.kit.lists import ListView
from lsc_desktop.gui.kit.screens import BoardScreen
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.gui.screens import SCREENS
from tests.gui.exemple import ShellEspion


class Atelier:
    """Les écrans ouverts pendant un essai ; `shell` note ce qu'ils demandent."""

    def __init__(self, qtbot: Any, db: Any, ctx: Any) -> None:
        self.qtbot, self.db = qtbot, db
        self.shell = ShellEspion(ctx, db)
        self.tasks = Tasks()
        self.views: list[QWidget] = []

    def fiche(self, key: str, id: int | None = None, **params: Any) -> FormView:
        form = FormView(
            SCREENS[key], self.shell, self.db, id, params, make_list=self.onglet, tasks=self.tasks
        )
        self.views.append(form)
        form.resize(1060, 640)
        form.show()
        return form

    def liste(self, key: str, params: Any = None) -> ListView:
        view = ListView(SCREENS[key], self.shell, self.db, params or {}, tasks=self.tasks)
        self.views.append(view)
        view.show()
        self.qtbot.waitUntil(lambda: view.loader.count is not None)
        return view

    def saisie(self, key: str, **params: Any) -> Any:
        """Une saisie directe, montrée."""
        screen = SCREENS[key]
        assert isinstance(screen, BoardScreen)
        view = make_board(screen, self.shell, params, lambda needs: True)
        self.views.append(view)
        view.resize(1200, 640)
        view.show()
        return view

    def onglet(self, key: str, params: Any = None) -> QWidget:
        """Ce que la fiche met dans un de ses onglets."""
        if isinstance(SCREENS[key], BoardScreen):
            return self.saisie(key, **(params or {}))
        return self.liste(key, params)

    def lance(self, view: ListView, text: str) -> None:
        """Déclenche une commande de la liste et attend qu'elle ait fini."""
        commands: Commands = view.tools.commands
        (action,) = [action for _menu, action in commands.all() if action.text() == text]
        action.trigger()
        assert self.tasks.drain()

    def close(self) -> None:
        """Les écrans partent avant les fils dont ils se servent."""
        self.tasks.drain()
        for view in self.views:
            if isValid(view):
                delete(view)
        self.tasks.close()


def tape(form: FormView, name: str, text: str) -> None:
    """Remplace le contenu d'un champ, au clavier."""
    widget = champ(form, name)
    widget.setFocus()
    widget.selectAll()
    QTest.keyClicks(widget, text) if text else QTest.keyClick(widget, Qt.Key.Key_Delete)


def choisit(form: FormView, name: str, id: int) -> None:
    """Prend une fiche liée."""
    lookup: Any = champ(form, name)
    (row,) = [row for row in lookup._matches("") if row.id == id]
    lookup.choose(row)


def champ(form: FormView, name: str) -> Any:
    widget = form.body.findChild(QWidget, name)
    assert widget is not None, name
    return widget


def lignes(view: ListView) -> list[list[str]]:
    """Ce que la liste montre."""
    model = view.table.model()
    return [
        [model.index(row, column).data() or "" for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
