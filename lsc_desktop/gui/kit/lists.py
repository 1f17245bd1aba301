"""Réalise un ListScreen avec Qt."""

import dataclasses
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lsc_desktop.base.text import pluriel
from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.columns import kinds
from lsc_desktop.gui.kit.list_actions import ListActions
from lsc_desktop.gui.kit.list_bar import ListBar
from lsc_desktop.gui.kit.list_choice import Choice
from lsc_desktop.gui.kit.list_frame import Frame
from lsc_desktop.gui.kit.list_layout import ListLayout
from lsc_desktop.gui.kit.list_loader import ListLoader
from lsc_desktop.gui.kit.list_model import PagedModel
from lsc_desktop.gui.kit.list_selection import ListSelection
from lsc_desktop.gui.kit.list_table import ListTable
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.kit.rights import readable
from lsc_desktop.gui.kit.screens import Letterhead, ListScreen, Params, Shell, no_letterhead
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.queries.paging import Criteria


class ListView(QWidget):
    """Une liste de gestion : filtre en tapant, tri, colonnes, commandes, vues.

    `params` : filtres nommés, plus `ids` (sous-sélection) et `text` (filtre tapé).
    `summary_changed(texte)` : compte et sommes de la sélection ; `counted(affichées, total)`.
    """

    summary_changed = Signal(str)
    counted = Signal(int, int)

    def __init__(
        self,
        declared: ListScreen,
        shell: Shell,
        db: Any,
        params: Params | None = None,
        *,
        prefs: Prefs | None = None,
        tasks: Tasks | None = None,
        letterhead: Letterhead = no_letterhead,
        allows: Callable[[str], bool] = lambda needs: True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("liste")
        self.declared, self.shell, self.db = declared, shell, db
        self.prefs, self.letterhead = prefs or Prefs(), letterhead
        self.tasks = tasks or Tasks(self)
        self.kinds = kinds(declared.source.row)
        self.model = PagedModel(declared.columns, self.kinds, self)
        self.loader = ListLoader(db, readable(declared, allows), self.model, self.tasks)
        self.table = ListTable(self.model)
        self.table.setAccessibleName(declared.title)
        self.selection = ListSelection(self.table, self.loader, shell.refuse)
        self.disposition = ListLayout(self.table, self.prefs, declared.key)
        self.tools = ListActions(self, allows)
        self.bar = ListBar(self.tools.commands.menus(), self.tools.commands.buttons)
        self.frame = Frame(self.table, declared.icon, self.show_all)
        self.summary = ""
        self._stale = False
        self.bounds: dict[str, Any] | None = None  # d'une liste d'onglet : celle de sa fiche
        self._fitted = self.disposition.saved is not None
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.bar)
        page.addWidget(self.frame, 1)
        self.setFocusProxy(self.bar.filter)
        self._connect()
        self.open_with(params or {})

    # --- Ce que la liste montre ----------------------------------------------------------

    @property
    def counter_text(self) -> str:
        """« 19 / 25 », pour le titre de la fenêtre."""
        return self.bar.counter.text()

    @property
    def criteria(self) -> Criteria:
        return self.loader.criteria

    def open_with(self, params: Params) -> None:
        """Repart de ces filtres (ceux de la déclaration, sauf contrordre)."""
        given = dict(params)
        ids, text = given.pop("ids", None), given.pop("text", "")
        self.bar.set_text(text)
        self.disposition.apply(self.disposition.saved)
        self.show_sort()
        if self.bounds is not None:
            self.bounds = given
        where, kept = {**self.declared.preset, **given}, tuple(ids) if ids is not None else None
        self.loader.load(Criteria(text, self.disposition.sort, where, kept))

    def stay_within(self, params: Params) -> None:
        """Une liste d'onglet n'a rien à montrer hors de sa fiche : ses filtres sont tout."""
        self.bounds = dict(params)
        self.frame.notice.say(self._partial())

    def _everything(self) -> dict[str, Any]:
        return {**self.declared.preset, **(self.bounds or {})}

    def change(self, **changes: Any) -> None:
        """Les mêmes lignes, à ceci près : `text=`, `sort=`, `where=`, `ids=`."""
        self.loader.load(dataclasses.replace(self.loader.target, **changes))

    def show_all(self) -> None:
        """Efface le filtre tapé, la sous-sélection et les filtres d'ouverture."""
        self.bar.set_text("")
        self.change(text="", ids=None, where=self._everything())

    def tables_changed(self, tables: frozenset[str]) -> None:
        """Relit si la liste en dépend ; cachée, elle relira en reparaissant."""
        self.tools.commands.follow(tables)
        if self.declared.watches and not tables & set(self.declared.watches):
            return
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def reload(self) -> None:
        """Relit en gardant la sélection et la place."""
        self._stale = False
        self.selection.remember()
        self.loader.load(self.loader.target, again=True)

    def settled(self) -> bool:
        """Tout est lu, compté et sommé : ce qu'attendent un essai ou une capture d'écran."""
        pauses = (self.bar.pause, self.selection.pause)
        known = self.loader.count is not None and self.loader.total is not None
        return known and not any(pause.isActive() for pause in pauses) and self.tasks.idle()

    # --- Sur quoi l'on agit --------------------------------------------------------------

    def choice(self) -> Choice:
        """La sélection, sinon toutes les lignes affichées."""
        return self.selection.choice()

    def selected_ids(self) -> tuple[int, ...]:
        return self.selection.ids()

    def with_rows(self, use: Callable[[list[Any]], None]) -> None:
        """`use(lignes choisies)`, lues ailleurs si elles sont nombreuses."""
        choice = self.choice()
        self.busy(lambda: self.loader.read(lambda session: list(choice.rows(session))), use)

    def open_row(self, rank: int) -> None:
        row = self.model.row(rank)
        if row is not None and self.declared.opens:
            siblings = self.selection.siblings(row.id, rank)
            self.shell.open(self.declared.opens, row.id, siblings=siblings)

    def follow(self, rank: int, place: int) -> None:
        """Ouvre la fiche d'une cellule lien."""
        column, row = self.declared.columns[place], self.model.row(rank)
        linked = getattr(row, column.opens_id) if row is not None else None
        if linked is not None:
            self.shell.open(column.opens, linked)

    def busy(self, work: Callable[[], Any], done: Callable[[Any], None], text: str = "") -> None:
        """Mène une lecture ailleurs ; si elle dure, une barre fine avance et `text` le dit."""

        def finish(result: Any) -> None:
            rest()
            done(result)

        def refuse(error: Exception) -> None:
            rest()
            self.shell.refuse(error)

        def rest() -> None:
            self.frame.wait(False)
            if said:
                self.shell.inform("")

        said: list[str] = []
        if not self.tasks.soon(work, finish, refuse, self, patience=0.1):
            self.frame.wait(True)
            if text:
                said.append(text)
                self.shell.inform(text)

    # --- Tri -----------------------------------------------------------------------------

    def sort_by(self, column: int) -> None:
        """Un clic : croissant ; un autre : décroissant."""
        name = self.declared.columns[column].name
        self.sort((name, self._sorted_by() == (name, False)))

    def sort(self, key: tuple[str, bool]) -> None:
        self.disposition.sort = (key,)
        self.disposition.save_later()
        self.show_sort()
        self.change(sort=self.disposition.sort)

    def show_sort(self) -> None:
        name, descending = self._sorted_by() or ("", False)
        names = self.disposition.names
        self.table.show_sort(names.index(name) if name in names else -1, descending)

    def _sorted_by(self) -> tuple[str, bool] | None:
        keys = (*self.disposition.sort, *self.declared.source.order)
        return keys[0] if keys else None

    # --- Ce qui arrive -------------------------------------------------------------------

    def _connect(self) -> None:
        self.table.opened.connect(self.open_row)
        self.table.followed.connect(self.follow)
        self.table.sorted.connect(self.sort_by)
        self.table.typed.connect(self._type_on)
        self.bar.filtered.connect(lambda text: self.change(text=text))
        self.bar.filter.driven.connect(self._drive)
        self.loader.loaded.connect(self._loaded)
        self.loader.counted.connect(self._counted)
        self.loader.waiting.connect(self.frame.wait)
        self.loader.refused.connect(self.shell.refuse)
        self.selection.summed.connect(self._summed)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(
            lambda at: self.tools.context_menu(self.table.viewport().mapToGlobal(at))
        )
        for grid in (self.table, self.table.fixed):
            heads = grid.horizontalHeader()
            heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            heads.customContextMenuRequested.connect(
                lambda at, h=heads: self.tools.header_menu(h.logicalIndexAt(at), h.mapToGlobal(at))
            )
        style.current().changed.connect(self.table.restyle)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.bar.filter.setFocus)

    def _loaded(self) -> None:
        self._show_page()
        self.bar.count(self.loader.count, self.loader.total)
        self.frame.notice.say(self._partial())

    def _counted(self) -> None:
        self._show_page()
        shown, total = self.loader.count or 0, self.loader.total or 0
        self.bar.count(shown, total)
        self.selection.recall()
        self.selection.sum_later()
        self.counted.emit(shown, total)

    def _summed(self, text: str) -> None:
        self.summary = text
        self.summary_changed.emit(text)

    def _show_page(self) -> None:
        """Le tableau, ou ce qu'on dit d'une liste vide."""
        text, screen = self.loader.target.text.strip(), self.declared
        if self.model.rowCount():
            self.frame.show_table()
        elif text:
            line = f"Aucune ligne ne répond à « {text} »."
            self.frame.show_blank(line, "Effacer le filtre", self.bar.filter.clear)
        elif self._partial():
            line = "Aucune ligne dans cette partie du fichier."
            self.frame.show_blank(line, "Tout montrer", self.show_all)
        else:
            line, action = screen.empty or "Cette liste est vide.", screen.creates_text
            may_create = screen.creates and not self.shell.barred(screen.creates, creating=True)
            self.frame.show_blank(line, action if may_create else "", self.tools.create)

    def _partial(self) -> str:
        """Pourquoi la liste ne montre pas tout, hors le filtre tapé."""
        target = self.loader.target
        if target.ids is not None:
            return f"Sous-sélection de {pluriel(len(target.ids), 'ligne')}."
        if dict(target.where) != self._everything():
            return "Cette liste ne montre que les lignes demandées."
        return ""

    # --- Clavier et fenêtre --------------------------------------------------------------

    def _drive(self, event: QKeyEvent) -> None:
        """Une flèche ou Entrée tapée dans le filtre : pour le tableau."""
        table = self.table
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.model.rowCount():
                self.open_row(max(table.currentIndex().row(), 0))
        elif event.key() == Qt.Key.Key_Down and not table.currentIndex().isValid():
            table.selectRow(0)
        else:
            table.keyPressEvent(event)

    def _type_on(self, text: str) -> None:
        """Une lettre tapée dans le tableau : pour le filtre."""
        self.bar.filter.setFocus()
        self.bar.filter.insert(text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fitted and self.disposition.saved is None:
            self._fitted = True
            self.disposition.apply(None)
        if self._stale:
            self.reload()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.disposition.flush()
        super().closeEvent(event)
