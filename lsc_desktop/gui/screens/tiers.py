"""Écrans des tiers, dont la liste des propriétaires."""

from lsc_desktop.domain.tiers import CIVILITES, Donnee, TiersDraft, recalculer
from lsc_desktop.gui.kit.screens import (
    Column,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Pane,
)
from lsc_desktop.gui.screens.communs import BANQUE, EN_SERVICE, publipostage, retraits, voir
from lsc_desktop.queries.tiers import PROPRIETAIRES, TIERS, load_tiers
from lsc_desktop.services.tiers import activer_tiers, save_tiers, supprimer_tiers

DONNEES = Grid(
    (GridColumn("libelle", "Libellé", 32), GridColumn("valeur", "Valeur", 0)),
    new=Donnee,
)
_TABLES = ("tiers", "lot", "mandat", "locataire", "colocataire")

LISTE = ListScreen(
    "tiers.liste",
    "Liste Tiers",
    TIERS,
    columns=(
        Column("code", "Code", 22),
        Column("civilite", "Civilité", 12),
        Column("nom", "Nom", 28),
        Column("adresse", "Adresse", 26),
        Column("code_postal", "CP", 7),
        Column("ville", "Ville", 18),
        Column("telephone", "Téléphone", 14),
        Column("portable", "Portable", 14),
        Column("courriel", "Courriel", 26),
        Column("proprietaire", "Propriétaire", 12),
        Column("locataire", "Locataire", 10),
        Column("actif", "En service", 10),
    ),
    opens="tiers.fiche",
    creates="tiers.fiche",
    commands=(
        voir("Baux", "locataires.liste", "tiers_id"),
        voir("Lots possédés", "lots.liste", "proprietaire_id"),
        voir("Mandats de gérance", "mandats.liste", "proprietaire_id"),
        voir("Comptes", "comptes.liste", "tiers_id"),
        voir("Événements", "evenements.liste", "tiers_id"),
        publipostage("tiers"),
        *retraits(
            "tiers.liste",
            ("tiers", "tiers"),
            activer_tiers,
            supprimer_tiers,
            lambda row: f"{row.code} {row.nom}",
            "tiers.fiche",
            "tiers",
        ),
    ),
    empty="Un tiers a une seule fiche, qu'il soit propriétaire, locataire, garant ou fournisseur.",
    needs="tiers.consulter",
    icon="mdi6.account-multiple-outline",
    preset=EN_SERVICE,
    watches=_TABLES,
)

LISTE_PROPRIETAIRES = ListScreen(
    "proprietaires.liste",
    "Liste Propriétaire",
    PROPRIETAIRES,
    columns=(
        Column("code", "Code", 22),
        Column("nom", "Nom", 30),
        Column("ville", "Ville", 20),
        Column("telephone", "Téléphone", 14),
        Column("portable", "Portable", 14),
        Column("courriel", "Courriel", 28),
        Column("lots", "Lots", 7, total=True),
        Column("mandats", "Mandats", 9, total=True),
        Column("actif", "En service", 10),
    ),
    opens="tiers.fiche",
    creates="tiers.fiche",
    commands=(
        voir("Lots", "lots.liste", "proprietaire_id"),
        voir("Immeubles", "immeubles.liste", "proprietaire_id"),
        voir("Mandats de gérance", "mandats.liste", "proprietaire_id"),
        voir("Locataires", "locataires.liste", "proprietaire_id"),
        voir("Comptes", "comptes.liste", "tiers_id"),
        publipostage("tiers"),
    ),
    empty="Un tiers devient propriétaire dès qu'un lot ou un mandat lui est rattaché.",
    needs="tiers.consulter",
    icon="mdi6.account-key-outline",
    preset=EN_SERVICE,
    watches=_TABLES,
)

FICHE = FormScreen(
    "tiers.fiche",
    "Tiers",
    ui="tiers_fiche",
    table="tiers",
    sensitive=BANQUE,
    load=load_tiers,
    new=lambda session, ctx, **params: TiersDraft(**params),
    save=save_tiers,
    title=lambda draft: f"{draft.nom} {draft.prenom}".strip(),
    recompute=recalculer,
    hidden=("code_propose",),
    choices={"civilite": CIVILITES},
    grids={"donnees": DONNEES},
    panes={
        "pane_acces": Pane("acces.liste", lambda draft: {"tiers_id": draft.id or 0}),
        "pane_locataires": Pane("locataires.liste", lambda draft: {"tiers_id": draft.id}),
        "pane_lots": Pane("lots.liste", lambda draft: {"proprietaire_id": draft.id}),
        "pane_mandats": Pane("mandats.liste", lambda draft: {"proprietaire_id": draft.id}),
        "pane_comptes": Pane("comptes.liste", lambda draft: {"tiers_id": draft.id}),
        "pane_evenements": Pane("evenements.liste", lambda draft: {"tiers_id": draft.id}),
    },
    commands=(
        FormCommand(
            "Nouveau lot",
            lambda shell, draft: shell.open("lots.fiche", proprietaire_id=draft.id),
            saves=True,
            needs="biens.modifier",
        ),
        FormCommand(
            "Nouveau mandat",
            lambda shell, draft: shell.open("mandats.fiche", proprietaire_id=draft.id),
            saves=True,
            needs="biens.modifier",
        ),
    ),
    needs="tiers.consulter",
    needs_save="tiers.modifier",
    icon="mdi6.account-outline",
)
