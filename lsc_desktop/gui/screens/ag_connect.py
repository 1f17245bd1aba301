"""Écrans d'AG Connect : les assemblées exportées, leur rapport, un retour, le réglage."""

from pathlib import Path
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.ag_connect.reglages import avertissements_reglage
from lsc_desktop.domain.ag_connect.valeurs import IMPORTE, JAMAIS_VERIFIE
from lsc_desktop.gui.kit.screens import (
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Lookup,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE
from lsc_desktop.queries.ag_connect import load_reglage_ag_connect, retour_a_importer
from lsc_desktop.queries.ag_connect_vues import (
    EXPORTEES,
    RapportVu,
    RetourVu,
    load_rapport_ag,
    load_retour_ag,
    remarques_du_retour,
)
from lsc_desktop.queries.classeurs import MODELES
from lsc_desktop.queries.publications.registre import CIBLES
from lsc_desktop.services.ag_connect.export import save_reglage_ag_connect
from lsc_desktop.services.ag_connect.importation import importer_retour
from lsc_desktop.services.ag_connect.reception import voir_acces

PREPARER, TENIR, REGLER = "assemblees.preparer", "assemblees.tenir", "partenaires.regler"


# --- Gestes, partagés avec les écrans des assemblées --------------------------------------------


def exporter_l_assemblee(shell: Shell, assemblee_id: int) -> None:
    from lsc_desktop.services.ag_connect.export import exporter

    revision = shell.write(exporter, assemblee_id)
    shell.inform(f"Export n° {revision} inscrit à la boîte d'envoi.")
    shell.service("envoyer_aux_partenaires")


def emporter(shell: Shell, assemblee_id: int) -> None:
    """AG nomade : le fichier de l'assemblée, dans un dossier choisi."""
    from lsc_desktop.gui.kit.dialogs import ask_folder
    from lsc_desktop.services.ag_connect.export import exporter_nomade
    from lsc_desktop.services.ag_connect.fichiers import ecrire_l_export

    if not (folder := ask_folder("Dossier du poste nomade")):
        return
    path = ecrire_l_export(Path(folder), assemblee_id, shell.write(exporter_nomade, assemblee_id))
    shell.inform(f"Assemblée écrite : {path}")


def rapporter(shell: Shell, assemblee_id: int) -> None:
    """AG nomade : le retour d'un fichier choisi, et ses pièces, à côté de lui."""
    from lsc_desktop.gui.kit.dialogs import ask_file
    from lsc_desktop.services.ag_connect.fichiers import lire_retour_du_disque
    from lsc_desktop.services.ag_connect.reception import recevoir_retour

    if not (chosen := ask_file("Retour de l'assemblée", "Retour d'assemblée (*.json)")):
        return
    content, pieces = lire_retour_du_disque(Path(chosen))
    id, _new = shell.write(recevoir_retour, assemblee_id, Path(chosen).name, content, pieces)
    shell.open("ag_connect.retour", id)


def ouvrir_le_retour(shell: Shell, assemblee_id: int) -> None:
    """« Retour AG-Connect » (seed L2112) : le dernier reçu ; s'il n'y en a pas, on relève."""

    def find(session: Any, wanted: int) -> int | None:
        row = retour_a_importer(session, wanted)
        return row.id if row is not None else None

    found = shell.read(find, assemblee_id)
    if found is not None:
        shell.open("ag_connect.retour", found)
        return
    shell.inform("Aucun retour n'est encore reçu : on relève ce qu'AG Connect a déposé.")
    shell.service("relever_ag_connect")


# --- Liste --------------------------------------------------------------------------------------

LISTE = ListScreen(
    "ag_connect.liste",
    "Assemblées exportées",
    EXPORTEES,
    columns=(
        Column("numero", "Référence", 10, opens="assemblees.fiche", opens_id="id"),
        Column("immeuble", "Immeuble", 12),
        Column("nom", "Nom", 20),
        Column("date", "Date"),
        Column("canal", "Par", 11),
        Column("revision", "Export n°", 9),
        Column("exporte_le", "Exportée le", 15),
        Column("depose_le", "Déposée le", 15),
        Column("acces_le", "Accès reçus le", 15),
        Column("retour", "Retour", 11),
        Column("verrouillee", "Verrouillée", 10),
        Column("vu_le", "Lus le", 15),
        Column("exporte_par", "Par qui", 10),
    ),
    opens="ag_connect.rapport",
    commands=(
        Command(
            "Relever maintenant",
            lambda shell, rows: shell.service("relever_ag_connect"),
            selection="aucune",
            button=True,
            needs=TENIR,
            partenaire="ag_connect",
        ),
        Command(
            "Retour AG-Connect",
            lambda shell, rows: ouvrir_le_retour(shell, rows[0].id),
            selection="exigee",
            button=True,
            needs=TENIR,
        ),
        Command(
            "Voir l'AG",
            lambda shell, rows: shell.open("assemblees.fiche", rows[0].id),
            menu="Aller à",
            selection="exigee",
        ),
        Command(
            "Réglage d'AG Connect",
            lambda shell, rows: shell.open("ag_connect.reglage", 1),
            menu="Aller à",
            selection="aucune",
            needs=REGLER,
        ),
    ),
    empty="Une assemblée s'exporte de sa fiche ou de la liste des assemblées. " + JAMAIS_VERIFIE,
    needs="assemblees.consulter",
    icon="mdi6.account-voice",
    watches=("ag_connect", "ag_retour", "assemblee"),
)


# --- Rapport de l'export ------------------------------------------------------------------------


def _evenement(shell: Shell, id: int | None, quoi: str) -> None:
    if id is None:
        raise UserError(f"{quoi} n'est pas encore revenu d'AG Connect.", "Importez le retour.")
    shell.open("evenements.fiche", id)


def _lu(shell: Shell, draft: RapportVu) -> None:
    shell.write(voir_acces, draft.id)


RAPPORT = FormScreen(
    "ag_connect.rapport",
    "LSC AG Connect",
    ui="ag_connect_rapport",
    load=load_rapport_ag,
    title=lambda draft: draft.reference,
    computed=(
        "identifiant", "immeuble", "reference", "quand", "lieu", "note", "export", "acces",
    ),
    hidden=("rapport_id", "feuille_id"),
    grids={
        "participants": Grid(
            (
                GridColumn("id", "Id", 8, computed=True),
                GridColumn("nom", "Nom", 34, computed=True),
                GridColumn("code", "Code accès", 16, computed=True),
                GridColumn("importe", "Import", 40, computed=True),
            )
        ),
        "resolutions": Grid(
            (
                GridColumn("id", "Id", 8, computed=True),
                GridColumn("numero", "Numéro", 8, computed=True),
                GridColumn("titre", "Titre", 50, computed=True),
                GridColumn("importe", "Import", 32, computed=True),
            )
        ),
    },
    commands=(
        FormCommand("Voir l'AG", lambda shell, draft: shell.open("assemblees.fiche", draft.id)),
        FormCommand("J'ai lu", _lu, needs=PREPARER, rereads=True),
        FormCommand(
            "Rapport",
            lambda shell, draft: _evenement(shell, draft.rapport_id, "Le rapport"),
        ),
        FormCommand(
            "Feuille de présence",
            lambda shell, draft: _evenement(shell, draft.feuille_id, "La feuille de présence"),
        ),
    ),
    watches=("ag_connect", "ag_acces"),
    needs="assemblees.consulter",
    icon="mdi6.account-voice",
)  # fmt: skip


# --- Retour -------------------------------------------------------------------------------------


def _importer(
    session: Any, draft: RetourVu, *, ctx: Contexte, accepted: frozenset[str] = frozenset()
) -> int:
    """Lève `UserError` comme `importer_retour`."""
    assert draft.id is not None
    importer_retour(session, draft.id, ctx=ctx, accepted=accepted)
    return draft.id


RETOUR = FormScreen(
    "ag_connect.retour",
    "Retour AG-Connect",
    ui="ag_connect_retour",
    table="ag_retour",
    load=load_retour_ag,
    save=_importer,
    title=lambda draft: draft.assemblee,
    warnings=remarques_du_retour,
    computed=("assemblee", "recu", "etat_dit", "contenu_dit"),
    hidden=("assemblee_id", "etat", "raison"),
    grids={
        "comptes": Grid(
            (
                GridColumn("numero", "N°", 6, computed=True),
                GridColumn("titre", "Résolution", 40, computed=True),
                GridColumn("pour", "Pour", 16, computed=True),
                GridColumn("contre", "Contre", 16, computed=True),
                GridColumn("abstention", "Abstention", 16, computed=True),
                GridColumn("resultat", "Résultat", 26, computed=True),
            )
        ),
        "ecarts": Grid(
            (
                GridColumn("numero", "N°", 6, computed=True),
                GridColumn("titre", "Résolution", 32, computed=True),
                GridColumn("vote", "Vote", 9, computed=True),
                GridColumn("quoi", "Quoi", 28, computed=True),
                GridColumn("ici", "Ici", 18, computed=True),
                GridColumn("la_bas", "Chez le partenaire", 18, computed=True),
            )
        ),
    },
    commands=(
        FormCommand(
            "Voir l'AG", lambda shell, draft: shell.open("assemblees.fiche", draft.assemblee_id)
        ),
    ),
    accept="Importer",
    confirm=lambda draft: (
        "" if draft.etat == IMPORTE else f"Importer les votes de {draft.assemblee} ?"
    ),
    saved=lambda shell, draft, result: shell.open("assemblees.fiche", draft.assemblee_id),
    needs="assemblees.consulter",
    needs_save=TENIR,
    careful=True,
    icon="mdi6.account-voice",
)  # fmt: skip


# --- Réglage ------------------------------------------------------------------------------------

REGLAGE = FormScreen(
    "ag_connect.reglage",
    "AG Connect",
    ui="ag_connect_reglage",
    table="reglage_ag_connect",
    load=load_reglage_ag_connect,
    save=save_reglage_ag_connect,
    warnings=avertissements_reglage,
    lookups={
        "cible_id": Lookup(CIBLES, "nom", "chemin", opens="publications.cible"),
        "modele_rapport_id": Lookup(
            MODELES, "nom", "objet", opens="modeles.fiche", where=lambda draft: EN_SERVICE
        ),
        "modele_feuille_id": Lookup(
            MODELES, "nom", "objet", opens="modeles.fiche", where=lambda draft: EN_SERVICE
        ),
    },
    saved=lambda shell, draft, result: shell.inform("Réglage d'AG Connect enregistré."),
    commands=(
        FormCommand("Assemblées exportées…", lambda shell, draft: shell.open("ag_connect.liste")),
    ),
    needs="assemblees.consulter",
    needs_save=REGLER,
    icon="mdi6.account-voice",
)


def la_seule(rows: Rows) -> int:
    """LSC n'exporte qu'une assemblée à la fois (seed L2045)."""
    if len(rows) != 1:
        raise UserError("AG Connect prend une assemblée à la fois.", "N'en choisissez qu'une.")
    id: int = rows[0].id
    return id
