"""Écrans des exercices et des dépenses des copropriétés."""

from collections.abc import Callable
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.depenses import remarques_depense, remarques_exercice
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Lookup,
    Pane,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, rechercher, supprimer_la_ligne, voir
from lsc_desktop.queries.comptabilite import COMPTES
from lsc_desktop.queries.coproprietes.listes import COPROPRIETES
from lsc_desktop.queries.coproprietes.lots import CLES
from lsc_desktop.queries.depenses import (
    DEPENSES,
    EXERCICES,
    load_depense,
    load_exercice,
    nouvel_exercice,
    nouvelle_depense,
    proposer_les_dates,
    situer,
)
from lsc_desktop.queries.evenements import EVENEMENTS
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.depenses import (
    clore,
    save_depense,
    save_exercice,
    supprimer_depense,
    supprimer_exercice,
)

MODIFIER, SUPPRIMER = "comptabilite.modifier", "comptabilite.supprimer"


def _clore(clos: bool) -> Callable[..., str]:
    def run(session: Any, row: Any, ctx: Contexte, accepted: frozenset[str]) -> str:
        clore(session, row.id, clos, row.version)
        return ""

    return run


LISTE_EXERCICES = ListScreen(
    "exercices.liste",
    "Liste Exercice",
    EXERCICES,
    columns=(
        Column("immeuble", "Immeuble", 14, opens="coproprietes.fiche", opens_id="copropriete_id"),
        Column("libelle", "Exercice", 26),
        Column("du", "Du"),
        Column("au", "Au"),
        Column("clos", "Clos", 7),
        Column("depenses", "Dépenses", 9, total=True),
        Column("total", "Total", 14, total=True),
    ),
    opens="exercices.fiche",
    creates="exercices.fiche",
    commands=(
        voir("Dépenses", "depenses.liste", "exercice_id"),
        Command(
            "Clore",
            Batch(
                work=_clore(True),
                confirm=lambda rows: (
                    f"Clore {pluriel(len(rows), 'exercice')} ? Leurs dépenses ne changeront plus, "
                    "et l'extranet ne les montrera plus."
                ),
                keep=lambda row: not row.clos,
                skipped=lambda count: f"{pluriel(count, 'exercice')} déjà clos",
                label=lambda row: f"{row.immeuble} {row.libelle}",
                opens="exercices.fiche",
            ),
            selection="exigee",
            needs=MODIFIER,
        ),
        Command(
            "Rouvrir",
            Batch(
                work=_clore(False),
                confirm=lambda rows: (
                    f"Rouvrir {pluriel(len(rows), 'exercice')} ? Leurs dépenses pourront changer."
                ),
                keep=lambda row: row.clos,
                skipped=lambda count: f"{pluriel(count, 'exercice')} déjà ouverts",
                label=lambda row: f"{row.immeuble} {row.libelle}",
                opens="exercices.fiche",
            ),
            selection="exigee",
            needs=MODIFIER,
        ),
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer_exercice),
                confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'exercice')} ?",
                label=lambda row: f"{row.immeuble} {row.libelle}",
                opens="exercices.fiche",
            ),
            selection="exigee",
            needs=SUPPRIMER,
        ),
        rechercher("Non clos", "exercices.liste", clos=False),
    ),
    empty="Les exercices de chaque copropriété ; l'extranet montre les dépenses des non clos.",
    needs="comptabilite.consulter",
    icon="mdi6.calendar-range-outline",
    watches=("exercice", "depense", "copropriete", "immeuble"),
)

FICHE_EXERCICE = FormScreen(
    "exercices.fiche",
    "Exercice",
    ui="exercice_fiche",
    table="exercice",
    load=load_exercice,
    new=nouvel_exercice,
    save=save_exercice,
    title=lambda draft: draft.libelle.removeprefix("Exercice").strip(),
    refresh=proposer_les_dates,
    refresh_on=("copropriete_id",),
    warnings=remarques_exercice,
    computed=("depenses", "total"),
    hidden=("premier",),
    lookups={
        "copropriete_id": Lookup(
            COPROPRIETES, "immeuble", "nom", opens="coproprietes.fiche",
            where=lambda draft: EN_SERVICE,
        ),
    },
    panes={"pane_depenses": Pane("depenses.liste", lambda draft: {"exercice_id": draft.id})},
    commands=(
        FormCommand(
            "Nouvelle dépense",
            lambda shell, draft: shell.open("depenses.fiche", exercice_id=draft.id),
            saves=True,
            needs=MODIFIER,
        ),
    ),
    needs="comptabilite.consulter",
    needs_save=MODIFIER,
    icon="mdi6.calendar-range-outline",
)  # fmt: skip

LISTE = ListScreen(
    "depenses.liste",
    "Liste Dépense",
    DEPENSES,
    columns=(
        Column("immeuble", "Immeuble", 11),
        Column("exercice", "Exercice", 13, opens="exercices.fiche", opens_id="exercice_id"),
        Column("cle", "Clé", 5),
        Column("compte", "Compte", 10, opens="comptes.fiche", opens_id="compte_id"),
        Column("charge", "Charge", 18),
        Column("date", "Date"),
        Column("libelle", "Libellé", 23),
        Column("montant", "Montant", 11, total=True),
        Column("tva", "T.V.A.", 10, total=True),
        Column("deductible", "Déduc.", 10, total=True),
        Column("recuperable", "Récup.", 10, total=True),
        Column("fournisseur", "Fournisseur", 20, opens="tiers.fiche", opens_id="fournisseur_id"),
        Column("facture", "Facture", 22, opens="evenements.fiche", opens_id="evenement_id"),
    ),
    opens="depenses.fiche",
    creates="depenses.fiche",
    commands=(
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer_depense),
                confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'dépense')} ?",
                label=lambda row: f"{row.compte} {row.libelle}",
                opens="depenses.fiche",
            ),
            selection="exigee",
            needs=SUPPRIMER,
        ),
        voir("Factures", "evenements.liste", "ids", "evenement_id"),
        rechercher("Exercices non clos", "depenses.liste", clos=False),
    ),
    empty="Les dépenses de chaque exercice, par clé de répartition et par compte.",
    needs="comptabilite.consulter",
    icon="mdi6.receipt-text-outline",
    watches=(
        "depense", "exercice", "cle_repartition", "compte", "tiers", "evenement", "immeuble",
    ),
)  # fmt: skip

FICHE = FormScreen(
    "depenses.fiche",
    "Dépense",
    ui="depense_fiche",
    table="depense",
    load=load_depense,
    new=nouvelle_depense,
    save=save_depense,
    title=lambda draft: draft.libelle,
    refresh=lambda session, draft, ctx: situer(session, draft),
    refresh_on=("exercice_id",),
    warnings=remarques_depense,
    hidden=("copropriete_id", "entite_id", "immeuble_id", "du", "au", "clos"),
    lookups={
        "exercice_id": Lookup(EXERCICES, "libelle", "immeuble", opens="exercices.fiche"),
        "cle_id": Lookup(
            CLES, "code", "libelle",
            where=lambda draft: {"copropriete_id": draft.copropriete_id or 0},
        ),
        "compte_id": Lookup(
            COMPTES, "numero", "libelle", opens="comptes.fiche",
            where=lambda draft: {
                "entite_id": draft.entite_id or 0, "actif": True, "nature": "general",
            },
        ),
        "fournisseur_id": Lookup(
            TIERS, "code", "nom", opens="tiers.fiche", where=lambda draft: EN_SERVICE
        ),
        "evenement_id": Lookup(
            EVENEMENTS, "objet", "date", opens="evenements.fiche",
            where=lambda draft: {"immeuble_id": draft.immeuble_id or 0},
        ),
    },
    needs="comptabilite.consulter",
    needs_save=MODIFIER,
    icon="mdi6.receipt-text-outline",
    careful=True,
)  # fmt: skip
