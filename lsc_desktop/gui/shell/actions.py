"""Ce que la fenêtre sait faire au clavier : F1 à F10, onglets, recherche, aide."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.screens import ListScreen
from lsc_desktop.gui.shell.keys import F_KEYS, KeysDialog, resolve, sheet
from lsc_desktop.gui.shell.palette import Choice, Palette

if TYPE_CHECKING:
    from lsc_desktop.gui.shell.window import MainWindow

EVENEMENTS = "evenements.liste"
SANS_MOT_DE_PASSE = "Le programme s'ouvre sans mot de passe : il n'y a rien à verrouiller."
THEMES: tuple[tuple[style.Theme, str], ...] = (
    ("systeme", "Comme le système"),
    ("clair", "Clair"),
    ("sombre", "Sombre"),
)
DENSITES: tuple[tuple[style.Densite, str], ...] = (("compacte", "Compacte"), ("aeree", "Aérée"))


class WindowActions:
    """Les actions de la fenêtre ; toutes sont dans le menu d'aide, donc dans l'aide-mémoire."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.all: list[QAction] = []
        self._declare()

    def _declare(self) -> None:
        window, add = self.window, self._add
        add("Pourquoi ce montant, ou créer un événement", self.help, "F1")
        add("Chercher partout", self.search, "Ctrl+K", "F2")
        add("Afficheur : relire la liste", self.refresh, "F5")
        for keys, entry in F_KEYS:
            action = add(entry.text, partial(window.open_entry, entry), keys)
            why_not = window.why_not(entry)
            action.setEnabled(not why_not)
            action.setToolTip(why_not or entry.text)
            if resolve(entry, window.screens):
                action.setText(f"{entry.text} — à venir")
        add("Accueil", window.show_home, "F10")
        add("Onglet suivant", lambda: window.tabs.step(1), "Ctrl+Tab", "Ctrl+PgDown")
        add("Onglet précédent", lambda: window.tabs.step(-1), "Ctrl+Shift+Tab", "Ctrl+PgUp")
        add("Fermer l'onglet", lambda: window.close_view(window.current()), "Ctrl+W", "Ctrl+F4")
        add("Détacher l'onglet", self.tear_off, "Ctrl+Shift+D")
        add("Replier les menus", window.fold_menus, "Ctrl+M")
        add("Raccourcis clavier", self.show_keys, "Ctrl+F1")
        self._locking = [
            add("Verrouiller la session", self.lock, "Ctrl+L"),
            add("Changer mon mot de passe…", self.change_password),
        ]
        self.follow_lock()

    def _add(self, text: str, run: Callable[[], Any], *keys: Any) -> QAction:
        action = QAction(text, self.window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        action.triggered.connect(lambda _checked=False: run())
        self.window.addAction(action)
        self.all.append(action)
        return action

    def follow_lock(self) -> None:
        """Sans mot de passe, il n'y a ni verrou ni mot de passe à changer."""
        for action in self._locking:
            action.setEnabled(self.window.lock is not None)
            action.setToolTip("" if self.window.lock is not None else SANS_MOT_DE_PASSE)

    # --- Actions -------------------------------------------------------------------------

    def help(self) -> None:
        """F1 : dans une fiche, pourquoi ce montant ; ailleurs, créer un événement."""
        explain = getattr(self.window.current(), "explain_here", None)
        events = self.window.screens.get(EVENEMENTS)
        if explain is not None and explain():
            return
        if isinstance(events, ListScreen) and events.creates:
            self.window.open(events.creates)
        else:
            self.window.inform("Rien à expliquer ici ; créer un événement est à venir.")

    def refresh(self) -> None:
        from lsc_desktop.gui.kit.lists import ListView

        view = self.window.current()
        if isinstance(view, ListView):
            view.reload()
            self.window.inform("La liste est à jour.")
        elif view is self.window.home:
            self.window.home.refresh()

    def tear_off(self) -> None:
        tabs = self.window.tabs
        tabs.tear_off(tabs.currentWidget())

    def lock(self) -> None:
        if self.window.lock is not None:
            self.window.lock.lock()

    def change_password(self) -> None:
        from lsc_desktop.gui.shell.login import renew

        lock = self.window.lock
        text = "Il remplacera l'actuel dès maintenant."
        if lock is not None and renew(self.window.front(), text, lock.guard.change, ask_old=True):
            self.window.inform("Votre mot de passe est changé.")

    def show_keys(self) -> None:
        window = self.window
        KeysDialog(window, sheet(self.all, window.modules, window.screens)).open()

    def search(self) -> None:
        """Ctrl+K. Les fiches se cherchent hors du fil graphique."""
        window = self.window
        if QApplication.activeModalWidget() is not None:
            return  # une question attend : elle passe d'abord
        front = window.current().window()
        if front.findChild(Palette) is None:
            Palette(front, self._choices(), self._fiches, window.tasks).popup()

    def _choices(self) -> list[Choice]:
        """Entrées de menu, commandes de l'écran en cours, actions de la fenêtre."""
        from lsc_desktop.gui.kit.lists import ListView

        window, found = self.window, []
        for module, menu, entry in window.entries():
            detail, why_not = f"{module.text} › {menu.text}", window.why_not(entry)
            found.append(
                Choice(entry.text, detail, partial(window.open_entry, entry), why_not=why_not)
            )
        view = window.current()
        if isinstance(view, ListView):
            for menu_text, action in view.tools.commands.all():
                found.append(_command(view.declared.title, menu_text, action))
        found += [_command("Fenêtre", "", action) for action in self.all if action.isEnabled()]
        return found

    def _fiches(self, text: str) -> list[Choice]:
        window = self.window
        with window.db.read() as session:
            hits = window.search(session, text)
        return [
            Choice(
                hit.label,
                f"{hit.kind} · {hit.detail}" if hit.detail else hit.kind,
                partial(window.open, hit.opens, hit.id),
                getattr(window.screens.get(hit.opens), "icon", "mdi6.card-text-outline"),
            )
            for hit in hits
            if not window.barred(hit.opens)
        ]

    # --- Menu d'aide ---------------------------------------------------------------------

    def help_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("Menu")
        button.setAccessibleName("Touches, allure, aide")
        button.setIcon(icon("mdi6.menu"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        menu.addActions(self.all)
        menu.addSeparator()
        menu.addMenu(self._look(menu))
        button.setMenu(menu)
        return button

    def _look(self, parent: QMenu) -> QMenu:
        menu = QMenu("Allure", parent)
        now = style.current()
        for theme, text in THEMES:
            action = menu.addAction(text, partial(self._choose, theme, None))
            action.setCheckable(True)
            action.setData(theme)
        menu.addSeparator()
        for densite, text in DENSITES:
            action = menu.addAction(text, partial(self._choose_density, densite))
            action.setCheckable(True)
            action.setData(densite)

        def tick() -> None:
            for action in menu.actions():
                action.setChecked(action.data() in (now.theme, now.densite))

        menu.aboutToShow.connect(tick)
        return menu

    def _choose_density(self, densite: style.Densite) -> None:
        self._choose(style.current().theme, densite)

    def _choose(self, theme: style.Theme, densite: style.Densite | None) -> None:
        style.choose(theme, densite)
        self.window.prefs.set("theme", theme)
        self.window.prefs.set("densite", style.current().densite)


def _command(where: str, menu: str, action: QAction) -> Choice:
    detail = f"{where} › {menu}" if menu else where
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    why_not = "" if action.isEnabled() else action.toolTip()
    text = action.text().split(" — à venir")[0]
    return Choice(text, detail, action.trigger, "mdi6.flash-outline", why_not, keys)
