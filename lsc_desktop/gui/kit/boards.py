"""Une saisie directe : chaque geste s'écrit aussitôt, et ce qui change ailleurs s'y voit."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.gui.kit.rights import allowed
from lsc_desktop.gui.kit.screens import BoardScreen, Params, Shell

ELSEWHERE = 3000  # ms entre deux regards sur ce qu'un autre poste a saisi


class Board(QWidget):
    """Ce que toute saisie directe sait faire ; la classe fille dessine et relit (`reread`).

    `asks` : les valeurs d'ouverture qu'elle demande. `writable` : faux si le profil ne fait que
    lire. Montrée, elle se relit de temps en temps : un collègue peut saisir la même chose depuis un
    autre poste.
    """

    asks: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self, screen: BoardScreen, shell: Shell, params: Params, allows: Callable[[str], bool]
    ) -> None:
        super().__init__()
        self.declared, self.shell, self.params = screen, shell, dict(params)
        self.writable = allowed(allows, screen.needs_save)
        self._stale = True
        self._own = 0  # écritures de ce tableau, que la fenêtre va nous répéter
        self._watch = QTimer(self, interval=ELSEWHERE)
        self._watch.timeout.connect(self._look)

    # --- ce que la classe fille fait -----------------------------------------------------------

    def reread(self) -> None:
        """Relit la base et remet tout à l'écran, sans perdre la place."""
        raise NotImplementedError

    # --- lire et écrire -------------------------------------------------------------------------

    def write(self, work: Callable[..., Any], *args: Any, **named: Any) -> bool:
        """Écrit, pose les questions qu'il faut, dit un refus ; vrai si c'est fait."""
        accepted: frozenset[str] = frozenset()
        while True:
            extra = {"accepted": accepted} if accepted else {}

            def run(session: Any, ctx: Any, extra: Any = extra) -> Any:
                return work(session, *args, ctx=ctx, **named, **extra)

            try:
                self._own += 1
                self.shell.write(run)
            except Confirm as asked:
                self._own -= 1
                if not self.shell.ask(asked.question):
                    return False
                accepted |= {asked.key}
            except UserError as error:
                self._own -= 1
                self.shell.refuse(error)
                return False
            else:
                return True

    def tables_changed(self, tables: frozenset[str]) -> None:
        """Relit si elle en dépend ; cachée, elle relira en reparaissant."""
        if not tables & set(self.declared.watches):
            return
        own, self._own = self._own, 0
        if own:  # elle montre déjà ce qu'elle vient d'écrire
            return
        if self.isVisible():
            self.reread()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.reread()
        self._watch.start()
        QTimer.singleShot(0, self, self._take_keyboard)

    def _take_keyboard(self) -> None:
        """Son onglet vient de s'ouvrir, et la frappe n'est encore nulle part dedans."""
        here = QApplication.focusWidget()
        if here is not None and self.isVisible() and here.isAncestorOf(self):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        self._watch.stop()

    def stale(self) -> bool:
        """Faut-il relire ce qu'un autre poste a pu changer ? Un regard, moins cher que relire."""
        return True

    def _look(self) -> None:
        if self.isVisible() and self.window().isActiveWindow() and self.stale():
            self.reread()


def make_board(
    screen: BoardScreen, shell: Shell, params: Params, allows: Callable[[str], bool]
) -> Board:
    """Le tableau déclaré ; sa classe n'est chargée qu'à présent."""
    return board_class(screen)(screen, shell, params, allows)


def board_class(screen: BoardScreen) -> type[Board]:
    """La classe que déclare l'écran."""
    module, _, name = screen.view.partition(":")
    found: type[Board] = getattr(import_module(f"lsc_desktop.gui.boards.{module}"), name)
    return found
