"""Écrans de la régularisation des lots isolés (seed L50-430)."""

from collections.abc import Sequence
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.regularisations import (
    DemandeDraft,
    RegularisationDraft,
    avertissements,
    etalement_possible,
    expliquer,
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
    Link,
    ListScreen,
    Lookup,
    Printout,
    Rows,
    Shell,
)
from lsc_desktop.queries.fiscalites import FISCALITES
from lsc_desktop.queries.immeubles import IMMEUBLES
from lsc_desktop.queries.lots import LOTS
from lsc_desktop.queries.regularisations.demande import nouvelle_demande, preparer
from lsc_desktop.queries.regularisations.fiche import load_regularisation, situer
from lsc_desktop.queries.regularisations.listes import EN_ATTENTE, TRAITEES
from lsc_desktop.queries.tiers import PROPRIETAIRES
from lsc_desktop.services.regularisations.ajout import ajouter, save_regularisation, supprimer
from lsc_desktop.services.regularisations.impression import decomptes, emettre
from lsc_desktop.services.regularisations.quittancer import annuler, controler, quittancer

FISCALITE = Lookup(FISCALITES, "code", "libelle", opens="fiscalites.fiche")
TABLES = ("regularisation", "locataire", "tiers", "compte", "lot", "immeuble")


# --- Les fiches en attente ----------------------------------------------------------------------


def _imprimer(session: Any, rows: Rows, ctx: Contexte) -> Sequence[Document]:
    return decomptes(session, [row.id for row in rows], ctx)


def _emis(session: Any, rows: Rows, documents: Sequence[Document], ctx: Contexte) -> None:
    for row, document in zip(rows, documents, strict=True):
        emettre(session, row.id, document, ctx)


def _question(rows: Rows) -> str:
    return (
        f"Quittancer {pluriel(len(rows), 'régularisation')} ? Chaque tableau de quittancement sera "
        "mis à jour ; les prochains appels de loyers en tiendront compte."
    )


QUITTANCER = Batch(
    work=lambda session, row, ctx, accepted: quittancer(session, row.id, row.version, ctx=ctx),
    confirm=_question,
    keep=lambda row: row.valide,
    skipped=lambda count: (
        f"{pluriel(count, 'ligne')} non {'validée' if count < 2 else 'validées'} "
        f"{'ignorée' if count < 2 else 'ignorées'}"
    ),
    check=lambda session, rows, ctx: controler(session, [row.id for row in rows], ctx),
    label=lambda row: f"{row.compte} {row.locataire}",
    opens="regularisations.fiche",
)

SUPPRIMER = Batch(
    work=lambda session, row, ctx, accepted: supprimer(session, [row.id]) or "",
    confirm=lambda rows: (
        f"Supprimer définitivement {pluriel(len(rows), 'fiche')} en attente ? "
        "Ce qui y a été saisi sera perdu."
    ),
    label=lambda row: f"{row.compte} {row.locataire}",
)

ATTENTE = ListScreen(
    "regularisations.liste",
    "Régularisation des lots isolés",
    EN_ATTENTE,
    columns=(
        Column("valide", "Validé"),
        Column("compte", "Compte", opens="comptes.fiche", opens_id="compte_id"),
        Column("locataire", "Locataire", 24, opens="locataires.fiche", opens_id="locataire_id"),
        Column("lot", "Lot", opens="lots.fiche", opens_id="lot_id"),
        Column("immeuble", "Immeuble", 22),
        Column("proprietaire", "Propriétaire", 20),
        Column("du", "Du"),
        Column("au", "Au"),
        Column("total", "Total", total=True),
        Column("provisions", "Provisions", total=True),
        Column("regularisation", "Régularisation", total=True, blank_zero=False),
        Column("fois", "En n fois"),
        Column("depart", "Parti le"),
        Column("imprime_le", "Imprimé le"),
    ),
    opens="regularisations.fiche",
    creates="regularisations.demande",
    commands=(
        Command(
            "Ajouter",
            lambda shell, rows: shell.open("regularisations.demande"),
            menu="Créer",
            selection="aucune",
            button=True,
            shortcut="Ctrl+N",
        ),
        Command("Imprimer", Printout(_imprimer, _emis), menu="Imprimer", button=True),
        Command("Quittancer", QUITTANCER, selection="exigee", button=True, shortcut="Ctrl+Q"),
        Command("Supprimer", SUPPRIMER, selection="exigee", button=True, shortcut="Del"),
        Command(
            "Régularisations traitées",
            lambda shell, rows: shell.open("regularisations.historique"),
            menu="Aller à",
            selection="aucune",
        ),
    ),
    empty=(
        "Aucun locataire n'attend de régularisation. « Ajouter » choisit un lot et une période, "
        "et crée une fiche par locataire concerné."
    ),
    icon="mdi6.scale-balance",
    watches=TABLES,
)


# --- Ajouter ------------------------------------------------------------------------------------


def _annoncer(shell: Shell, draft: Any, ids: list[int]) -> None:
    left = getattr(draft, "nombre", len(ids)) - len(ids)
    extra = f", {pluriel(left, 'locataire')} laissé de côté" if left > 0 else ""
    shell.inform(f"{pluriel(len(ids), 'fiche')} en attente{extra}.")
    if len(ids) == 1:
        shell.open("regularisations.fiche", ids[0])
    else:
        shell.open("regularisations.liste")


DEMANDE = FormScreen(
    "regularisations.demande",
    "Régularisation des lots isolés",
    ui="regularisation_demande",
    new=nouvelle_demande,
    save=ajouter,
    refresh=preparer,
    refresh_on=(
        "proprietaire_id",
        "immeuble_id",
        "lot_id",
        "du",
        "au",
        "montant",
        "code_fiscalite_id",
        "seuil",
    ),
    lookups={
        "proprietaire_id": Lookup(PROPRIETAIRES, "code", "nom", opens="tiers.fiche"),
        "immeuble_id": Lookup(
            IMMEUBLES,
            "code",
            "nom",
            opens="immeubles.fiche",
            where=lambda d: {"proprietaire_id": d.proprietaire_id} if d.proprietaire_id else {},
        ),
        "lot_id": Lookup(
            LOTS, "code_gestion", "immeuble", opens="lots.fiche", where=lambda d: _lots(d)
        ),
        "code_fiscalite_id": FISCALITE,
    },
    grids={
        "concernes": Grid(
            (
                GridColumn("compte", "Compte", 12, computed=True),
                GridColumn("nom", "Locataire", 24, computed=True),
                GridColumn("entree", "Entrée", computed=True),
                GridColumn("depart", "Départ", computed=True),
                GridColumn("jours", "Jours", computed=True),
                GridColumn("montant", "Sa part", computed=True),
                GridColumn("retenu", "Retenu", computed=True),
                GridColumn("remarque", "Remarque", 40, computed=True),
            )
        )
    },
    computed=("nombre", "part_proprietaire", "concernes"),
    warnings=lambda draft: draft.avertissements,
    saved=_annoncer,
    dialog=True,
    icon="mdi6.scale-balance",
)


def _lots(draft: DemandeDraft) -> dict[str, Any]:
    """Les lots de l'immeuble du propriétaire, sous mandat (seed L78-82)."""
    chosen = {"immeuble_id": draft.immeuble_id, "proprietaire_id": draft.proprietaire_id}
    return {name: value for name, value in chosen.items() if value} | {"sous_mandat": True}


# --- La fiche -----------------------------------------------------------------------------------

CHARGES = Grid(
    (
        GridColumn("libelle1", "Libellé", 30),
        GridColumn("libelle2", "Précision", 30),
        GridColumn("jours_presence", "Nb jours", 8),
        GridColumn("jours_periode", "Sur", 8),
        GridColumn("quote_part", "Quote-part", 10, places=5),
        GridColumn("montant_total", "Montant total", 14),
        GridColumn("montant", "Montant à payer", 14, computed=True),
    )
)
EAU = Grid(
    (
        GridColumn("libelle1", "Libellé", 16),
        GridColumn("libelle2", "Précision", 12),
        GridColumn("index_fin", "Index fin", 10, places=3),
        GridColumn("index_precedent", "Précédent", 10, places=3),
        GridColumn("prix", "Prix unitaire (€/m3)", 12, places=5),
        GridColumn("montant", "Montant à payer", 12, computed=True),
    )
)


def _inaccessibles(draft: RegularisationDraft) -> set[str]:
    """Parti ou créditeur : pas d'étalement ; parti : plus de provisions (seed L264-268, L349)."""
    closed = set() if etalement_possible(draft) else {"fois"}
    return closed if draft.present else closed | {"nouvelles_provisions"}


def _remarques(draft: RegularisationDraft) -> Sequence[str]:
    if draft.aujourd_hui is None:
        return ()
    return avertissements(draft, draft.aujourd_hui, draft.deja)


LIENS = {
    "compte": Link(lambda d: ("comptes.fiche", d.compte_id, {})),
    "locataire": Link(lambda d: ("locataires.fiche", d.locataire_id, {})),
    "lot": Link(lambda d: ("lots.fiche", d.lot_id, {})),
    "provisions": Link(lambda d: ("ecritures.liste", None, {"regularisation_id": d.id})),
}
CALCULES = (
    "entite", "compte", "locataire", "lot", "solde", "provisions_actuelles", "total",
    "provisions", "regularisation",
)  # fmt: skip


def _decompte(session: Any, drafts: Rows, ctx: Contexte) -> Sequence[Document]:
    return decomptes(session, [draft.id for draft in drafts], ctx)


FICHE = FormScreen(
    "regularisations.fiche",
    "Régularisation",
    ui="regularisation_fiche",
    load=load_regularisation,
    save=save_regularisation,
    title=lambda draft: draft.locataire,
    recompute=recalculer,
    refresh=situer,
    explain=expliquer,
    warnings=_remarques,
    disabled=_inaccessibles,
    computed=CALCULES,
    grids={"lignes": CHARGES, "eau": EAU},
    links=LIENS,
    commands=(
        FormCommand("Imprimer", Printout(_decompte, _emis), shortcut="Ctrl+P", saves=True),
        FormCommand(
            "Simuler les appels",
            lambda shell, draft: shell.open("regularisations.simulation", fiche=draft),
        ),
    ),
    icon="mdi6.scale-balance",
)

TRAITEE = FormScreen(
    "regularisations.traitee",
    "Régularisation traitée",
    ui="regularisation_fiche",
    load=load_regularisation,
    title=lambda draft: draft.locataire,
    explain=expliquer,
    computed=CALCULES,
    grids={"lignes": CHARGES, "eau": EAU},
    links=LIENS,
    commands=(FormCommand("Réimprimer", Printout(_decompte), shortcut="Ctrl+P"),),
    icon="mdi6.scale-balance",
)


# --- Les régularisations traitées ---------------------------------------------------------------

ANNULER = Batch(
    work=lambda session, row, ctx, accepted: annuler(session, row.id, ctx=ctx),
    confirm=lambda rows: (
        f"Annuler {pluriel(len(rows), 'régularisation')} ? Les lignes non encore appelées seront "
        "retirées des tableaux de quittancement, et une copie à valider reviendra en attente."
    ),
    keep=lambda row: row.annulee_le is None,
    skipped=lambda count: (
        f"{pluriel(count, 'ligne')} déjà {'annulée' if count < 2 else 'annulées'}"
    ),
    label=lambda row: f"{row.compte} {row.locataire}",
    opens="regularisations.traitee",
)

HISTORIQUE = ListScreen(
    "regularisations.historique",
    "Régularisations traitées",
    TRAITEES,
    columns=(
        Column("quittance_le", "Quittancée le"),
        Column("compte", "Compte", opens="comptes.fiche", opens_id="compte_id"),
        Column("locataire", "Locataire", 24, opens="locataires.fiche", opens_id="locataire_id"),
        Column("lot", "Lot", opens="lots.fiche", opens_id="lot_id"),
        Column("du", "Du"),
        Column("au", "Au"),
        Column("total", "Total", total=True),
        Column("provisions", "Provisions", total=True),
        Column("reintroduction", "Retenue", total=True),
        Column("regularisation", "Régularisation", total=True, blank_zero=False),
        Column("fois", "En n fois"),
        Column("nouvelles_provisions", "Nouvelle provision"),
        Column("annulee_le", "Annulée le"),
    ),
    opens="regularisations.traitee",
    commands=(
        Command("Réimprimer le décompte", Printout(_imprimer), menu="Imprimer"),
        Command("Annuler la régularisation", ANNULER, selection="exigee"),
    ),
    empty="Les régularisations quittancées se retrouvent ici, avec leur décompte tel qu'émis.",
    icon="mdi6.history",
    watches=TABLES,
)
