"""Écrans des copropriétés : le syndicat, ses clés et son conseil."""

from lsc_desktop.domain.coproprietes import (
    DU_REGISTRE,
    LUS,
    MODES_POUVOIRS,
    REGIMES,
    CleDraft,
    MembreDraft,
    recalculer,
    remarques,
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
from lsc_desktop.gui.screens.registre import declarer
from lsc_desktop.gui.screens.registre.synthese import DE_FICHE, DE_LISTE
from lsc_desktop.queries.coproprietes.fiches import (
    completer,
    load_copropriete,
    nouvelle_copropriete,
)
from lsc_desktop.queries.coproprietes.listes import COPROPRIETES
from lsc_desktop.queries.entites import ENTITES
from lsc_desktop.queries.immeubles import IMMEUBLES
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.coproprietes.fiches import (
    activer_copropriete,
    save_copropriete,
    supprimer_copropriete,
)

LISTE = ListScreen(
    "coproprietes.liste",
    "Liste Copropriété",
    COPROPRIETES,
    columns=(
        Column("code", "Entité", 9, opens="entites.fiche", opens_id="entite_id"),
        Column("nom", "Syndicat", 28),
        Column("immeuble", "Immeuble", 14, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("adresse", "Adresse", 28),
        Column("ville", "Ville", 18),
        Column("lots", "Lots", 7, total=True),
        Column("coproprietaires", "Copropriétaires", 13, total=True),
        Column("tantiemes", "Tantièmes", 14, places=5),
        Column("actif", "En service", 10),
    ),
    opens="coproprietes.fiche",
    creates="coproprietes.fiche",
    commands=(
        voir("Copropriétaires", "coproprietaires.liste", "copropriete_id"),
        voir("Lots", "lots_copropriete.liste", "copropriete_id"),
        voir("Mutations", "mutations.liste", "copropriete_id"),
        voir("Événements", "evenements.liste", "immeuble_id", "immeuble_id"),
        publipostage("copropriete"),
        voir("Registre des copropriétés", "registre.liste", "id"),
        voir("Déclarations au registre", "registre.declarations", "copropriete_id"),
        Command("Déclarer au registre…", declarer, selection="exigee", needs="registre.modifier"),
        DE_LISTE[0],
        *retraits(
            "coproprietes.liste",
            ("copropriété", "copropriétés"),
            activer_copropriete,
            supprimer_copropriete,
            lambda row: f"{row.code} {row.nom}",
            "coproprietes.fiche",
            "coproprietes",
        ),
    ),
    empty="Une copropriété relie l'entité de son syndicat (S001…) à son immeuble.",
    needs="coproprietes.consulter",
    icon="mdi6.office-building-outline",
    preset=EN_SERVICE,
    watches=("copropriete", "entite", "immeuble", "lot_copropriete", "coproprietaire", "tantieme"),
)

CLES_GRILLE = Grid(
    (
        GridColumn("code", "Code", 6),
        GridColumn("libelle", "Libellé", 0),
        GridColumn("generale", "Générale", 7),
        GridColumn("total", "Total annoncé", 14, places=5),
        GridColumn("somme", "Total des lots", 14, places=5, computed=True),
        GridColumn("ecart", "Écart", 12, places=5, computed=True),
    ),
    new=CleDraft,
)
CONSEIL = Grid(
    (
        GridColumn("tiers_id", "Membre", 0, lookup=Lookup(TIERS, "code", "nom")),
        GridColumn("president", "Président", 8),
        GridColumn("du", "Du"),
        GridColumn("au", "Au"),
    ),
    new=MembreDraft,
)
MANQUES = Grid((GridColumn("phrase", "À renseigner ou à corriger", 0, computed=True),))

FICHE = FormScreen(
    "coproprietes.fiche",
    "Copropriété",
    ui="copropriete_fiche",
    table="copropriete",
    load=load_copropriete,
    new=nouvelle_copropriete,
    save=save_copropriete,
    title=lambda draft: draft.nom,
    recompute=recalculer,
    refresh=lambda session, draft, ctx: completer(session, draft),
    refresh_on=("entite_id",),
    warnings=lambda draft: tuple(remarques(draft)),
    computed=LUS,
    choices={"regime": REGIMES, "pouvoirs": MODES_POUVOIRS},
    lookups={
        "entite_id": Lookup(
            ENTITES, "code", "nom", opens="entites.fiche", where=lambda draft: EN_SERVICE
        ),
        "immeuble_id": Lookup(
            IMMEUBLES, "code", "nom", opens="immeubles.fiche", where=lambda draft: EN_SERVICE
        ),
    },
    grids={"cles": CLES_GRILLE, "conseil": CONSEIL, "registre_manques": MANQUES},
    panes={
        "pane_coproprietaires": Pane(
            "coproprietaires.liste", lambda draft: {"copropriete_id": draft.id}
        ),
        "pane_lots": Pane("lots_copropriete.liste", lambda draft: {"copropriete_id": draft.id}),
        "pane_mutations": Pane("mutations.liste", lambda draft: {"copropriete_id": draft.id}),
        "pane_evenements": Pane(
            "evenements.liste", lambda draft: {"immeuble_id": draft.immeuble_id}
        ),
        "pane_registre": Pane("registre.declarations", lambda draft: {"copropriete_id": draft.id}),
    },
    commands=(
        FormCommand(
            "Nouveau copropriétaire",
            lambda shell, draft: shell.open("coproprietaires.fiche", copropriete_id=draft.id),
            saves=True,
            needs="coproprietes.modifier",
        ),
        FormCommand(
            "Nouveau lot",
            lambda shell, draft: shell.open("lots_copropriete.fiche", copropriete_id=draft.id),
            saves=True,
            needs="coproprietes.modifier",
        ),
        FormCommand(
            "Nouvelle mutation",
            lambda shell, draft: shell.open("mutations.fiche", copropriete_id=draft.id),
            saves=True,
            needs="coproprietes.modifier",
        ),
        FormCommand(
            "Déclarer au registre…",
            lambda shell, draft: shell.open("registre.declaration", copropriete_id=draft.id),
            saves=True,
            needs="registre.modifier",
        ),
        FormCommand(
            "Chercher son numéro d'immatriculation…",
            lambda shell, draft: shell.open("registre.numeros", copropriete_id=draft.id),
            saves=True,
            needs="registre.modifier",
        ),
        FormCommand(
            "Dossier au registre",
            lambda shell, draft: shell.open("registre.dossier", draft.id),
            menu="Aller à",
            saves=True,
            needs="registre.consulter",
        ),
        DE_FICHE,
    ),
    needs="coproprietes.consulter",
    needs_save="coproprietes.modifier",
    sensitive=dict.fromkeys(DU_REGISTRE, "registre.consulter"),
    watches=("dossier_registre", "declaration_registre", "piece_jointe"),
    icon="mdi6.office-building-outline",
    careful=True,
)
