"""Écrans des lots de copropriété, et de leurs propriétaires successifs."""

from lsc_desktop.domain.coproprietes import TYPES_LOT
from lsc_desktop.gui.kit.screens import (
    Column,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Lookup,
    Pane,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, publipostage, retraits, voir
from lsc_desktop.queries.coproprietes.fiches import load_lot_copropriete, nouveau_lot, placer
from lsc_desktop.queries.coproprietes.listes import COPROPRIETAIRES, COPROPRIETES
from lsc_desktop.queries.coproprietes.lots import LOTS_COPROPRIETE, POSSESSIONS
from lsc_desktop.queries.lots import LOTS
from lsc_desktop.services.coproprietes.lots import (
    activer_lot_copropriete,
    save_lot_copropriete,
    supprimer_lot_copropriete,
)

LISTE = ListScreen(
    "lots_copropriete.liste",
    "Liste Lot de copropriété",
    LOTS_COPROPRIETE,
    columns=(
        Column("code", "Lot", 16),
        Column("type_lot", "Type", 13),
        Column("batiment", "Bâtiment", 9),
        Column("escalier", "Escalier", 8),
        Column("etage", "Étage", 7),
        Column("porte", "Porte", 7),
        Column(
            "coproprietaire", "Copropriétaire", 26,
            opens="coproprietaires.fiche", opens_id="coproprietaire_id",
        ),
        Column("tantiemes", "Tantièmes", 13, total=True, places=5),
        Column("principal", "Lot principal", 11),
        Column("gerance", "Lot en gérance", 15, opens="lots.fiche", opens_id="lot_id"),
        Column("actif", "En service", 10),
    ),
    opens="lots_copropriete.fiche",
    creates="lots_copropriete.fiche",
    commands=(
        voir("Propriétaires successifs", "possessions.liste", "lot_id"),
        publipostage("coproprietaire", "coproprietaire_id"),
        *retraits(
            "lots_copropriete.liste",
            ("lot", "lots"),
            activer_lot_copropriete,
            supprimer_lot_copropriete,
            lambda row: row.code,
            "lots_copropriete.fiche",
            "coproprietes",
        ),
    ),
    empty="Les lots de l'état descriptif de division, avec leurs tantièmes sous chaque clé.",
    needs="coproprietes.consulter",
    icon="mdi6.door",
    preset=EN_SERVICE,
    watches=(
        "lot_copropriete", "tantieme", "possession", "coproprietaire", "tiers", "immeuble", "lot",
    ),
)  # fmt: skip

TANTIEMES = Grid(
    (
        GridColumn("cle", "Clé", 0, computed=True),
        GridColumn("valeur", "Tantièmes", 14, places=5),
    )
)

FICHE = FormScreen(
    "lots_copropriete.fiche",
    "Lot de copropriété",
    ui="lot_copropriete_fiche",
    table="lot_copropriete",
    load=load_lot_copropriete,
    new=nouveau_lot,
    save=save_lot_copropriete,
    title=lambda draft: draft.code,
    refresh=lambda session, draft, ctx: placer(session, draft),
    refresh_on=("copropriete_id",),
    disabled=lambda draft: ("coproprietaire_id",) if draft.vendu else (),
    hidden=("immeuble", "vendu"),
    choices={"type_lot": tuple((text, text) for text in TYPES_LOT)},
    lookups={
        "copropriete_id": Lookup(
            COPROPRIETES, "immeuble", "nom", opens="coproprietes.fiche",
            where=lambda draft: EN_SERVICE,
        ),
        "coproprietaire_id": Lookup(
            COPROPRIETAIRES, "compte", "identite", opens="coproprietaires.fiche",
            where=lambda draft: {"copropriete_id": draft.copropriete_id, "actif": True},
        ),
        "lot_principal_id": Lookup(
            LOTS_COPROPRIETE, "code", "type_lot", opens="lots_copropriete.fiche",
            where=lambda draft: {"copropriete_id": draft.copropriete_id, "actif": True},
        ),
        "lot_id": Lookup(
            LOTS, "code_gestion", "type_lot", opens="lots.fiche", where=lambda draft: EN_SERVICE
        ),
    },
    grids={"tantiemes": TANTIEMES},
    panes={"pane_possessions": Pane("possessions.liste", lambda draft: {"lot_id": draft.id})},
    needs="coproprietes.consulter",
    needs_save="coproprietes.modifier",
    icon="mdi6.door",
    careful=True,
)  # fmt: skip

SUCCESSIFS = ListScreen(
    "possessions.liste",
    "Propriétaires successifs",
    POSSESSIONS,
    columns=(
        Column("lot", "Lot", 16, opens="lots_copropriete.fiche", opens_id="lot_id"),
        Column(
            "coproprietaire", "Copropriétaire", 30,
            opens="coproprietaires.fiche", opens_id="coproprietaire_id",
        ),
        Column("du", "Du"),
        Column("au", "Au"),
    ),
    commands=(voir("Mutation", "mutations.liste", "ids", "mutation_id"),),
    empty="Qui a tenu chaque lot, d'une mutation à l'autre.",
    needs="coproprietes.consulter",
    icon="mdi6.account-switch-outline",
    watches=("possession", "mutation", "tiers"),
)  # fmt: skip
