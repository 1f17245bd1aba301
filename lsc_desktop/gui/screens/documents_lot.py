"""Écrans des documents d'un lot."""

from pathlib import Path
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.lots import DocumentLotDraft, LotDraft
from lsc_desktop.gui.kit.dialogs import ask_file
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormScreen,
    ListScreen,
    Printout,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import sur_l_id
from lsc_desktop.queries.documents_lot import (
    DOCUMENTS_LOT,
    contenu_document_lot,
    load_document_lot,
    nouveau_document,
)
from lsc_desktop.services.documents_lot import retirer_document_lot, save_document_lot

TYPES = "Documents et images (*.pdf *.jpg *.jpeg *.png *.webp *.doc *.docx *.odt *.xls *.xlsx)"


def choisir_document(shell: Shell, draft: LotDraft) -> None:
    """Choisit un fichier du disque, puis ouvre sa fiche pour le nommer et le diffuser."""
    chosen = ask_file("Ajouter un document au lot", f"{TYPES};;Tous les fichiers (*)")
    if chosen:
        shell.open("lots.document", lot_id=draft.id, chemin=chosen)


def nouveau(session: Any, ctx: Contexte, lot_id: int, chemin: str = "") -> DocumentLotDraft:
    draft = nouveau_document(session, lot_id)
    draft.chemin, draft.fichier = chemin, Path(chemin).name
    draft.libelle = Path(chemin).stem
    return draft


def _ouvrir(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    return [contenu_document_lot(session, row.id) for row in rows]


DOCUMENTS = ListScreen(
    "lots.documents",
    "Documents des lots",
    DOCUMENTS_LOT,
    columns=(
        Column("numero", "N°", 5),
        Column("libelle", "Libellé", 36),
        Column("fichier", "Fichier", 32),
        Column("taille", "Ko", 8),
        Column("diffusion", "Diffusé", 9),
        Column("vignette", "Vignette", 9),
        Column("lot", "Lot", 16, opens="lots.fiche", opens_id="lot_id"),
    ),
    opens="lots.document",
    commands=(
        Command(
            "Ouvrir le document",
            Printout(_ouvrir),
            selection="exigee",
            button=True,
            needs="biens.consulter",
        ),
        Command(
            "Retirer",
            Batch(
                work=sur_l_id(retirer_document_lot),
                confirm=lambda rows: (
                    f"Retirer {pluriel(len(rows), 'document')} ? Le contenu sera effacé de la base."
                ),
                label=lambda row: f"{row.lot} n° {row.numero} {row.libelle}",
            ),
            selection="exigee",
            needs="biens.supprimer",
        ),
    ),
    empty="Photos, plans, diagnostics, règlement : ajoutez-les depuis la fiche du lot.",
    needs="biens.consulter",
    icon="mdi6.file-image-outline",
    watches=("document_lot", "lot"),
)

DOCUMENT = FormScreen(
    "lots.document",
    "Document du lot",
    ui="document_lot_fiche",
    table="document_lot",
    load=load_document_lot,
    new=nouveau,
    save=save_document_lot,
    title=lambda draft: f"n° {draft.numero} {draft.libelle}",
    computed=("lot", "fichier"),
    hidden=("lot_id", "chemin"),
    dialog=True,
    needs="biens.consulter",
    needs_save="biens.modifier",
    icon="mdi6.file-image-outline",
)
