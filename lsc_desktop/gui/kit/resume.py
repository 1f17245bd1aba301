"""La fenêtre veille sur les traitements que plus personne ne mène, et les finit.

Rien de lourd n'est chargé tant qu'il n'y a rien à reprendre.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.screens import Screen, Shell
from lsc_desktop.gui.kit.tasks import Tasks

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.batch import Place
    from lsc_desktop.gui.kit.durable import Ledger

log = logging.getLogger(__name__)
VEILLE = 15_000  # ms entre deux regards


class Resumer(QObject):
    """`start` dès que la fenêtre est là ; `resume(id)` : à la demande, questions comprises."""

    def __init__(
        self,
        window: QWidget,
        shell: Shell,
        db: Any,
        tasks: Tasks,
        screens: Mapping[str, Screen],
        allows: Callable[[str], bool],
    ) -> None:
        super().__init__(window)
        self._window, self._shell, self._db, self._tasks = window, shell, db, tasks
        self._screens, self._allows = screens, allows
        self._busy = False
        self._timer = QTimer(self, interval=VEILLE)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Prend la suite d'un lot délaissé, s'il y en a un, puis du suivant."""
        if not self._busy:
            self._busy = True
            self._tasks.run(self._take_one, self._carry, self._rest, owner=self)

    def _take_one(self) -> Ledger | None:
        from lsc_desktop.gui.kit import durable

        for found in durable.abandoned(self._db):
            ctx = self._shell.contexte()
            try:
                ledger = durable.take(
                    self._db, self._screens, found.id, found.jeton, ctx, self._allows
                )
            except UserError as error:  # à qui en a le droit, ou à une version qui le sait
                log.info("traitement %s laissé : %s", found.id, error)
                continue
            if ledger is not None:
                return ledger
        return None

    def _carry(self, ledger: Ledger | None) -> None:
        if ledger is None:
            self._rest()
            return
        from lsc_desktop.gui.kit import work

        work.resume_batch(ledger, self._place(ledger), False, self._finished)

    def _finished(self) -> None:
        self._rest()
        self.look()

    def _rest(self, _error: UserError | None = None) -> None:
        """Une base hors d'atteinte : on regardera de nouveau plus tard."""
        self._busy = False

    # --- À la demande --------------------------------------------------------------------

    def resume(self, id: int) -> None:
        """Pose les questions que le traitement attend, puis mène ce qui en reste."""
        from lsc_desktop.gui.kit import dialogs, durable, work

        if self._busy or not work.free(self._place()):
            self._shell.refuse(
                UserError("Un traitement est déjà repris ici.", "Attendez qu'il soit fini.")
            )
            return
        answers = {}
        for asked in durable.pending(self._db, id):
            labels = ", ".join(asked.libelles[:5]) + "…" * (len(asked.libelles) > 5)
            details = [f"{len(asked.libelles)} : {labels}"]
            answers[asked.cle] = dialogs.ask(self._window, asked.texte, "Continuer", details)
        try:
            ledger = durable.take(
                self._db, self._screens, id, "", self._shell.contexte(), self._allows, answers
            )
        except UserError as error:
            self._shell.refuse(error)
            return
        if ledger is None:
            self._shell.refuse(durable.gone())
            return
        self._busy = True
        work.resume_batch(ledger, self._place(ledger), True, self._rest)

    def _place(self, ledger: Ledger | None = None) -> Place:
        from lsc_desktop.gui.kit.batch import Place

        lot = ledger.lot if ledger is not None else None
        return Place(self._window, self._shell, self._db, self._tasks, lot)
