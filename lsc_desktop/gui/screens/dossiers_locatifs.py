"""Écrans des dossiers locatifs reçus : la liste, l'import, le réglage (seed L2749-2788)."""

from collections.abc import Callable
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.dossiers_locatifs.conservation import remarques_conservation
from lsc_desktop.domain.dossiers_locatifs.recu import JAMAIS_VERIFIE, STATUTS
from lsc_desktop.domain.dossiers_locatifs.saisie import (
    EN_ATTENTE,
    IMPORTABLES,
    IMPORTE,
    QUARANTAINE,
    DossierLocatifDraft,
    avertissements_reglage,
    figes,
    figes_reglage,
    remarques,
)
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publications.reglages import JOURS
from lsc_desktop.domain.serveurs import TRANSPORTS
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
from lsc_desktop.gui.screens.communs import EN_SERVICE, rechercher, supprimer_la_ligne
from lsc_desktop.queries.dossiers_locatifs import (
    DOSSIERS_LOCATIFS,
    a_effacer,
    load_dossier_locatif,
    load_reglage_clac,
    load_reglage_conservation,
    situer,
)
from lsc_desktop.queries.evenements import fichier
from lsc_desktop.queries.lots import LOTS
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.dossiers_locatifs.conservation import save_reglage_conservation
from lsc_desktop.services.dossiers_locatifs.importation import importer, save_dossier_locatif
from lsc_desktop.services.dossiers_locatifs.reception import (
    ecarter,
    reessayer,
    save_reglage_clac,
)

MODIFIER, REGLER = "locataires.modifier", "configuration"  # droits


# --- Liste --------------------------------------------------------------------------------------


def _ouvrir_l_objet(shell: Shell, rows: Rows) -> None:
    """Le locataire que l'import a créé ; sans mandat, le tiers."""
    row = rows[0]
    if row.locataire_id is not None:
        shell.open("locataires.fiche", row.locataire_id)
    elif row.tiers_id is not None:
        shell.open("tiers.fiche", row.tiers_id)
    else:
        shell.inform("Ce dossier n'a encore rien créé, ou ce qu'il a créé est supprimé.")


def _choisir(shell: Shell, rows: Rows) -> None:
    if rows[0].code_etat not in IMPORTABLES:
        raise UserError(
            f"Ce dossier n'attend pas de lot : {rows[0].etat.lower()}.",
            rows[0].raison or "« Ouvrir l'objet » mène à ce qu'il a créé.",
        )
    shell.open("dossiers_locatifs.fiche", rows[0].id)


def _reessayer(shell: Shell, rows: Rows) -> None:
    """Remet ces dossiers à importer, ces fichiers à relire, et relève aussitôt."""

    def all_of_them(session: Any, *, ctx: Contexte) -> None:
        for row in rows:
            reessayer(session, row.id)

    shell.write(all_of_them)
    shell.service("importer_dossiers_locatifs")


def _importer(session: Any, row: Any, ctx: Contexte, accepted: frozenset[str]) -> str:
    importer(session, row.id, ctx=ctx, accepted=accepted)
    return ""


def _a_effacer(shell: Shell, rows: Rows) -> None:
    """Les candidatures sans suite que le prochain passage effacera."""
    due = shell.read(a_effacer, shell.contexte().maintenant.date())
    if not due:
        shell.inform("Aucune candidature n'a passé sa durée : le prochain passage n'effacera rien.")
        return
    shell.open("dossiers_locatifs.liste", ids=tuple(one.id for one in due))


LISTE = ListScreen(
    "dossiers_locatifs.liste",
    "Dossiers locatifs reçus",
    DOSSIERS_LOCATIFS,
    columns=(
        Column("recu_le", "Reçu le", 15),
        Column("etat", "État", 12),
        Column("candidat", "Candidat", 18, opens="tiers.fiche", opens_id="tiers_id"),
        Column("lot", "Lot", 13, opens="lots.fiche", opens_id="lot_id"),
        Column("efface_le", "Effacé le", 10),
        Column("raison", "Raison", 54),
        Column("reference", "Référence", 10),
        Column("locataire", "Locataire", 11, opens="locataires.fiche", opens_id="locataire_id"),
        Column("loyer_cc", "Loyer C.C.", 9),
        Column("bien", "Bien", 20),
        Column("numero", "Dossier", 12),
        Column("statut", "Statut", 16),
        Column("importe_le", "Importé le", 15),
        Column("importe_par", "Par", 10),
        Column("fichier", "Fichier", 24),
    ),
    opens="dossiers_locatifs.fiche",
    commands=(
        Command(
            "Import CLAC",
            lambda shell, rows: shell.service("importer_dossiers_locatifs"),
            selection="aucune",
            button=True,
            needs=MODIFIER,
            partenaire="clac",
        ),
        Command("Choisir le lot…", _choisir, selection="exigee", button=True, needs=MODIFIER),
        Command("Réessayer", _reessayer, selection="exigee", button=True, needs=MODIFIER),
        Command("Ouvrir l'objet", _ouvrir_l_objet, menu="Aller à", selection="exigee", button=True),
        Command(
            "Importer",
            Batch(
                work=_importer,
                confirm=lambda rows: f"Importer {pluriel(len(rows), 'dossier')} ?",
                keep=lambda row: row.code_etat in IMPORTABLES,
                skipped=lambda count: f"{pluriel(count, 'ligne')} sans rien à importer",
                label=lambda row: f"{row.candidat} {row.reference}".strip(),
                opens="dossiers_locatifs.fiche",
            ),
            selection="exigee",
            needs=MODIFIER,
        ),
        Command(
            "Écarter",
            Batch(
                work=supprimer_la_ligne(ecarter),
                confirm=lambda rows: (
                    f"Écarter {pluriel(len(rows), 'dossier')} ? La base en oublie tout, pièces "
                    "comprises ; le fichier reste où il est rangé."
                ),
                keep=lambda row: row.code_etat != IMPORTE,
                skipped=lambda count: pluriel(count, "dossier importé", "dossiers importés"),
                label=lambda row: row.candidat or row.fichier,
                opens="dossiers_locatifs.fiche",
            ),
            selection="exigee",
            needs="locataires.supprimer",
        ),
        Command(
            "Réglage de l'import CLAC",
            lambda shell, rows: shell.open("dossiers_locatifs.reglage", 1),
            menu="Aller à",
            selection="aucune",
            needs=REGLER,
        ),
        rechercher("À suivre", "dossiers_locatifs.liste", a_suivre=True),
        rechercher("En attente", "dossiers_locatifs.liste", etat=(EN_ATTENTE,)),
        rechercher("En quarantaine", "dossiers_locatifs.liste", etat=(QUARANTAINE,)),
        rechercher("Importés", "dossiers_locatifs.liste", etat=(IMPORTE,)),
        Command("À effacer au prochain passage", _a_effacer, menu="Rechercher", selection="aucune"),
        rechercher("Tous les dossiers", "dossiers_locatifs.liste"),
    ),
    empty="Les dossiers acceptés que CLAC dépose s'importent d'ici, ou d'eux-mêmes à leurs heures. "
    + JAMAIS_VERIFIE,
    needs="locataires.consulter",
    icon="mdi6.inbox-arrow-down-outline",
    watches=("dossier_locatif", "lot", "locataire", "tiers", "compte", "reglage_conservation"),
)


# --- Fiche --------------------------------------------------------------------------------------


def _pieces(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    """Les pièces, octet pour octet. Lève `UserError` s'il n'y en a pas."""
    (draft,) = rows
    found = [fichier(session, p.fichier_id, p.nom) for p in draft.pieces if p.fichier_id]
    if not found:
        raise UserError("Ce dossier n'a pas de pièce.", "Il n'y a rien à montrer.")
    return found


def _titre(draft: DossierLocatifDraft) -> str:
    first = draft.personnes[0].appelee if draft.personnes else ""
    return f"{draft.numero} {first}".strip()


PERSONNES = Grid(
    (
        GridColumn("qualite", "Qualité", 9, computed=True),
        GridColumn("nom", "Nom", 14),
        GridColumn("prenoms", "Prénoms", 13),
        GridColumn("naissance", "Né le", 11),
        GridColumn("ressemble", "Ressemble à", 27, computed=True),
        GridColumn(
            "tiers_id",
            "Est ce tiers",
            18,
            lookup=Lookup(TIERS, "code", "nom", opens="tiers.fiche", where=lambda d: EN_SERVICE),
        ),
        GridColumn("nouveau", "Nouveau", 8),
        GridColumn("courriel", "Courriel", 24),
        GridColumn("telephone", "Téléphone", 15),
        GridColumn("profession", "Profession", 16),
        GridColumn("revenus", "Revenus", 10),
    )
)
PIECES = Grid(
    (
        GridColumn("nature", "Nature", 30, computed=True),
        GridColumn("de", "De", 26, computed=True),
        GridColumn("nom", "Fichier", 36, computed=True),
        GridColumn("taille", "Ko", 8, computed=True),
    )
)

FICHE = FormScreen(
    "dossiers_locatifs.fiche",
    "Dossier locatif",
    ui="dossier_locatif_fiche",
    table="dossier_locatif",
    careful=True,
    load=load_dossier_locatif,
    save=save_dossier_locatif,
    title=_titre,
    refresh=situer,
    refresh_on=("lot_id", "personnes"),
    warnings=remarques,
    disabled=figes,
    computed=(
        "numero", "statut", "reference", "bien", "situe", "loyer_cc", "charges", "honoraires",
        "part_edl", "depot_garantie",
    ),
    hidden=("etat", "raison", "effet", "attente", "sous_mandat"),
    choices={"statut": STATUTS},
    lookups={
        "lot_id": Lookup(
            LOTS, "code_gestion", "adresse", opens="lots.fiche", where=lambda draft: EN_SERVICE
        )
    },
    grids={"personnes": PERSONNES, "pieces": PIECES},
    commands=(
        FormCommand("Voir les pièces", Printout(_pieces), needs="locataires.consulter"),
    ),
    accept="Importer",
    confirm=lambda draft: f"{draft.effet} Importer ce dossier ?",
    saved=lambda shell, draft, result: shell.inform(
        "Dossier importé : « Ouvrir l'objet », dans la liste, mène à ce qu'il a créé."
    ),
    needs="locataires.consulter",
    needs_save=MODIFIER,
    icon="mdi6.inbox-arrow-down-outline",
)  # fmt: skip


def _service(name: str) -> Callable[[Shell, Any], None]:
    return lambda shell, draft: shell.service(name)


REGLAGE = FormScreen(
    "dossiers_locatifs.reglage",
    "Import CLAC",
    ui="dossier_locatif_reglage",
    table="reglage_clac",
    load=load_reglage_clac,
    save=save_reglage_clac,
    choices={"jours": JOURS, "transport": TRANSPORTS},
    computed=("empreinte",),
    warnings=avertissements_reglage,
    disabled=figes_reglage,
    saved=lambda shell, draft, result: shell.inform("Réglage de l'import CLAC enregistré."),
    commands=(
        FormCommand("&Mot de passe…", _service("secret_clac"), saves=True, needs=REGLER),
        FormCommand("&Tester la connexion", _service("tester_clac"), saves=True, button=True,
                    needs=REGLER),
        FormCommand("Dossiers reçus…", lambda shell, draft: shell.open("dossiers_locatifs.liste")),
    ),
    icon="mdi6.inbox-arrow-down-outline",
    needs=REGLER,
    needs_save=REGLER,
)  # fmt: skip

CONSERVATION = FormScreen(
    "dossiers_locatifs.conservation",
    "Conservation des candidatures",
    ui="dossier_locatif_conservation",
    table="reglage_conservation",
    load=load_reglage_conservation,
    save=save_reglage_conservation,
    hidden=("a_effacer",),
    warnings=remarques_conservation,
    disabled=lambda draft: () if draft.active else ("heures",),
    saved=lambda shell, draft, result: shell.inform("Durée de conservation enregistrée."),
    commands=(
        FormCommand(
            "Ce qui va s'effacer…", lambda shell, draft: _a_effacer(shell, []), button=True
        ),
        FormCommand("Dossiers reçus…", lambda shell, draft: shell.open("dossiers_locatifs.liste")),
    ),
    watches=("dossier_locatif",),
    icon="mdi6.delete-clock-outline",
    needs=REGLER,
    needs_save=REGLER,
)
