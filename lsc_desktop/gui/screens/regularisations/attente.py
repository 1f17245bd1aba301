"""Les fiches en attente : Ajouter, Imprimer, Quittancer, Supprimer (seed L50-52, L303-386)."""

from collections.abc import Sequence
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    ListScreen,
    Printout,
    Rows,
)
from lsc_desktop.gui.screens.communs import publipostage
from lsc_desktop.queries.regularisations.listes import EN_ATTENTE
from lsc_desktop.services.regularisations.ajout import supprimer
from lsc_desktop.services.regularisations.impression import decomptes, emettre
from lsc_desktop.services.regularisations.quittancer import controler, quittancer

TABLES = ("regularisation", "locataire", "tiers", "compte", "lot", "immeuble")


def imprimer(session: Any, rows: Rows, ctx: Contexte) -> Sequence[Document]:
    return decomptes(session, [row.id for row in rows], ctx)


def emis(session: Any, rows: Rows, documents: Sequence[Document], ctx: Contexte) -> None:
    pairs = zip(rows, documents, strict=True)
    for row, document in sorted(pairs, key=lambda pair: pair[0].id):  # l'ordre des verrous
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


def _supprimer(session: Any, row: Any, *, ctx: Contexte, accepted: frozenset[str]) -> str:
    supprimer(session, [row.id], {row.id: row.version})
    return ""


SUPPRIMER = Batch(
    work=_supprimer,
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
        Column("compte", "Compte", 11, opens="comptes.fiche", opens_id="compte_id"),
        Column("locataire", "Locataire", 18, opens="locataires.fiche", opens_id="locataire_id"),
        Column("lot", "Lot", 15, opens="lots.fiche", opens_id="lot_id"),
        Column("total", "Total", total=True),
        Column("provisions", "Provisions", total=True),
        Column("regularisation", "Régularisation", total=True, blank_zero=False),
        Column("fois", "En n fois"),
        Column("du", "Du"),
        Column("au", "Au"),
        Column("depart", "Parti le"),
        Column("imprime_le", "Imprimé le"),
        Column("immeuble", "Immeuble", 22),
        Column("proprietaire", "Propriétaire", 20),
    ),
    opens="regularisations.fiche",
    creates="regularisations.demande",
    creates_text="Ajouter",
    commands=(
        Command(
            "Imprimer",
            Printout(imprimer, emis, apart=True),
            menu="Imprimer",
            button=True,
            shortcut="Ctrl+D",
            needs="regularisations.preparer",
        ),
        Command(
            "Quittancer",
            QUITTANCER,
            selection="exigee",
            button=True,
            shortcut="Ctrl+Q",
            needs="regularisations.quittancer",
        ),
        Command(
            "Supprimer",
            SUPPRIMER,
            selection="exigee",
            button=True,
            shortcut="Del",
            needs="regularisations.supprimer",
        ),
        Command(
            "Régularisations traitées",
            lambda shell, rows: shell.open("regularisations.historique"),
            menu="Aller à",
            selection="aucune",
        ),
        publipostage("locataire", "locataire_id"),
    ),
    empty=(
        "Aucun locataire n'attend de régularisation. « Ajouter » choisit un lot et une période, "
        "et crée une fiche par locataire concerné."
    ),
    needs="regularisations.consulter",
    icon="mdi6.scale-balance",
    watches=TABLES,
)
