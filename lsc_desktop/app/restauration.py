"""Restaurer, la fenêtre fermée : une petite boîte qui attend, puis le programme se rouvre."""

import logging
from datetime import datetime
from socket import gethostname

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QProgressBar

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.seances import Presence
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.jobs.restauration import Preparation, Restauree, restaurer
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)


class Waiting(dialogs.Sheet):
    """On attend : rien à choisir, et la croix n'y fait rien tant que le travail dure."""

    def __init__(self) -> None:
        super().__init__(
            None,
            "Restauration de la base…",
            "Ne l'interrompez pas. Interrompue malgré tout, la base resterait celle d'avant.",
            picture=("mdi6.backup-restore", "accent"),
        )
        self.over = False
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName("Restauration en cours")
        self.add_widget(bar)

    def reject(self) -> None:
        if self.over:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.over)


def restore(db: Database, presence: Presence | None, ready: Preparation, user: str) -> None:
    """Restaure et le dit ; revient quand on a fermé la dernière boîte."""
    now = datetime.now()
    ctx = Contexte(user, now, now.date(), poste=gethostname())
    loop, waiting, tasks = QEventLoop(), Waiting(), Tasks()
    answers: list[dialogs.Sheet] = []

    def end(title: str, text: str, picture: tuple[str, str]) -> None:
        waiting.over = True
        answers.append(_answer(title, text, picture))
        answers[0].finished.connect(loop.quit)
        waiting.hide()

    def done(result: Restauree) -> None:
        end("La restauration est faite.", result.phrase(), ("mdi6.check-circle-outline", "ok"))

    def refused(error: UserError) -> None:
        end(error.title, error.advice, ("mdi6.alert-outline", "warning"))

    def work() -> Restauree:
        try:
            return restaurer(db, presence, ready.path, ctx)
        except UserError:
            raise
        except Exception as error:
            log.exception("restauration")
            raise UserError(
                "La restauration a rencontré un incident.",
                "La base est celle d'avant : envoyez le journal du programme à l'assistance.",
            ) from error

    tasks.run(work, done, refused)
    held = QApplication.quitOnLastWindowClosed()
    QApplication.setQuitOnLastWindowClosed(False)  # ces boîtes ne sont pas le programme
    waiting.show()
    loop.exec()
    QApplication.setQuitOnLastWindowClosed(held)
    for sheet in (waiting, *answers):
        sheet.deleteLater()
    tasks.close()


def _answer(title: str, text: str, picture: tuple[str, str]) -> dialogs.Sheet:
    sheet = dialogs.Sheet(None, title, text, picture=picture)
    sheet.button("Ouvrir le programme", sheet.accept, primary=True, default=True)
    sheet.show()
    return sheet
