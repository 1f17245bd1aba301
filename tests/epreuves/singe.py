"""Un utilisateur qui fait n'importe quoi : des actions au hasard dans la vraie fenêtre.

Chaque action est tirée de la graine et de son rang : rejouer les premières suffit à retrouver une
faute. Il agit entre deux événements, y compris pendant qu'une question attend.
"""

import string
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QEventLoop,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.gui.kit import dialogs, style
from lsc_desktop.gui.kit.boards import Board
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.kit.screens import FormScreen, ListScreen
from lsc_desktop.gui.shell.opener import FormDialog
from lsc_desktop.queries.paging import Criteria

Key, Mod = Qt.Key, Qt.KeyboardModifier
GAUCHE = Qt.MouseButton.LeftButton
TRACE = 40  # dernières actions racontées avec une faute
PATIENCE = 60  # tours laissés aux lectures en cours avant d'agir quand même
PROFOND = 12  # boîtes empilées : au-delà, on ferme
ONGLETS = 14
BRUIT = ("propagateSizeHints", "This plugin does not support")
# Ce qu'une commande seule ouvre, et la fiche qu'elle ouvre si c'en est une.
SEULS = {
    "imports.export": None, "partenaires.reglage": 1, "publications.renvoi": None,
    "registre.numeros": None,
}  # fmt: skip
RELIRE = 200  # actions au bout desquelles on redemande ce que la base permet d'ouvrir
ESSAIS = 3  # fois qu'un écran jamais vu se tente : celui que tout refuse n'arrête pas les autres
LETTRES = string.ascii_letters + string.digits + " ,.-/+%'éèàçœÉ€²"
TOUCHES = (
    Key.Key_Return, Key.Key_Enter, Key.Key_Tab, Key.Key_Backtab, Key.Key_Up, Key.Key_Down,
    Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_PageUp, Key.Key_PageDown,
    Key.Key_Delete, Key.Key_Backspace, Key.Key_Space, Key.Key_Escape, Key.Key_Insert,
    Key.Key_F1, Key.Key_F2, Key.Key_F3, Key.Key_F4, Key.Key_F5, Key.Key_F6, Key.Key_F7, Key.Key_F8,
    Key.Key_F9, Key.Key_F10, Key.Key_F11, Key.Key_F12, Key.Key_Dead_Circumflex,
    Key.Key_Dead_Diaeresis, Key.Key_Menu, Key.Key_Asterisk,
)  # fmt: skip
MORTES = (Key.Key_Dead_Circumflex, Key.Key_Dead_Diaeresis)
AVEC_CONTROL = (
    Key.Key_A, Key.Key_C, Key.Key_D, Key.Key_E, Key.Key_F, Key.Key_J, Key.Key_K, Key.Key_L,
    Key.Key_M, Key.Key_N, Key.Key_P, Key.Key_R, Key.Key_S, Key.Key_V, Key.Key_W, Key.Key_X,
    Key.Key_Y, Key.Key_Z, Key.Key_1, Key.Key_2, Key.Key_Tab, Key.Key_Return, Key.Key_Delete,
    Key.Key_Insert, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End, Key.Key_Down,
)  # fmt: skip
ACCORDS = (
    *((key, Mod.ControlModifier) for key in AVEC_CONTROL),
    (Key.Key_Tab, Mod.ShiftModifier),
    (Key.Key_Down, Mod.ShiftModifier),
    (Key.Key_Down, Mod.AltModifier),
    (Key.Key_Up, Mod.AltModifier),
    (Key.Key_Return, Mod.ShiftModifier),
)
TEXTES = (
    "=cmd|' /C calc'!A0", "1234.50", "12,5", "1 234,56", "-0", "1e9", "99999999999999999999", "%_'",
    "31/02/2021", "010120", "00/00/0000", "31122199", "aujourd'hui", "\u202eelsa", "😀🏠", "ÉÀœ",
    "a" * 300, "'; DROP TABLE tiers; --", "a\x00b", "\t", "12\t34\t56\nx\ty\tz\n", "\r\n\r\n",
    "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12", "NaN", "Infinity", "½", "١٢٣", "1\u00a0000,00",
    "x\u0301\u0302\u0303" * 20, "é" * 25_000,
)  # fmt: skip


class Suivi:
    """Une fiche ouverte, telle qu'on l'a vue avant l'action."""

    def __init__(self, view: FormView) -> None:
        self.view, self.id, self.key = view, view.id, view.declared.key
        self.modified, self.questions, self.draft = False, 0, ""
        self.saves = self.seen = 0
        view.saved.connect(self._saved)

    def _saved(self, _result: Any) -> None:
        self.saves += 1


class Singe:
    """Joue `total` actions dans `window` ; lève à la première faute, avec les dernières actions."""

    def __init__(self, window: Any, seed: int, patch: Any) -> None:
        self.window, self.seed = window, seed
        self.rank = self.depth = self.waited = 0
        self.total = 0
        self.trace: deque[list[str]] = deque(maxlen=TRACE)
        self.times: list[float] = []
        self.kinds: Counter[str] = Counter()
        self.screens: set[str] = set()
        self.tried: Counter[str] = Counter()
        self.refused: set[str] = set()  # ce qui a dit, d'une phrase, ne pas pouvoir s'ouvrir
        self._reach: tuple[int, set[str]] = (0, set())
        self.faults: list[str] = []
        self.questions = self.asking = 0
        self.forms: list[Suivi] = []
        self.loop = QEventLoop()
        self._spy(patch)
        self.actions: Sequence[tuple[int, Callable[[Random, QWidget], str]]] = (
            (26, self.taper), (26, self.touche), (10, self.accord), (14, self.cliquer),
            (8, self.coller), (9, self.ouvrir), (7, self.lignes), (3, self.onglet),
            (2, self.allure), (3, self.filtrer),
        )  # fmt: skip

    # --- Ce qu'on surveille ---------------------------------------------------------------------

    def _spy(self, patch: Any) -> None:
        real_ask, real_init, real_board = dialogs.ask, FormView.__init__, Board.__init__

        def ask(*args: Any, **kwargs: Any) -> bool:
            self.asking += 1
            try:
                return real_ask(*args, **kwargs)
            finally:
                self.asking -= 1
                self.questions += 1

        def init(form: Any, *args: Any, **kwargs: Any) -> None:
            real_init(form, *args, **kwargs)
            self.forms.append(Suivi(form))
            self.screens.add(form.declared.key)

        def board(self_: Any, screen: Any, *args: Any, **kwargs: Any) -> None:
            real_board(self_, screen, *args, **kwargs)
            self.screens.add(screen.key)

        patch.setattr(Board, "__init__", board)
        patch.setattr(dialogs, "ask", ask)
        patch.setattr(FormView, "__init__", init)
        patch.setattr(sys, "excepthook", self._caught)
        self._before = qInstallMessageHandler(self._said)

    def _caught(self, kind: type[BaseException], value: BaseException, trace: Any) -> None:
        if isinstance(value, UserError | Confirm):
            dialogs.refuse(self.window.front(), value)
            return
        import traceback

        self._fault("".join(traceback.format_exception(kind, value, trace)))

    def _said(self, kind: QtMsgType, _context: Any, text: str) -> None:
        loud = kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if loud and not any(noise in text for noise in BRUIT):
            self._fault(f"Qt : {text}")

    def _fault(self, text: str) -> None:
        self.faults.append(text)
        self.loop.quit()

    def _watch_forms(self) -> None:
        """Ce qui était tapé avant l'action est toujours là, enregistré, ou a été l'objet d'une
        question."""
        modal = QApplication.activeModalWidget()
        calm = not self.asking and (modal is None or isinstance(modal, FormDialog))
        for seen in list(self.forms):
            gone = not isValid(seen.view) or self._closed(seen.view)
            excused = seen.saves > seen.seen or self.questions > seen.questions
            other = not gone and seen.view.id != seen.id
            if seen.modified and (gone or other) and not excused:
                self._fault(
                    f"{seen.key} {seen.id} : saisie perdue sans question"
                    f" (détruite : {not isValid(seen.view)}, partie : {gone}, autre : {other},"
                    f" question en cours : {self.asking}, boîte : {modal},"
                    f" profondeur : {self.depth}, était : {seen.draft})"
                )
            if gone:
                self.forms.remove(seen)
            elif calm:
                seen.id, seen.modified = seen.view.id, seen.view.modified()
                seen.questions, seen.seen = self.questions, seen.saves
                seen.draft = repr(seen.view.draft) if seen.modified else ""

    def _closed(self, view: FormView) -> bool:
        """Fermée, même si Qt ne l'a pas encore détruite."""
        return view not in self.window.opener._held and not view.isVisible()

    # --- Une action après l'autre ---------------------------------------------------------------

    def jouer(self, total: int) -> None:
        self.total = total
        QTimer.singleShot(0, self._tick)
        try:
            self.loop.exec()
        finally:
            qInstallMessageHandler(self._before)
        if self.faults:
            told = "\n".join(" : ".join(words) for words in self.trace)
            raise AssertionError(
                f"LSC_GRAINE={self.seed} LSC_PREFIXE={self.rank}\n{told}\n\n{self.faults[0]}"
            )

    def _tick(self) -> None:
        if self.rank >= self.total or self.faults:
            self.loop.quit()
            self._close_modals()
            return
        answered = self.asking and QApplication.activeModalWidget() is None
        if answered or (not self.window.tasks.idle() and self.waited < PATIENCE):
            self.waited += 1
            QTimer.singleShot(5, self._tick)
            return
        self.waited = 0
        QTimer.singleShot(0, self._tick)  # servi même si cette action ouvre une question
        self._act()

    def _close_modals(self) -> None:
        """Fini, ou fautif : les questions qui attendent reçoivent Échap."""
        if (box := QApplication.activeModalWidget() or QApplication.activePopupWidget()) is None:
            return
        QTimer.singleShot(1, self._close_modals)
        box.close()

    def _act(self) -> None:
        self._watch_forms()
        if self.faults:
            return
        self.rank += 1
        rank, rnd = self.rank, Random(f"{self.seed}-{self.rank}")
        target = self._target()
        weights = [weight for weight, _ in self.actions]
        ((_, action),) = rnd.choices(self.actions, weights)
        if self._boxed(target):
            action = rnd.choices([self.repondre, action], [2, 1])[0]
        if self.depth > PROFOND:
            action = self.repondre
        self.kinds[action.__name__] += 1
        place = getattr(getattr(target, "declared", None), "key", type(target).__name__)
        told = [f"{rank:>6} {action.__name__} dans {place}"]
        self.trace.append(told)
        start = time.perf_counter()
        self.depth += 1
        try:
            told.append(action(rnd, target))
        finally:
            self.depth -= 1
        if self.rank == rank:  # rien d'autre ne s'est passé pendant ce temps
            self.times.append(time.perf_counter() - start)

    def _target(self) -> QWidget:
        """Là où un utilisateur agirait : le menu déroulé, la boîte ouverte, l'écran courant."""
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None or modal is not None:
            return popup or modal
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
        current: QWidget = self.window.current()
        return current if isValid(current) else self.window

    def _boxed(self, target: QWidget) -> bool:
        return target in (QApplication.activePopupWidget(), QApplication.activeModalWidget())

    def _focused(self, target: QWidget) -> QWidget:
        focus = QApplication.focusWidget()
        inside = focus is not None and (focus is target or target.isAncestorOf(focus))
        return focus if inside else target.focusWidget() or target

    # --- Les actions ----------------------------------------------------------------------------

    def taper(self, rnd: Random, target: QWidget) -> str:
        text = "".join(rnd.choices(LETTRES, k=rnd.randint(1, 8)))
        if rnd.random() < 0.4:
            text = "".join(rnd.choices("0123456789,./-", k=rnd.randint(1, 8)))
        for letter in text:
            where = self._focused(target)
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = ord(letter.upper()) if letter.isascii() else 0
                QApplication.sendEvent(where, QKeyEvent(kind, key, Mod.NoModifier, letter))
                if not isValid(target) or not isValid(where):
                    return repr(text)
        return repr(text)

    def touche(self, rnd: Random, target: QWidget) -> str:
        key = rnd.choice(TOUCHES)
        for _ in range(rnd.choice([1, 1, 1, 2, 5])):
            if isValid(target):
                self._press(self._focused(target), key, Mod.NoModifier)
                self._watch_forms()  # un premier Échap rend la cellule, le suivant ferme la fiche
        return key.name

    def accord(self, rnd: Random, target: QWidget) -> str:
        key, modifier = rnd.choice(ACCORDS)
        self._press(self._focused(target), key, modifier)
        return f"{modifier.name}+{key.name}"

    def _press(self, where: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        if key not in MORTES:
            QTest.keyClick(where, key, modifiers)
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):  # QTest ne les connaît pas
            QApplication.sendEvent(where, QKeyEvent(kind, key, modifiers))

    def coller(self, rnd: Random, target: QWidget) -> str:
        text = rnd.choice(TEXTES)
        QApplication.clipboard().setText(text)
        where = self._focused(target)
        if rnd.random() < 0.5 and isinstance(where, QLineEdit):
            where.selectAll()
        self._press(where, Key.Key_V, Mod.ControlModifier)
        return repr(text[:30])

    def cliquer(self, rnd: Random, target: QWidget) -> str:
        kinds = (QAbstractButton, QComboBox, QLineEdit, QTabBar, QHeaderView)
        wide = target if self._boxed(target) or rnd.random() < 0.8 else self.window
        found = [w for w in wide.findChildren(QWidget) if isinstance(w, kinds) and _usable(w)]
        if not found:
            return "rien"
        chosen = rnd.choice(found)
        name = chosen.objectName() or chosen.accessibleName()
        if not name and isinstance(chosen, QAbstractButton):
            name = chosen.text()
        said = f"{type(chosen).__name__} {name}"
        if isinstance(chosen, QTabBar | QHeaderView):
            at = QPoint(rnd.randrange(max(chosen.width(), 1)), chosen.height() // 2)
            place = chosen.viewport() if isinstance(chosen, QHeaderView) else chosen
            _clic(place, at)
        else:
            _clic(chosen)
        return said

    def lignes(self, rnd: Random, target: QWidget) -> str:
        """Une cellule de liste ou de grille : un clic, deux, une sélection."""
        tables = [w for w in target.findChildren(QAbstractItemView) if _usable(w)]
        tables = [t for t in tables if t.model() is not None and t.model().rowCount()]
        if not tables:
            return "rien"
        table = rnd.choice(tables)
        model = table.model()
        row = rnd.randrange(min(model.rowCount(), 40))
        index = model.index(row, rnd.randrange(max(_columns(model), 1)))
        table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        at, view = table.visualRect(index).center(), table.viewport()
        modifier = rnd.choice([Mod.NoModifier, Mod.ControlModifier, Mod.ShiftModifier])
        double = rnd.random() < 0.4
        _clic(view, at, Mod.NoModifier if double else modifier)
        if double and isValid(view):
            QTest.mouseDClick(view, GAUCHE, Mod.NoModifier, at)
            if isValid(view):
                QTest.mouseRelease(view, GAUCHE, Mod.NoModifier, at)
        return f"{'deux clics' if double else 'clic'} {row}"

    def ouvrir(self, rnd: Random, target: QWidget) -> str:
        """N'importe quel écran déclaré : une liste, une fiche, une création, un menu."""
        window = self.window
        if QApplication.activeModalWidget() is not None:
            return self.touche(rnd, target)
        if len(window.tabs.views()) > ONGLETS:
            view = rnd.choice([v for v in window.tabs.views() if v is not window.home])
            window.close_view(view)
            return "ferme un onglet"
        lists = [s for s in window.screens.values() if isinstance(s, ListScreen)]
        chosen, what = rnd.choice(lists), rnd.random()
        if what < 0.35:  # le hasard seul en oublierait, sur cent trente écrans
            never = [key for key in self.atteignables() if key not in self.screens]
            never = [key for key in never if self.tried[key] < ESSAIS]
            key = rnd.choice(sorted(never)) if never else chosen.key
            self.tried[key] += 1
            self._montrer(rnd, key)
            return key
        if what < 0.5:
            entries = [entry for _module, _menu, entry in window.entries() if entry.opens]
            entry = rnd.choice(entries)
            window.open_entry(entry)
            return entry.text
        if what < 0.65 and chosen.creates:
            window.open(chosen.creates)
            return f"création {chosen.creates}"
        opening = [s for s in lists if s.opens]
        chosen = rnd.choice(opening)
        ids = [row.id for row in window.read(chosen.source.page, Criteria(), 0, 30)]
        if isinstance(window.screens[chosen.opens], FormScreen) and ids:
            window.open(chosen.opens, rnd.choice(ids), siblings=ids)
        return chosen.opens

    def atteignables(self) -> set[str]:
        """Les écrans qu'on ouvre d'un menu, d'une liste ou d'une commande sur ce que la base a."""
        window, (since, known) = self.window, self._reach
        if known and self.rank - since < RELIRE:
            return known
        found = {entry.opens for _module, _menu, entry in window.entries() if entry.opens}
        for screen in window.screens.values():
            if isinstance(screen, ListScreen):
                found |= {screen.key, screen.creates}
                if screen.opens not in found and self._ids(screen):
                    found.add(screen.opens)
        known = {key for key in (*found, *SEULS) if key in window.screens}
        self._reach = self.rank, known
        return known

    def _ids(self, screen: Any) -> list[int]:
        return [row.id for row in self.window.read(screen.source.page, Criteria(), 0, 30)]

    def _montrer(self, rnd: Random, key: str) -> None:
        """Par la ligne d'une liste si l'une y mène, sinon du menu, sinon tel quel."""
        try:
            self._mener(rnd, key)
        except UserError:
            self.refused.add(key)
            raise

    def _mener(self, rnd: Random, key: str) -> None:
        window = self.window
        if isinstance(window.screens[key], ListScreen):
            window.open(key)
            self.screens.add(key)
            return
        for screen in (s for s in window.screens.values() if isinstance(s, ListScreen)):
            if screen.opens == key and (ids := self._ids(screen)):
                window.open(key, rnd.choice(ids), siblings=ids)
                return
        entries = [entry for _module, _menu, entry in window.entries() if entry.opens == key]
        if entries:  # un réglage, qui n'a qu'une fiche
            window.open_entry(entries[0])
        elif window.screens[key].new is not None or key in SEULS:
            window.open(key, SEULS.get(key))
        # Sinon sa liste n'a plus de ligne, depuis qu'on l'a su atteignable.

    def onglet(self, rnd: Random, target: QWidget) -> str:
        """Aller à un autre onglet, en fermer un, en détacher un."""
        window = self.window
        if QApplication.activeModalWidget() is not None:
            return self.touche(rnd, target)
        views = [v for v in window.tabs.views() if v is not window.home]
        if not views:
            return "rien"
        view, what = rnd.choice(views), rnd.random()
        if what < 0.5:
            window.tabs.bring(view)
        elif what < 0.9:
            window.close_view(view)
        else:
            window.tabs.tear_off(view)
        return type(view).__name__

    def allure(self, rnd: Random, _target: QWidget) -> str:
        """Le thème change, la fenêtre aussi."""
        what = rnd.random()
        if what < 0.1:
            theme = rnd.choice(["clair", "sombre"])
            style.choose(theme)
            return theme
        if what < 0.2:
            self.window.fold_menus()
            return "menus"
        self.window.resize(rnd.randint(640, 1900), rnd.randint(420, 1100))
        return f"{self.window.width()} × {self.window.height()}"

    def filtrer(self, rnd: Random, target: QWidget) -> str:
        """Taper dans le filtre d'une liste, ou l'effacer."""
        fields = [w for w in target.findChildren(QLineEdit) if _usable(w) and w.placeholderText()]
        if not fields:
            return "rien"
        field = rnd.choice(fields)
        field.setFocus()
        field.selectAll()
        text = rnd.choice(["", "elsa", "laf 002", "é", *TEXTES[:8]])
        QApplication.clipboard().setText(text)
        self._press(field, Key.Key_V if text else Key.Key_Delete, Mod.ControlModifier)
        return repr(text)

    def repondre(self, rnd: Random, target: QWidget) -> str:
        """Une boîte ou un menu : un de ses boutons, Entrée, Échap."""
        buttons = [b for b in target.findChildren(QAbstractButton) if _usable(b)]
        if buttons and rnd.random() < 0.6:
            chosen = rnd.choice(buttons)
            said = chosen.text()
            _clic(chosen)
            return said
        key = rnd.choice([Key.Key_Escape, Key.Key_Escape, Key.Key_Return, Key.Key_Down])
        self._press(self._focused(target), key, Mod.NoModifier)
        return key.name


def _clic(widget: QWidget, at: QPoint | None = None, modifier: Mod = Mod.NoModifier) -> None:
    """Appuie, puis relâche si l'appui n'a pas fait disparaître ce qu'on touchait."""
    at = widget.rect().center() if at is None else at
    QTest.mousePress(widget, GAUCHE, modifier, at)
    if isValid(widget):
        QTest.mouseRelease(widget, GAUCHE, modifier, at)


def _columns(model: QAbstractItemModel) -> int:
    """Le nombre de colonnes ; Qt cache celui d'un modèle qui n'en a qu'une."""
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())


def _usable(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and widget.width() > 2
