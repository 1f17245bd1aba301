"""Ajouter : un lot, ou plusieurs (seed L54-113)."""

from pathlib import Path
from typing import Any

from lsc_desktop.base.files import lire_texte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.regularisations import (
    DemandeDraft,
)
from lsc_desktop.domain.regularisations.lots import DemandeLotsDraft, lire_releve, reporter
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.screens import (
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    Lookup,
    Shell,
)
from lsc_desktop.queries.fiscalites import FISCALITES
from lsc_desktop.queries.immeubles import IMMEUBLES
from lsc_desktop.queries.lots import LOTS
from lsc_desktop.queries.regularisations.demande import nouvelle_demande, preparer
from lsc_desktop.queries.regularisations.lots import nouvelle_demande_lots, preparer_lots
from lsc_desktop.queries.tiers import PROPRIETAIRES
from lsc_desktop.services.regularisations.ajout import ajouter
from lsc_desktop.services.regularisations.lots import ajouter_lots

FISCALITE = Lookup(FISCALITES, "code", "libelle", opens="fiscalites.fiche")


def _annoncer(shell: Shell, draft: Any, ids: list[int]) -> None:
    left = getattr(draft, "nombre", len(ids)) - len(ids)
    extra = (
        f", {pluriel(left, 'locataire laissé', 'locataires laissés')} de côté" if left > 0 else ""
    )
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
    hidden=("code_fiscalite", "avertissements"),
    warnings=lambda draft: draft.avertissements,
    saved=_annoncer,
    dialog=True,
    needs="regularisations.preparer",
    needs_save="regularisations.preparer",
    icon="mdi6.scale-balance",
)


def _lots(draft: DemandeDraft) -> dict[str, Any]:
    """Les lots de l'immeuble du propriétaire, sous mandat (seed L78-82)."""
    chosen = {"immeuble_id": draft.immeuble_id, "proprietaire_id": draft.proprietaire_id}
    return {name: value for name, value in chosen.items() if value} | {"sous_mandat": True}


def _importer(shell: Shell, draft: DemandeLotsDraft) -> None:
    """Reporte sur les lots les montants du relevé du syndic."""
    chosen = dialogs.ask_file("Relevé du syndic", "Relevés (*.csv *.txt)")
    if not chosen:
        return
    path = Path(chosen)
    count = reporter(draft, lire_releve(path.name, lire_texte(path)), path.name)
    shell.inform(f"{pluriel(count, 'montant')} du relevé « {path.name} ».")


DEMANDE_LOTS = FormScreen(
    "regularisations.lots",
    "Régularisation de plusieurs lots",
    ui="regularisation_lots",
    new=nouvelle_demande_lots,
    save=ajouter_lots,
    refresh=preparer_lots,
    refresh_on=("du", "au", "code_fiscalite_id", "seuil", "lots"),
    lookups={"code_fiscalite_id": FISCALITE},
    grids={
        "lots": Grid(
            (
                GridColumn("lot", "Lot", 16, computed=True),
                GridColumn("immeuble", "Immeuble", 26, computed=True),
                GridColumn("montant", "Charges réelles", 14),
                GridColumn("nombre", "Locataires", 10, computed=True),
                GridColumn("situation", "Situation", 44, computed=True),
            )
        )
    },
    computed=("nombre", "total"),
    hidden=("avertissements",),
    warnings=lambda draft: draft.avertissements,
    saved=_annoncer,
    commands=(
        FormCommand("Importer un relevé (CSV)", _importer, needs="regularisations.preparer"),
    ),
    needs="regularisations.preparer",
    needs_save="regularisations.preparer",
    icon="mdi6.scale-balance",
)
