"""Une fiche : un dessin, une saisie, des règles ; de la frappe à l'enregistrement."""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QScrollArea, QWidget
from shiboken6 import isValid

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.verrous import Tenue
from lsc_desktop.gui.kit.binding import Binding
from lsc_desktop.gui.kit.drafts import DraftFile, Found
from lsc_desktop.gui.kit.fields import TypedEdit
from lsc_desktop.gui.kit.form_check import check
from lsc_desktop.gui.kit.form_frame import build
from lsc_desktop.gui.kit.form_header import Banner, Header
from lsc_desktop.gui.kit.form_keys import FormKeys
from lsc_desktop.gui.kit.form_links import PaneHost
from lsc_desktop.gui.kit.form_lock import FormLock, holder
from lsc_desktop.gui.kit.form_work import keep_draft, offer_draft, run_command, save
from lsc_desktop.gui.kit.loading import load_ui
from lsc_desktop.gui.kit.locks import Locks
from lsc_desktop.gui.kit.marks import renew
from lsc_desktop.gui.kit.rights import READ_ONLY, allowed, masked_fields
from lsc_desktop.gui.kit.screens import FormScreen, Params, Shell
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.gui.kit.why import explain_here

__all__ = ["FormView", "load_ui"]

REFRESH = 150  # ms entre la dernière frappe et la lecture de la base
KEEP = 3000  # ms entre un changement et son brouillon

MakeList = Callable[[str, Params], QWidget]


class FormView(QWidget):
    """La fiche d'un écran déclaré. Le clavier est décrit dans `FormKeys`.

    `siblings` : les ids de la sélection d'où l'on vient, pour Suivant et Précédent. `locks` : les
    verrous de la fenêtre, sans quoi la fiche n'en prend pas.
    `make_list(clé, filtres)` fabrique les listes des onglets. `saved(résultat)` part après
    l'enregistrement, `closed()` quand la fiche n'a plus rien à faire à l'écran.
    Le constructeur lève `UserError` si la fiche ne peut être lue.
    """

    closed = Signal()
    saved = Signal(object)
    title_changed = Signal(str)

    body: QWidget
    binding: Binding
    header: Header
    keys: FormKeys
    area: QScrollArea
    panes: list[PaneHost]
    errors: Banner
    warnings: Banner
    found: Banner  # une saisie retrouvée
    merged: Banner  # les changements d'un autre, réunis aux miens
    lock: FormLock
    resume: QPushButton
    discard: QPushButton

    def __init__(
        self,
        screen: FormScreen,
        shell: Shell,
        db: Any,
        id: int | None = None,
        params: Params = (),  # type: ignore[assignment]
        siblings: Sequence[int] = (),
        make_list: MakeList | None = None,
        read_only: bool = False,
        tasks: Tasks | None = None,
        allows: Callable[[str], bool] = lambda needs: True,
        locks: Locks | None = None,
    ) -> None:
        super().__init__()
        self.declared, self.shell, self.db, self.id = screen, shell, db, id
        self.params: Mapping[str, Any] = dict(params)
        self.siblings, self.make_list = list(siblings), make_list
        self.main = next((command for command in screen.commands if command.main), None)
        self.tasks, self.allows = tasks or Tasks(self), allows
        self.masked = masked_fields(screen, allows)
        self.barred = screen.save is not None and not allowed(allows, screen.needs_save)
        self.locks = locks
        never = screen.save is None and self.main is None
        self.always_read_only = read_only or self.barred or never
        self.holder: Tenue | None = None  # l'autre séance qui tient la fiche
        self._busy = self._done = False
        self._title = ""
        self.offered: Found | None = None  # saisie retrouvée, en attente de réponse
        self._refresh_timer = self._timer(REFRESH, self.refresh_now)
        self._keep_timer = self._timer(KEEP, lambda: keep_draft(self))
        self.draft: Any = self._fetch(id)
        build(self)
        self._open()

    def _timer(self, delay: int, action: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=delay)
        timer.timeout.connect(action)
        return timer

    # --- lire -----------------------------------------------------------------------------------

    def _fetch(self, id: int | None) -> Any:
        with self.db.read() as session:
            if id is not None and self.declared.load is not None:
                draft = self.declared.load(session, id)
                self.holder = holder(self, session, id)
                self.read_only = self.always_read_only or self.holder is not None
                return draft
            self.holder, self.read_only = None, self.always_read_only
            assert self.declared.new is not None, f"{self.declared.key} : ni fiche ni création"
            return self.declared.new(session, self.shell.contexte(), **self.params)

    def _open(self) -> None:
        """Montre la saisie qu'on vient de lire."""
        self._refresh_timer.stop()
        self._keep_timer.stop()
        who = self.shell.contexte().utilisateur
        self.file = DraftFile(self.declared.key, self.id, self.params, who)
        self.header.set_editable(not self.read_only)
        if not self.read_only:
            self.recompute()
            self.refresh_now(show=False)
        self.binding.mark_problems({})
        self.errors.say(())
        self.merged.say(())
        for pane in self.panes:
            pane.renew()
        self.show_all(force=True)
        for name in self.binding.grids:
            self.binding.grid_problem(name)
        self.remember()
        rank = self.siblings.index(self.id) if self.id in self.siblings else 0
        self.header.show_history(bool(self.declared.table and self.id), self.allows)
        self.header.show_rank(rank, len(self.siblings) if self.id in self.siblings else 0)
        offer_draft(self)
        self.lock.opened()

    def hold(self, tenue: Tenue) -> None:
        """Un autre tient la fiche : on ne fait plus que la lire."""
        self.holder, self.read_only = tenue, True
        self.header.set_editable(False)
        self.show_all(force=True)

    # --- de la frappe aux chiffres ------------------------------------------------------------

    def _alive(self) -> bool:
        """Une fiche que Qt détruit perd d'abord le curseur : il ne faut plus y toucher."""
        return isValid(self) and isValid(self.body)

    def edited(self, name: str) -> None:
        if not self._alive():
            return
        field = self.binding.fields[name]
        if isinstance(field, TypedEdit) and not field.ready():
            return
        if self.binding.read(name):
            self.binding.mark_problem(name, "")
            self._changed(name)
        self.keep_soon()

    def grid_edited(self, name: str, row: int, column: str) -> None:
        if not self._alive():
            return
        problems = self.binding.grids[name].lines_model.problems
        left = {cell: text for cell, text in problems.items() if row >= 0 and cell != (row, column)}
        self.binding.grids[name].lines_model.problems = left
        self.binding.grid_problem(name)
        self._changed(name)
        self.keep_soon()

    def left(self, name: str) -> None:
        """Le curseur a quitté ce champ : ce qui ne se lit pas est dit, le reste mis au propre."""
        if not self._alive():
            return
        if self.binding.is_pending(name):
            self.edited(name)
        error = self.binding.unreadable.get(name)
        if error is not None:
            self.binding.mark_problem(name, str(error))
        elif name not in self.binding.problems:
            self.binding.show_field(name)

    def _changed(self, name: str) -> None:
        self.errors.say(())
        self.recompute()
        if name in self.declared.refresh_on:
            self._refresh_timer.start()
        self.show_all()

    def recompute(self) -> None:
        """Remplit les champs calculés de la saisie."""
        if self.declared.recompute is not None:
            self.declared.recompute(self.draft)

    def refresh_now(self, show: bool = True) -> None:
        """Relit dans la base les chiffres qui dépendent de la saisie."""
        self._refresh_timer.stop()
        if self.declared.refresh is None or self.read_only:
            return
        try:
            with self.db.read() as session:
                self.declared.refresh(session, self.draft, self.shell.contexte())
        except UserError as error:
            self.errors.say([str(error)])
            return
        self.recompute()
        if show:
            self.show_all()

    def refreshing(self) -> bool:
        """Une lecture est-elle attendue ?"""
        return self._refresh_timer.isActive()

    def show_all(self, force: bool = False) -> None:
        """Remet à l'écran tout ce que la saisie détermine."""
        screen, draft = self.declared, self.draft
        self.binding.write(draft, force)
        off = screen.disabled(draft) if screen.disabled else ()
        self.binding.set_access(screen.computed, frozenset(off), self.read_only)
        self.binding.explain(self.explanations())
        remarks = tuple(screen.warnings(draft)) if screen.warnings else ()
        self.warnings.say((*remarks, READ_ONLY) if self.barred else remarks)
        for pane in self.panes:
            pane.follow()
        extra = screen.title(draft)
        title = f"{screen.name} {extra}".strip()
        self.header.set_title(title)
        if title != self._title:
            self._title = title
            self.title_changed.emit(title)

    def title(self) -> str:
        return self._title

    def explanations(self) -> Mapping[str, str]:
        return self.declared.explain(self.draft) if self.declared.explain else {}

    def explain_here(self) -> bool:
        """F1 ; faux s'il n'y a rien à expliquer."""
        return explain_here(self)

    # --- valider, annuler, passer -------------------------------------------------------------

    def press_accept(self) -> None:
        """Le bouton et ses touches : un seul effet, quoi qu'on tienne ou double."""
        if self.main is not None and not self.read_only:
            run_command(self, self.main)
        elif self.validate():
            self._done = True
            self.closed.emit()

    def press_save(self) -> None:
        """Enregistre et reste sur la fiche, relue."""
        if self.modified() and self.validate():
            self.shell.inform(f"{self._title} : enregistré.")
            if self.id is not None:
                self.reopen(self.id)
            else:
                self.closed.emit()

    def validate(self) -> bool:
        """Vérifie et enregistre ; faux, fautes montrées et curseur sur la première, sinon."""
        closed = self.read_only or self.declared.save is None or not self.body.isEnabled()
        if self._busy or self._done or closed:
            return False
        self._busy = True
        try:
            return check(self) and save(self)
        finally:
            self._busy = False

    def modified(self) -> bool:
        """Quelque chose est-il tapé qui n'est pas enregistré ?"""
        if self.read_only or self._done or self.declared.save is None:
            return False
        return self.binding.untold() or self.draft != self.initial

    def remember(self) -> None:
        """Ce qui est montré est enregistré : rien n'est en attente."""
        self._keep_timer.stop()
        self.initial: Any = copy.deepcopy(self.draft)

    def busy(self) -> bool:
        """Un enregistrement est en cours, ou la fiche a fini."""
        return self._busy or self._done

    def once(self) -> None:
        """Une création ne s'enregistre qu'une fois."""
        self._done = True

    def press_cancel(self) -> None:
        if not self._done and self.may_close():
            self._done = True
            self.closed.emit()

    def may_close(self) -> bool:
        """La fenêtre le demande avant de fermer ; pose la question si l'on perdrait sa frappe."""
        question = "Cette saisie n'est pas enregistrée. L'abandonner ?"
        if self.modified() and not self.shell.ask(question, "Abandonner"):
            return False
        if not self.read_only and self.body.isEnabled():
            self._keep_timer.stop()
            self.file.drop()
        return True

    def go(self, step: int) -> None:
        """Enregistre s'il le faut, puis passe à la fiche d'à côté."""
        if self.id not in self.siblings or self._busy or self._done:
            return
        rank = self.siblings.index(self.id) + step
        if not 0 <= rank < len(self.siblings) or (self.modified() and not self.validate()):
            return
        self.reopen(self.siblings[rank])

    def reopen(self, id: int) -> None:
        """Montre une autre fiche, ou la même telle qu'elle vient d'être enregistrée."""
        try:
            draft = self._fetch(id)
        except UserError as error:
            self.shell.refuse(error)
            return
        self.id, self.draft = id, draft
        self._open()

    def start_again(self) -> None:
        """Après le traitement d'une fiche qui ne s'enregistre pas : les chiffres du moment."""
        if self.declared.refresh is not None:
            self.refresh_now()
        else:
            self.draft = self._fetch(None)
            self._open()

    def keep_soon(self) -> None:
        if not self._keep_timer.isActive() and not self.read_only:
            self._keep_timer.start()

    # --- Qt -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        inside = any(pane.holds(self.focusWidget()) for pane in self.panes)
        if (inside and not self.keys.concerns(event)) or not self.keys.pressed(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            why = event.key() == Qt.Key.Key_F1 and bool(self.explanations())
            if why or self.keys.concerns(event):
                event.accept()
                return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if isinstance(self.window(), QDialog):
            self.window().installEventFilter(self)
        if self.offered is not None:
            self.resume.setFocus()
        elif self.focusWidget() is None or self.focusWidget() is self:
            self.keys.advance(None, 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Le clavier revient à la fiche (un dialogue se ferme) : au premier champ, pas au fond."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.keys.advance(None, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """La croix d'un dialogue vaut Annuler."""
        if event.type() == QEvent.Type.Close and not self._done:
            event.ignore()
            self.press_cancel()
            return True
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        body, head = self.body.sizeHint(), self.header.sizeHint()
        return QSize(max(body.width(), head.width()) + 24, body.height() + head.height() + 24)

    def restyle(self) -> None:
        renew(self)

    def focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._alive() and self.body.isAncestorOf(now):
            self.area.ensureWidgetVisible(now, 8, 8)
