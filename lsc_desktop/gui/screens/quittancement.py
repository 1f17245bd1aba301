"""Écrans de l'appel de loyers, des avis d'échéance et du journal du quittancement."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode
from lsc_desktop.base.figer import figer, retrouver
from lsc_desktop.base.money import euros
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.quittancement import PERIODICITES, AAppeler
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Lookup,
    Printout,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import publipostage
from lsc_desktop.queries.entites import ENTITES
from lsc_desktop.queries.quittancement import (
    APPELS,
    QUITTANCES,
    documents_avis,
    documents_journal,
    nouvel_appel,
    preparer,
)
from lsc_desktop.services.quittancement import Demande, appeler, demande

# --- Appel de loyers ----------------------------------------------------------------------------


def _a_comptabiliser(draft: Any) -> Rows:
    """Chaque locataire de l'aperçu, avec la demande qui l'a produit."""
    wanted = demande(draft)
    return [(wanted, item, draft.avertissements) for item in draft.a_appeler]


def _question(rows: Rows) -> str:
    total = euros(sum(item.total for _, item, _ in rows))
    wanted = rows[0][0]
    return (
        f"Comptabiliser l'appel de {wanted.periode.texte()} pour "
        f"{pluriel(len(rows), 'locataire')}, soit {total} ?"
    )


def _appeler(session: Any, row: Any, *, ctx: Contexte, accepted: frozenset[str]) -> str:
    wanted, item, _remarks = row
    return appeler(session, wanted, item, ctx)


@dataclass(frozen=True)
class _Figee:
    """Un locataire à appeler et la demande qui l'a produit, tels que l'aperçu les a montrés."""

    entite_id: int
    date: dt.date
    periode: Periode
    periodicite: int
    prevu: AAppeler


def _figer(rows: Rows) -> list[str]:
    return [
        figer(_Figee(wanted.entite_id, wanted.date, wanted.periode, wanted.periodicite, item))
        for wanted, item, _remarks in rows
    ]


def _retrouver(texts: Sequence[str]) -> Rows:
    """Une seule demande pour tous : elle retient ce que ses locataires ont en commun."""
    wanted: dict[Demande, Demande] = {}
    rows = []
    for text in texts:
        kept = retrouver(_Figee, text)
        asked = Demande(kept.entite_id, kept.date, kept.periode, kept.periodicite)
        rows.append((wanted.setdefault(asked, asked), kept.prevu, ()))
    return rows


COMPTABILISER = Batch(
    work=_appeler,
    confirm=_question,
    check=lambda session, rows, ctx: rows[0][2],
    label=lambda row: f"{row[1].compte} {row[1].nom}",
    opens="locataires.fiche",
    opens_id=lambda row: row[1].locataire_id,
    freeze=_figer,
    thaw=_retrouver,
)

APPEL = FormScreen(
    "quittancement.appel",
    "Appel de loyers",
    ui="appel_fiche",
    new=nouvel_appel,
    refresh=preparer,
    refresh_on=("entite_id", "periodicite", "date", "du", "au"),
    choices={"periodicite": PERIODICITES},
    lookups={"entite_id": Lookup(ENTITES, "code", "nom", opens="entites.fiche")},
    grids={
        "apercu": Grid(
            (
                GridColumn("compte", "Compte", 12, computed=True),
                GridColumn("locataire", "Locataire", 20, computed=True),
                GridColumn("lot", "Lot", 14, computed=True),
                GridColumn("code", "Code", 5, computed=True),
                GridColumn("libelle", "Libellé", 26, computed=True),
                GridColumn("montant", "Montant", 11, computed=True),
                GridColumn("explication", "Pourquoi ce montant", 36, computed=True),
            )
        )
    },
    computed=("nombre", "deja", "total", "apercu"),
    hidden=("a_appeler", "avertissements"),
    warnings=lambda draft: draft.avertissements,
    commands=(
        FormCommand(
            "Comptabiliser",
            COMPTABILISER,
            shortcut="Ctrl+Return",
            main=True,
            rows=_a_comptabiliser,
            needs="quittancement.appeler",
        ),
    ),
    needs="quittancement.appeler",
    icon="mdi6.cash-clock",
)


# --- Avis d'échéance ----------------------------------------------------------------------------


def _avis(session: Any, rows: Rows, ctx: Contexte) -> Iterable[Document]:
    return documents_avis(session, [row.id for row in rows])


def _journal(session: Any, rows: Rows, ctx: Contexte) -> Sequence[Document]:
    return documents_journal(session, list(dict.fromkeys(row.id for row in rows)), ctx)


QUITTANCES_LISTE = ListScreen(
    "quittances.liste",
    "Avis d'échéance et Quittance",
    QUITTANCES,
    columns=(
        Column("periode_du", "Période du"),
        Column("periode_au", "Au"),
        Column("compte", "Compte", opens="comptes.fiche", opens_id="compte_id"),
        Column("locataire", "Locataire", 24, opens="locataires.fiche", opens_id="locataire_id"),
        Column("lot", "Lot", opens="lots.fiche", opens_id="lot_id"),
        Column("immeuble", "Immeuble", 22),
        Column("date", "Appelé le"),
        Column("echeance", "Échéance"),
        Column("total", "Appelé", total=True),
        Column("annulee_le", "Annulé le"),
        Column("annule", "Annulé", total=True),
    ),
    commands=(
        Command(
            "Avis d'échéance",
            Printout(_avis, apart=True),
            menu="Imprimer",
            button=True,
            shortcut="Ctrl+D",
            needs="quittancement.imprimer",
        ),
        Command(
            "Quittance",
            None,
            menu="Imprimer",
            absent="Pas encore construit : la quittance suit l'affectation des encaissements.",
        ),
        Command(
            "Écritures de l'appel",
            lambda shell, rows: shell.open(
                "ecritures.liste", piece_id=tuple(row.piece_id for row in rows)
            ),
            menu="Aller à",
            selection="exigee",
        ),
        publipostage("locataire", "locataire_id"),
    ),
    empty="Les avis d'échéance paraissent ici après un appel de loyers.",
    needs="quittancement.consulter",
    icon="mdi6.email-outline",
    watches=("quittance",),
)


# --- Journal du quittancement -------------------------------------------------------------------


def _ses_avis(shell: Shell, rows: Rows) -> None:
    shell.open("quittances.liste", appel_id=tuple(row.id for row in rows))


APPELS_LISTE = ListScreen(
    "appels.liste",
    "Journal du quittancement",
    APPELS,
    columns=(
        Column("entite", "Entité", 24),
        Column("periode_du", "Période du"),
        Column("periode_au", "Au"),
        Column("date", "Date"),
        Column("nombre", "Locataires", total=True),
        Column("total", "Total appelé", total=True),
        Column("annulees", "Annulés", total=True),
        Column("cree_par", "Par"),
        Column("cree_le", "Le", 16),
    ),
    commands=(
        Command(
            "Journal",
            Printout(_journal),
            menu="Imprimer",
            selection="exigee",
            button=True,
            needs="quittancement.imprimer",
        ),
        Command("Avis de ces appels", _ses_avis, menu="Aller à", selection="exigee"),
        Command(
            "Appel de loyers",
            lambda shell, rows: shell.open("quittancement.appel"),
            menu="Créer",
            selection="aucune",
            needs="quittancement.appeler",
        ),
    ),
    empty="Aucun appel de loyers n'a encore été comptabilisé.",
    needs="quittancement.consulter",
    icon="mdi6.book-open-variant",
    watches=("appel", "quittance"),
)
