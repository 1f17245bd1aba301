"""Écrans des profils : les droits de chaque métier de l'agence (ecosystem C.3-20)."""

from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.utilisateurs import ProfilDraft, recalculer
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Pane,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, activations, avec_contexte, recherches, voir
from lsc_desktop.queries.utilisateurs import PROFILS, load_profil, nouveau_profil
from lsc_desktop.services.utilisateurs import activer_profil, save_profil, supprimer_profil

DROIT = "utilisateurs"


def _supprimer(session: Any, row: Any, *, ctx: Contexte, accepted: frozenset[str]) -> str:
    supprimer_profil(session, row.id, ctx, row.version)
    return ""


def _copier(shell: Shell, rows: Rows) -> None:
    shell.open("profils.fiche", copie_de=rows[0].id)


LISTE = ListScreen(
    "profils.liste",
    "Profils et droits",
    PROFILS,
    columns=(
        Column("nom", "Profil", 20),
        Column("note", "Note", 50),
        Column("administrateur", "Administrateur", 14),
        Column("droits", "Droits", 8),
        Column("utilisateurs", "Utilisateurs", 11),
        Column("actif", "En service", 10),
    ),
    opens="profils.fiche",
    creates="profils.fiche",
    commands=(
        Command("Copier", _copier, selection="exigee", button=True, needs=DROIT),
        voir("Utilisateurs", "utilisateurs.liste", "profil_id"),
        *activations(
            ("profil",),
            lambda actif: avec_contexte(activer_profil, actif),
            "Leurs droits sont perdus.",
            lambda row: row.nom,
            "profils.fiche",
            DROIT,
        ),
        Command(
            "Supprimer",
            Batch(
                work=_supprimer,
                confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'profil')} ? C'est définitif.",
                label=lambda row: row.nom,
                opens="profils.fiche",
            ),
            selection="exigee",
            needs=DROIT,
        ),
        *recherches("profils.liste"),
    ),
    empty="Un profil dit ce que peut chaque métier de l'agence ; on le donne à des utilisateurs.",
    icon="mdi6.shield-account-outline",
    preset=EN_SERVICE,
    watches=("profil", "profil_droit", "utilisateur"),
    needs=DROIT,
)


def _copier_la_fiche(shell: Shell, draft: ProfilDraft) -> None:
    shell.open("profils.fiche", copie_de=draft.id)


FICHE = FormScreen(
    "profils.fiche",
    "Profil",
    ui="profil_fiche",
    load=load_profil,
    new=nouveau_profil,
    save=save_profil,
    title=lambda draft: draft.nom,
    recompute=recalculer,
    disabled=lambda draft: ("grille",) if draft.administrateur else (),
    grids={
        "grille": Grid(
            (
                GridColumn("groupe", "Domaine", 26, computed=True),
                GridColumn("accorde", "Accordé", 8),
                GridColumn("libelle", "Ce que ce profil peut faire", 60, computed=True),
            )
        )
    },
    panes={"pane_utilisateurs": Pane("utilisateurs.liste", lambda draft: {"profil_id": draft.id})},
    commands=(FormCommand("Copier ce profil", _copier_la_fiche, saves=True, needs=DROIT),),
    table="profil",
    needs=DROIT,
    needs_save=DROIT,
    icon="mdi6.shield-account-outline",
)
