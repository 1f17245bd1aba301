"""Écrans des partenaires : la boîte d'envoi, les appels, leur réglage."""

from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.partenaires.appels import FAIT, ISSUES
from lsc_desktop.domain.partenaires.envois import A_ENVOYER, A_VOIR, FINIS
from lsc_desktop.domain.publications.reglages import JOURS
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
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.gui.screens.communs import avec_contexte, rechercher, voir
from lsc_desktop.queries.partenaires.appels import APPELS_PARTENAIRES
from lsc_desktop.queries.partenaires.envois import ENVOIS_PARTENAIRES, load_reglage_partenaires
from lsc_desktop.queries.partenaires.registre import SORTES
from lsc_desktop.services.partenaires.boite import (
    abandonner,
    reessayer,
    save_reglage_partenaires,
)

CONSULTER, ENVOYER, REGLER = (
    "partenaires.consulter", "partenaires.envoyer", "partenaires.regler",
)  # fmt: skip


def _ouvrir(shell: Shell, rows: Rows) -> None:
    """La fiche de ce que l'envoi concerne."""
    row = rows[0]
    screen = next((one.ecran for one in SORTES if one.nom == row.sorte_nom), "")
    if not screen or row.objet_id is None:
        raise UserError("Cet envoi ne vient d'aucune fiche.", "Sa colonne « Objet » dit lequel.")
    if isinstance(SCREENS[screen], ListScreen):  # elle n'a pas de fiche : sa ligne
        shell.open(screen, ids=(row.objet_id,))
    else:
        shell.open(screen, row.objet_id)


def _reessayer(shell: Shell, rows: Rows) -> None:
    """Remet ces envois dans la boîte, et les fait sans attendre l'heure."""

    def again(session: Any, *, ctx: Contexte) -> None:
        for row in rows:
            reessayer(session, row.id, ctx)

    shell.write(again)
    shell.service("envoyer_aux_partenaires", ids=tuple(row.id for row in rows))


ENVOIS = ListScreen(
    "partenaires.envois",
    "Boîte d'envoi des partenaires",
    ENVOIS_PARTENAIRES,
    columns=(
        Column("cree_le", "Demandé le", 15),
        Column("etat", "État", 9),
        Column("partenaire", "Partenaire", 12),
        Column("sorte", "Envoi", 18),
        Column("objet", "Objet", 24),
        Column("message", "Réponse", 44),
        Column("conseil", "Que faire", 44),
        Column("pas_avant", "Repart le", 15),
        Column("motif", "Motif", 14),
        Column("essais", "Essais", 6),
        Column("cree_par", "Par", 12),
        Column("fini_le", "Fini le", 15),
    ),
    commands=(
        Command(
            "Envoyer maintenant",
            lambda shell, rows: shell.service("envoyer_aux_partenaires"),
            selection="aucune",
            button=True,
            needs=ENVOYER,
        ),
        Command("Réessayer", _reessayer, selection="exigee", button=True, needs=ENVOYER),
        Command("Ouvrir l'objet", _ouvrir, selection="exigee", button=True),
        Command(
            "Abandonner",
            Batch(
                work=avec_contexte(abandonner),
                confirm=lambda rows: (
                    f"Abandonner {pluriel(len(rows), 'envoi')} ? Le partenaire n'en saura rien."
                ),
                keep=lambda row: row.etat_code not in FINIS,
                skipped=lambda count: f"{pluriel(count, 'envoi')} déjà fini{'s' * (count > 1)}",
                label=lambda row: f"{row.partenaire} : {row.objet}",
            ),
            selection="exigee",
            needs=ENVOYER,
        ),
        rechercher("Ceux qui sont refusés ou en panne", "partenaires.envois", etat=A_VOIR),
        rechercher("Ceux qui attendent", "partenaires.envois", etat=(A_ENVOYER, *A_VOIR)),
        rechercher("Tous les envois", "partenaires.envois"),
        voir("Appels de cet envoi", "partenaires.appels", "envoi_id"),
    ),
    empty="Ce qu'une fiche annonce à un partenaire attend ici le temps de partir, puis y reste un "
    "an avec la réponse.",
    icon="mdi6.tray-arrow-up",
    watches=("envoi_partenaire",),
    needs=CONSULTER,
)  # fmt: skip

APPELS = ListScreen(
    "partenaires.appels",
    "Appels aux partenaires",
    APPELS_PARTENAIRES,
    columns=(
        Column("quand", "Le", 15),
        Column("issue", "Issue", 9),
        Column("partenaire", "Partenaire", 12),
        Column("quoi", "Demande", 20),
        Column("objet", "Objet", 24),
        Column("reponse", "Ce qu'il répond", 44),
        Column("code", "Code", 6),
        Column("duree", "Durée (ms)", 10),
        Column("essais", "Essais", 6),
        Column("certificat", "Certificat", 18),
        Column("qui", "Par", 12),
        Column("poste", "Poste", 14),
        Column("adresse", "Adresse", 44),
    ),
    commands=(
        rechercher(
            "Ceux qui ont manqué", "partenaires.appels",
            issue=tuple(code for code, _name in ISSUES if code != FAIT),
        ),
        rechercher("Tous les appels", "partenaires.appels"),
        voir("Appels au même partenaire", "partenaires.appels", "partenaire", "partenaire_code"),
    ),
    empty="Chaque demande faite à un partenaire est notée ici un an, avec sa réponse ; jamais un "
    "mot de passe, ni un jeton.",
    icon="mdi6.swap-horizontal",
    watches=("appel_partenaire",),
    needs=CONSULTER,
)  # fmt: skip

REGLAGE = FormScreen(
    "partenaires.reglage",
    "Réglages des partenaires",
    ui="partenaires_reglage",
    table="reglage_partenaires",
    load=load_reglage_partenaires,
    save=save_reglage_partenaires,
    choices={"jours": JOURS},
    disabled=lambda draft: () if draft.active else ("jours", "heures"),
    saved=lambda shell, draft, result: shell.inform("Réglages des partenaires enregistrés."),
    commands=(
        FormCommand("Boîte d'envoi…", lambda shell, draft: shell.open("partenaires.envois")),
        FormCommand(
            "Clé d'accès au store…",
            lambda shell, draft: shell.service("secret_store"),
            needs=REGLER,
        ),
        FormCommand("Appels…", lambda shell, draft: shell.open("partenaires.appels")),
    ),
    needs=CONSULTER,
    needs_save=REGLER,
    icon="mdi6.tray-arrow-up",
)
