"""Refaire les documents que le programme tient à jour, copropriété par copropriété."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)


class Perime(Protocol):
    """Un document à refaire : sa copropriété, et le nom de son immeuble."""

    @property
    def copropriete_id(self) -> int: ...
    @property
    def immeuble(self) -> str: ...


def refaire_chacun(
    db: Database,
    ctx: Contexte,
    perimes: Iterable[Perime],
    refaire: Callable[..., Any],
    quoi: str,
    arreter: Callable[[], bool],
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Un par transaction, aucun n'arrête les autres ; rend les immeubles refaits, et ceux qui n'ont
    pas pu l'être, avec pourquoi. `quoi` : comment le journal le nomme."""
    done, missed = [], []
    for one in perimes:
        if arreter():
            break
        try:
            with db.write(ctx.utilisateur) as session:
                if refaire(session, one.copropriete_id, ctx=ctx):
                    done.append(one.immeuble)
        except UserError as error:
            log.warning("%s de %s non refaite : %s", quoi, one.immeuble, error.title)
            missed.append((one.immeuble, error.title))
    return tuple(done), tuple(missed)
