"""Écrans des services système : état, passages, messages (seed L1192-1218)."""

from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.services_systeme import ECHEC
from lsc_desktop.gui.kit.screens import Batch, Column, Command, ListScreen, Rows, Shell
from lsc_desktop.gui.screens.communs import avec_contexte, rechercher, voir
from lsc_desktop.queries.services_systeme.listes import MESSAGES, PASSAGES, SERVICES_SYSTEME
from lsc_desktop.queries.services_systeme.registre import service
from lsc_desktop.services.services_systeme import marquer_vu

CONSULTER, LANCER = "services.consulter", "services.lancer"  # droits


def _lancer(shell: Shell, rows: Rows) -> None:
    shell.service("lancer_service", nom=_le_seul(rows).nom)


def _regler(shell: Shell, rows: Rows) -> None:
    shell.open(service(_le_seul(rows).nom).ecran, 1)


def _le_seul(rows: Rows) -> Any:
    if len(rows) != 1:
        raise UserError("Plusieurs services sont choisis.", "N'en sélectionnez qu'un.")
    return rows[0]


LISTE = ListScreen(
    "services.liste",
    "Services système",
    SERVICES_SYSTEME,
    columns=(
        Column("libelle", "Service", 22),
        Column("active", "Actif", 5),
        Column("jours", "Jours", 11),
        Column("heures", "Heures", 10),
        Column("dernier", "Dernier passage", 15),
        Column("resultat", "Résultat", 8),
        Column("prochain", "Prochain passage", 15),
        Column("meneur", "Meneur actuel", 19),
        Column("message", "Compte rendu", 60),
        Column("nom", "Nom", 18),
    ),
    commands=(
        Command("Lancer maintenant", _lancer, selection="exigee", button=True, needs=LANCER),
        Command("Réglages…", _regler, selection="exigee", button=True),
        voir("Passages", "services.passages", "tache", "nom"),
        Command(
            "Messages",
            lambda shell, rows: shell.open("services.messages", vu=None),
            menu="Aller à",
            selection="aucune",
        ),
    ),
    empty="Ce que le programme fait de lui-même, à ses jours et à ses heures.",
    icon="mdi6.cog-clockwise",
    watches=(
        "passage",
        "reglage_sauvegarde",
        "reglage_publication",
        "reglage_partenaires",
        "reglage_ag_connect",
        "reglage_clac",
        "reglage_conservation",
        "reglage_annonces",
    ),
    needs=CONSULTER,
)

PASSAGES_LISTE = ListScreen(
    "services.passages",
    "Passages des services",
    PASSAGES,
    columns=(
        Column("debut", "Commencé le", 15),
        Column("service", "Service", 22),
        Column("etat", "État", 9),
        Column("message", "Compte rendu", 42),
        Column("origine", "Origine", 10),
        Column("creneau", "Heure due", 15),
        Column("fin", "Fini le", 15),
        Column("essais", "Essais", 6),
        Column("poste", "Poste", 14),
        Column("qui", "Par", 12),
    ),
    commands=(
        rechercher("Ceux qui ont manqué", "services.passages", etat=(ECHEC,)),
        rechercher("Tous les passages", "services.passages"),
    ),
    empty="Chaque fois qu'un service passe, à son heure ou à la demande, il est noté ici un an.",
    icon="mdi6.history",
    watches=("passage",),
    needs=CONSULTER,
)

MESSAGES_LISTE = ListScreen(
    "services.messages",
    "Messages système",
    MESSAGES,
    columns=(
        Column("quand", "Le", 15),
        Column("sorte", "Quoi", 14),
        Column("service", "Service", 22),
        Column("objet", "Message", 40),
        Column("texte", "Suite", 50),
        Column("poste", "Poste", 14),
        Column("vu_par", "Vu par", 12),
        Column("vu_le", "Vu le", 15),
    ),
    commands=(
        Command(
            "Marquer vus",
            Batch(work=avec_contexte(marquer_vu), label=lambda row: row.objet),
            button=True,
            needs=CONSULTER,
        ),
        rechercher("Ceux que personne n'a vus", "services.messages", vu=False),
        rechercher("Tous les messages", "services.messages", vu=None),
        voir("Passages du service", "services.passages", "tache", "nom"),
    ),
    empty="Quand un service manque, puis quand il va de nouveau, ceux dont la fiche porte "
    "« Messages système » l'apprennent ici ; la publication y rend compte de chaque passage.",
    icon="mdi6.message-alert-outline",
    preset={"vu": False},
    watches=("message_systeme",),
    needs=CONSULTER,
)
