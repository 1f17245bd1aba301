"""Ouvrir les écrans : un onglet par liste et par fiche, une boîte pour les dialogues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import abrege
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import rights
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.screens import BoardScreen, FormScreen, ListScreen, Params

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.lists import ListView
    from lsc_desktop.gui.kit.locks import Locks
    from lsc_desktop.gui.shell.window import MainWindow

RECENTES = 8
RETENU = 120  # lettres d'un titre, dans les dernières fiches
PETIT = QSize(640, 360)  # d'une boîte qui ne dit pas sa taille


class Opener(QObject):
    """Les écrans ouverts de la fenêtre. `changed` : l'écran courant dit autre chose de lui."""

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._held: dict[QWidget, tuple[str, int | None, str]] = {}
        self._locks: Locks | None = None
        self._recent: list[list[Any]] = list(window.prefs.get("recentes", []))
        self._keep = QTimer(self, interval=2000, singleShot=True)
        self._keep.timeout.connect(self.keep_recent)

    def open(self, key: str, id: int | None, params: dict[str, Any]) -> None:
        """Ouvre un écran, ou montre celui qui l'est déjà ; une création est toujours neuve."""
        screen = self.window.screens[key]
        no = rights.refusal(self.window.allows, rights.needed(screen, creating=id is None))
        if no is not None:
            self.window.refuse(no)
            return
        siblings, read_only = params.pop("siblings", ()), params.pop("read_only", False)
        wanted = (key, id, repr(sorted(params.items())))
        held = next((view for view, kept in self._held.items() if kept == wanted), None)
        if held is not None and (id is not None or isinstance(screen, ListScreen)):
            self.window.tabs.bring(held)
        elif isinstance(screen, ListScreen | BoardScreen):
            self._add(self.make_pane(key, params), screen.title, screen.icon, wanted)
        else:
            self._open_form(screen, id, params, siblings, read_only)

    def preview(self, title: str, documents: Sequence[Document]) -> None:
        from lsc_desktop.gui.kit.preview import PreviewView

        window = self.window
        view = PreviewView(
            documents, window.create_event, window.inform, window.refuse, window.tasks
        )
        self._add(view, f"Aperçu : {title}", "mdi6.file-eye-outline", ("", None, repr(id(view))))

    def make_pane(self, key: str, params: Params) -> QWidget:
        """Une liste ou une saisie directe, pour un onglet de la fenêtre ou d'une fiche.

        Lève `UserError` si le profil ne permet pas de la voir.
        """
        from lsc_desktop.gui.kit.boards import make_board

        window, screen = self.window, self.window.screens[key]
        if not isinstance(screen, BoardScreen):
            return self.make_list(key, params)
        rights.require(window.allows, screen.needs)
        return make_board(screen, window, params, window.allows)

    def make_list(self, key: str, params: Params) -> ListView:
        """Une liste, pour un onglet de la fenêtre ou d'une fiche.

        Lève `UserError` si le profil ne permet pas de la voir.
        """
        from lsc_desktop.gui.kit.lists import ListView

        window, screen = self.window, self.window.screens[key]
        assert isinstance(screen, ListScreen)
        rights.require(window.allows, screen.needs)
        view = ListView(
            screen,
            window,
            window.db,
            params,
            prefs=window.prefs,
            tasks=window.tasks,
            letterhead=window.letterhead,
            allows=window.allows,
        )
        view.summary_changed.connect(lambda _text: self.changed.emit())
        view.counted.connect(lambda _shown, _total: self.changed.emit())
        return view

    def close(self, view: QWidget) -> bool:
        """Ferme un écran, après lui avoir demandé s'il le peut ; faux s'il reste."""
        may_close = getattr(view, "may_close", None)
        if view not in self._held or (may_close is not None and not may_close()):
            return view not in self._held
        self._forget(view)
        return True

    def unsaved(self) -> list[Any]:
        """Les fiches ouvertes, boîtes comprises, où quelque chose n'est pas enregistré."""
        boxes = (box.view for box in self.window.findChildren(FormDialog))
        views = [*self._held, *boxes]
        return [view for view in views if hasattr(view, "modified") and view.modified()]

    def drop_all(self) -> None:
        """Ferme tout sans rien demander : ce qui devait être gardé l'est déjà."""
        for view in list(self._held):
            self._forget(view)

    def recent(self) -> list[tuple[str, str, str, int]]:
        """(titre, icône, écran, id) des dernières fiches ouvertes, qu'on sait encore ouvrir."""
        kept = (f for f in self._recent if f[2] in self.window.screens)
        return [(title, picture, key, id) for title, picture, key, id in kept]

    def keep_recent(self) -> None:
        """Le disque n'est pas sur le chemin de l'ouverture d'une fiche."""
        self.window.prefs.set("recentes", self._recent or None)

    def locks(self) -> Locks:
        """Les verrous de la fenêtre, dès la première fiche ouverte."""
        if self._locks is None:
            from lsc_desktop.gui.kit.locks import Locks

            self._locks = Locks(self.window.db, self.window.contexte, self)
        return self._locks

    def release(self) -> None:
        """La fenêtre se ferme : les collègues n'attendent pas que ses verrous expirent."""
        if self._locks is not None:
            self._locks.close()

    def _open_form(
        self,
        screen: FormScreen,
        id: int | None,
        params: Params,
        siblings: Sequence[int],
        read_only: bool,
    ) -> None:
        from lsc_desktop.gui.kit.forms import FormView

        window = self.window
        try:
            view = FormView(
                screen,
                window,
                window.db,
                id=id,
                params=params,
                siblings=siblings,
                make_list=self.make_pane,
                read_only=read_only,
                tasks=window.tasks,
                allows=window.allows,
                locks=self.locks(),
            )
        except UserError as error:  # la fiche a disparu depuis que la liste l'a montrée
            window.refuse(error)
            return
        if screen.dialog:
            FormDialog(view, screen.name, window.front()).open()
            return
        wanted = (screen.key, id, repr(sorted(params.items())))
        self._add(view, view.title() or screen.name, screen.icon, wanted)
        view.title_changed.connect(lambda _title: self._renamed(view))
        view.closed.connect(lambda: self._forget(view))
        self._renamed(view)

    def _add(
        self, view: QWidget, title: str, picture: str, wanted: tuple[str, int | None, str]
    ) -> None:
        self._held[view] = wanted
        self.window.tabs.add(view, title, icon(picture))

    def _renamed(self, view: Any) -> None:
        """Suivant et Précédent changent de fiche : l'onglet et les dernières fiches suivent."""
        key, _id, params = self._held[view]
        title = view.title()
        self._held[view] = (key, view.id, params)
        self.window.tabs.rename(view, title)
        if view.id is not None:
            fiche = [abrege(title, RETENU), self.window.screens[key].icon, key, view.id]
            rest = [f for f in self._recent if f[2:] != fiche[2:]]
            self._recent = [fiche, *rest][:RECENTES]
            self._keep.start()

    def _forget(self, view: QWidget) -> None:
        if self._held.pop(view, None) is not None:
            view.close()
            self.window.tabs.drop(view)
            self.changed.emit()


class FormDialog(QDialog):
    """Une petite fiche dans sa boîte, devant l'écran d'où elle vient."""

    def __init__(self, view: Any, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = view
        self.setWindowTitle(view.title() or title)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(view)
        view.title_changed.connect(self.setWindowTitle)
        view.closed.connect(self.accept)
        self.finished.connect(self.deleteLater)
        room = parent.window().size()
        self.resize(view.sizeHint().expandedTo(PETIT).boundedTo(room))  # Qt s'arrête aux 2/3
        view.setFocus()

    def reject(self) -> None:
        """Échap et la croix : la fiche dit d'abord si rien ne se perd."""
        if self.view.may_close():
            super().reject()
