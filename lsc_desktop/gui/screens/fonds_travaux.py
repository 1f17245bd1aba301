"""Écrans du fonds de travaux des lots de copropriété."""

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.fonds_travaux import RACINES
from lsc_desktop.gui.kit.screens import Batch, Column, Command, FormScreen, ListScreen, Lookup
from lsc_desktop.gui.screens.communs import EN_SERVICE, rechercher, supprimer_la_ligne
from lsc_desktop.queries.comptabilite import COMPTES
from lsc_desktop.queries.coproprietes.lots import LOTS_COPROPRIETE
from lsc_desktop.queries.fonds_travaux import FONDS_TRAVAUX, load_fonds, nouveau_fonds, situer
from lsc_desktop.services.fonds_travaux import save_fonds, supprimer_fonds

LISTE = ListScreen(
    "fonds_travaux.liste",
    "Liste Fonds de travaux",
    FONDS_TRAVAUX,
    columns=(
        Column(
            "lot", "Lot", 14, opens="lots_copropriete.fiche", opens_id="lot_copropriete_id"
        ),
        Column(
            "coproprietaire", "Copropriétaire", 24,
            opens="coproprietaires.fiche", opens_id="coproprietaire_id",
        ),
        Column("compte", "Compte", 10, opens="comptes.fiche", opens_id="compte_id"),
        Column("libelle", "Libellé", 24),
        Column("arrete_le", "Arrêté le"),
        Column("montant", "Montant", 11, total=True),
        Column("dernier", "Le dernier", 9),
    ),
    opens="fonds_travaux.fiche",
    creates="fonds_travaux.fiche",
    commands=(
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer_fonds),
                confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'montant')} ?",
                label=lambda row: f"{row.lot} {row.compte}",
                opens="fonds_travaux.fiche",
            ),
            selection="exigee",
            needs="comptabilite.supprimer",
        ),
        rechercher("Tous les arrêtés", "fonds_travaux.liste", dernier=None),
    ),
    empty="Ce que chaque lot détient au fonds de travaux (comptes 105 et 102), au dernier arrêté.",
    needs="comptabilite.consulter",
    icon="mdi6.crane",
    preset={"dernier": True},
    watches=(
        "fonds_travaux", "lot_copropriete", "possession", "coproprietaire", "compte", "tiers",
        "immeuble",
    ),
)  # fmt: skip

FICHE = FormScreen(
    "fonds_travaux.fiche",
    "Fonds de travaux",
    ui="fonds_travaux_fiche",
    table="fonds_travaux",
    load=load_fonds,
    new=nouveau_fonds,
    save=save_fonds,
    refresh=lambda session, draft, ctx: situer(session, draft),
    refresh_on=("lot_copropriete_id",),
    computed=("coproprietaire",),
    hidden=("entite_id",),
    lookups={
        "lot_copropriete_id": Lookup(
            LOTS_COPROPRIETE, "code", "type_lot", opens="lots_copropriete.fiche",
            where=lambda draft: EN_SERVICE,
        ),
        "compte_id": Lookup(
            COMPTES, "numero", "libelle", opens="comptes.fiche",
            where=lambda draft: {
                "entite_id": draft.entite_id or 0, "actif": True, "racines": RACINES,
            },
        ),
    },
    needs="comptabilite.consulter",
    needs_save="comptabilite.modifier",
    icon="mdi6.crane",
    careful=True,
)  # fmt: skip
