"""Donner signe de vie pendant un travail : personne ne le reprend tant qu'il avance."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)


@contextmanager
def pouls(db: Database, battre: Callable[[Session], object], secondes: float) -> Iterator[None]:
    """Joue `battre` dans sa transaction, toutes les `secondes`, le temps du bloc.

    Un battement que la base refuse ou retarde est manqué, noté, et n'arrête pas le travail.
    """
    over = threading.Event()

    def beat() -> None:
        while not over.wait(secondes):
            try:
                with db.write() as session:
                    battre(session)
            except UserError as error:
                log.info("signe de vie manqué : %s", error.title)

    thread = threading.Thread(target=beat, name="pouls", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
