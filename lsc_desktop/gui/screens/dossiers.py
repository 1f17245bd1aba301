"""Écrans des dossiers (F9)."""

from lsc_desktop.base.text import pluriel
from lsc_desktop.gui.kit.screens import Batch, Column, Command, FormScreen, ListScreen, Lookup
from lsc_desktop.gui.screens.communs import EN_SERVICE, rechercher, supprimer_la_ligne, voir
from lsc_desktop.queries.dossiers import DOSSIERS, load_dossier, nouveau_dossier
from lsc_desktop.queries.immeubles import IMMEUBLES
from lsc_desktop.queries.lots import LOTS
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.dossiers import save_dossier, supprimer_dossier

LISTE = ListScreen(
    "dossiers.liste",
    "Liste Dossier",
    DOSSIERS,
    columns=(
        Column("numero", "Numéro", 10),
        Column("libelle", "Libellé", 36),
        Column("type_dossier", "Type", 16),
        Column("ouvert_le", "Ouvert le"),
        Column("clos_le", "Clos le"),
        Column("immeuble", "Immeuble", 22, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("tiers", "Tiers", 22, opens="tiers.fiche", opens_id="tiers_id"),
        Column("evenements", "Événements", 10),
    ),
    opens="dossiers.fiche",
    creates="dossiers.fiche",
    commands=(
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer_dossier),
                confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'dossier')} ?",
                label=lambda row: f"{row.numero} {row.libelle}",
                opens="dossiers.fiche",
            ),
            selection="exigee",
            needs="evenements.supprimer",
        ),
        voir("Événements", "evenements.liste", "dossier_id"),
        rechercher("Ouverts", "dossiers.liste", ouvert=True),
    ),
    empty="Un dossier réunit les événements d'une affaire : un sinistre, des travaux…",
    needs="evenements.consulter",
    icon="mdi6.briefcase-outline",
    watches=("dossier", "evenement"),
)

FICHE = FormScreen(
    "dossiers.fiche",
    "Dossier",
    ui="dossier_fiche",
    table="dossier",
    load=load_dossier,
    new=nouveau_dossier,
    save=save_dossier,
    title=lambda draft: f"{draft.numero} {draft.libelle}".strip(),
    lookups={
        "immeuble_id": Lookup(IMMEUBLES, "code", "nom", opens="immeubles.fiche"),
        "lot_id": Lookup(LOTS, "code_gestion", "adresse", opens="lots.fiche"),
        "tiers_id": Lookup(
            TIERS, "code", "nom", opens="tiers.fiche", where=lambda draft: EN_SERVICE
        ),
    },
    needs="evenements.consulter",
    needs_save="evenements.modifier",
    icon="mdi6.briefcase-outline",
)
