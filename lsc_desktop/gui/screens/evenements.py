"""Écrans des événements (seed L800-830, L1228-1243)."""

from pathlib import Path
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import (
    CLASSEURS,
    Document,
    EvenementDraft,
    PieceJointeLigne,
    avertissements,
)
from lsc_desktop.gui.kit.dialogs import ask_file
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Lookup,
    Printout,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, supprimer_la_ligne, voir
from lsc_desktop.queries.evenements import (
    EVENEMENTS,
    documents_joints,
    load_evenement,
    nouvel_evenement,
    rattacher,
)
from lsc_desktop.queries.immeubles import IMMEUBLES
from lsc_desktop.queries.locataires import LOCATAIRES
from lsc_desktop.queries.lots import LOTS
from lsc_desktop.queries.mandats import MANDATS
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.evenements import (
    depublier,
    publier,
    save_evenement,
    supprimer_evenement,
)


def _pieces(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    """Les pièces jointes de ces événements ; lève `UserError` s'ils n'en ont pas."""
    found = [document for row in rows for document in documents_joints(session, row.id)]
    if not found:
        raise UserError(
            "Il n'y a pas de pièce jointe à ouvrir.", "Le texte de l'événement est sur sa fiche."
        )
    return found


def _libelle(row: Any) -> str:
    return f"{row.date:%d/%m/%Y} {row.objet}"


PUBLIER = Batch(
    work=lambda session, row, ctx, accepted: publier(session, row.id, row.version, ctx=ctx),
    confirm=lambda rows: f"Publier {pluriel(len(rows), 'événement')} en date du jour ?",
    keep=lambda row: row.publie_le is None,
    skipped=lambda count: f"{pluriel(count, 'événement')} déjà publié{'s' * (count > 1)}",
    label=_libelle,
    opens="evenements.fiche",
)
DEPUBLIER = Batch(
    work=lambda session, row, ctx, accepted: depublier(session, row.id, row.version, ctx=ctx),
    confirm=lambda rows: f"Retirer {pluriel(len(rows), 'événement')} de l'extranet ?",
    keep=lambda row: row.publie_le is not None,
    skipped=lambda count: f"{pluriel(count, 'événement')} non publié{'s' * (count > 1)}",
    label=_libelle,
    opens="evenements.fiche",
)
SUPPRIMER = Batch(
    work=supprimer_la_ligne(supprimer_evenement),
    confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'événement')} ? C'est définitif.",
    label=_libelle,
    opens="evenements.fiche",
)

LISTE = ListScreen(
    "evenements.liste",
    "Liste Événement",
    EVENEMENTS,
    columns=(
        Column("date", "Date"),
        Column("objet", "Objet", 40),
        Column("pieces", "Pièces", 7),
        Column("tiers", "Tiers", 24, opens="tiers.fiche", opens_id="tiers_id"),
        Column("lot", "Lot", 15, opens="lots.fiche", opens_id="lot_id"),
        Column("immeuble", "Immeuble", 22, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("classeur", "Classeur", 20),
        Column("publie_le", "Publié le"),
        Column("confidentiel", "Confidentiel", 11),
        Column("auteur", "Auteur", 12),
    ),
    opens="evenements.fiche",
    creates="evenements.fiche",
    commands=(
        Command(
            "Ouvrir les pièces jointes",
            Printout(_pieces),
            selection="exigee",
            button=True,
            needs="evenements.consulter",
        ),
        Command("Publier en date du jour", PUBLIER, selection="exigee", needs="evenements.publier"),
        Command("Dépublier", DEPUBLIER, selection="exigee", needs="evenements.publier"),
        Command("Supprimer", SUPPRIMER, selection="exigee", needs="evenements.supprimer"),
        voir("Locataires", "locataires.liste", "ids", "locataire_id"),
        voir("Lots", "lots.liste", "ids", "lot_id"),
        voir("Tiers", "tiers.liste", "ids", "tiers_id"),
        Command(
            "Publiés",
            lambda shell, rows: shell.open("evenements.liste", publie=True),
            menu="Rechercher",
            selection="aucune",
        ),
        Command(
            "Non publiés",
            lambda shell, rows: shell.open("evenements.liste", publie=False),
            menu="Rechercher",
            selection="aucune",
        ),
    ),
    empty="Un événement garde un courrier, un appel, un document, et à qui il se rapporte.",
    needs="evenements.consulter",
    icon="mdi6.calendar-text-outline",
    watches=("evenement", "piece_jointe", "tiers", "lot"),
)


# --- Fiche --------------------------------------------------------------------------------------


def _joindre(shell: Shell, draft: EvenementDraft) -> None:
    """Choisit un fichier du disque ; il entrera dans la base quand la fiche sera validée."""
    if chosen := ask_file("Joindre un fichier", "Tous les fichiers (*)"):
        path = Path(chosen)
        size = -(-path.stat().st_size // 1024)
        draft.pieces.append(PieceJointeLigne(nom=path.name, chemin=chosen, taille=size))


_VOIR_PIECES = Printout(_pieces)

FICHE = FormScreen(
    "evenements.fiche",
    "Événement",
    ui="evenement_fiche",
    table="evenement",
    load=load_evenement,
    new=nouvel_evenement,
    save=save_evenement,
    title=lambda draft: draft.objet,
    refresh=rattacher,
    refresh_on=("locataire_id", "lot_id"),
    warnings=avertissements,
    disabled=lambda draft: ("publie_le",) if draft.confidentiel else (),
    hidden=("regularisation_id",),
    choices={"classeur": [("", ""), *((c.nom, c.nom) for c in CLASSEURS)]},
    lookups={
        "tiers_id": Lookup(
            TIERS, "code", "nom", opens="tiers.fiche", where=lambda draft: EN_SERVICE
        ),
        "locataire_id": Lookup(LOCATAIRES, "compte", "nom", opens="locataires.fiche"),
        "lot_id": Lookup(LOTS, "code_gestion", "adresse", opens="lots.fiche"),
        "immeuble_id": Lookup(IMMEUBLES, "code", "nom", opens="immeubles.fiche"),
        "mandat_id": Lookup(MANDATS, "numero", "proprietaire", opens="mandats.fiche"),
    },
    grids={
        "pieces": Grid(
            (GridColumn("nom", "Nom", 30), GridColumn("taille", "Ko", 7, computed=True)), new=None
        )
    },
    commands=(
        FormCommand("Joindre un fichier…", _joindre, needs="evenements.modifier"),
        FormCommand(
            "Ouvrir les pièces jointes", _VOIR_PIECES, saves=True, needs="evenements.consulter"
        ),
    ),
    needs="evenements.consulter",
    needs_save="evenements.modifier",
    icon="mdi6.calendar-text-outline",
)
