"""La fenêtre principale : elle assemble les écrans et leur rend les services de `Shell`."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import dialogs, work
from lsc_desktop.gui.kit.home import Hit, HomeLine
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.lists import Letterhead, ListView, no_letterhead
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.kit.screens import Entry, ListScreen, Menu, Module, Params, Screen
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.gui.shell.actions import WindowActions
from lsc_desktop.gui.shell.home import HomeView, Pin
from lsc_desktop.gui.shell.keys import resolve
from lsc_desktop.gui.shell.rail import Accordion, Rail
from lsc_desktop.gui.shell.statusbar import StatusBar
from lsc_desktop.gui.shell.tabs import WorkTabs

RECENTES = 8
DIALOGUE = QSize(640, 400)  # Qt, sans cela, s'en tient aux deux tiers de l'écran
Search = Callable[[Any, str], Sequence[Hit]]


class MainWindow(QMainWindow):
    """Réalise `Shell` : `open` reçoit en plus `siblings` (identifiants que parcourent Suivant et
    Précédent) et `read_only`.

    `search(session, texte)` : les fiches de Ctrl+K. `setting(nom)` : un réglage de l'agence, pour
    les entrées `visible`. `create_event(documents)` : l'événement qui garde des documents.
    `letterhead(session)` : l'en-tête des listes imprimées. `allows(droit)` : le profil le permet.
    """

    _changed = Signal(object)

    def __init__(
        self,
        db: Any,
        screens: Mapping[str, Screen],
        modules: Sequence[Module],
        home: Sequence[HomeLine],
        search: Search,
        contexte: Callable[[], Contexte],
        setting: Callable[[str], bool],
        user_label: str,
        create_event: Callable[[Sequence[Document]], None],
        letterhead: Letterhead = no_letterhead,
        *,
        prefs: Prefs | None = None,
        tasks: Tasks | None = None,
        allows: Callable[[str], bool] = lambda needs: True,
    ) -> None:
        super().__init__()
        self.db, self.screens, self.modules = db, screens, modules
        self.prefs, self.tasks = prefs or Prefs(), tasks or Tasks(self)
        self.contexte, self.search, self.setting = contexte, search, setting
        self.create_event, self.letterhead, self.allows = create_event, letterhead, allows
        self._keys: dict[QWidget, tuple[Any, ...]] = {}
        self._tables: set[str] = set()
        self.setWindowTitle("LSC Desktop")
        self.setWindowIcon(icon("mdi6.home-city-outline", "accent"))
        self.rail, self.accordion = Rail(modules), Accordion(self.is_shown, self.why_not)
        self.tabs, self.status = WorkTabs(), StatusBar(user_label)
        self.home = HomeView(home, db, self.tasks, contexte)
        self.keys = WindowActions(self)
        self._lay_out()
        self._connect()
        self._restore()

    # --- Shell ---------------------------------------------------------------------------

    def open(self, key: str, id: int | None = None, **params: Any) -> None:
        """Ouvre un écran, ou montre celui qui l'est déjà."""
        screen = self.screens[key]
        siblings, read_only = params.pop("siblings", ()), params.pop("read_only", False)
        wanted = (key, id, repr(sorted(params.items())))
        held = next((view for view, kept in self._keys.items() if kept == wanted), None)
        if held is not None and (id is not None or isinstance(screen, ListScreen)):
            self.tabs.bring(held)
        elif isinstance(screen, ListScreen):
            self._open_list(screen, params, wanted)
        else:
            self._open_form(screen, id, params, siblings, read_only, wanted)

    def read(self, query: Callable[..., Any], *args: Any) -> Any:
        with self.db.read() as session:
            return query(session, *args)

    def preview(self, title: str, documents: Sequence[Document]) -> None:
        from lsc_desktop.gui.kit.preview import PreviewView

        view = PreviewView(documents, self.create_event, self.inform, self.refuse)
        self._add(view, f"Aperçu : {title}", "mdi6.file-eye-outline", ("aperçu", object()))

    def inform(self, text: str) -> None:
        self.status.say(text)

    def refuse(self, error: Exception) -> None:
        dialogs.refuse(self.front(), error)

    def ask(self, question: str, accept: str = "Continuer") -> bool:
        return dialogs.ask(self.front(), question, accept)

    # --- Ce que la fenêtre sait ----------------------------------------------------------

    def front(self) -> QWidget:
        """La fenêtre où l'on travaille : celle-ci, ou un écran détaché."""
        return QApplication.activeModalWidget() or QApplication.activeWindow() or self

    def current(self) -> QWidget:
        """L'écran où l'on travaille."""
        active = QApplication.activeWindow()
        torn = (view for view, window in self.tabs.windows.items() if window is active)
        return next(torn, self.tabs.currentWidget())

    def why_not(self, entry: Entry) -> str:
        return resolve(entry, self.screens)

    def is_shown(self, entry: Entry) -> bool:
        return not entry.visible or self.setting(entry.visible)

    def entries(self) -> list[tuple[Module, Menu, Entry]]:
        """Toutes les entrées de menu que l'agence voit."""
        return [
            (module, menu, entry)
            for module in self.modules
            for menu in module.menus
            for entry in menu.entries
            if self.is_shown(entry)
        ]

    def open_entry(self, entry: Entry) -> None:
        if not self.why_not(entry):
            self.open(entry.opens, **entry.params)

    def tables_changed(self, tables: frozenset[str]) -> None:
        """La base a changé, d'où que cela vienne : les listes concernées se relisent."""
        self._changed.emit(tables)

    def settings_changed(self) -> None:
        """Un réglage de l'agence a changé : les menus se refont."""
        self.show_module(self.prefs.get("module", self.modules[0].key))
        self.home.show_pins(self._pins())

    def services_state(self, text: str, niveau: Any = "calme") -> None:
        self.status.show_services(text, niveau)

    # --- Écrans --------------------------------------------------------------------------

    def _open_list(self, screen: ListScreen, params: Params, wanted: tuple[Any, ...]) -> None:
        view = ListView(
            screen,
            self,
            self.db,
            params,
            prefs=self.prefs,
            tasks=self.tasks,
            letterhead=self.letterhead,
            allows=self.allows,
        )
        view.summary_changed.connect(lambda _text: self._show_summary())
        self._add(view, screen.title, screen.icon, wanted)

    def _open_form(
        self,
        screen: Any,
        id: int | None,
        params: Params,
        siblings: Sequence[int],
        read_only: bool,
        wanted: tuple[Any, ...],
    ) -> None:
        from lsc_desktop.gui.kit.forms import FormView

        view = FormView(
            screen,
            self,
            self.db,
            id=id,
            params=params,
            siblings=siblings,
            make_list=self._pane,
            read_only=read_only,
        )
        if screen.dialog:
            self._show_dialog(view, screen)
            return
        self._add(view, screen.name, screen.icon, wanted)
        view.title_changed.connect(lambda title: self._renamed(view, title))
        view.closed.connect(lambda: self._forget(view))

    def _pane(self, key: str, params: Params) -> ListView:
        """Une liste dans l'onglet d'une fiche : ses filtres en sont l'état d'origine."""
        screen = self.screens[key]
        assert isinstance(screen, ListScreen)
        inside = dataclasses.replace(screen, preset={**screen.preset, **params})
        return ListView(inside, self, self.db, prefs=self.prefs, tasks=self.tasks)

    def _show_dialog(self, view: Any, screen: Any) -> None:
        dialog = QDialog(self.front())
        dialog.setWindowTitle(screen.name)
        page = QVBoxLayout(dialog)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(view)
        view.title_changed.connect(dialog.setWindowTitle)
        view.closed.connect(dialog.accept)
        dialog.finished.connect(dialog.deleteLater)
        dialog.resize(view.sizeHint().expandedTo(DIALOGUE).boundedTo(self.size()))
        dialog.open()

    def _add(self, view: QWidget, title: str, picture: str, wanted: tuple[Any, ...]) -> None:
        self._keys[view] = wanted
        self.tabs.add(view, title, icon(picture))

    def _renamed(self, view: QWidget, title: str) -> None:
        self.tabs.rename(view, title)
        key, id = self._keys.get(view, ("", None))[:2]
        if id is not None and key in self.screens:
            fiche = [title, self.screens[key].icon, key, id]
            rest = [f for f in self.prefs.get("recentes", []) if f[2:] != fiche[2:]]
            self.prefs.set("recentes", [fiche, *rest][:RECENTES])

    def close_view(self, view: QWidget) -> None:
        """Ferme un écran, après lui avoir demandé s'il le peut."""
        if view is self.home:
            return
        may_close = getattr(view, "may_close", None)
        if may_close is None or may_close():
            self._forget(view)

    def _forget(self, view: QWidget) -> None:
        if self._keys.pop(view, None) is not None:
            view.close()
            self.tabs.drop(view)
            self._show_summary()

    # --- Menus, accueil ------------------------------------------------------------------

    def show_module(self, key: str) -> None:
        module = next((m for m in self.modules if m.key == key), self.modules[0])
        self.rail.choose(module.key)
        self.accordion.show_module(module, self.prefs.get(f"menu.{module.key}", ""))
        self.prefs.set("module", module.key)

    def show_home(self) -> None:
        self.home.show_recent([tuple(fiche) for fiche in self.prefs.get("recentes", [])])
        self.tabs.setCurrentWidget(self.home)
        self.home.refresh()
        self.home.focus_first()
        self.activateWindow()

    def fold_menus(self) -> None:
        """Replie ou rouvre l'accordéon."""
        self.accordion.setVisible(self.accordion.isHidden())
        self.prefs.set("replie", self.accordion.isHidden() or None)

    def pin(self, menu: Menu, entry: Entry) -> None:
        module = self.prefs.get("module", "")
        kept = [*self.prefs.get("raccourcis", []), [module, menu.text, entry.text]]
        self.prefs.set("raccourcis", [p for n, p in enumerate(kept) if p not in kept[:n]])
        self.home.show_pins(self._pins())
        self.inform(f"« {entry.text} » est sur l'accueil (F10).")

    def unpin(self, pin: Pin) -> None:
        gone = [pin.module, pin.menu, pin.entry.text]
        self.prefs.set("raccourcis", [p for p in self.prefs.get("raccourcis", []) if p != gone])
        self.home.show_pins(self._pins())

    def _pins(self) -> list[Pin]:
        known = {(m.key, menu.text, e.text): e for m, menu, e in self.entries()}
        names = [tuple(kept) for kept in self.prefs.get("raccourcis", [])]
        return [Pin(n[0], n[1], known[n], self.why_not(known[n])) for n in names if n in known]

    # --- Assemblage ----------------------------------------------------------------------

    def _lay_out(self) -> None:
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.accordion)
        row.addWidget(self.tabs, 1)
        self.setCentralWidget(body)
        self.setStatusBar(self.status)
        self.tabs.add(self.home, "Accueil", icon("mdi6.home-outline"), closable=False)
        self.rail.add_foot(self.keys.help_button())

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_module)
        self.rail.unfolded.connect(self.fold_menus)
        self.accordion.opened.connect(self.open_entry)
        self.accordion.pinned.connect(self.pin)
        self.accordion.remembered.connect(
            lambda module, menu: self.prefs.set(f"menu.{module}", menu)
        )
        self.home.followed.connect(lambda line: self.open(line.opens, **line.params))
        self.home.opened.connect(self.open_entry)
        self.home.unpinned.connect(self.unpin)
        self.home.recalled.connect(self.open)
        self.tabs.asked_to_close.connect(self.close_view)
        self.tabs.shown.connect(lambda _view: self._show_summary())
        self._changed.connect(self._gather)
        self._gathering = QTimer(self, interval=120, singleShot=True)
        self._gathering.timeout.connect(self._spread)
        self._clock = QTimer(self, interval=60_000)
        self._clock.timeout.connect(self._show_day)
        self._clock.start()
        self._show_day()

    def _gather(self, tables: frozenset[str]) -> None:
        """Un traitement valide cent transactions : les listes ne se relisent qu'à la pause."""
        self._tables |= tables
        if not self._gathering.isActive():
            self._gathering.start()

    def _spread(self) -> None:
        tables, self._tables = frozenset(self._tables), set()
        if "configuration" in tables:
            self.settings_changed()
        for view in self.tabs.views():
            for held in (view, *view.findChildren(ListView)):
                if isinstance(held, ListView):
                    held.tables_changed(tables)
        if self.home.isVisible():
            self.home.refresh()

    def _show_summary(self) -> None:
        self.status.show_selection(getattr(self.tabs.currentWidget(), "summary", ""))

    def _show_day(self) -> None:
        ctx = self.contexte()
        self.status.show_day(ctx.aujourd_hui, ctx.maintenant.date())

    def _restore(self) -> None:
        self.show_module(self.prefs.get("module", ""))
        self.accordion.setVisible(not self.prefs.get("replie", False))
        self.home.show_pins(self._pins())
        self.home.show_recent([tuple(fiche) for fiche in self.prefs.get("recentes", [])])
        saved = self.prefs.get("fenetre")
        if not saved or not self.restoreGeometry(QByteArray.fromBase64(saved.encode())):
            self.resize(1280, 720)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ni traitement abandonné en silence, ni saisie perdue."""
        if work.running():
            question = "Un traitement est en cours. La ligne commencée sera terminée."
            if not self.ask(question, "Interrompre et quitter"):
                event.ignore()
                return
            work.interrupt_all()
        for view in self.tabs.views():
            self.close_view(view)
        if len(self.tabs.views()) > 1:
            event.ignore()
            return
        self.prefs.set("fenetre", bytes(self.saveGeometry().toBase64().data()).decode())
        super().closeEvent(event)
