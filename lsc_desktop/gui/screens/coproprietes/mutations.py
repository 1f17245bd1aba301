"""Écrans des mutations : la vente d'un ou plusieurs lots."""

from typing import Any

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.coproprietes import MutationDraft
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Lookup,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, supprimer_la_ligne, voir
from lsc_desktop.queries.coproprietes.fiches import (
    load_mutation,
    lots_du_vendeur,
    nouvelle_mutation,
)
from lsc_desktop.queries.coproprietes.listes import COPROPRIETAIRES, COPROPRIETES
from lsc_desktop.queries.coproprietes.lots import MUTATIONS
from lsc_desktop.services.coproprietes.mutations import annuler_mutation, save_mutation

LISTE = ListScreen(
    "mutations.liste",
    "Liste Mutation",
    MUTATIONS,
    columns=(
        Column("date_effet", "Date d'effet"),
        Column("copropriete", "Immeuble", 12),
        Column("vendeur", "Vendeur", 26, opens="coproprietaires.fiche", opens_id="vendeur_id"),
        Column(
            "acquereur", "Acquéreur", 26, opens="coproprietaires.fiche", opens_id="acquereur_id"
        ),
        Column("lots", "Lots", 7, total=True),
        Column("avis_le", "Avis reçu le"),
        Column("notaire", "Notaire", 24),
    ),
    opens="mutations.fiche",
    creates="mutations.fiche",
    commands=(
        voir("Lots vendus", "possessions.liste", "mutation_id"),
        Command(
            "Annuler la mutation",
            Batch(
                work=supprimer_la_ligne(annuler_mutation),
                label=lambda row: f"{row.vendeur} à {row.acquereur}",
                opens="mutations.fiche",
                confirm=lambda rows: (
                    f"Annuler {pluriel(len(rows), 'mutation')} ? Les lots reviennent au vendeur."
                ),
            ),
            selection="exigee",
            needs="coproprietes.supprimer",
        ),
    ),
    empty="Une mutation fait passer des lots d'un copropriétaire à un autre, à une date.",
    needs="coproprietes.consulter",
    icon="mdi6.swap-horizontal",
    watches=("mutation", "possession", "coproprietaire", "tiers"),
)

FAITE = ("copropriete_id", "vendeur_id", "acquereur_id", "date_effet", "lots")


def inaccessibles(draft: MutationDraft) -> tuple[str, ...]:
    """Faite, une vente ne change plus : elle s'annule."""
    return FAITE if draft.id is not None else ()


def _parties(draft: MutationDraft) -> dict[str, Any]:
    known = {"copropriete_id": draft.copropriete_id} if draft.copropriete_id else {}
    return {"actif": True, **known}


FICHE = FormScreen(
    "mutations.fiche",
    "Mutation",
    ui="mutation_fiche",
    table="mutation",
    load=load_mutation,
    new=nouvelle_mutation,
    save=save_mutation,
    refresh=lots_du_vendeur,
    refresh_on=("vendeur_id",),
    disabled=inaccessibles,
    hidden=("lus_de",),
    lookups={
        "copropriete_id": Lookup(
            COPROPRIETES, "immeuble", "nom", opens="coproprietes.fiche",
            where=lambda draft: EN_SERVICE,
        ),
        "vendeur_id": Lookup(
            COPROPRIETAIRES, "compte", "identite", opens="coproprietaires.fiche", where=_parties
        ),
        "acquereur_id": Lookup(
            COPROPRIETAIRES, "compte", "identite", opens="coproprietaires.fiche", where=_parties
        ),
    },
    grids={
        "lots": Grid((GridColumn("lot", "Lot", 0, computed=True), GridColumn("cede", "Vendu", 8)))
    },
    needs="coproprietes.consulter",
    needs_save="coproprietes.modifier",
    icon="mdi6.swap-horizontal",
    careful=True,
)  # fmt: skip
