"""Écrans des sauvegardes : les copies faites, ce qu'on en fait, et leur réglage."""

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.sauvegardes import (
    BONNES,
    ECHEC,
    EN_COURS,
    VERIFIEE,
    avertissements,
)
from lsc_desktop.gui.kit.screens import Column, Command, FormScreen, ListScreen, Rows, Shell
from lsc_desktop.queries.sauvegardes import SAUVEGARDES, SauvegardeRow, load_reglage
from lsc_desktop.services.sauvegardes import save_reglage

SAUVEGARDER, RESTAURER = "sauvegarder", "restaurer"  # droits


def _sauvegarder(shell: Shell, rows: Rows) -> None:
    shell.service("sauvegarder")


def _verifier(shell: Shell, rows: Rows) -> None:
    shell.service("verifier", id=_la_seule(shell, rows).id)


def _restaurer(shell: Shell, rows: Rows) -> None:
    row = _la_seule(shell, rows)
    if row.code_etat not in BONNES:
        raise UserError(
            f"Cette copie ne peut pas servir : {row.etat.casefold()}. {row.message}".strip(),
            "Choisissez une copie vérifiée.",
        )
    shell.service("restaurer", chemin=row.chemin)


def _la_seule(shell: Shell, rows: Rows) -> SauvegardeRow:
    if len(rows) != 1:
        raise UserError("Plusieurs copies sont choisies.", "N'en sélectionnez qu'une.")
    row: SauvegardeRow = rows[0]
    here = shell.contexte().poste
    if row.poste and here and row.poste != here:
        raise UserError(
            f"Cette copie est sur le poste {row.poste}.",
            "Faites-le depuis ce poste, ou par « Restaurer un fichier… » s'il est partagé.",
        )
    return row


LISTE = ListScreen(
    "sauvegardes.liste",
    "Sauvegardes",
    SAUVEGARDES,
    columns=(
        Column("quand", "Faite le", 15),
        Column("etat", "État", 14),
        Column("origine", "Origine", 20),
        Column("taille", "Taille (Ko)", 11),
        Column("verifiee_le", "Vérifiée le", 15),
        Column("qui", "Par", 10),
        Column("poste", "Poste", 12),
        Column("message", "Remarque", 24),
        Column("chemin", "Fichier", 40),
    ),
    commands=(
        Command(
            "Sauvegarder maintenant",
            _sauvegarder,
            selection="aucune",
            button=True,
            needs=SAUVEGARDER,
        ),
        Command("Vérifier", _verifier, selection="exigee", button=True, needs=SAUVEGARDER),
        Command("Restaurer…", _restaurer, selection="exigee", button=True, needs=RESTAURER),
        Command(
            "Restaurer un fichier…",
            lambda shell, rows: shell.service("restaurer_fichier"),
            selection="aucune",
            needs=RESTAURER,
        ),
        Command(
            "Vérifier la base",
            lambda shell, rows: shell.service("verifier_base"),
            selection="aucune",
            needs=SAUVEGARDER,
        ),
        Command(
            "Réglage des sauvegardes",
            lambda shell, rows: shell.open("sauvegardes.reglage", 1),
            menu="Aller à",
            selection="aucune",
            needs=SAUVEGARDER,
        ),
    ),
    empty="Chaque copie de la base est notée ici, avec ce que sa vérification a donné. "
    "« Sauvegarder maintenant » fait la première.",
    icon="mdi6.backup-restore",
    preset={"etat": (EN_COURS, VERIFIEE, BONNES[1], ECHEC)},
    watches=("sauvegarde",),
    needs=SAUVEGARDER,
)

REGLAGE = FormScreen(
    "sauvegardes.reglage",
    "Réglage des sauvegardes",
    ui="sauvegarde_reglage",
    table="reglage_sauvegarde",
    load=load_reglage,
    save=save_reglage,
    warnings=avertissements,
    disabled=lambda draft: () if draft.active else ("heures",),
    saved=lambda shell, draft, result: shell.inform("Réglage des sauvegardes enregistré."),
    icon="mdi6.backup-restore",
    needs=SAUVEGARDER,
    needs_save=SAUVEGARDER,
)
