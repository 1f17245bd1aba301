"""Le moteur d'un traitement : une transaction par ligne, l'échec d'une laisse les autres faites."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from PySide6.QtWidgets import QWidget

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.gui.kit.screens import Batch, Shell
from lsc_desktop.gui.kit.tasks import Tasks

log = logging.getLogger(__name__)
State = Literal["fait", "refus", "incident", "question", "reste"]


@dataclass(frozen=True)
class Place:
    """D'où part un traitement : sa fenêtre, ce qu'elle peut, la base, les fils."""

    parent: QWidget
    shell: Shell
    db: Any
    tasks: Tasks


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


@dataclass
class Control:
    """Ce que se disent le fil qui travaille et la fenêtre : où l'on en est, s'il faut arrêter."""

    stop: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    current: str = ""


def treat(
    batch: Batch, rows: Iterable[Any], place: Place, control: Control, accepted: frozenset[str]
) -> list[Outcome]:
    """Traite chaque ligne dans sa transaction ; l'échec d'une laisse les autres faites."""
    outcomes = []
    for row in rows:
        label = batch.label(row)
        if control.stop.is_set():
            outcomes.append(Outcome(row, label, "reste", "Non traitée : interrompu."))
            continue
        control.current = label
        outcomes.append(_treat_one(batch, row, label, place, accepted))
        control.done += 1
    return outcomes


def _treat_one(
    batch: Batch, row: Any, label: str, place: Place, accepted: frozenset[str]
) -> Outcome:
    ctx = place.shell.contexte()
    try:
        with place.db.write(ctx.utilisateur) as session:
            text = batch.work(session, row, ctx=ctx, accepted=accepted)
    except Confirm as question:
        return Outcome(row, label, "question", question.question, key=question.key)
    except UserError as error:
        return Outcome(row, label, "refus", error.title, error.advice, error=error)
    except Exception as error:  # la ligne est annulée ; le bogue est montré à la fin
        log.exception("traitement de « %s »", label)
        text = "Erreur interne : rien n'a été écrit pour cette ligne."
        return Outcome(row, label, "incident", text, error=error)
    return Outcome(row, label, "fait", text or "")
