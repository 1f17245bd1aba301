"""La fenêtre principale : elle assemble les écrans et leur rend les services de `Shell`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QWidget

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import dialogs, edge, rights, style
from lsc_desktop.gui.kit.home import Hit, HomeLine
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.menus import INDISPONIBLE, Entry, Menu, Module
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.kit.resume import Resumer
from lsc_desktop.gui.kit.screens import Letterhead, Screen, no_letterhead
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.gui.shell.actions import WindowActions
from lsc_desktop.gui.shell.home import HomeView
from lsc_desktop.gui.shell.keys import resolve
from lsc_desktop.gui.shell.lock import Guard, SessionLock
from lsc_desktop.gui.shell.opener import Opener
from lsc_desktop.gui.shell.pins import Pin, Pins
from lsc_desktop.gui.shell.rail import Accordion, Rail
from lsc_desktop.gui.shell.statusbar import Niveau, StatusBar
from lsc_desktop.gui.shell.tabs import WorkTabs

Search = Callable[[Any, str], Sequence[Hit]]
TAILLE = (1280, 720)
RIGHTS = frozenset({"droits"})  # pas une table : les droits de la séance ont changé
GREYING = RIGHTS | {"licence_store"}  # ce qui grise ou dégrise une entrée de menu


class MainWindow(QMainWindow):
    """Réalise `Shell` : `open` reçoit en plus `siblings` (identifiants que parcourent Suivant et
    Précédent) et `read_only`.

    `search(session, texte)` : les fiches de Ctrl+K. `setting(nom)` : un réglage de l'agence, pour
    les entrées `visible` ; `unavailable(partenaire)` : pourquoi les siennes sont grisées.
    `create_event(documents)` : l'événement qui garde des documents.
    `letterhead(session)` : l'en-tête des listes imprimées. `allows(droit)` : le profil le permet.
    """

    _changed = Signal(object)
    service_asked = Signal(str, object)
    leaving = Signal()  # elle se ferme : ce qu'elle mène doit finir

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
        unavailable: Callable[[str], str] = lambda partner: "",
    ) -> None:
        super().__init__()
        self.db, self.screens, self.modules = db, screens, modules
        self.prefs, self.tasks = prefs or Prefs(), tasks or Tasks(self)
        self.contexte, self.search, self.setting = contexte, search, setting
        self.create_event, self.letterhead, self.allows = create_event, letterhead, allows
        self._unavailable = unavailable
        self._tables: set[str] = set()
        self.setWindowTitle("LSC Desktop")
        self.setWindowIcon(icon("mdi6.home-city-outline", "accent"))
        self.rail, self.accordion = Rail(modules), Accordion(self.is_shown, self.why_not)
        self.tabs, self.status = WorkTabs(), StatusBar(user_label)
        seen = [line for line in home if not self.barred(line.opens)]
        self.home = HomeView(seen, db, self.tasks, contexte)
        self.opener, self.pins = Opener(self), Pins(self.prefs, self.entries, self.why_not)
        self.lock: SessionLock | None = None
        self._leaving = False
        self.keys = WindowActions(self)
        self.resumer = Resumer(
            self, self, db, self.tasks, screens, lambda needs: self.allows(needs)
        )
        self._lay_out()
        self._connect()
        self._restore()

    # --- Shell ---------------------------------------------------------------------------

    def open(self, key: str, id: int | None = None, **params: Any) -> None:
        """Ouvre un écran, ou montre celui qui l'est déjà."""
        self.opener.open(key, id, params)

    def read(self, query: Callable[..., Any], *args: Any) -> Any:
        with self.db.read() as session:
            return query(session, *args)

    def write(self, work: Callable[..., Any], *args: Any) -> Any:
        return edge.write(self.db, self.contexte(), work, *args)

    def barred(self, key: str, creating: bool = False) -> str:
        if key not in self.screens:
            return ""
        if not creating:
            return rights.barred(self.allows, rights.opening(self.screens, key))
        return rights.barred(self.allows, rights.needed(self.screens[key], creating))

    def unavailable(self, partenaire: str) -> str:
        why = self._unavailable(partenaire) if partenaire else ""
        return f"{INDISPONIBLE} {why.rstrip('.')}." if why else ""

    def preview(self, title: str, documents: Sequence[Document]) -> None:
        self.opener.preview(title, documents)

    def inform(self, text: str) -> None:
        self.status.say(text)

    def refuse(self, error: Exception) -> None:
        dialogs.refuse(self.front(), error)

    def resume(self, id: int) -> None:
        self.resumer.resume(id)

    def service(self, name: str, **params: Any) -> None:
        self.service_asked.emit(name, params)

    def ask(self, question: str, accept: str = "Continuer") -> bool:
        return dialogs.ask(self.front(), question, accept)

    # --- Ce que la fenêtre sait ----------------------------------------------------------

    def front(self) -> QWidget:
        """La fenêtre où l'on travaille : celle-ci, une boîte, ou un écran détaché."""
        return dialogs.front() or self

    def current(self) -> QWidget:
        """L'écran où l'on travaille."""
        active = QApplication.activeWindow()
        torn = (view for view, window in self.tabs.windows.items() if window is active)
        return next(torn, self.tabs.currentWidget())

    def why_not(self, entry: Entry) -> str:
        why = resolve(entry, self.screens) or self.barred(entry.opens)
        return why or self.unavailable(entry.partenaire)

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

    def close_view(self, view: QWidget) -> None:
        """Ferme un écran, s'il veut bien ; l'accueil reste."""
        self.opener.close(view)

    # --- Ce qu'on lui dit ----------------------------------------------------------------

    def tables_changed(self, tables: frozenset[str]) -> None:
        """La base a changé, de n'importe quel fil : les listes concernées se relisent."""
        self._changed.emit(tables)

    def services_state(self, text: str, niveau: Niveau = "calme") -> None:
        """L'état des services en arrière-plan, dans la barre d'état."""
        self.status.show_services(text, niveau)

    def guard_with(self, guard: Guard, minutes: Callable[[], int]) -> None:
        """La séance a un mot de passe : elle se verrouille, et son mot de passe se change."""
        self.lock = SessionLock(self, guard, minutes, self._may_leave)
        self.keys.follow_lock()

    def show_module(self, key: str) -> None:
        module = next((m for m in self.modules if m.key == key), self.modules[0])
        self.rail.choose(module.key)
        self.accordion.show_module(module, self.prefs.get(f"menu.{module.key}", ""))
        self.prefs.set("module", module.key)
        self._seen = self.entries()

    def show_home(self) -> None:
        self.home.show_recent(self.opener.recent())
        self.tabs.setCurrentWidget(self.home)
        self.activateWindow()
        self.home.refresh()
        self.home.focus_first()

    def fold_menus(self) -> None:
        """Replie ou rouvre l'accordéon."""
        self.accordion.setVisible(self.accordion.isHidden())
        self.prefs.set("replie", self.accordion.isHidden() or None)

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
        self.rail.folded.connect(self.fold_menus)
        self.rail.called.connect(self._go_to_module)
        self.accordion.opened.connect(self.open_entry)
        self.accordion.pinned.connect(self._pin)
        self.accordion.remembered.connect(
            lambda module, menu: self.prefs.set(f"menu.{module}", menu)
        )
        self.home.followed.connect(lambda line: self.open(line.opens, **line.params))
        self.home.opened.connect(self.open_entry)
        self.home.unpinned.connect(self._unpin)
        self.home.recalled.connect(self.open)
        self.tabs.asked_to_close.connect(self.close_view)
        self.tabs.shown.connect(lambda _view: self._show_summary())
        self.opener.changed.connect(self._show_summary)
        self._changed.connect(self._gather)
        self._gathering = QTimer(self, interval=120, singleShot=True)
        self._gathering.timeout.connect(self._spread)
        clock = QTimer(self, interval=60_000)
        clock.timeout.connect(self._show_day)
        clock.start()

    def _restore(self) -> None:
        """Retrouve la fenêtre comme son utilisateur l'a laissée."""
        theme, densite = self.prefs.get("theme"), self.prefs.get("densite")
        if theme or densite:
            style.choose(theme or "systeme", densite)
        self._show_day()
        self.show_module(self.prefs.get("module", ""))
        self.accordion.setVisible(not self.prefs.get("replie", False))
        self.home.show_pins(self.pins.all())
        self.home.show_recent(self.opener.recent())
        saved = self.prefs.get("fenetre")
        if not saved or not self.restoreGeometry(QByteArray.fromBase64(saved.encode())):
            self.resize(*TAILLE)

    def _go_to_module(self, key: str) -> None:
        """Ctrl+1…6 : les menus du module, prêts à être parcourus aux flèches."""
        self.show_module(key)
        self.accordion.show()
        self.prefs.set("replie", None)
        self.accordion.focus_first()

    def _pin(self, module: Module, menu: Menu, entry: Entry) -> None:
        self.pins.add(module, menu, entry)
        self.home.show_pins(self.pins.all())
        self.inform(f"« {entry.text} » est sur l'accueil (F10).")

    def _unpin(self, pin: Pin) -> None:
        self.pins.remove(pin)
        self.home.show_pins(self.pins.all())

    def _gather(self, tables: frozenset[str]) -> None:
        """Un traitement valide cent transactions : les listes ne se relisent qu'à la pause."""
        self._tables |= tables
        if not self._gathering.isActive():
            self._gathering.start()

    def _spread(self) -> None:
        from lsc_desktop.gui.kit.boards import Board
        from lsc_desktop.gui.kit.form_work import follow
        from lsc_desktop.gui.kit.forms import FormView
        from lsc_desktop.gui.kit.lists import ListView

        tables, self._tables = frozenset(self._tables), set()
        for view in self.tabs.views():
            if isinstance(view, FormView):
                follow(view, tables)
            for held in (view, *view.findChildren(ListView), *view.findChildren(Board)):
                if isinstance(held, ListView | Board):
                    held.tables_changed(tables)
        if self.home.isVisible():
            self.home.refresh()
        if (
            tables & GREYING or self.entries() != self._seen
        ):  # un droit, un abonnement, un réglage de l'agence a montré ou caché une entrée
            self.show_module(self.prefs.get("module", ""))
            self.home.show_pins(self.pins.all())
        self._show_day()

    def refresh_title(self) -> None:
        """Le titre de la fenêtre, quand elle n'est plus verrouillée."""
        self._show_summary()

    def _show_summary(self) -> None:
        if self.lock is not None and self.lock.on:
            return  # un titre dit qui l'on regardait
        view = self.tabs.currentWidget()
        self.status.show_selection(getattr(view, "summary", ""))
        title = self.tabs.title(view)
        counter = getattr(view, "counter_text", "")
        self.setWindowTitle(f"{title} {counter}".strip() + " — LSC Desktop")

    def _show_day(self) -> None:
        ctx = self.contexte()
        self.status.show_day(ctx.aujourd_hui, ctx.maintenant.date())

    def _may_leave(self) -> bool:
        """Quitter depuis le verrou : les saisies du titulaire sont gardées pour lui."""
        from lsc_desktop.gui.kit import work
        from lsc_desktop.gui.kit.form_work import keep_draft

        unsaved = self.opener.unsaved()
        details = []
        if unsaved:
            details.append(
                f"{pluriel(len(unsaved), 'saisie')} : gardée pour la prochaine ouverture."
            )
        if work.running():
            details.append("Un traitement est en cours : la ligne commencée sera terminée.")
        assert self.lock is not None
        question = "Quitter le programme ?"
        if not dialogs.ask(self.lock.dialog, question, "Quitter", details):
            return False
        for form in unsaved:
            keep_draft(form)
        self._leaving = True
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ni traitement abandonné en silence, ni saisie perdue."""
        from lsc_desktop.gui.kit import work

        question = "Un traitement est en cours. La ligne commencée sera terminée."
        if self._leaving:
            self.opener.drop_all()
        elif work.running() and not self.ask(question, "Interrompre et quitter"):
            event.ignore()
            return
        work.interrupt_all()
        if not all(self.opener.close(view) for view in self.tabs.views()):
            event.ignore()
            return
        self.opener.keep_recent()
        self.prefs.set("fenetre", bytes(self.saveGeometry().toBase64().data()).decode())
        self.opener.release()
        self.leaving.emit()
        self.tasks.close()
        super().closeEvent(event)
