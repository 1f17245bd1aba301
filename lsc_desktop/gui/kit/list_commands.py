"""Les commandes d'une liste : celles de l'écran, et celles que toutes ont."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit import rights
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.list_bar import MENUS
from lsc_desktop.gui.kit.rights import Allows, barred, greyed
from lsc_desktop.gui.kit.screens import Command, ListScreen, Shell

ABSENT = " — à venir"
ABONNEMENTS = "licence_store"  # la table dont un changement grise ou dégrise


class Commands:
    """Les `QAction` d'une liste, rangées par menu ; chaque raccourci vaut dans la liste.

    `menus()` les donne, séparateurs compris ; `buttons`, celles qui se montrent dans la barre.
    """

    def __init__(self, owner: QWidget, allows: Allows, shell: Shell) -> None:
        self._owner, self._allows, self._shell = owner, allows, shell
        self._partners: list[tuple[QAction, Command]] = []
        self._menus: dict[str, list[QAction]] = {}
        self.buttons: list[QAction] = []

    def add(
        self,
        menu: str,
        text: str,
        run: Callable[[], Any],
        shortcut: str | QKeySequence.StandardKey = "",
        picture: str = "",
        needs: str = "",
    ) -> QAction:
        """`needs` : le droit sans lequel elle est grisée, et refusée d'où qu'elle vienne."""
        action = QAction(text, self._owner)
        action.setAutoRepeat(False)  # un raccourci tenu ne vaut qu'un appui
        action.triggered.connect(lambda _checked=False: self._play(needs, run))
        if why_not := barred(self._allows, needs):
            action.setEnabled(False)
            action.setToolTip(why_not)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if picture:
            action.setIcon(icon(picture))
        self.place(menu, action)
        return action

    def declare(self, command: Command, run: Callable[[Command], None]) -> None:
        """Une commande de l'écran ; si elle ne peut pas agir, elle est grisée et dit pourquoi."""
        action = self.add(
            command.menu,
            command.text + (ABSENT if command.absent else ""),
            lambda: run(command),
            command.shortcut,
        )
        self._grey(action, command)
        if command.partenaire:
            self._partners.append((action, command))
        if command.button:
            self.buttons.append(action)

    def follow(self, tables: frozenset[str]) -> None:
        """Un abonnement vient d'être validé, ici ou sur un autre poste : ce qu'il grise suit."""
        for action, command in self._partners if ABONNEMENTS in tables else ():
            self._grey(action, command)

    def _grey(self, action: QAction, command: Command) -> None:
        why_not = greyed(command, self._allows, self._shell)
        action.setEnabled(not why_not and command.run is not None)
        action.setToolTip(why_not or command.text)

    def _play(self, needs: str, run: Callable[[], Any]) -> None:
        no = rights.refusal(self._allows, needs)
        if no is not None:
            self._shell.refuse(no)
        else:
            run()

    def separate(self, menu: str) -> None:
        if self._menus.get(menu):
            line = QAction(self._owner)
            line.setSeparator(True)
            self._menus[menu].append(line)

    def promote(self, menu: str, action: QAction) -> None:
        """D'une entrée seule dans son menu, fait un bouton de la barre."""
        self._menus[menu].remove(action)
        self.buttons.insert(0, action)

    def menus(self) -> list[tuple[str, list[QAction]]]:
        """Les menus qui ont des commandes, dans l'ordre de LSC, puis ceux de l'écran."""
        order = [*MENUS, *(name for name in self._menus if name not in MENUS)]
        return [(name, self._menus[name]) for name in order if self._menus.get(name)]

    def all(self) -> list[tuple[str, QAction]]:
        """(menu, action) de tout ce qu'on peut déclencher."""
        held = [(name, action) for name, actions in self.menus() for action in actions]
        buttons = [("", action) for action in self.buttons]
        usable = [(name, a) for name, a in buttons + held if not a.isSeparator() and not a.menu()]
        return list({action: (name, action) for name, action in usable}.values())

    def place(self, menu: str, action: QAction) -> None:
        self._menus.setdefault(menu, []).append(action)
        if action.menu() is None:
            self._owner.addAction(action)


def links(screen: ListScreen) -> list[tuple[str, str, str]]:
    """(titre, écran, champ de l'id) de chaque fiche liée, pour « Aller à »."""
    found: dict[tuple[str, str], str] = {}
    for column in screen.columns:
        if column.opens:
            found.setdefault((column.opens, column.opens_id), column.title)
    return [(title, opens, field) for (opens, field), title in found.items()]


def refusal(command: Command, selected: bool, displayed: int) -> UserError | None:
    """Pourquoi une commande ne peut pas agir maintenant, sinon None."""
    if command.selection == "exigee" and not selected:
        return UserError(
            "Aucune ligne n'est sélectionnée.",
            "Cliquez sur une ligne, ou Ctrl+A pour toutes, puis recommencez.",
        )
    if command.selection != "aucune" and not displayed:
        return UserError(
            "La liste n'affiche aucune ligne.", "Effacez le filtre ou créez une fiche d'abord."
        )
    return None
