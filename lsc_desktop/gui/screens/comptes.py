"""Écrans des comptes et des journaux (seed L1131-1180)."""

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.comptabilite import (
    MODES_REGLEMENT,
    NATURES,
    PREFIXES,
    TYPES_JOURNAL,
    CompteDraft,
    JournalDraft,
)
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Lookup,
    Pane,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import (
    EN_SERVICE,
    avec_contexte,
    publipostage,
    rechercher,
    retraits,
    voir,
)
from lsc_desktop.queries.comptabilite import (
    COMPTES,
    JOURNAUX,
    load_compte,
    load_journal,
    nouveau_compte,
    proposer,
)
from lsc_desktop.queries.entites import ENTITES
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.acces import engendrer_compte
from lsc_desktop.services.comptabilite import (
    activer_compte,
    marquer,
    save_compte,
    save_journal,
    supprimer_compte,
)

CONSULTES = 6  # comptes consultés d'un coup, chacun dans son onglet


def _consulter(shell: Shell, rows: Rows) -> None:
    for row in rows[:CONSULTES]:
        shell.open("comptes.consultation", compte_id=row.id)


def _marquer(texte: str, question: str, publie: bool) -> Command:
    return Command(
        texte,
        Batch(
            work=avec_contexte(marquer, publie),
            confirm=lambda rows: question.format(pluriel(len(rows), "compte")),
            keep=lambda row: row.service_client is not publie,
            skipped=lambda count: f"{pluriel(count, 'compte')} déjà ainsi",
            label=lambda row: f"{row.numero} {row.libelle}",
            opens="comptes.fiche",
        ),
        menu="Lien internet",
        selection="exigee",
        needs="comptabilite.modifier",
    )


def _voir_les_acces(shell: Shell, rows: Rows) -> None:
    who = tuple({row.tiers_id for row in rows if row.tiers_id is not None})
    shell.open("acces.liste", tiers_id=who)


LISTE = ListScreen(
    "comptes.liste",
    "Liste Compte",
    COMPTES,
    columns=(
        Column("entite", "Entité", 8, opens="entites.fiche", opens_id="entite_id"),
        Column("designation", "Désignation", 18),
        Column("numero", "Compte", 13),
        Column("libelle", "Libellé", 30),
        Column("debit", "Débit", 12, total=True),
        Column("credit", "Crédit", 12, total=True),
        Column("nature", "Nature", 13),
        Column("service_client", "Service Client", 12),
        Column("actif", "En service", 10),
    ),
    opens="comptes.fiche",
    creates="comptes.fiche",
    commands=(
        Command("Consulter", _consulter, menu="Aller à", selection="exigee", button=True),
        voir("Écritures", "ecritures.liste", "compte_id"),
        voir("Pièces", "pieces.liste", "compte_id"),
        voir("Locataires", "locataires.liste", "compte_id"),
        voir("Tiers", "tiers.liste", "ids", "tiers_id"),
        publipostage("tiers", "tiers_id"),
        rechercher("Comptes de locataires", "comptes.liste", nature="locataire", actif=True),
        rechercher("Comptes de propriétaires", "comptes.liste", nature="proprietaire", actif=True),
        rechercher("Comptes non soldés", "comptes.liste", solde=True, actif=True),
        Command(
            "Publier le Service Client",
            lambda shell, rows: shell.open("publications.cibles"),
            menu="Lien internet",
            selection="aucune",
            needs="publications.lancer",
        ),
        _marquer("Marquer les comptes sélectionnés pour publication", "Marquer {} ?", True),
        _marquer(
            "Désactiver les comptes sélectionnés",
            "Désactiver {} ? Leurs publications seront retirées à la prochaine publication.",
            False,
        ),
        Command(
            "Engendrer les identifiants",
            Batch(
                work=lambda session, row, ctx, accepted: engendrer_compte(session, row.id, ctx=ctx),
                confirm=lambda rows: (
                    f"Engendrer les identifiants de {pluriel(len(rows), 'compte')} ?"
                ),
                keep=lambda row: row.service_client,
                skipped=lambda count: f"{pluriel(count, 'compte')} sans Service Client",
                label=lambda row: f"{row.numero} {row.libelle}",
                opens="comptes.fiche",
            ),
            menu="Lien internet",
            selection="exigee",
            needs="publications.acces",
        ),
        Command(
            "Accès au Service Client",
            _voir_les_acces,
            menu="Lien internet",
            selection="exigee",
            needs="publications.acces",
        ),
        *retraits(
            "comptes.liste",
            ("compte", "comptes"),
            activer_compte,
            supprimer_compte,
            lambda row: f"{row.numero} {row.libelle}",
            "comptes.fiche",
            "comptabilite",
        ),
    ),
    empty="Chaque locataire, chaque propriétaire et la banque ont un compte dans leur entité.",
    needs="comptabilite.consulter",
    icon="mdi6.book-open-variant",
    preset=EN_SERVICE,
    watches=("compte", "ecriture", "entite"),
)


def _titre(draft: CompteDraft) -> str:
    return f"{draft.numero} {draft.libelle}".strip()


FICHE = FormScreen(
    "comptes.fiche",
    "Compte",
    ui="compte_fiche",
    table="compte",
    load=load_compte,
    new=nouveau_compte,
    save=save_compte,
    title=_titre,
    refresh=proposer,
    refresh_on=("entite_id", "nature", "tiers_id"),
    computed=("solde",),
    explain=lambda draft: {"solde": "Crédits moins débits : négatif, le compte doit."},
    disabled=lambda draft: () if draft.nature in PREFIXES else ("service_client",),
    hidden=("numero_propose", "libelle_propose"),
    choices={"nature": NATURES, "mode_reglement": MODES_REGLEMENT},
    lookups={
        "entite_id": Lookup(
            ENTITES, "code", "nom", opens="entites.fiche", where=lambda draft: EN_SERVICE
        ),
        "tiers_id": Lookup(
            TIERS, "code", "nom", opens="tiers.fiche", where=lambda draft: EN_SERVICE
        ),
    },
    panes={
        "pane_ecritures": Pane("comptes.consultation", lambda draft: {"compte_id": draft.id}),
        "pane_acces": Pane("acces.liste", lambda draft: {"tiers_id": draft.tiers_id or 0}),
    },
    commands=(
        FormCommand(
            "Locataires",
            lambda shell, draft: shell.open("locataires.liste", compte_id=draft.id),
            saves=True,
        ),
    ),
    needs="comptabilite.consulter",
    needs_save="comptabilite.modifier",
    icon="mdi6.book-open-variant",
)


# --- Journaux -----------------------------------------------------------------------------------

JOURNAUX_LISTE = ListScreen(
    "journaux.liste",
    "Liste Journal",
    JOURNAUX,
    columns=(
        Column("code", "Code", 8),
        Column("libelle", "Libellé", 34),
        Column("type_journal", "Type", 22),
        Column("actif", "En service", 10),
    ),
    opens="journaux.fiche",
    creates="journaux.fiche",
    commands=(
        voir("Pièces", "pieces.liste", "journal_id"),
        voir("Écritures", "ecritures.liste", "journal_id"),
    ),
    empty="Les journaux rangent les pièces : quittancement, banque, opérations diverses…",
    needs="comptabilite.consulter",
    icon="mdi6.notebook-outline",
    watches=("journal_comptable",),
)

JOURNAL = FormScreen(
    "journaux.fiche",
    "Journal",
    ui="journal_fiche",
    table="journal_comptable",
    load=load_journal,
    new=lambda session, ctx, **params: JournalDraft(**params),
    save=save_journal,
    title=lambda draft: f"{draft.code} {draft.libelle}".strip(),
    choices={"type_journal": TYPES_JOURNAL},
    needs="comptabilite.consulter",
    needs_save="comptabilite.modifier",
    icon="mdi6.notebook-outline",
)
