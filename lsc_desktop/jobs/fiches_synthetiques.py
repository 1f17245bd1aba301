"""Refaire les fiches synthétiques gardées dont l'année est passée, ou que de nouveaux comptes
approuvés ont rendues fausses (loi 65-557 art. 8-2, décret 2016-1822 art. 1)."""

import logging
from collections.abc import Callable

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.queries.registre.fiche_synthetique import fiches_a_refaire
from lsc_desktop.services.registre.fiche_synthetique import refaire_fiche
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)


def refaire_fiches(
    db: Database, ctx: Contexte, *, arreter: Callable[[], bool] = lambda: False
) -> tuple[str, ...]:
    """Une par transaction, aucune n'arrête les autres ; rend les immeubles dont la fiche a été
    remplacée."""
    with db.read() as session:
        stale = fiches_a_refaire(session, ctx.aujourd_hui)
    done = []
    for one in stale:
        if arreter():
            break
        try:
            with db.write(ctx.utilisateur) as session:
                if refaire_fiche(session, one.copropriete_id, ctx=ctx):
                    done.append(one.immeuble)
        except UserError as error:
            log.warning("fiche synthétique de %s non refaite : %s", one.immeuble, error.title)
    return tuple(done)
