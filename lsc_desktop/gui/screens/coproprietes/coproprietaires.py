"""Écrans des copropriétaires."""

from typing import Any

from lsc_desktop.domain.coproprietes import (
    NATURES_COPROPRIETAIRE,
    NOTIFICATIONS,
    QUALITES,
    AyantDroitDraft,
    a_signaler,
)
from lsc_desktop.gui.kit.screens import (
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Lookup,
    Pane,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, publipostage, retraits, voir
from lsc_desktop.queries.comptabilite import COMPTES
from lsc_desktop.queries.coproprietes.fiches import (
    load_coproprietaire,
    nommer,
    nouveau_coproprietaire,
)
from lsc_desktop.queries.coproprietes.listes import COPROPRIETAIRES, COPROPRIETES
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.coproprietes.coproprietaires import (
    activer_coproprietaire,
    save_coproprietaire,
    supprimer_coproprietaire,
)


def _conseil(shell: Any, rows: list[Any]) -> None:
    shell.open("coproprietaires.liste", conseil=True, actif=True)


LISTE = ListScreen(
    "coproprietaires.liste",
    "Liste Copropriétaire",
    COPROPRIETAIRES,
    columns=(
        Column(
            "copropriete", "Immeuble", 12, opens="coproprietes.fiche", opens_id="copropriete_id"
        ),
        Column("compte", "N° de compte", 13, opens="comptes.fiche", opens_id="compte_id"),
        Column("identite", "Identité", 28, opens="tiers.fiche", opens_id="tiers_id"),
        Column("lots", "Lots", 6, total=True),
        Column("tantiemes", "Tantièmes", 13, total=True, places=5),
        Column("nature", "Nature", 16),
        Column("conseil", "Conseil syndical", 13),
        Column("residant", "Résidant", 9),
        Column("telephone", "Téléphone", 14),
        Column("courriel", "Courriel", 24),
        Column("actif", "En service", 10),
    ),
    opens="coproprietaires.fiche",
    creates="coproprietaires.fiche",
    commands=(
        voir("Lots tenus", "lots_copropriete.liste", "coproprietaire_id"),
        voir("Mutations", "mutations.liste", "coproprietaire_id"),
        voir("Événements", "evenements.liste", "tiers_id", "tiers_id"),
        Command("Conseil syndical", _conseil, menu="Rechercher", selection="aucune"),
        publipostage("coproprietaire"),
        *retraits(
            "coproprietaires.liste",
            ("copropriétaire", "copropriétaires"),
            activer_coproprietaire,
            supprimer_coproprietaire,
            lambda row: f"{row.compte} {row.identite}",
            "coproprietaires.fiche",
            "coproprietes",
        ),
    ),
    empty="Chaque copropriétaire a un compte 450 dans l'entité de son syndicat.",
    needs="coproprietes.consulter",
    icon="mdi6.account-group-outline",
    preset=EN_SERVICE,
    watches=(
        "coproprietaire", "tiers", "compte", "possession", "tantieme", "membre_conseil",
        "lot_copropriete", "immeuble",
    ),
)  # fmt: skip

AYANTS_DROIT = Grid(
    (
        GridColumn("tiers_id", "Personne", 0, lookup=Lookup(TIERS, "code", "nom")),
        GridColumn("qualite", "Qualité", 16, choices=QUALITES),
        GridColumn("mandataire", "Mandataire commun", 14),
    ),
    new=AyantDroitDraft,
)

FICHE = FormScreen(
    "coproprietaires.fiche",
    "Copropriétaire",
    ui="coproprietaire_fiche",
    table="coproprietaire",
    load=load_coproprietaire,
    new=nouveau_coproprietaire,
    save=save_coproprietaire,
    title=lambda draft: draft.nom,
    refresh=lambda session, draft, ctx: nommer(session, draft),
    refresh_on=("tiers_id", "copropriete_id"),
    warnings=lambda draft: tuple(a_signaler(draft)),
    computed=("lots", "conseil", "comptes"),
    hidden=("nom",),
    choices={"nature": NATURES_COPROPRIETAIRE, "notification": NOTIFICATIONS},
    lookups={
        "copropriete_id": Lookup(
            COPROPRIETES, "immeuble", "nom", opens="coproprietes.fiche",
            where=lambda draft: EN_SERVICE,
        ),
        "tiers_id": Lookup(
            TIERS, "code", "nom", opens="tiers.fiche", where=lambda draft: EN_SERVICE
        ),
        "compte_id": Lookup(
            COMPTES, "numero", "libelle", opens="comptes.fiche",
            where=lambda draft: {"actif": True, "nature": "coproprietaire"},
        ),
    },
    grids={"ayants_droit": AYANTS_DROIT},
    panes={
        "pane_lots": Pane("lots_copropriete.liste", lambda draft: {"coproprietaire_id": draft.id}),
        "pane_mutations": Pane("mutations.liste", lambda draft: {"coproprietaire_id": draft.id}),
        "pane_evenements": Pane("evenements.liste", lambda draft: {"tiers_id": draft.tiers_id}),
    },
    commands=(
        FormCommand(
            "Vendre ses lots",
            lambda shell, draft: shell.open("mutations.fiche", vendeur_id=draft.id),
            saves=True,
            needs="coproprietes.modifier",
        ),
    ),
    needs="coproprietes.consulter",
    needs_save="coproprietes.modifier",
    icon="mdi6.account-group-outline",
)  # fmt: skip
