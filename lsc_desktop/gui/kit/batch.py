"""Le moteur d'un traitement : une transaction par ligne, l'échec d'une laisse les autres faites.

Sans rien de Qt : la fenêtre, une commande sans fenêtre et les essais mènent un lot de même.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import Confirm, TemporaryError, UserError
from lsc_desktop.gui.kit import edge
from lsc_desktop.gui.kit.screens import Batch, Shell

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lsc_desktop.gui.kit.durable import Lot
    from lsc_desktop.gui.kit.tasks import Tasks

log = logging.getLogger(__name__)
State = Literal["fait", "refus", "incident", "question", "reste"]
PATIENCE = 3  # lignes de suite que la base ne peut recevoir : inutile d'essayer les autres


@dataclass(frozen=True)
class Place:
    """D'où part un traitement : sa fenêtre, ce qu'elle peut, la base, les fils.

    `lot` : la commande qui le lance, si elle se retrouve après un arrêt brutal.
    """

    parent: QWidget
    shell: Shell
    db: Any
    tasks: Tasks
    lot: Lot | None = None


@dataclass(frozen=True)
class Outcome:
    """Ce qu'est devenue une ligne ; `key` : la question à poser avant de la rejouer."""

    row: Any
    label: str
    state: State
    text: str = ""
    advice: str = ""
    key: str = ""
    error: Exception | None = None

    @property
    def failed(self) -> bool:
        return self.state in ("refus", "incident")

    @property
    def temporary(self) -> bool:
        """L'environnement a fait défaut : la ligne reste à faire."""
        return isinstance(self.error, TemporaryError)


@dataclass
class Control:
    """Ce que se disent le fil qui travaille et la fenêtre : où l'on en est, s'il faut arrêter."""

    stop: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    current: str = ""


class LostError(UserError):
    """Un autre mène désormais ce lot : rien de plus ne s'y écrit d'ici."""


class Register(Protocol):
    """Où s'inscrit ce que devient chaque ligne (`kit.durable`)."""

    def contexte(self, ctx: Contexte) -> Contexte:
        """Au nom et au jour de qui a lancé le lot."""

    def done(self, session: Any, row: Any, text: str) -> None:
        """Dans la transaction de l'effet ; lève `LostError`, qui l'annule."""

    def note(self, outcome: Outcome) -> None:
        """Un refus ou une question, après l'annulation de la ligne."""


def treat(
    batch: Batch,
    rows: Iterable[Any],
    db: Any,
    contexte: Callable[[], Contexte],
    control: Control,
    accepted: frozenset[str] = frozenset(),
    register: Register | None = None,
) -> list[Outcome]:
    """Traite chaque ligne dans sa transaction ; l'échec d'une laisse les autres faites."""
    outcomes: list[Outcome] = []
    failing = 0
    for row in rows:
        label = batch.label(row)
        if control.stop.is_set():
            outcomes.append(Outcome(row, label, "reste", "Non traitée : interrompu."))
        elif failing >= PATIENCE:
            outcomes.append(Outcome(row, label, "reste", "Non traitée : la base ne répond plus."))
        else:
            control.current = label
            outcome = _treat_one(batch, row, label, db, contexte(), accepted, register)
            failing = failing + 1 if outcome.temporary else 0
            outcomes.append(outcome)
            control.done += 1
            if isinstance(outcome.error, LostError):
                control.stop.set()
    return outcomes


def _treat_one(
    batch: Batch,
    row: Any,
    label: str,
    db: Any,
    ctx: Contexte,
    accepted: frozenset[str],
    register: Register | None,
) -> Outcome:
    if register is not None:
        ctx = register.contexte(ctx)

    def work(session: Any) -> str:
        said = batch.work(session, row, ctx=ctx, accepted=accepted) or ""
        if register is not None:
            register.done(session, row, said)
        return said

    try:
        text = edge.replayed(db, ctx, work)
    except LostError as error:
        return Outcome(row, label, "reste", error.title, error.advice, error=error)
    except Confirm as question:
        outcome = Outcome(row, label, "question", question.question, key=question.key)
    except UserError as error:
        outcome = Outcome(row, label, "refus", error.title, error.advice, error=error)
    except Exception as error:  # la ligne est annulée ; le bogue est montré à la fin
        log.exception("traitement de « %s »", label)
        text = "Erreur interne : rien n'a été écrit pour cette ligne."
        outcome = Outcome(row, label, "incident", text, error=error)
    else:
        return Outcome(row, label, "fait", text)
    if register is not None and not outcome.temporary:
        register.note(outcome)
    return outcome
