"""Écrans des mandats de gérance."""

from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.mandats import (
    BASES_ACOMPTE,
    BASES_HONORAIRES,
    LotConfie,
    MandatDraft,
    recalculer,
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
    Params,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, publipostage, retraits, voir
from lsc_desktop.gui.screens.lovys import demande
from lsc_desktop.queries.comptabilite import COMPTES
from lsc_desktop.queries.entites import ENTITES
from lsc_desktop.queries.lots import LOTS
from lsc_desktop.queries.mandats import MANDATS, load_mandat, prochain_numero
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.mandats import activer_mandat, save_mandat, supprimer_mandat

LISTE = ListScreen(
    "mandats.liste",
    "Liste Mandat de gérance",
    MANDATS,
    columns=(
        Column("numero", "Mandat", 10),
        Column("proprietaire", "Propriétaire", 24, opens="tiers.fiche", opens_id="proprietaire_id"),
        Column("entite", "Entité", 8, opens="entites.fiche", opens_id="entite_id"),
        Column("compte", "Compte", 13, opens="comptes.fiche", opens_id="compte_id"),
        Column("debut", "Début"),
        Column("fin", "Fin"),
        Column("lots", "Lots", 7, total=True),
        Column("loyers", "Loyers", 12, total=True),
        Column("taux_honoraires", "Honoraires %", 12),
        Column("taux_gli", "GLI %", 8),
        Column("actif", "En service", 10),
    ),
    opens="mandats.fiche",
    creates="mandats.fiche",
    commands=(
        Command(
            "Demande de devis Lovys",
            demande("mandats"),
            selection="exigee",
            needs="lovys.demander",
            partenaire="lovys",
        ),
        voir("Lots", "lots.liste", "mandat_id"),
        voir("Locataires", "locataires.liste", "mandat_id"),
        voir("Devis Lovys", "lovys.devis", "mandat_id"),
        voir("Événements", "evenements.liste", "mandat_id"),
        publipostage("mandat"),
        *retraits(
            "mandats.liste",
            ("mandat", "mandats"),
            activer_mandat,
            supprimer_mandat,
            lambda row: f"n° {row.numero} {row.proprietaire}",
            "mandats.fiche",
            "biens",
        ),
    ),
    empty="Un mandat de gérance vous confie les lots d'un propriétaire et dit vos honoraires.",
    needs="biens.consulter",
    icon="mdi6.file-sign",
    preset=EN_SERVICE,
    watches=("mandat", "mandat_lot", "lot", "tiers", "compte", "entite"),
)


def nouveau(session: Any, ctx: Contexte, **params: Any) -> MandatDraft:
    return MandatDraft(
        **{"numero": prochain_numero(session), "debut": ctx.aujourd_hui, "duree_mois": 12, **params}
    )


def _lots_du_mandant(draft: MandatDraft) -> Params:
    """Les lots du propriétaire choisi ; tous, tant qu'il ne l'est pas."""
    owner = draft.proprietaire_id
    return {**EN_SERVICE, "proprietaire_id": owner} if owner else EN_SERVICE


def _comptes_du_mandant(draft: MandatDraft) -> Params:
    where: dict[str, Any] = {"nature": "proprietaire", "actif": True}
    if draft.entite_id:
        where["entite_id"] = draft.entite_id
    return where


def _dater(session: Any, draft: MandatDraft, ctx: Contexte) -> None:
    draft.jour = ctx.aujourd_hui


def _nouveau_lot(shell: Shell, draft: MandatDraft) -> None:
    shell.open("lots.fiche", proprietaire_id=draft.proprietaire_id)


FICHE = FormScreen(
    "mandats.fiche",
    "Mandat de gestion",
    ui="mandat_fiche",
    table="mandat",
    careful=True,
    load=load_mandat,
    new=nouveau,
    save=save_mandat,
    title=lambda draft: f"n° {draft.numero}" if draft.numero else "",
    recompute=recalculer,
    refresh=_dater,
    computed=("echeance",),
    hidden=("jour",),
    choices={"base_honoraires": BASES_HONORAIRES, "base_acompte": BASES_ACOMPTE},
    lookups={
        "entite_id": Lookup(
            ENTITES, "code", "nom", opens="entites.fiche", where=lambda draft: EN_SERVICE
        ),
        "proprietaire_id": Lookup(
            TIERS, "code", "nom", opens="tiers.fiche", where=lambda draft: EN_SERVICE
        ),
        "compte_id": Lookup(
            COMPTES, "numero", "libelle", opens="comptes.fiche", where=_comptes_du_mandant
        ),
    },
    grids={
        "lots": Grid(
            (
                GridColumn(
                    "lot_id",
                    "Lot",
                    lookup=Lookup(
                        LOTS, "code_gestion", "adresse", opens="lots.fiche", where=_lots_du_mandant
                    ),
                ),
                GridColumn("du", "Du", 12),
                GridColumn("au", "Au", 12),
            ),
            new=LotConfie,
        )
    },
    panes={
        "pane_locataires": Pane("locataires.liste", lambda draft: {"mandat_id": draft.id}),
        "pane_evenements": Pane("evenements.liste", lambda draft: {"mandat_id": draft.id}),
    },
    commands=(FormCommand("Nouveau lot", _nouveau_lot, saves=True, needs="biens.modifier"),),
    needs="biens.consulter",
    needs_save="biens.modifier",
    icon="mdi6.file-sign",
)
