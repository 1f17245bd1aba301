"""Écrans des annonces : ce qui peut paraître et pourquoi, réglages, portails, dépôts (seed
L2642)."""

from collections.abc import Callable
from typing import Any

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.annonces.saisie import (
    ENCODAGES,
    NON_DISPONIBLES,
    VERSIONS,
    PortailDraft,
    remarques_portail,
    remarques_reglage,
)
from lsc_desktop.domain.publications.reglages import JOURS
from lsc_desktop.domain.serveurs import DOSSIER, TRANSPORTS
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import rechercher, supprimer_la_ligne, voir
from lsc_desktop.queries.annonces.listes import ANNONCES, CRITERES, ENVOIS, PORTAILS
from lsc_desktop.queries.annonces.reglages import load_portail, load_reglage_annonces
from lsc_desktop.services.annonces import (
    save_portail,
    save_reglage_annonces,
    supprimer_portail,
)

CONSULTER, PUBLIER, REGLER = "annonces.consulter", "annonces.publier", "annonces.regler"
SERVEUR = ("hote", "port", "utilisateur")


def _service(name: str) -> Callable[[Shell, Any], None]:
    return lambda shell, draft: shell.service(name)


def _du_portail(name: str) -> Callable[[Shell, PortailDraft], None]:
    return lambda shell, draft: shell.service(name, id=draft.id)


def _sur_le_portail(shell: Shell, rows: Rows) -> None:
    for row in rows[:1]:
        shell.service("publier_portail", id=row.id)


def preparer(shell: Shell, rows: Rows) -> None:
    """« Lien internet » de la liste des lots : examine ceux-là, critère par critère (seed
    L2684)."""
    shell.service("examiner_annonces", ids=tuple(row.id for row in rows))


LISTE = ListScreen(
    "annonces.liste",
    "Liste Annonce",
    ANNONCES,
    columns=(
        Column("code_gestion", "Lot", 16, opens="lots.fiche", opens_id="id"),
        Column("reference", "Référence internet", 12),
        Column("verdict", "L'annonce est", 11),
        Column("manque", "Manque", 8),
        Column("premier", "D'abord", 48),
        Column("a_voir", "À vérifier", 9),
        Column("en_ligne", "Portails", 8),
        Column("etat_locatif", "État locatif", 9),
        Column("loyer", "Loyer", 9, total=True),
        Column("type_lot", "Type", 11),
        Column("ville", "Ville", 16),
        Column("immeuble", "Immeuble", 11, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("diffuser", "Diffusée", 8),
        Column("examine_le", "Examinée le", 15),
    ),
    opens="lots.fiche",
    commands=(
        Command("Examiner", preparer, button=True, needs=PUBLIER),
        Command("Publier maintenant", lambda shell, rows: shell.service("publier_annonces"),
                selection="aucune", button=True, needs=PUBLIER, partenaire="poliris"),
        voir("Critères", "annonces.criteres", "lot_id"),
        rechercher("Publiables", "annonces.liste", verdict="publiable"),
        rechercher("Retenues", "annonces.liste", verdict="retenue"),
        rechercher("Jamais examinées", "annonces.liste", verdict="a_examiner"),
        rechercher("En ligne", "annonces.liste", en_ligne=True),
        rechercher("Toutes les annonces", "annonces.liste"),
    ),
    empty="Les lots dont on diffuse l'annonce. Cochez « Diffuser cette annonce » sur la fiche d'un "
    "lot, onglet Publicité.",
    needs=CONSULTER,
    icon="mdi6.bullhorn-outline",
    watches=("critere_annonce", "annonce_en_ligne", "lot", "immeuble", "locataire"),
)  # fmt: skip

CRITERES_LISTE = ListScreen(
    "annonces.criteres",
    "Critères des annonces",
    CRITERES,
    columns=(
        Column("etat", "État", 9),
        Column("libelle", "Critère", 19),
        Column("phrase", "Ce qu'il en est", 44),
        Column("conseil", "Quoi faire", 40),
        Column("lot", "Lot", 16, opens="lots.fiche", opens_id="lot_id"),
        Column("source", "Règle", 34),
        Column("examine_le", "Examiné le", 15),
    ),
    commands=(
        voir("Lots", "annonces.liste", "lot_id", "lot_id"),
        rechercher("Ce qui manque", "annonces.criteres", etat="manque"),
        rechercher("À vérifier", "annonces.criteres", etat="a_voir"),
        rechercher("Tous les critères", "annonces.criteres"),
    ),
    empty="« Préparer la publication », dans la liste des lots, dit ici pourquoi un lot peut "
    "paraître ou non, critère par critère.",
    needs=CONSULTER,
    icon="mdi6.clipboard-list-outline",
    watches=("critere_annonce",),
)

REGLAGE = FormScreen(
    "annonces.reglage",
    "Publication d'annonces",
    ui="annonces_reglage",
    table="reglage_annonces",
    load=load_reglage_annonces,
    save=save_reglage_annonces,
    choices={"jours": JOURS},
    warnings=remarques_reglage,
    disabled=lambda draft: (
        *NON_DISPONIBLES,
        *(() if draft.active else ("jours", "heures")),
    ),
    saved=lambda shell, draft, result: shell.inform("Réglages des annonces enregistrés."),
    commands=(
        FormCommand("Tester la connexion", _service("tester_pagesimmo"), saves=True, button=True,
                    needs=REGLER),
        FormCommand("Mot de passe d'accès…", _service("secret_pagesimmo"), saves=True,
                    needs=REGLER),
        FormCommand("Comptes de publication auxiliaires…",
                    lambda shell, draft: shell.open("annonces.portails"), button=True),
        FormCommand("Annonces…", lambda shell, draft: shell.open("annonces.liste")),
        FormCommand("Envois…", lambda shell, draft: shell.open("annonces.envois")),
    ),
    needs=CONSULTER,
    needs_save=REGLER,
    icon="mdi6.bullhorn-outline",
)  # fmt: skip

PORTAILS_LISTE = ListScreen(
    "annonces.portails",
    "Comptes de publication",
    PORTAILS,
    columns=(
        Column("nom", "Portail", 22),
        Column("actif", "Actif", 6),
        Column("agence", "Agence", 14),
        Column("format_version", "Poliris", 7),
        Column("transport", "Transport", 18),
        Column("hote", "Serveur", 24),
        Column("chemin", "Dossier", 20),
        Column("annonces", "Annonces", 9),
        Column("depose_le", "Dernier dépôt", 15),
    ),
    opens="annonces.portail",
    creates="annonces.portail",
    commands=(
        Command("Publier maintenant", _sur_le_portail, selection="exigee", button=True,
                needs=PUBLIER, partenaire="poliris"),
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer_portail),
                confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'portail')} ?",
                label=lambda row: row.nom,
                opens="annonces.portail",
            ),
            selection="exigee",
            needs=REGLER,
        ),
        voir("Envois", "annonces.envois", "portail_id"),
    ),
    empty="Un compte de publication reçoit vos annonces au format Poliris : SeLoger, un portail "
    "qui le lit, ou un dossier.",
    needs=CONSULTER,
    icon="mdi6.web",
    watches=("portail_annonces", "envoi_annonces"),
)  # fmt: skip

PORTAIL = FormScreen(
    "annonces.portail",
    "Compte de publication",
    ui="annonces_portail",
    table="portail_annonces",
    load=load_portail,
    new=lambda session, ctx, **params: PortailDraft(**params),
    save=save_portail,
    title=lambda draft: draft.nom,
    warnings=remarques_portail,
    computed=("empreinte", "depose"),
    disabled=lambda draft: SERVEUR if draft.transport == DOSSIER else (),
    choices={"format_version": VERSIONS, "encodage": ENCODAGES, "transport": TRANSPORTS},
    commands=(
        FormCommand("Mot de passe…", _du_portail("secret_portail"), saves=True, needs=REGLER),
        FormCommand("Tester la connexion", _du_portail("tester_portail"), saves=True,
                    button=True, needs=REGLER),
        FormCommand("Publier maintenant", _du_portail("publier_portail"), saves=True,
                    needs=PUBLIER),
        FormCommand("Envois",
                    lambda shell, draft: shell.open("annonces.envois", portail_id=draft.id)),
    ),
    needs=CONSULTER,
    needs_save=REGLER,
    icon="mdi6.web",
)  # fmt: skip

ENVOIS_LISTE = ListScreen(
    "annonces.envois",
    "Envois d'annonces",
    ENVOIS,
    columns=(
        Column("commence_le", "Commencé le", 15),
        Column("portail", "Portail", 18),
        Column("etat", "État", 9),
        Column("annonces", "Annonces", 9),
        Column("photos", "Photos", 8),
        Column("octets", "Octets", 11),
        Column("message", "Remarque", 50),
        Column("fichier", "Fichier", 22),
        Column("fini_le", "Fini le", 15),
        Column("qui", "Par", 12),
    ),
    commands=(
        rechercher("Ceux qui ont manqué", "annonces.envois", etat="echec"),
        rechercher("Tous les envois", "annonces.envois"),
    ),
    empty="Chaque dépôt chez un portail est noté ici, réussi ou manqué.",
    needs=CONSULTER,
    icon="mdi6.history",
    watches=("envoi_annonces", "portail_annonces"),
)
