"""Réalise un ListScreen avec Qt."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.columns import kinds
from lsc_desktop.gui.kit.list_actions import ListActions
from lsc_desktop.gui.kit.list_bar import ListBar
from lsc_desktop.gui.kit.list_choice import Choice, Siblings, ranges_of
from lsc_desktop.gui.kit.list_frame import Blank, Notice
from lsc_desktop.gui.kit.list_layout import ListLayout
from lsc_desktop.gui.kit.list_loader import ListLoader
from lsc_desktop.gui.kit.list_model import PagedModel
from lsc_desktop.gui.kit.list_output import summary
from lsc_desktop.gui.kit.list_table import ListTable
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.kit.screens import ListScreen, Params, Shell
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.queries.paging import Criteria

LAZY = 2000  # au-delà, les identifiants voisins sont lus à la demande
REMEMBERED = 500  # sélection retrouvée après une relecture
Letterhead = Callable[[Any], EnTete]


def no_letterhead(_session: Any) -> EnTete:
    return EnTete("")


class ListView(QWidget):
    """Une liste de gestion : filtre en tapant, tri, colonnes, commandes, vues.

    `params` : filtres nommés, plus `ids` (sous-sélection) et `text` (filtre tapé).
    `summary_changed(texte)` : compte et sommes de la sélection ; `counted(affichées, total)`.
    """

    summary_changed = Signal(str)
    counted = Signal(int, int)
    title_changed = Signal(str)
    closed = Signal()

    def __init__(
        self,
        screen: ListScreen,
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
        self.screen, self.shell, self.db = screen, shell, db
        self.prefs, self.letterhead = prefs or Prefs(), letterhead
        self.tasks = tasks or Tasks(self)
        self.kinds = kinds(screen.source.row)
        self.model = PagedModel(screen.columns, self.kinds, self)
        self.loader = ListLoader(db, screen.source, self.model, self.tasks)
        self.table = ListTable(self.model)
        self.table.setAccessibleName(screen.title)
        self.disposition = ListLayout(self.table, self.prefs, screen.key)
        self.tools = ListActions(self, allows)
        self.bar = ListBar(self.tools.commands.menus(), self.tools.commands.buttons)
        self.summary = ""
        self._stale = False
        self._restore: tuple[tuple[int, ...], int] | None = None
        self._fitted = self.disposition.saved is not None
        self._lay_out()
        self._connect()
        self.open_with(params or {})

    # --- Ce que la liste montre ----------------------------------------------------------

    @property
    def criteria(self) -> Criteria:
        return self.loader.criteria

    def open_with(self, params: Params) -> None:
        """Repart de ces filtres (ceux de la déclaration, sauf contrordre)."""
        given = dict(params)
        ids, text = given.pop("ids", None), given.pop("text", "")
        self._where: Mapping[str, Any] = {**self.screen.preset, **given}
        self.bar.set_text(text)
        self.disposition.apply(self.disposition.saved)
        self.show_sort()
        kept = tuple(ids) if ids is not None else None
        self.show_rows(Criteria(text, self.disposition.sort, self._where, kept))

    def show_rows(self, criteria: Criteria, again: bool = False) -> None:
        self.loader.load(criteria, again)

    def change(self, **changes: Any) -> None:
        """Les mêmes lignes, à ceci près : `text=`, `sort=`, `where=`, `ids=`."""
        self.show_rows(dataclasses.replace(self.loader.target, **changes))

    def tables_changed(self, tables: frozenset[str]) -> None:
        """Relit si la liste en dépend ; cachée, elle relira en reparaissant."""
        if self.screen.watches and not tables & set(self.screen.watches):
            return
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def reload(self) -> None:
        """Relit en gardant la sélection et la place."""
        self._stale = False
        selected = self.selected_ids() if self.choice().count <= REMEMBERED else ()
        self._restore = (selected, self.table.verticalScrollBar().value())
        self.show_rows(self.loader.target, again=True)

    def settled(self) -> bool:
        """Tout est lu, compté et sommé : ce qu'attendent un essai ou une capture d'écran."""
        pauses = (self.bar.pause, self._sum_soon)
        known = self.loader.count is not None and self.loader.total is not None
        return known and not any(pause.isActive() for pause in pauses) and self.tasks.idle()

    # --- Sur quoi l'on agit --------------------------------------------------------------

    @property
    def selected(self) -> bool:
        return self.table.selectionModel().hasSelection()

    def choice(self) -> Choice:
        """La sélection, sinon toutes les lignes affichées."""
        shown = self.model.rowCount() if self.loader.count is None else self.loader.count
        ranges = ranges_of(self.table.selectionModel())
        return Choice(self.screen.source, self.loader.criteria, shown, ranges)

    def selected_ids(self) -> tuple[int, ...]:
        """Les identifiants sélectionnés, aucun sans sélection."""
        if not self.selected:
            return ()
        choice = self.choice()
        known = [self.model.known(top, bottom) for top, bottom in choice.ranges]
        if all(rows is not None for rows in known):
            return tuple(row.id for rows in known for row in rows or ())
        return tuple(self.loader.read(choice.ids))

    def with_rows(self, use: Callable[[list[Any]], None]) -> None:
        """`use(lignes choisies)`, lues ailleurs si elles sont nombreuses."""
        choice = self.choice()
        self.tasks.soon(
            lambda: self.loader.read(lambda session: list(choice.rows(session))),
            use,
            self.shell.refuse,
            owner=self,
            patience=0.1,
        )

    def siblings(self, id: int, rank: int) -> Any:
        """Ce que parcourent Suivant et Précédent : la sélection, sinon la liste affichée."""
        choice = self.choice()
        if len(choice.ranges) and choice.count > 1 and not choice.everything:
            return self.selected_ids()
        if choice.displayed > LAZY:
            return Siblings(self.db, choice, id, rank)
        return tuple(self.loader.read(Choice(choice.source, choice.criteria, 0).ids))

    def open_row(self, rank: int) -> None:
        row = self.model.row(rank)
        if row is not None and self.screen.opens:
            self.shell.open(self.screen.opens, row.id, siblings=self.siblings(row.id, rank))

    def follow(self, rank: int, place: int) -> None:
        """Ouvre la fiche d'une cellule lien."""
        column, row = self.screen.columns[place], self.model.row(rank)
        linked = getattr(row, column.opens_id) if row is not None else None
        if linked is not None:
            self.shell.open(column.opens, linked)

    # --- Tri -----------------------------------------------------------------------------

    def sort_by(self, column: int) -> None:
        """Un clic : croissant ; un autre : décroissant."""
        name = self.screen.columns[column].name
        now = self._sorted_by()
        self.sort((name, now == (name, False)))

    def sort(self, key: tuple[str, bool]) -> None:
        self.disposition.sort = (key,)
        self.disposition.save()
        self.show_sort()
        self.change(sort=self.disposition.sort)

    def _sorted_by(self) -> tuple[str, bool] | None:
        keys = (*self.disposition.sort, *self.screen.source.order)
        return keys[0] if keys else None

    def show_sort(self) -> None:
        name, descending = self._sorted_by() or ("", False)
        names = self.disposition.names
        self.table.show_sort(names.index(name) if name in names else -1, descending)

    # --- Assemblage ----------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.wait = QProgressBar()
        self.wait.setObjectName("attente")
        self.wait.setTextVisible(False)
        self.wait.setRange(0, 0)
        self.wait.hide()
        self.notice = Notice(self.show_all)
        self.blank = Blank(self.screen.icon)
        body = QWidget()
        self._pages = QStackedLayout(body)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.blank)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        for widget in (self.bar, self.notice, self.wait):
            page.addWidget(widget)
        page.addWidget(body, 1)
        self.setFocusProxy(self.bar.filter)

    def _connect(self) -> None:
        self.table.opened.connect(self.open_row)
        self.table.followed.connect(self.follow)
        self.table.sorted.connect(self.sort_by)
        self.table.typed.connect(self._type_on)
        self.bar.filtered.connect(lambda text: self.change(text=text))
        self.bar.filter.driven.connect(self._drive)
        self.loader.loaded.connect(self._loaded)
        self.loader.counted.connect(self._counted)
        self.loader.waiting.connect(self._waiting)
        self.loader.refused.connect(self.shell.refuse)
        self._slow = QTimer(self, interval=300, singleShot=True)
        self._slow.timeout.connect(self.wait.show)
        self._sum_soon = QTimer(self, singleShot=True)
        self._sum_soon.timeout.connect(self._sum)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._sum_soon.start(60))
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

    # --- Ce qui arrive -------------------------------------------------------------------

    def _loaded(self) -> None:
        self._show_page()
        self.bar.count(self.loader.count, self.loader.total)
        self.notice.say(self._partial())

    def _counted(self) -> None:
        self._show_page()
        shown, total = self.loader.count or 0, self.loader.total or 0
        self.bar.count(shown, total)
        if self._restore is not None:
            (ids, scroll), self._restore = self._restore, None
            self._select(ids)
            self.table.verticalScrollBar().setValue(scroll)
        self._sum_soon.start(0 if shown < LAZY else 400)  # une frappe passe avant les sommes
        self.counted.emit(shown, total)

    def _show_page(self) -> None:
        """Le tableau, ou ce qu'on dit d'une liste vide."""
        if self.model.rowCount():
            self._pages.setCurrentWidget(self.table)
            return
        text, creates = self.loader.target.text.strip(), self.screen.creates
        if text:
            line = f"Aucune ligne ne répond à « {text} »."
            self.blank.say(line, "Effacer le filtre", self.bar.filter.clear)
        elif self._partial():
            self.blank.say(
                "Aucune ligne dans cette partie du fichier.", "Tout montrer", self.show_all
            )
        else:
            line = self.screen.empty or "Cette liste est vide."
            self.blank.say(line, self.screen.creates_text if creates else "", self.tools.create)
        self._pages.setCurrentWidget(self.blank)

    def _partial(self) -> str:
        """Pourquoi la liste ne montre pas tout, hors le filtre tapé."""
        target = self.loader.target
        if target.ids is not None:
            return f"Sous-sélection de {pluriel(len(target.ids), 'ligne')}."
        if dict(target.where) != dict(self.screen.preset):
            return "Cette liste ne montre que les lignes demandées."
        return ""

    def show_all(self) -> None:
        """Efface le filtre tapé, la sous-sélection et les filtres d'ouverture."""
        self.bar.set_text("")
        self.change(text="", ids=None, where=dict(self.screen.preset))

    def _select(self, ids: tuple[int, ...]) -> None:
        """Retrouve des lignes après une relecture."""
        if not ids:
            return
        choice = self.choice()
        order = self.loader.read(Choice(choice.source, choice.criteria, 0).ids)
        wanted, last = set(ids), len(self.screen.columns) - 1
        found = QItemSelection()
        for rank, id in enumerate(order):
            if id in wanted:
                found.select(self.model.index(rank, 0), self.model.index(rank, last))
        mode = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.table.selectionModel().select(found, mode)
        if found.indexes():
            self.table.selectionModel().setCurrentIndex(
                found.indexes()[0], QItemSelectionModel.SelectionFlag.NoUpdate
            )

    def _sum(self) -> None:
        choice, selected = self.choice(), self.selected
        columns = [c for c in self.screen.columns if c.total]

        def done(totals: Any) -> None:
            self.summary = summary(choice.count, selected, totals, columns)
            self.summary_changed.emit(self.summary)

        names = [column.name for column in columns]
        if not names or not choice.displayed:
            done({})
            return
        query = choice.sums
        self.tasks.soon(
            lambda: self.loader.read(lambda s: query(s, names)), done, self.shell.refuse, self, 0.01
        )

    def busy(self, work: Callable[[], Any], done: Callable[[Any], None], text: str = "") -> None:
        """Mène un travail de lecture ailleurs ; une barre fine avance s'il dure."""

        def finish(result: Any) -> None:
            rest()
            done(result)

        def refuse(error: Exception) -> None:
            rest()
            self.shell.refuse(error)

        def rest() -> None:
            if self._slow.isActive() or self.wait.isVisible():
                self._waiting(False)
                self.shell.inform("")

        if not self.tasks.soon(work, finish, refuse, self, patience=0.1):
            self._waiting(True)
            self.shell.inform(text)

    def _waiting(self, yes: bool) -> None:
        if yes:
            self._slow.start()
        else:
            self._slow.stop()
            self.wait.hide()

    # --- Clavier et fenêtre --------------------------------------------------------------

    def _drive(self, event: QKeyEvent) -> None:
        """Une flèche ou Entrée tapée dans le filtre : pour le tableau."""
        table = self.table
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.model.rowCount():
                self.open_row(max(table.currentIndex().row(), 0))
        elif not table.currentIndex().isValid():
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
