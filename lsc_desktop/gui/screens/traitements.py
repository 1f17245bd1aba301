"""Écrans des traitements en lot : où ils en sont, ce qui a été refusé, de quoi les reprendre."""

from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.gui.kit import durable
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Pane,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import rechercher
from lsc_desktop.queries.traitements import TRAITEMENT_LIGNES, TRAITEMENTS, load_traitement
from lsc_desktop.services.traitements import abandonner, interrompre

TABLES = ("traitement", "traitement_ligne")


def _reprendre(shell: Shell, rows: Rows) -> None:
    row = rows[0]
    if not row.suspendu:
        raise UserError(
            f"Le traitement « {row.titre} » n'attend personne.",
            "Seul un traitement interrompu, ou qui attend une réponse, se reprend d'ici.",
        )
    shell.resume(row.id)


def _interrompre(session: Any, row: Any, ctx: Any, accepted: frozenset[str]) -> str:
    interrompre(session, row.id)
    return f"« {row.titre} » s'arrête après la ligne en cours"


def _ouvrir(shell: Shell, rows: Rows) -> None:
    """L'objet de la ligne, si sa commande sait l'ouvrir."""
    from lsc_desktop.gui.screens import SCREENS

    row = rows[0]
    lot = durable.find(SCREENS, row.sorte)
    if lot is None or not lot.batch.opens:
        raise UserError(
            f"La ligne « {row.libelle} » n'a pas de fiche à ouvrir.",
            "Retrouvez-la par la recherche (Ctrl+K).",
        )
    (value,) = lot.thaw([row.valeur])
    lot.batch.open(shell, value)


LISTE = ListScreen(
    "traitements.liste",
    "Traitements",
    TRAITEMENTS,
    columns=(
        Column("titre", "Traitement", 20),
        Column("etat", "État", 15),
        Column("faites", "Faites", 6, blank_zero=False),
        Column("total", "Sur", 6),
        Column("refus", "En échec", 7),
        Column("reste", "Restent", 7),
        Column("cree_par", "Par", 10),
        Column("cree_le", "Lancé le", 14),
        Column("fini_le", "Fini le", 14),
        Column("repris_par", "Repris par", 10),
    ),
    opens="traitements.fiche",
    commands=(
        Command(
            "Reprendre", _reprendre, selection="exigee", button=True, needs="traitements.conduire"
        ),
        Command(
            "Interrompre",
            Batch(
                work=_interrompre,
                confirm=lambda rows: (
                    f"Interrompre {pluriel(len(rows), 'traitement')} ? Ce qui est fait demeure ; "
                    "le reste pourra se reprendre."
                ),
                label=lambda row: row.titre,
                opens="traitements.fiche",
            ),
            selection="exigee",
            needs="traitements.conduire",
        ),
        Command(
            "Abandonner",
            Batch(
                work=lambda session, row, ctx, accepted: abandonner(session, row.id, ctx=ctx),
                confirm=lambda rows: (
                    f"Abandonner {pluriel(len(rows), 'traitement')} ? Ce qui est fait demeure ; "
                    "ce qui reste ne se fera pas."
                ),
                keep=lambda row: row.suspendu,
                skipped=lambda count: f"{pluriel(count, 'traitement')} sans rien à abandonner",
                label=lambda row: row.titre,
                opens="traitements.fiche",
            ),
            selection="exigee",
            needs="traitements.conduire",
        ),
        rechercher("Ceux qui attendent quelqu'un", "traitements.liste", a_voir=True),
    ),
    empty=(
        "Chaque traitement de plusieurs lignes (quittancer, appeler des loyers…) se suit ici ; "
        "interrompu, il se reprend où il en était."
    ),
    icon="mdi6.playlist-check",
    watches=TABLES,
    needs="traitements.consulter",
)

LIGNES = ListScreen(
    "traitements.lignes",
    "Lignes d'un traitement",
    TRAITEMENT_LIGNES,
    columns=(
        Column("rang", "N°", 6),
        Column("libelle", "Ligne", 34),
        Column("etat", "État", 13),
        Column("message", "Compte rendu", 60),
    ),
    commands=(Command("Ouvrir l'objet", _ouvrir, menu="Aller à", selection="exigee", button=True),),
    empty="Ce traitement n'a aucune ligne dans cet état.",
    icon="mdi6.playlist-check",
    watches=TABLES,
    needs="traitements.consulter",
)

FICHE = FormScreen(
    "traitements.fiche",
    "Traitement",
    ui="traitement_fiche",
    load=load_traitement,
    title=lambda draft: draft.titre,
    computed=(
        "titre", "etat_dit", "cree_par", "cree_le", "jour", "fini_le", "repris_par", "avancement",
    ),
    hidden=("etat",),
    panes={
        "pane_echecs": Pane(
            "traitements.lignes", lambda draft: {"traitement_id": draft.id, "echecs": True}
        ),
        "pane_lignes": Pane("traitements.lignes", lambda draft: {"traitement_id": draft.id}),
    },
    commands=(
        FormCommand(
            "Reprendre",
            lambda shell, draft: shell.resume(draft.id),
            needs="traitements.conduire",
        ),
    ),
    needs="traitements.consulter",
    icon="mdi6.playlist-check",
)  # fmt: skip
