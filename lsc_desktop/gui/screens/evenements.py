"""Écrans des événements (seed L800-830, L1228-1243)."""

from pathlib import Path
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.courriers import VARIABLES
from lsc_desktop.domain.evenements import (
    Document,
    EvenementDraft,
    PieceJointeLigne,
    avertissements,
)
from lsc_desktop.gui.kit.dialogs import ask_file, front, inform
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
    Pane,
    Printout,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, rechercher, supprimer_la_ligne, voir
from lsc_desktop.queries.classeurs import CLASSEURS, MODELES
from lsc_desktop.queries.dossiers import DOSSIERS
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
from lsc_desktop.queries.publications.depots import etats_de_publication
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.courriers import apercu
from lsc_desktop.services.evenements import (
    depublier,
    publier,
    remplacer,
    save_evenement,
    supprimer_evenement,
)
from lsc_desktop.services.fichiers import lire

ETATS = 20  # documents dont on dit l'état à la fois


def _pieces(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    """Les pièces jointes de ces événements ; lève `UserError` s'ils n'en ont pas."""
    found = [document for row in rows for document in documents_joints(session, row.id)]
    if not found:
        raise UserError(
            "Il n'y a pas de pièce jointe à ouvrir.", "Le texte de l'événement est sur sa fiche."
        )
    return found


def _courriers(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    """Le texte de chaque événement en lettre ; lève `UserError` si aucun n'en a."""
    drafts = [load_evenement(session, row.id) for row in rows]
    written = [draft for draft in drafts if draft.texte.strip()] or drafts[:1]
    return [apercu(session, draft) for draft in written]


def _apercu(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    """Le courrier tel que cette saisie le publierait, enregistrée ou non."""
    (draft,) = rows
    return [apercu(session, draft)]


def _libelle(row: Any) -> str:
    return f"{row.date:%d/%m/%Y} {row.objet}"


def _deja_publies(rows: Rows) -> list[str]:
    """Ceux-là repartent : leurs documents se redéposent au prochain envoi (seed L1047-1051)."""
    count = sum(row.publie_le is not None for row in rows)
    if not count:
        return []
    return [f"{pluriel(count, 'est déjà publié', 'sont déjà publiés')} : à renvoyer."]


PUBLIER = Batch(
    work=lambda session, row, ctx, accepted: publier(
        session, row.id, row.version, ctx=ctx, accepted=accepted
    ),
    confirm=lambda rows: f"Publier {pluriel(len(rows), 'événement')} en date du jour ?",
    check=lambda session, rows, ctx: _deja_publies(rows),
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
        Column("classeur", "Classeur", 20, opens="classeurs.fiche", opens_id="classeur_id"),
        Column("dossier", "Dossier", 11, opens="dossiers.fiche", opens_id="dossier_id"),
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
        Command(
            "Courrier",
            Printout(_courriers),
            menu="Imprimer",
            selection="exigee",
            needs="evenements.consulter",
        ),
        Command("Publier en date du jour", PUBLIER, selection="exigee", needs="evenements.publier"),
        Command("Dépublier", DEPUBLIER, selection="exigee", needs="evenements.publier"),
        Command("Supprimer", SUPPRIMER, selection="exigee", needs="evenements.supprimer"),
        voir("Locataires", "locataires.liste", "ids", "locataire_id"),
        voir("Lots", "lots.liste", "ids", "lot_id"),
        voir("Tiers", "tiers.liste", "ids", "tiers_id"),
        rechercher("Publiés", "evenements.liste", publie=True),
        rechercher("Non publiés", "evenements.liste", publie=False),
    ),
    empty="Un événement garde un courrier, un appel, un document, et à qui il se rapporte.",
    needs="evenements.consulter",
    icon="mdi6.calendar-text-outline",
    watches=("evenement", "piece_jointe", "tiers", "lot", "classeur", "dossier"),
)


# --- Fiche --------------------------------------------------------------------------------------


def _joindre(shell: Shell, draft: EvenementDraft) -> None:
    """Choisit un fichier du disque ; il entrera dans la base quand la fiche sera validée."""
    if chosen := ask_file("Joindre un fichier", "Tous les fichiers (*)"):
        path = Path(chosen)
        size = -(-path.stat().st_size // 1024)
        draft.pieces.append(PieceJointeLigne(nom=path.name, chemin=chosen, taille=size))


def _remplacer(shell: Shell, draft: EvenementDraft) -> None:
    """Choisit le nouveau document ; l'ancien se dépublie, le nouveau se publie."""
    assert draft.id is not None
    id = draft.id
    chosen = ask_file("Annule et remplace", "Documents PDF (*.pdf)")
    if not chosen or not shell.ask(
        f"Publier « {Path(chosen).name} » à la place de cet événement ?", "Remplacer"
    ):
        return

    def work(session: Any, *, ctx: Contexte) -> int:
        return remplacer(session, id, lire(Path(chosen)), ctx=ctx)

    shell.open("evenements.fiche", shell.write(work))
    shell.inform("L'ancien est dépublié, le nouveau est publié en date du jour.")


def _etat(shell: Shell, draft: EvenementDraft) -> None:
    """Où en sont ses documents sur chaque cible, et pourquoi ceux qui n'y sont pas."""
    if draft.publie_le is None:
        shell.inform("Cet événement n'a pas de date de publication.")
        return
    said = shell.read(etats_de_publication, draft.id, shell.contexte().aujourd_hui)
    title = "État de publication" if said else "Rien de cet événement n'est à publier."
    advice = "" if said else "Il n'a ni texte mis en PDF, ni pièce jointe en PDF, ni cible active."
    inform(front(), title, advice, said[:ETATS])


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
    refresh_on=(
        "objet",
        "texte",
        "date",
        "auteur",
        "modele_id",
        "classeur_id",
        "dossier_id",
        "tiers_id",
        "locataire_id",
        "lot_id",
        "immeuble_id",
        "mandat_id",
    ),
    warnings=avertissements,
    disabled=lambda draft: ("publie_le",) if draft.confidentiel else (),
    hidden=("regularisation_id", "lecteurs", "manques", "modele_suivi"),
    variables={"texte": VARIABLES},
    lookups={
        "modele_id": Lookup(
            MODELES, "nom", "objet", opens="modeles.fiche", where=lambda draft: EN_SERVICE
        ),
        "classeur_id": Lookup(CLASSEURS, "nom", "metier", opens="classeurs.fiche"),
        "dossier_id": Lookup(DOSSIERS, "numero", "libelle", opens="dossiers.fiche"),
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
    panes={
        "pane_publication": Pane(
            "publications.registre", lambda draft: {"evenement_id": draft.id or 0}
        )
    },
    commands=(
        FormCommand("Aperçu", Printout(_apercu), needs="evenements.consulter"),
        FormCommand("Joindre un fichier…", _joindre, needs="evenements.modifier"),
        FormCommand(
            "Ouvrir les pièces jointes", _VOIR_PIECES, saves=True, needs="evenements.consulter"
        ),
        FormCommand("État de publication", _etat, saves=True, needs="evenements.consulter"),
        FormCommand(
            "Annule et remplace…",
            _remplacer,
            saves=True,
            needs="evenements.publier",
            rereads=True,
        ),
    ),
    needs="evenements.consulter",
    needs_save="evenements.modifier",
    icon="mdi6.calendar-text-outline",
)
