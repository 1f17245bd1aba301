"""Écrans des utilisateurs : leur fiche, leur profil, leur mot de passe."""

from lsc_desktop.domain.utilisateurs import UtilisateurDraft
from lsc_desktop.gui.kit.passwords import give_password
from lsc_desktop.gui.kit.screens import (
    Column,
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Lookup,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, activations, avec_contexte, recherches, voir
from lsc_desktop.queries.utilisateurs import (
    PROFILS,
    UTILISATEURS,
    load_utilisateur,
    nouvel_utilisateur,
)
from lsc_desktop.services.utilisateurs import (
    activer_utilisateur,
    donner_mot_de_passe,
    save_utilisateur,
)

DROIT = "utilisateurs"


def _donner(shell: Shell, rows: Rows) -> None:
    _demander(shell, rows[0].id, rows[0].nom)


def _donner_a_la_fiche(shell: Shell, draft: UtilisateurDraft) -> None:
    assert draft.id is not None  # la commande enregistre d'abord
    _demander(shell, draft.id, draft.nom)


def _demander(shell: Shell, utilisateur_id: int, nom: str) -> None:
    def write(mot: str) -> None:
        shell.write(donner_mot_de_passe, utilisateur_id, mot)
        shell.inform(f"{nom} choisira son propre mot de passe à sa prochaine ouverture.")

    give_password(nom, write)


LISTE = ListScreen(
    "utilisateurs.liste",
    "Utilisateurs",
    UTILISATEURS,
    columns=(
        Column("nom", "Nom", 24),
        Column("identifiant", "Identifiant", 16),
        Column("profil", "Profil", 18, opens="profils.fiche", opens_id="profil_id"),
        Column("courriel", "Courriel", 24),
        Column("mot_de_passe", "Mot de passe", 10),
        Column("connecte_le", "Venu le", 16),
        Column("messages_systeme", "Messages", 9),
        Column("actif", "En service", 10),
    ),
    opens="utilisateurs.fiche",
    creates="utilisateurs.fiche",
    commands=(
        Command("Donner un mot de passe…", _donner, selection="exigee", button=True, needs=DROIT),
        voir("Ses connexions", "connexions.liste", "qui", "nom"),
        voir("Profils", "profils.liste", "ids", "profil_id"),
        *activations(
            ("utilisateur",),
            lambda actif: avec_contexte(activer_utilisateur, actif),
            "Plus de connexion possible ; ce qui est signé de ce nom demeure.",
            lambda row: row.nom,
            "utilisateurs.fiche",
            DROIT,
        ),
        *recherches("utilisateurs.liste"),
    ),
    empty=(
        "Tant qu'aucun utilisateur n'a de mot de passe, le programme s'ouvre sans rien demander. "
        "Créez d'abord un administrateur."
    ),
    icon="mdi6.account-cog-outline",
    preset=EN_SERVICE,
    watches=("utilisateur", "profil"),
    needs=DROIT,
)

FICHE = FormScreen(
    "utilisateurs.fiche",
    "Utilisateur",
    ui="utilisateur_fiche",
    load=load_utilisateur,
    new=nouvel_utilisateur,
    save=save_utilisateur,
    title=lambda draft: draft.nom,
    computed=("situation",),
    lookups={
        "profil_id": Lookup(
            PROFILS, "nom", "note", opens="profils.fiche", where=lambda draft: EN_SERVICE
        )
    },
    commands=(
        FormCommand("Donner un mot de passe…", _donner_a_la_fiche, saves=True, needs=DROIT),
        FormCommand(
            "Ses connexions",
            lambda shell, draft: shell.open("connexions.liste", qui=draft.nom),
            needs="connexions",
        ),
    ),
    table="utilisateur",
    needs=DROIT,
    needs_save=DROIT,
    icon="mdi6.account-cog-outline",
)
