"""Écrans d'import et d'export d'un portefeuille : des fichiers, une correspondance, un contrôle."""

from pathlib import Path
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.paths import data_folder
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.imports.export import FORMES, ExportDraft
from lsc_desktop.domain.imports.saisie import (
    SORTES_POSSIBLES,
    ImportDraft,
    champs_possibles,
    recalculer,
)
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.list_output import open_outside
from lsc_desktop.gui.kit.screens import (
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Rows,
    Shell,
    Task,
    Told,
)
from lsc_desktop.queries.imports.retenues import IMPORTS, accorder_aux_sortes, nouvel_import
from lsc_desktop.services import exports
from lsc_desktop.services.imports import preparation

TYPES = "Portefeuilles (*.csv *.txt *.tsv *.xlsx *.xlsm)"
IMPORTER, EXPORTER = "importer", "exporter"  # les droits exigés

# --- Importer -----------------------------------------------------------------------------------


def _choisis(shell: Shell, draft: ImportDraft) -> list[str] | None:
    return dialogs.ask_files("Fichiers du portefeuille", TYPES) or None


def _lire(draft: ImportDraft, asked: Any, ctx: Contexte, told: Told) -> Any:
    return preparation.lire_la_saisie(draft, ctx, told)


def _montrer(shell: Shell, draft: ImportDraft, before: ImportDraft, checked: Any) -> None:
    preparation.montrer(draft, before, checked)
    shell.inform(draft.etat)


def _importe(shell: Shell, draft: ImportDraft, before: ImportDraft, told: str) -> None:
    """La saisie se vide : ces fichiers ne s'importent pas deux fois."""
    for name in ("fichiers", "colonnes", "bilan", "constats"):
        setattr(draft, name, [])
    draft.verifie, draft.tus, draft.soldes, draft.contrepartie = "", 0, None, None
    draft.etat = f"Importé : {told}."
    shell.inform(draft.etat)


def _question(draft: ImportDraft) -> str:
    return f"{draft.etat}\n\nImporter ? Tout sera écrit en une fois, ou rien."


def _anomalies(shell: Shell, draft: ImportDraft) -> None:
    """Les constats dans un classeur, à envoyer à qui tient l'ancien logiciel."""
    path = exports.anomalies(draft.constats, data_folder() / "exports")
    shell.inform(open_outside(None, path))


def _remarques(draft: ImportDraft) -> tuple[str, ...]:
    found = []
    if draft.tus:
        found.append(f"{pluriel(draft.tus, 'autre constat', 'autres constats')} sans être montrés.")
    return tuple(found)


NOUVEAU = FormScreen(
    "imports.nouveau",
    "Importer un portefeuille",
    ui="import_fiche",
    new=nouvel_import,
    recompute=recalculer,
    refresh=accorder_aux_sortes,
    refresh_on=("fichiers",),
    warnings=_remarques,
    grids={
        "fichiers": Grid(
            (
                GridColumn("nom", "Fichier", 24, computed=True),
                GridColumn("sorte", "Contient", 18, choices=SORTES_POSSIBLES),
                GridColumn("nature", "Lu comme", 16, computed=True),
                GridColumn("manque", "Il manque", 14, computed=True),
            )
        ),
        "colonnes": Grid(
            (
                GridColumn("fichier", "Fichier", 30, computed=True),
                GridColumn("titre", "Colonne", 26, computed=True),
                GridColumn("champ", "Va dans", 28, choices_of=champs_possibles),
                GridColumn("exemples", "Premières valeurs", 40, computed=True),
            )
        ),
        "bilan": Grid(
            (
                GridColumn("sorte", "Sorte", 16, computed=True),
                GridColumn("lues", "Lignes", computed=True),
                GridColumn("a_creer", "À créer", computed=True),
                GridColumn("connues", "Connues", computed=True),
                GridColumn("anomalies", "Anomalies", 9, computed=True),
                GridColumn("remarques", "Remarques", 9, computed=True),
            )
        ),
        "constats": Grid(
            (
                GridColumn("gravite", "Gravité", 10, computed=True),
                GridColumn("fichier", "Fichier", 22, computed=True),
                GridColumn("ligne", "Ligne", 6, computed=True),
                GridColumn("colonne", "Colonne", 16, computed=True),
                GridColumn("valeur", "Valeur", 16, computed=True),
                GridColumn("raison", "Raison", 50, computed=True),
            )
        ),
    },
    computed=("bilan", "constats", "soldes", "contrepartie", "etat"),
    hidden=("tus", "anomalies", "a_creer", "verifie"),
    commands=(
        FormCommand(
            "&Choisir des fichiers…",
            Task(
                work=lambda session, draft, found, ctx, told: preparation.ouvrir_fichiers(
                    session, found
                ),
                done=lambda shell, draft, before, found: preparation.ajouter(draft, found),
                ask=_choisis,
            ),
            shortcut="Ctrl+O",
        ),
        FormCommand(
            "V&érifier",
            Task(
                before=_lire,
                work=lambda session, draft, found, ctx, told: preparation.verifier_la_saisie(
                    session, draft, found[1], ctx, told
                ),
                done=_montrer,
            ),
        ),
        FormCommand("Constats dans E&xcel", _anomalies),
        FormCommand(
            "&Importer",
            Task(
                before=_lire,
                work=preparation.importer_la_saisie,
                done=_importe,
                confirm=_question,
                writes=True,
            ),
            main=True,
            needs=IMPORTER,
        ),
    ),
    needs=IMPORTER,
    icon="mdi6.database-import-outline",
)

# --- Exporter, modèles --------------------------------------------------------------------------


def nouvel_export(session: Any, ctx: Contexte, **params: Any) -> ExportDraft:
    """Un export au jour de travail."""
    return ExportDraft(au=ctx.aujourd_hui, **params)


def _dossier(shell: Shell, draft: ExportDraft) -> str | None:
    return dialogs.ask_folder("Dossier où écrire le portefeuille") or None


def _exporter(session: Any, draft: ExportDraft, folder: str, ctx: Contexte, told: Told) -> Any:
    assert draft.au is not None
    forme: exports.Format = "csv" if draft.forme == "csv" else "xlsx"
    return exports.exporter(session, Path(folder), draft.au, forme, told)


def _exporte(shell: Shell, draft: ExportDraft, before: ExportDraft, made: list[Path]) -> None:
    draft.fait = f"{pluriel(len(made), 'fichier écrit', 'fichiers écrits')} : {made[0].parent}"
    shell.inform(f"Portefeuille exporté. {draft.fait}")


EXPORT = FormScreen(
    "imports.export",
    "Exporter le portefeuille",
    ui="export_fiche",
    new=nouvel_export,
    choices={"forme": FORMES},
    computed=("fait",),
    commands=(
        FormCommand(
            "&Exporter…",
            Task(work=_exporter, done=_exporte, ask=_dossier),
            main=True,
            needs=EXPORTER,
        ),
    ),
    needs=EXPORTER,
    dialog=True,
    icon="mdi6.database-export-outline",
)


def _modeles(shell: Shell, rows: Rows) -> None:
    """Écrit le classeur à remplir, une feuille par sorte de fiches, et ses explications."""
    folder = dialogs.ask_folder("Dossier où écrire les modèles")
    if folder:
        (path,) = exports.ecrire_modeles(Path(folder))
        shell.inform(f"Modèles écrits : {path}")


LISTE = ListScreen(
    "imports.liste",
    "Imports et exports",
    IMPORTS,
    (
        Column("quand", "Importé le", 18),
        Column("qui", "Par", 16),
        Column("fichiers", "Fichiers", 44),
        Column("bilan", "Ce qui a été créé", 60),
    ),
    creates="imports.nouveau",
    creates_text="Importer",
    commands=(
        Command(
            "Exporter le portefeuille…",
            lambda shell, rows: shell.open("imports.export"),
            selection="aucune",
            button=True,
            needs=EXPORTER,
        ),
        Command("Modèles de fichiers…", _modeles, selection="aucune", button=True),
    ),
    empty=(
        "Ici se reprend le portefeuille d'un autre logiciel : propriétaires, immeubles, lots, "
        "locataires, lignes de quittancement, soldes ; copropriétés, copropriétaires, lots et "
        "tantièmes. Commencez par « Modèles de fichiers… » pour "
        "voir ce qu'il faut, ou par « Importer » si vous avez déjà des fichiers CSV ou Excel."
    ),
    watches=("import_fait",),
    needs=IMPORTER,
    icon="mdi6.database-import-outline",
)
