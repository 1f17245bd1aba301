"""Refaire les fiches synthétiques gardées dont l'année est passée, ou que de nouveaux comptes
approuvés ont rendues fausses (loi 65-557 art. 8-2, décret 2016-1822 art. 1)."""

from collections.abc import Callable

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.jobs.documents_tenus import refaire_chacun
from lsc_desktop.queries.registre.fiche_synthetique import fiches_a_refaire
from lsc_desktop.services.registre.fiche_synthetique import refaire_fiche
from lsc_desktop.storage.engine import Database


def refaire_fiches(
    db: Database, ctx: Contexte, *, arreter: Callable[[], bool] = lambda: False
) -> tuple[str, ...]:
    """Une par transaction, aucune n'arrête les autres ; rend les immeubles dont la fiche a été
    remplacée."""
    with db.read() as session:
        stale = fiches_a_refaire(session, ctx.aujourd_hui)
    done, _missed = refaire_chacun(db, ctx, stale, refaire_fiche, "fiche synthétique", arreter)
    return done
