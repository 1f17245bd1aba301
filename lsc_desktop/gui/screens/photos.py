"""Écrans des photos d'un immeuble (seed L1470-1474)."""

from pathlib import Path
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.immeubles import ImmeubleDraft
from lsc_desktop.domain.photos import PhotoDraft
from lsc_desktop.gui.kit.dialogs import ask_file, ask_files
from lsc_desktop.gui.kit.screens import (
    Batch,
    BoardScreen,
    Column,
    Command,
    FormScreen,
    ListScreen,
    Pane,
    Printout,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import rechercher, sur_l_id
from lsc_desktop.queries.photos import PHOTOS, contenu_photo, load_photo, nouvelle_photo
from lsc_desktop.services.photos import (
    ajouter_photos,
    lire_photo,
    publier_photo,
    remplacer_photo,
    retirer_photo,
    save_photo,
)

TYPES = "Images (*.jpg *.jpeg *.png *.webp)"


def choisir_photos(shell: Shell, draft: ImmeubleDraft) -> None:
    """Choisit des images du disque : une seule s'ouvre, pour la nommer et la publier ; plusieurs
    entrent à la suite, ou aucune si l'une d'elles n'en est pas une."""
    chosen = ask_files("Ajouter des photos à l'immeuble", TYPES)
    if len(chosen) == 1:
        shell.open("photos.fiche", immeuble_id=draft.id, chemin=chosen[0])
    elif chosen:
        images = [lire_photo(Path(path)) for path in chosen]
        count = shell.write(ajouter_photos, draft.id, images)
        shell.inform(f"{pluriel(count, 'photo ajoutée', 'photos ajoutées')}, non publiées.")


def nouvelle(session: Any, ctx: Contexte, immeuble_id: int, chemin: str = "") -> PhotoDraft:
    draft = nouvelle_photo(session, immeuble_id)
    draft.chemin, draft.fichier = chemin, Path(chemin).name
    draft.libelle = Path(chemin).stem
    return draft


def _montrer(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    return [contenu_photo(session, row.id) for row in rows]


def _remplacer(shell: Shell, rows: Rows) -> None:
    """Une autre image à la place de celle-ci, sous le même libellé."""
    if len(rows) > 1:
        raise UserError("Une image n'en remplace qu'une.", "Choisissez une seule photo.")
    if chosen := ask_file("Remplacer la photo", TYPES):
        shell.write(remplacer_photo, rows[0].id, lire_photo(Path(chosen)))
        shell.inform(f"La photo n° {rows[0].numero} de {rows[0].immeuble} est remplacée.")


def _cocher(texte: str, publie: bool, deja: str) -> Command:
    return Command(
        texte,
        Batch(
            work=sur_l_id(lambda session, id: publier_photo(session, id, publie)),
            confirm=lambda rows: "",
            keep=lambda row: row.publie is not publie,
            skipped=lambda count: f"{pluriel(count, 'photo')} {deja}",
            label=lambda row: f"{row.immeuble} n° {row.numero} {row.libelle}",
        ),
        selection="exigee",
        needs="biens.modifier",
    )


LISTE = ListScreen(
    "photos.liste",
    "Photos des immeubles",
    PHOTOS,
    columns=(
        Column("immeuble", "Immeuble", 13, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("numero", "N°", 5),
        Column("libelle", "Libellé", 34),
        Column("publie", "À publier", 9),
        Column("fichier", "Fichier", 26),
        Column("taille", "Ko", 8, total=True),
    ),
    opens="photos.fiche",
    commands=(
        Command(
            "Voir la photo",
            Printout(_montrer),
            selection="exigee",
            button=True,
            needs="biens.consulter",
        ),
        _cocher("Publier", True, "déjà à publier"),
        _cocher("Ne plus publier", False, "qui ne se publient pas"),
        Command("Remplacer l'image…", _remplacer, selection="exigee", needs="biens.modifier"),
        Command(
            "Retirer",
            Batch(
                work=sur_l_id(retirer_photo),
                confirm=lambda rows: (
                    f"Retirer {pluriel(len(rows), 'photo')} ? Le contenu sera effacé de la base."
                ),
                label=lambda row: f"{row.immeuble} n° {row.numero} {row.libelle}",
            ),
            selection="exigee",
            needs="biens.supprimer",
        ),
        rechercher("À publier", "photos.liste", publie=True),
    ),
    empty="Façade, hall, jardin : ajoutez-les depuis la fiche de l'immeuble.",
    needs="biens.consulter",
    icon="mdi6.image-multiple-outline",
    watches=("photo_immeuble", "immeuble"),
)

APERCU = BoardScreen(
    "photos.apercu",
    "Photo",
    view="photo:PhotoView",
    watches=("photo_immeuble",),
    needs="biens.consulter",
    icon="mdi6.image-outline",
)

FICHE = FormScreen(
    "photos.fiche",
    "Photo",
    ui="photo_fiche",
    table="photo_immeuble",
    load=load_photo,
    new=nouvelle,
    save=save_photo,
    title=lambda draft: f"n° {draft.numero} {draft.libelle}",
    computed=("immeuble", "fichier"),
    hidden=("immeuble_id", "chemin"),
    panes={"pane_apercu": Pane("photos.apercu", lambda draft: {"photo_id": draft.id})},
    dialog=True,
    needs="biens.consulter",
    needs_save="biens.modifier",
    icon="mdi6.image-multiple-outline",
)
