"""Écrans des locataires (seed L2763-2771)."""

from collections.abc import Collection

from lsc_desktop.domain.comptabilite import MODES_REGLEMENT
from lsc_desktop.domain.locataires import (
    DETENTEURS,
    MOTIFS_CONGE,
    TERMES,
    TYPES_BAIL,
    ColocataireLigne,
    GarantLigne,
    LigneTableauDraft,
    LocataireDraft,
    avertissements,
    expliquer,
    recalculer,
)
from lsc_desktop.domain.quittancement import PERIODICITES
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
    Params,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, publipostage, rechercher, retraits, voir
from lsc_desktop.gui.screens.lovys import demande
from lsc_desktop.queries.comptabilite import COMPTES
from lsc_desktop.queries.entites import ENTITES
from lsc_desktop.queries.fiscalites import FISCALITES
from lsc_desktop.queries.locataires import (
    LOCATAIRES,
    load_locataire,
    nouveau_locataire,
    situer,
)
from lsc_desktop.queries.lots import LOTS
from lsc_desktop.queries.mandats import MANDATS
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.locataires import (
    activer_locataire,
    save_locataire,
    supprimer_locataire,
)

CONSULTES = 6  # comptes consultés d'un coup, chacun dans son onglet


def _consulter(shell: Shell, rows: Rows) -> None:
    for row in rows[:CONSULTES]:
        shell.open("comptes.consultation", compte_id=row.compte_id)


def _historique(shell: Shell, rows: Rows) -> None:
    shell.open("historique.liste", fiche="locataire", fiche_id=tuple(row.id for row in rows))


def _evenement(shell: Shell, rows: Rows) -> None:
    shell.open("evenements.fiche", locataire_id=rows[0].id)


def _import_clac(shell: Shell, rows: Rows) -> None:
    """Relève ce que CLAC a déposé, et montre ce qu'il en advient (seed L2759)."""
    shell.open("dossiers_locatifs.liste")
    shell.service("importer_dossiers_locatifs")


def _absente(texte: str, menu: str = "Actions", pourquoi: str = "Pas encore construit.") -> Command:
    return Command(texte, None, menu=menu, absent=pourquoi)


LISTE = ListScreen(
    "locataires.liste",
    "Liste Locataire",
    LOCATAIRES,
    columns=(
        Column("compte", "Compte", 11, opens="comptes.fiche", opens_id="compte_id"),
        Column("nom", "Nom", 20),
        Column("lot", "Lot", 14, opens="lots.fiche", opens_id="lot_id"),
        Column("immeuble", "Immeuble", 18, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("solde", "Solde", 10, total=True),
        Column("quittance", "Quittance", 10, total=True),
        Column("premier_quittancement", "1er Quitt", 10),
        Column("bail_au", "Échéance bail", 10),
        Column("fin_preavis", "Fin préavis", 10),
        Column("mode_reglement", "Mode de règlement", 15),
        Column("depart", "Départ", 10),
        Column("proprietaire", "Propriétaire", 22, opens="tiers.fiche", opens_id="proprietaire_id"),
        Column("actif", "En service", 10),
    ),
    opens="locataires.fiche",
    creates="locataires.fiche",
    commands=(
        Command("Créer un événement", _evenement, selection="exigee", needs="evenements.modifier"),
        _absente("Renouveler"),
        Command(
            "Import CLAC",
            _import_clac,
            selection="aucune",
            needs="locataires.modifier",
            partenaire="clac",
        ),
        Command(
            "Demande de devis Lovys",
            demande("locataires"),
            selection="exigee",
            needs="lovys.demander",
            partenaire="lovys",
        ),
        Command("Consulter le compte", _consulter, menu="Aller à", selection="exigee", button=True),
        voir("Lots", "lots.liste", "ids", "lot_id"),
        voir("Immeubles", "immeubles.liste", "ids", "immeuble_id"),
        voir("Tiers", "tiers.liste", "ids", "tiers_id"),
        voir("Comptes", "comptes.liste", "ids", "compte_id"),
        voir("Mandats de gérance", "mandats.liste", "ids", "mandat_id"),
        voir("Avis d'échéance", "quittances.liste", "locataire_id"),
        voir("Devis Lovys", "lovys.devis", "locataire_id"),
        voir("Régularisations traitées", "regularisations.historique", "locataire_id"),
        voir("Événements", "evenements.liste", "locataire_id"),
        Command("Historique", _historique, menu="Aller à", selection="exigee", needs="historique"),
        rechercher("Présents", "locataires.liste", present=True),
        rechercher("Partis", "locataires.liste", parti=True),
        rechercher("Débiteurs", "locataires.liste", doit=True),
        rechercher("Préavis qui finissent", "locataires.liste", preavis=True),
        rechercher("Baux à échéance dans six mois", "locataires.liste", echeance=True),
        publipostage("locataire"),
        *retraits(
            "locataires.liste",
            ("locataire", "locataires"),
            activer_locataire,
            supprimer_locataire,
            lambda row: f"{row.compte} {row.nom}",
            "locataires.fiche",
            "locataires",
        ),
    ),
    empty="Un locataire est un bail d'un tiers sur un lot. Créez le tiers et le lot d'abord.",
    needs="locataires.consulter",
    icon="mdi6.account-key-outline",
    preset=EN_SERVICE,
    watches=("locataire", "ligne_quittancement", "ecriture", "compte", "tiers", "lot", "immeuble"),
)


# --- Fiche --------------------------------------------------------------------------------------


def _titre(draft: LocataireDraft) -> str:
    return f"{draft.nom} {draft.lot}".strip()


def _inaccessibles(draft: LocataireDraft) -> Collection[str]:
    """Un bail déjà appelé garde qui et où ; le dépôt rendu suppose un départ."""
    off = {"tiers_id", "lot_id", "compte_id"} if draft.appele else set()
    return off | (set() if draft.depot_garantie else {"depot_verse_le", "depot_rendu_le"})


def _comptes(draft: LocataireDraft) -> Params:
    where = {"nature": "locataire", "actif": True}
    chosen = {"entite_id": draft.entite_id, "tiers_id": draft.tiers_id}
    return where | {name: value for name, value in chosen.items() if value}


def _mandats(draft: LocataireDraft) -> Params:
    return {**EN_SERVICE, "lot_id": draft.lot_id} if draft.lot_id else EN_SERVICE


def _evenement_de(shell: Shell, draft: LocataireDraft) -> None:
    shell.open("evenements.fiche", locataire_id=draft.id)


_PERSONNE = Lookup(TIERS, "code", "nom", opens="tiers.fiche", where=lambda draft: EN_SERVICE)

COLOCATAIRES = Grid(
    (
        GridColumn("tiers_id", "Tiers", 40, lookup=_PERSONNE),
        GridColumn("du", "Du", 12),
        GridColumn("au", "Au", 12),
    ),
    new=ColocataireLigne,
)
GARANTS = Grid(
    (
        GridColumn("tiers_id", "Tiers", 40, lookup=_PERSONNE),
        GridColumn("montant", "Plafond", 12),
        GridColumn("jusqu_au", "Jusqu'au", 12),
    ),
    new=GarantLigne,
)
TABLEAU = Grid(
    (
        GridColumn(
            "code_fiscalite_id",
            "Code fiscalité",
            9,
            lookup=Lookup(
                FISCALITES,
                "code",
                "libelle",
                opens="fiscalites.fiche",
                where=lambda draft: EN_SERVICE,
            ),
        ),
        GridColumn("libelle", "Libellé", 40),
        GridColumn("montant", "Montant", 10),
        GridColumn("du", "Du", 11),
        GridColumn("au", "Au", 11),
        GridColumn("ponctuelle", "Une fois", 7),
        GridColumn("origine", "Figée par", 22, computed=True),
    ),
    new=LigneTableauDraft,
)

FICHE = FormScreen(
    "locataires.fiche",
    "Locataire",
    ui="locataire_fiche",
    table="locataire",
    careful=True,
    load=load_locataire,
    new=nouveau_locataire,
    save=save_locataire,
    title=_titre,
    recompute=recalculer,
    refresh=situer,
    refresh_on=("tiers_id", "lot_id", "compte_id", "lignes"),
    explain=expliquer,
    warnings=avertissements,
    disabled=_inaccessibles,
    computed=("solde", "quittance", "proprietaire", "depot_a_rendre_le"),
    hidden=("nom", "compte", "lot", "aujourd_hui", "appele"),
    choices={
        "type_bail": TYPES_BAIL,
        "periodicite": PERIODICITES,
        "terme": TERMES,
        "mode_reglement": MODES_REGLEMENT,
        "motif_conge": MOTIFS_CONGE,
        "depot_detenu_par": DETENTEURS,
    },
    lookups={
        "tiers_id": _PERSONNE,
        "lot_id": Lookup(
            LOTS, "code_gestion", "adresse", opens="lots.fiche", where=lambda draft: EN_SERVICE
        ),
        "mandat_id": Lookup(
            MANDATS, "numero", "proprietaire", opens="mandats.fiche", where=_mandats
        ),
        "compte_id": Lookup(COMPTES, "numero", "libelle", opens="comptes.fiche", where=_comptes),
        "entite_id": Lookup(
            ENTITES, "code", "nom", opens="entites.fiche", where=lambda draft: EN_SERVICE
        ),
    },
    grids={"colocataires": COLOCATAIRES, "garants": GARANTS, "lignes": TABLEAU},
    panes={
        "pane_compte": Pane("comptes.consultation", lambda draft: {"compte_id": draft.compte_id}),
        "pane_evenements": Pane("evenements.liste", lambda draft: {"locataire_id": draft.id}),
        "pane_regularisations": Pane(
            "regularisations.historique", lambda draft: {"locataire_id": draft.id}
        ),
    },
    commands=(
        FormCommand("Nouvel événement", _evenement_de, saves=True, needs="evenements.modifier"),
    ),
    needs="locataires.consulter",
    needs_save="locataires.modifier",
    icon="mdi6.account-key-outline",
)
