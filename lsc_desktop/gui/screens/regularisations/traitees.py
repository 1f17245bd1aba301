"""Les régularisations traitées : réimprimer, annuler."""

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.regularisations import (
    expliquer,
)
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Printout,
)
from lsc_desktop.gui.screens.communs import publipostage
from lsc_desktop.gui.screens.regularisations.attente import TABLES, imprimer
from lsc_desktop.gui.screens.regularisations.fiche import (
    CACHES,
    CALCULES,
    CHARGES,
    EAU,
    LIENS,
)
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.queries.regularisations.listes import TRAITEES
from lsc_desktop.services.regularisations.annulation import annuler

TRAITEE = FormScreen(
    "regularisations.traitee",
    "Régularisation traitée",
    ui="regularisation_fiche",
    table="regularisation",
    load=load_regularisation,
    title=lambda draft: draft.locataire,
    explain=expliquer,
    computed=CALCULES,
    hidden=CACHES,
    grids={"lignes": CHARGES, "eau": EAU},
    links=LIENS,
    commands=(
        FormCommand(
            "Réimprimer",
            Printout(imprimer),
            shortcut="Ctrl+P",
            needs="regularisations.consulter",
        ),
    ),
    needs="regularisations.consulter",
    icon="mdi6.scale-balance",
)


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
        Command(
            "Réimprimer le décompte",
            Printout(imprimer, apart=True),
            menu="Imprimer",
            needs="regularisations.consulter",
        ),
        Command(
            "Annuler la régularisation",
            ANNULER,
            selection="exigee",
            needs="regularisations.annuler",
        ),
        publipostage("locataire", "locataire_id"),
    ),
    empty="Les régularisations quittancées se retrouvent ici, avec leur décompte tel qu'émis.",
    needs="regularisations.consulter",
    icon="mdi6.history",
    watches=TABLES,
)
