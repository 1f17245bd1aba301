"""Écrans des lots et de leurs documents."""

from functools import partial
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.lots import (
    CLASSES,
    COMMERCIALISATIONS,
    ETATS_LOCATIFS,
    EXPOSITIONS,
    LISTES,
    MODALITES_CHARGES,
    LotDraft,
    PieceLot,
    avertissements,
    expliquer,
    recalculer,
)
from lsc_desktop.gui.kit.screens import (
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    Link,
    ListScreen,
    Lookup,
    Pane,
    Params,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.annonces import preparer
from lsc_desktop.gui.screens.communs import EN_SERVICE, publipostage, retraits, voir
from lsc_desktop.gui.screens.documents_lot import choisir_document
from lsc_desktop.gui.screens.tiers import DONNEES
from lsc_desktop.queries.configuration import load_configuration
from lsc_desktop.queries.immeubles import IMMEUBLES
from lsc_desktop.queries.lots import LOTS, choix_lot, completer, load_lot
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.lots import activer_lot, save_lot, supprimer_lot


def _regulariser(shell: Shell, rows: Rows) -> None:
    """Une seule demande pour tous les lots choisis."""
    _exiger_la_regularisation(shell)
    shell.open("regularisations.lots", lot_ids=tuple(row.id for row in rows))


def _regulariser_le_lot(shell: Shell, draft: LotDraft) -> None:
    _exiger_la_regularisation(shell)
    shell.open("regularisations.demande", lot_id=draft.id)


def _exiger_la_regularisation(shell: Shell) -> None:
    """Le traitement n'existe que si l'agence l'a activé (seed L21-29)."""
    if not shell.read(load_configuration).regularisation_lots_isoles:
        raise UserError(
            "La régularisation des lots isolés n'est pas activée.",
            "Activez-la dans Paramètres > Configuration gérance.",
        )


LISTE = ListScreen(
    "lots.liste",
    "Liste Lot",
    LOTS,
    columns=(
        Column("code_gestion", "Code gestion", 16),
        Column("immeuble", "Immeuble", 11, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("proprietaire", "Propriétaire", 18, opens="tiers.fiche", opens_id="proprietaire_id"),
        Column("type_lot", "Type", 11),
        Column("nb_pieces", "Pièces", 7),
        Column("surface", "Surface", 8, total=True),
        Column("etat_locatif", "État locatif", 10),
        Column(
            "locataire", "Locataire présent", 17, opens="locataires.fiche", opens_id="locataire_id"
        ),
        Column("loyer", "Loyer", 9, total=True),
        Column("regularisation_le", "Régularisation le", 15),
        Column("mandat", "Mandat", 8, opens="mandats.fiche", opens_id="mandat_id"),
        Column("etage", "Étage", 7),
        Column("adresse", "Adresse", 26),
        Column("ville", "Ville", 16),
        Column("actif", "En service", 10),
    ),
    opens="lots.fiche",
    creates="lots.fiche",
    commands=(
        Command(
            "Régulariser les charges…",
            _regulariser,
            selection="exigee",
            needs="regularisations.preparer",
        ),
        Command(
            "Préparer la publication", preparer, menu="Lien internet", needs="annonces.publier"
        ),
        Command(
            "Publier les annonces maintenant",
            lambda shell, rows: shell.service("publier_annonces"),
            menu="Lien internet",
            selection="aucune",
            needs="annonces.publier",
        ),
        Command(
            "Annonces",
            lambda shell, rows: shell.open("annonces.liste"),
            menu="Lien internet",
            selection="aucune",
            needs="annonces.consulter",
        ),
        voir("Tous les baux", "locataires.liste", "lot_id"),
        voir("Mandats de gérance", "mandats.liste", "lot_id"),
        voir("Régularisations traitées", "regularisations.historique", "lot_id"),
        voir("Documents", "lots.documents", "lot_id"),
        voir("Événements", "evenements.liste", "lot_id"),
        publipostage("lot"),
        *retraits(
            "lots.liste",
            ("lot", "lots"),
            activer_lot,
            supprimer_lot,
            lambda row: row.code_gestion,
            "lots.fiche",
            "biens",
        ),
    ),
    empty="Les lots sont les logements, locaux et garages que l'on vous confie.",
    needs="biens.consulter",
    icon="mdi6.door",
    preset=EN_SERVICE,
    watches=("lot", "immeuble", "tiers", "locataire", "mandat", "mandat_lot"),
)

PIECES = Grid(
    (
        GridColumn("piece", "Pièce", 14),
        GridColumn("surface", "Surface", 8),
        GridColumn("exclure_carrez", "Exclure Carrez", 6),
        GridColumn("niveau", "Niveau", 6),
        GridColumn("exposition", "Exposition", 9, choices=EXPOSITIONS),
        GridColumn("informations", "Informations"),
    ),
    new=PieceLot,
)
CALCULES = (
    "adresse", "proprietaire", "mandat", "locataire", "a_louer", "surface", "surface_carrez",
    "surface_dependances", "mandat_echeance", "prix_m2", "taxe_fonciere_m2",
    "commission_dont_taxe", "regularisation_le", "acces",
)  # fmt: skip
CACHES = ("code_propose", "immeuble", "mandat_id", "mandat_numero", "locataire_id", "prix_connu")


def nouveau(session: Any, ctx: Contexte, **params: Any) -> LotDraft:
    draft = LotDraft(**params)
    completer(session, draft)
    return draft


def inaccessibles(draft: LotDraft) -> set[str]:
    """L'état d'un lot occupé vient de son locataire ; un motif suppose un lot indisponible."""
    off = {"etat_locatif", "libre_le"} if draft.locataire_id else set()
    if draft.commercialisation != "non_disponible":
        off |= {"non_disponible_jusqu_au", "motif_non_disponible"}
    return off


def _mandat(draft: LotDraft) -> tuple[str, int | None, Params] | None:
    return ("mandats.fiche", draft.mandat_id, {}) if draft.mandat_id else None


def _locataire(draft: LotDraft) -> tuple[str, int | None, Params] | None:
    return ("locataires.fiche", draft.locataire_id, {}) if draft.locataire_id else None


def _nouveau_locataire(shell: Shell, draft: LotDraft) -> None:
    shell.open("locataires.fiche", lot_id=draft.id)


def _examiner(shell: Shell, draft: LotDraft) -> None:
    shell.service("examiner_annonces", ids=(draft.id,), montrer=False)


def _apercu(shell: Shell, draft: LotDraft) -> None:
    shell.service("apercu_annonce", id=draft.id)


FICHE = FormScreen(
    "lots.fiche",
    "Lot",
    ui="lot_fiche",
    table="lot",
    load=load_lot,
    new=nouveau,
    save=save_lot,
    title=lambda draft: draft.code_gestion,
    recompute=recalculer,
    refresh=lambda session, draft, ctx: completer(session, draft),
    refresh_on=("immeuble_id", "proprietaire_id", "adresse1", "code_postal", "ville"),
    explain=expliquer,
    warnings=lambda draft: tuple(avertissements(draft)),
    disabled=inaccessibles,
    computed=CALCULES,
    hidden=CACHES,
    choices={
        **{field: partial(choix_lot, field=field) for field in LISTES},
        "etat_locatif": ETATS_LOCATIFS,
        "commercialisation": COMMERCIALISATIONS,
        "charges_modalite": MODALITES_CHARGES,
        "dpe_classe": CLASSES,
        "ges_classe": CLASSES,
    },
    lookups={
        "immeuble_id": Lookup(
            IMMEUBLES, "code", "nom", opens="immeubles.fiche", where=lambda draft: EN_SERVICE
        ),
        "proprietaire_id": Lookup(
            TIERS, "code", "nom", opens="tiers.fiche", where=lambda draft: EN_SERVICE
        ),
    },
    grids={"pieces": PIECES, "donnees": DONNEES},
    panes={
        "pane_criteres": Pane("annonces.criteres", lambda draft: {"lot_id": draft.id}),
        "pane_documents": Pane("lots.documents", lambda draft: {"lot_id": draft.id}),
        "pane_evenements": Pane("evenements.liste", lambda draft: {"lot_id": draft.id}),
        "pane_locataires": Pane("locataires.liste", lambda draft: {"lot_id": draft.id}),
        "pane_regularisations": Pane(
            "regularisations.historique", lambda draft: {"lot_id": draft.id}
        ),
    },
    links={"mandat": Link(_mandat), "locataire": Link(_locataire)},
    commands=(
        FormCommand("Examiner l'annonce", _examiner, saves=True, needs="annonces.publier"),
        FormCommand("Aperçu de l'annonce", _apercu, saves=True, needs="annonces.consulter"),
        FormCommand("Ajouter un document…", choisir_document, saves=True, needs="biens.modifier"),
        FormCommand(
            "Nouveau locataire", _nouveau_locataire, saves=True, needs="locataires.modifier"
        ),
        FormCommand(
            "Régulariser…", _regulariser_le_lot, saves=True, needs="regularisations.preparer"
        ),
    ),
    needs="biens.consulter",
    needs_save="biens.modifier",
    icon="mdi6.door",
)
