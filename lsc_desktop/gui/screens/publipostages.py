"""Écrans du publipostage : un même courrier à plusieurs (seed L800-830, F7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.figer import figer, retrouver
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.courriers import VARIABLES
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publipostages import (
    SORTES,
    DestinataireLigne,
    PublipostageDraft,
    a_ecrire,
    avertissements,
    recalculer,
)
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
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, FICHES, supprimer_la_ligne, voir
from lsc_desktop.queries.classeurs import CLASSEURS, MODELES
from lsc_desktop.queries.dossiers import DOSSIERS
from lsc_desktop.queries.evenements import load_evenement
from lsc_desktop.queries.publipostages.fiche import (
    load_publipostage,
    nouveau_publipostage,
    preparer,
)
from lsc_desktop.queries.publipostages.listes import PUBLIPOSTAGES
from lsc_desktop.services.courriers import apercu
from lsc_desktop.services.publipostages import (
    annuler,
    apercu_du_premier,
    controler,
    ecrire,
    save_publipostage,
    supprimer_publipostage,
)

# --- Écrire -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Envoi:
    """Un destinataire à qui écrire, tel que la fiche l'a montré."""

    ligne_id: int
    nom: str
    sorte: str = "tiers"
    fiche_id: int = 0


def _a_ecrire(draft: PublipostageDraft) -> Rows:
    return _envois(draft, a_ecrire(draft))


def _a_publier(draft: PublipostageDraft) -> Rows:
    """Tous ceux qu'il retient : qui a déjà son courrier le voit publié."""
    return _envois(draft, [line for line in draft.destinataires if line.retenu])


def _envois(draft: PublipostageDraft, lines: Sequence[DestinataireLigne]) -> Rows:
    return [_Envoi(line.id or 0, line.nom, draft.sorte, line.fiche_id) for line in lines]


def _figer(rows: Rows) -> list[str]:
    return [figer(row) for row in rows]


def _retrouver(texts: Sequence[str]) -> Rows:
    return [retrouver(_Envoi, text) for text in texts]


def _lot(publie: bool) -> Batch:
    verb = "Écrire et publier" if publie else "Écrire"
    return Batch(
        work=lambda session, row, ctx, accepted: ecrire(
            session, row.ligne_id, ctx=ctx, publie=publie
        ),
        confirm=lambda rows: f"{verb} {pluriel(len(rows), 'courrier')} ?",
        check=lambda session, rows, ctx: controler(
            session, [row.ligne_id for row in rows], ctx, publie
        ),
        label=lambda row: row.nom,
        opens=lambda row: FICHES[row.sorte],
        opens_id=lambda row: row.fiche_id,
        freeze=_figer,
        thaw=_retrouver,
    )


def _premier(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    (draft,) = rows
    return [apercu_du_premier(session, draft, ctx)]


def _imprimer(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    """Les courriers écrits, tels qu'ils sont gardés ; lève `UserError` s'il n'y en a pas."""
    (draft,) = rows
    written = [x.evenement_id for x in draft.destinataires if x.evenement_id is not None]
    if not written:
        raise UserError("Aucun courrier n'est encore écrit.", "Choisissez d'abord Écrire.")
    return [apercu(session, load_evenement(session, id)) for id in written]


FICHE = FormScreen(
    "publipostages.fiche",
    "Publipostage",
    ui="publipostage_fiche",
    table="publipostage",
    load=load_publipostage,
    new=nouveau_publipostage,
    save=save_publipostage,
    title=lambda draft: draft.objet,
    recompute=recalculer,
    refresh=preparer,
    refresh_on=("modele_id", "date"),
    warnings=avertissements,
    computed=("sorte", "nombre", "ecrits"),
    hidden=("modele_suivi",),
    variables={"texte": VARIABLES},
    choices={"sorte": SORTES},
    lookups={
        "modele_id": Lookup(
            MODELES, "nom", "objet", opens="modeles.fiche", where=lambda draft: EN_SERVICE
        ),
        "classeur_id": Lookup(CLASSEURS, "nom", "metier", opens="classeurs.fiche"),
        "dossier_id": Lookup(DOSSIERS, "numero", "libelle", opens="dossiers.fiche"),
    },
    grids={
        "destinataires": Grid(
            (
                GridColumn("retenu", "Écrire", 6),
                GridColumn("code", "Code", 13, computed=True),
                GridColumn("nom", "Destinataire", 20, computed=True),
                GridColumn("situation", "Situation", 15, computed=True),
                GridColumn("adresse", "Adresse", 34, computed=True),
            )
        )
    },
    commands=(
        FormCommand(
            "Aperçu du premier", Printout(_premier), needs="evenements.consulter", menu="Courriers"
        ),
        FormCommand(
            "Écrire",
            _lot(publie=False),
            saves=True,
            rows=_a_ecrire,
            needs="evenements.modifier",
            menu="Courriers",
        ),
        FormCommand(
            "Écrire et publier",
            _lot(publie=True),
            saves=True,
            rows=_a_publier,
            needs="evenements.publier",
            menu="Courriers",
        ),
        FormCommand(
            "Imprimer", Printout(_imprimer), needs="evenements.consulter", menu="Courriers"
        ),
    ),
    needs="evenements.consulter",
    needs_save="evenements.modifier",
    icon="mdi6.email-multiple-outline",
)


# --- Liste --------------------------------------------------------------------------------------


def _libelle(row: Any) -> str:
    return f"{row.date:%d/%m/%Y} {row.objet}"


def _combien(rows: Rows) -> str:
    written = pluriel(sum(row.ecrits for row in rows), "courrier écrit", "courriers écrits")
    return f"Supprimer {written} ({pluriel(len(rows), 'publipostage')}) ?"


ANNULER = Batch(
    work=lambda session, row, ctx, accepted: annuler(session, row.id, row.version, ctx=ctx),
    confirm=_combien,
    keep=lambda row: row.ecrits > 0,
    skipped=lambda count: f"{pluriel(count, 'publipostage')} sans courrier écrit",
    label=_libelle,
    opens="publipostages.fiche",
)
SUPPRIMER = Batch(
    work=supprimer_la_ligne(supprimer_publipostage),
    confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'publipostage')} ? C'est définitif.",
    label=_libelle,
    opens="publipostages.fiche",
)

LISTE = ListScreen(
    "publipostages.liste",
    "Liste Publipostage",
    PUBLIPOSTAGES,
    columns=(
        Column("date", "Date"),
        Column("objet", "Objet", 27),
        Column("sorte", "À", 19),
        Column("modele", "Modèle", 16, opens="modeles.fiche", opens_id="modele_id"),
        Column("destinataires", "Retenus", 8, total=True),
        Column("ecrits", "Écrits", 8, total=True),
        Column("publies", "Publiés", 8, total=True),
        Column("cree_par", "Par", 10),
        Column("cree_le", "Le", 16),
    ),
    opens="publipostages.fiche",
    commands=(
        Command("Annuler", ANNULER, selection="exigee", needs="evenements.supprimer"),
        Command("Supprimer", SUPPRIMER, selection="exigee", needs="evenements.supprimer"),
        voir("Événements", "evenements.liste", "publipostage_id"),
    ),
    empty="Un publipostage part d'une liste : choisissez des lignes, puis Courrier, Publipostage.",
    needs="evenements.consulter",
    icon="mdi6.email-multiple-outline",
    watches=("publipostage", "publipostage_ligne", "evenement", "modele_evenement"),
)
