"""Écrans de la publication : réglages, cibles, envois (seed L839-1051, L608-638)."""

from collections.abc import Callable
from typing import Any

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.publications.multi_envoi import grisees, remarques_multi_envoi
from lsc_desktop.domain.publications.reglages import (
    AMORCES,
    JOURS,
    TRANSPORTS,
    CibleDraft,
    remarques,
)
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Lookup,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, supprimer_la_ligne, voir
from lsc_desktop.queries.classeurs import MODELES
from lsc_desktop.queries.publications.registre import (
    CIBLES,
    ENVOIS,
    load_cible,
    load_multi_envoi,
    load_reglage_publication,
    sortes,
)
from lsc_desktop.services.publications import (
    save_cible,
    save_multi_envoi,
    save_reglage_publication,
    supprimer_cible,
)

REGLER, LANCER = "publications.regler", "publications.lancer"  # droits
SFTP = ("hote", "port", "utilisateur")


def _service(name: str) -> Callable[[Shell, Any], None]:
    def run(shell: Shell, draft: CibleDraft) -> None:
        shell.service(name, id=draft.id)

    return run


def _sur_la_ligne(name: str) -> Callable[[Shell, Rows], None]:
    def run(shell: Shell, rows: Rows) -> None:
        for row in rows[:1]:
            shell.service(name, id=row.id)

    return run


def _renvoyer(shell: Shell, rows: Rows) -> None:
    shell.open("publications.renvoi", cible_id=rows[0].id)


REGLAGE = FormScreen(
    "publications.reglage",
    "Publication service client",
    ui="publication_reglage",
    table="reglage_publication",
    load=load_reglage_publication,
    save=save_reglage_publication,
    choices={"jours": JOURS},
    lookups={
        "modele_liste_id": Lookup(
            MODELES, "nom", "classeur", opens="modeles.fiche", where=lambda draft: EN_SERVICE
        )
    },
    disabled=lambda draft: () if draft.active else ("jours", "heures"),
    saved=lambda shell, draft, result: shell.inform("Réglages de la publication enregistrés."),
    commands=(
        FormCommand("Cibles…", lambda shell, draft: shell.open("publications.cibles")),
        FormCommand("Classeurs…", lambda shell, draft: shell.open("classeurs.liste")),
        FormCommand("Envois…", lambda shell, draft: shell.open("publications.envois")),
        FormCommand("Licence…", lambda shell, draft: shell.open("abonnements.licence", 1)),
        FormCommand("Documents publiés…", lambda shell, draft: shell.open("publications.registre")),
        FormCommand(
            "Renvoyer les documents depuis le…",
            lambda shell, draft: shell.open("publications.renvoi"),
            needs=LANCER,
        ),
    ),
    needs="publications.consulter",
    needs_save=REGLER,
    icon="mdi6.cloud-upload-outline",
)

LISTE = ListScreen(
    "publications.cibles",
    "Liste Cible de publication",
    CIBLES,
    columns=(
        Column("nom", "Cible", 24),
        Column("sorte", "Sorte", 14),
        Column("active", "Active", 7),
        Column("transport", "Transport", 22),
        Column("hote", "Serveur", 26),
        Column("chemin", "Dossier", 26),
        Column("numero", "Manifeste", 9),
        Column("reponse", "Réponse", 30),
    ),
    opens="publications.cible",
    creates="publications.cible",
    commands=(
        Command("Contrôler", _sur_la_ligne("controler_publication"), selection="exigee",
                button=True, needs="publications.consulter"),
        Command("Simuler", _sur_la_ligne("simuler_publication"), selection="exigee", button=True,
                needs="publications.consulter"),
        Command("Publier maintenant", _sur_la_ligne("publier"), selection="exigee", button=True,
                needs=LANCER),
        Command("Interrompre", _sur_la_ligne("interrompre_publication"), selection="exigee",
                needs=LANCER),
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer_cible),
                confirm=lambda rows: f"Supprimer {pluriel(len(rows), 'cible')} ?",
                label=lambda row: row.nom,
                opens="publications.cible",
            ),
            selection="exigee",
            needs=REGLER,
        ),
        Command("Renvoyer les documents depuis le…", _renvoyer, selection="exigee", needs=LANCER),
        voir("Envois", "publications.envois", "cible_id"),
        voir("Documents publiés", "publications.registre", "cible_id"),
    ),
    empty="Une cible reçoit les documents publiés : l'extranet, un partenaire, un dossier.",
    needs="publications.consulter",
    icon="mdi6.cloud-upload-outline",
    watches=("cible_publication", "envoi_publication"),
)  # fmt: skip

CIBLE = FormScreen(
    "publications.cible",
    "Cible de publication",
    ui="publication_cible",
    table="cible_publication",
    load=load_cible,
    new=lambda session, ctx, **params: CibleDraft(**params),
    save=save_cible,
    title=lambda draft: draft.nom,
    warnings=remarques,
    computed=("numero", "empreinte", "signe"),
    disabled=lambda draft: (
        "signe",
        *(() if draft.transport == "sftp" else SFTP),
        *(() if draft.amorce in ("depuis", "zero") else ("depuis",)),
    ),
    choices={"sorte": sortes, "transport": TRANSPORTS, "amorce": AMORCES},
    commands=(
        FormCommand("Configuration multi-envoi…",
                    lambda shell, draft: shell.open("publications.multi_envoi", draft.id),
                    saves=True),
        FormCommand("Mot de passe…", _service("secret_cible"), saves=True, needs=REGLER),
        FormCommand("Clé de signature…", _service("signature_cible"), saves=True, needs=REGLER),
        FormCommand("Tester la connexion", _service("tester_cible"), saves=True, needs=REGLER),
        FormCommand("Contrôler", _service("controler_publication"), saves=True,
                    needs="publications.consulter"),
        FormCommand("Simuler", _service("simuler_publication"), saves=True,
                    needs="publications.consulter"),
        FormCommand("Publier maintenant", _service("publier"), saves=True, needs=LANCER),
        FormCommand("Documents publiés",
                    lambda shell, draft: shell.open("publications.registre", cible_id=draft.id)),
    ),
    needs="publications.consulter",
    needs_save=REGLER,
    icon="mdi6.cloud-upload-outline",
)  # fmt: skip

MULTI_ENVOI = FormScreen(
    "publications.multi_envoi",
    "Configuration multi-envoi",
    ui="publication_multi_envoi",
    table="cible_publication",
    load=load_multi_envoi,
    save=save_multi_envoi,
    title=lambda draft: draft.nom,
    warnings=remarques_multi_envoi,
    disabled=grisees,
    computed=("nom", "abonnement"),
    hidden=("sorte", "manque"),
    saved=lambda shell, draft, id: shell.inform("Ces données partiront au prochain envoi."),
    dialog=True,
    needs="publications.consulter",
    needs_save=REGLER,
    icon="mdi6.share-all-outline",
)

ENVOIS_LISTE = ListScreen(
    "publications.envois",
    "Liste Envoi",
    ENVOIS,
    columns=(
        Column("commence_le", "Commencé le", 15),
        Column("fini_le", "Fini le", 15),
        Column("cible", "Cible", 20),
        Column("etat", "État", 11),
        Column("numero", "Manifeste", 9),
        Column("envoyes", "Envoyés", 8),
        Column("retires", "Retirés", 8),
        Column("gardes", "Gardés", 8),
        Column("manques", "Manqués", 8),
        Column("octets", "Octets", 11),
        Column("message", "Remarque", 40),
    ),
    commands=(voir("Documents de cet envoi", "publications.registre", "envoi_id"),),
    empty="Chaque publication est notée ici, avec ce qui est parti et ce qui a manqué.",
    needs="publications.consulter",
    icon="mdi6.history",
    watches=("envoi_publication", "cible_publication"),
)
