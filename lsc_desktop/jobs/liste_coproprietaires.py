"""Refaire les listes des copropriétaires qui ne disent plus vrai (seed L1031-1045).

Une vente, une fiche tiers, un mandat au conseil qui finit, une vente datée d'avance : la liste est
comparée à ce qui est, et non à ce qu'on a fait. Rien d'autre que ce qui a changé ne s'imprime.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import enumerer, pluriel
from lsc_desktop.queries.coproprietes.liste_coproprietaires import listes_perimees
from lsc_desktop.services.coproprietes.liste_coproprietaires import regenerer_liste
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rapport:
    """`refaites` : les immeubles dont la liste a été remplacée ; `manquees` : ceux dont elle n'a
    pas pu l'être, et pourquoi."""

    refaites: tuple[str, ...] = ()
    manquees: tuple[tuple[str, str], ...] = ()

    def phrase(self) -> str:
        """« 2 listes des copropriétaires refaites : GILBERT et GRIMMAURD. » ; vide si rien."""
        said = []
        if self.refaites:
            count = pluriel(
                len(self.refaites),
                "liste des copropriétaires refaite",
                "listes des copropriétaires refaites",
            )
            said.append(f"{count} : {enumerer(self.refaites)}.")
        said += [f"Liste de {immeuble} non refaite : {why}" for immeuble, why in self.manquees]
        return " ".join(said)


def refaire_listes(
    db: Database, ctx: Contexte, *, arreter: Callable[[], bool] = lambda: False
) -> Rapport:
    """Remplace chaque liste périmée, une par transaction : aucune n'arrête les autres."""
    with db.read() as session:
        stale = listes_perimees(session, ctx.aujourd_hui)
    done, missed = [], []
    for one in stale:
        if arreter():
            break
        try:
            with db.write(ctx.utilisateur) as session:
                if regenerer_liste(session, one.copropriete_id, ctx=ctx):
                    done.append(one.immeuble)
        except UserError as error:
            log.warning("liste de %s non refaite : %s", one.immeuble, error.title)
            missed.append((one.immeuble, error.title))
    return Rapport(tuple(done), tuple(missed))
