"""Un travail long sur une saisie entière : des fichiers à lire, la base à comparer, un fil à part.

Un `Batch` traite des lignes une à une et en laisse de faites ; un `Task` fait tout, ou rien.
"""

import copy
from collections.abc import Callable
from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit import dialogs, edge
from lsc_desktop.gui.kit.screens import Task
from lsc_desktop.gui.kit.work import Place, _Run, free


class _StoppedError(UserError):
    """L'utilisateur a interrompu le travail : la transaction, s'il y en a une, est annulée."""


def run_task(task: Task, draft: Any, title: str, place: Place, changed: Callable[[], None]) -> None:
    """Demande ce qu'il faut, travaille hors du fil graphique, met le résultat dans la saisie.

    `changed` : appelé quand la saisie a pu changer.
    """
    if not free(place):
        return
    asked = task.ask(place.shell, draft) if task.ask is not None else True
    question = task.confirm(draft) if asked is not None else ""
    if asked is None or (question and not dialogs.ask(place.parent, question, title.rstrip("…"))):
        return
    run = _Run(title, 0, place)
    ctx = place.shell.contexte()
    copied = copy.deepcopy(draft)  # l'utilisateur peut taper pendant ce temps

    def told(text: str) -> None:
        if run.control.stop.is_set():
            raise _StoppedError(f"« {title.rstrip('…')} » a été interrompu.", "Rien n'a été écrit.")
        run.control.current = text

    def work() -> Any:
        found = task.before(copied, asked, ctx, told) if task.before is not None else asked
        told("")
        if not task.writes:
            with place.db.read() as session:
                return task.work(session, copied, found, ctx, told)
        return edge.replayed(
            place.db, ctx, lambda session: task.work(session, copied, found, ctx, told)
        )

    def done(result: Any) -> None:
        task.done(place.shell, draft, copied, result)
        changed()

    run.start(work, done)
