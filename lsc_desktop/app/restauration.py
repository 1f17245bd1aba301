"""Restaurer, la fenêtre fermée : une petite boîte qui attend, puis le programme se rouvre."""

from collections.abc import Callable
from datetime import datetime
from socket import gethostname
from typing import Any

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QProgressBar

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.seances import Presence
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.jobs.restauration import Preparation, restaurer
from lsc_desktop.storage.engine import Database


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
    waiting, tasks = Waiting(), Tasks()

    def end(show: Callable[[], Any]) -> None:
        waiting.over = True
        show()
        waiting.hide()

    def done(result: Any) -> None:
        end(lambda: _say("La restauration est faite.", result.phrase()))

    def refused(error: UserError) -> None:
        end(lambda: _say(error.title, error.advice, "warning"))

    tasks.run(lambda: restaurer(db, presence, ready.path, ctx), done, refused)
    waiting.show()
    app = QApplication.instance()
    assert app is not None
    app.exec()
    waiting.deleteLater()
    tasks.close()


def _say(title: str, text: str, tone: str = "ok") -> None:
    picture = "mdi6.check-circle-outline" if tone == "ok" else "mdi6.alert-outline"
    sheet = dialogs.Sheet(None, title, text, picture=(picture, tone))
    sheet.button("Ouvrir le programme", sheet.accept, primary=True, default=True)
    sheet.finished.connect(lambda _code: QApplication.quit())
    sheet.finished.connect(sheet.deleteLater)
    sheet.show()
