"""Trouver les numéros d'immatriculation dans le fichier des données ouvertes du registre."""

from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.registre.recherche import (
    RechercheDraft,
    Trouves,
    montrer,
    retirer,
)
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.screens import FormCommand, FormScreen, Grid, GridColumn, Shell, Task, Told
from lsc_desktop.gui.screens.registre import MODIFIER
from lsc_desktop.gui.screens.registre.dossiers import ICONE
from lsc_desktop.queries.registre.recherche import nouvelle_recherche
from lsc_desktop.services.registre.donnees_ouvertes import chercher
from lsc_desktop.services.registre.numeros import inscrire_numeros

TYPES = "Données ouvertes du registre (*.csv *.txt)"


def _choisi(shell: Shell, draft: RechercheDraft) -> str | None:
    if not draft.cherchees:
        shell.inform(draft.etat)
        return None
    return dialogs.ask_file("Fichier du registre des copropriétés", TYPES) or None


def _chercher(draft: RechercheDraft, chemin: str, ctx: Contexte, told: Told) -> Trouves:
    """Sans la base : le fichier est long à lire, personne ne l'attend."""
    return chercher(chemin, draft.cherchees, told)


def _montrer(shell: Shell, draft: RechercheDraft, before: RechercheDraft, found: Trouves) -> None:
    montrer(draft, found)
    shell.inform(draft.etat)


def _question(draft: RechercheDraft) -> str:
    lines = [f"{one.numero} : {one.code} {one.nom}" for one in draft.retenus]
    what = pluriel(len(lines), "numéro d'immatriculation", "numéros d'immatriculation")
    return "\n".join((f"Inscrire {what} dans les fiches Copropriété ?", "", *lines))


def _inscrire(
    session: Any, draft: RechercheDraft, found: Any, ctx: Contexte, told: Told
) -> tuple[int, ...]:
    return inscrire_numeros(session, draft.retenus, ctx=ctx)


def _inscrits(
    shell: Shell, draft: RechercheDraft, before: RechercheDraft, written: tuple[int, ...]
) -> None:
    retirer(draft, written)
    shell.inform(f"{draft.etat} Vérifiez le rattachement de chacune dans son dossier au registre.")


FICHE = FormScreen(
    "registre.numeros",
    "Numéros d'immatriculation",
    ui="registre_numeros",
    new=nouvelle_recherche,
    grids={
        "candidats": Grid(
            (
                GridColumn("retenu", "Choisi", 6),
                GridColumn("code", "Immeuble", 10, computed=True),
                GridColumn("numero", "Numéro", 11, computed=True),
                GridColumn("inscrite", "Au registre", 36, computed=True),
                GridColumn("raisons", "Ce qui s'accorde", 18, computed=True),
                GridColumn("reserves", "Ce qui diffère", 17, computed=True),
                GridColumn("syndic", "Syndic inscrit", 13, computed=True),
            )
        )
    },
    computed=("fichier", "etat", "sans"),
    hidden=("cherchees",),
    commands=(
        FormCommand(
            "&Choisir le fichier…",
            Task(work=lambda session, draft, found, ctx, told: found, done=_montrer, ask=_choisi,
                 before=_chercher),
            shortcut="Ctrl+O",
        ),
        FormCommand(
            "&Inscrire les numéros choisis",
            Task(work=_inscrire, done=_inscrits, confirm=_question, writes=True),
            main=True,
            needs="coproprietes.modifier",
        ),
    ),
    needs=MODIFIER,
    icon=ICONE,
)  # fmt: skip
