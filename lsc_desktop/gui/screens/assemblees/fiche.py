"""La fiche d'une assemblée et son ordre du jour (seed L1987-2024)."""

from dataclasses import replace
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.assemblees.saisie import (
    ARTICLES,
    ETATS,
    TYPES_ASSEMBLEE,
    AssembleeDraft,
    ResolutionDraft,
    recalculer,
)
from lsc_desktop.gui.kit.screens import (
    FormScreen,
    Grid,
    GridColumn,
    Lookup,
    Pane,
)
from lsc_desktop.gui.screens.assemblees.commandes import COMMANDES, de_la_copropriete
from lsc_desktop.gui.screens.communs import EN_SERVICE
from lsc_desktop.queries.assemblees.bibliotheque import remarques
from lsc_desktop.queries.assemblees.fiches import load_assemblee, nouvelle_assemblee, situer
from lsc_desktop.queries.coproprietes.listes import COPROPRIETES
from lsc_desktop.queries.coproprietes.lots import CLES
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.assemblees.envois import (
    CONVOCATION,
    NOTIFICATION,
)
from lsc_desktop.services.assemblees.fiches import save_assemblee

RESOLUTIONS = Grid(
    (
        GridColumn("numero", "N°", 4, computed=True),
        GridColumn("titre", "Titre"),
        GridColumn("projet", "Projet", 9, long=True),
        GridColumn("article", "Article", 7, choices=ARTICLES),
        GridColumn("sous", "Sous", 4),
        GridColumn(
            "cle_id", "Clé", 5, lookup=Lookup(CLES, "code", "libelle", where=de_la_copropriete)
        ),
        GridColumn("resultat", "Résultat", 11, computed=True),
        GridColumn("groupe", "Groupe", 6),
        GridColumn("exclusif", "Un seul", 6),
        GridColumn("saisi_id", "Saisi", 8, lookup=Lookup(TIERS, "code", "nom")),
    ),
    new=ResolutionDraft,
    ordered=True,
)


def inaccessibles(draft: AssembleeDraft) -> set[str]:
    """Close, rien ne change plus ; la copropriété d'une assemblée ne change jamais."""
    if draft.close:
        return {
            "copropriete_id", "nom", "type_assemblee", "date", "heure", "lieu", "cle_id",
            "president", "secretaire", "scrutateurs", "note", "urgence", "lieu_consultation",
            "incidents", "resolutions",
        }  # fmt: skip
    return {"copropriete_id"} if draft.id is not None else set()


def actualiser(session: Any, draft: AssembleeDraft, ctx: Contexte) -> None:
    """Ce qui dépend de la copropriété, et ce que l'ordre du jour fait remarquer."""
    situer(session, draft, ctx)
    draft.remarques = remarques(session, draft, ctx)


def numeroter(draft: AssembleeDraft) -> None:
    """Numérote l'ordre du jour ; la ligne offerte en fin de grille reste vierge, donc sans effet.

    Sans quoi son numéro et sa clé la feraient passer pour une résolution commencée.
    """
    recalculer(draft)
    for line in draft.resolutions:
        if replace(line, numero="", cle_id=None) == ResolutionDraft():
            line.numero, line.cle_id = "", None


FICHE = FormScreen(
    "assemblees.fiche",
    "Assemblée",
    ui="assemblee_fiche",
    table="assemblee",
    load=load_assemblee,
    new=nouvelle_assemblee,
    save=save_assemblee,
    title=lambda draft: f"{draft.numero} {draft.syndicat}".strip(),
    recompute=numeroter,
    refresh=actualiser,
    refresh_on=("copropriete_id", "date", "urgence"),
    warnings=lambda draft: draft.remarques,
    disabled=inaccessibles,
    computed=("numero", "syndicat", "convoquee_le", "registre", "etat"),
    hidden=("lu_de", "remarques"),
    choices={"type_assemblee": TYPES_ASSEMBLEE, "etat": ETATS},
    lookups={
        "copropriete_id": Lookup(
            COPROPRIETES,
            "immeuble",
            "nom",
            opens="coproprietes.fiche",
            where=lambda draft: EN_SERVICE,
        ),
        "cle_id": Lookup(CLES, "code", "libelle", where=de_la_copropriete),
    },
    grids={"resolutions": RESOLUTIONS},
    panes={
        "pane_calendrier": Pane("assemblees.calendrier", lambda draft: {"assemblee_id": draft.id}),
        "pane_convocations": Pane(
            "assemblees.envois", lambda draft: {"assemblee_id": draft.id, "nature": CONVOCATION}
        ),
        "pane_rapport": Pane("assemblees.rapport", lambda draft: {"assemblee_id": draft.id}),
        "pane_notifications": Pane(
            "assemblees.envois", lambda draft: {"assemblee_id": draft.id, "nature": NOTIFICATION}
        ),
        "pane_presences": Pane("assemblees.presences", lambda draft: {"assemblee_id": draft.id}),
        "pane_votes": Pane("assemblees.votes", lambda draft: {"assemblee_id": draft.id}),
    },
    commands=COMMANDES,
    needs="assemblees.consulter",
    needs_save="assemblees.preparer",
    icon="mdi6.gavel",
    careful=True,
)
