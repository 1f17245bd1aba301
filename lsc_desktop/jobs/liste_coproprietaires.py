"""Refaire les listes des copropriétaires qui ne disent plus vrai (seed L1031-1045).

Une vente, une fiche tiers, un mandat au conseil qui finit, une vente datée d'avance : la liste est
comparée à ce qui est, et non à ce qu'on a fait. Rien d'autre que ce qui a changé ne s'imprime.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import enumerer, pluriel
from lsc_desktop.jobs.documents_tenus import refaire_chacun
from lsc_desktop.queries.coproprietes.liste_coproprietaires import listes_perimees
from lsc_desktop.services.coproprietes.liste_coproprietaires import regenerer_liste
from lsc_desktop.storage.engine import Database


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
    return Rapport(*refaire_chacun(db, ctx, stale, regenerer_liste, "liste", arreter))
