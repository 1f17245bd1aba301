"""La configuration de l'Organiseur, onglet Planning : le compte Zoom de l'agence (seed L494)."""

from lsc_desktop.domain.planning.reglages import FUSEAUX, ReglagePlanningDraft, remarques
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.screens import FormCommand, FormScreen, Grid, GridColumn, Shell
from lsc_desktop.gui.screens.planning import CONSULTER, ICONE, REGLER
from lsc_desktop.queries.planning.listes import PARTENAIRE
from lsc_desktop.queries.planning.reglages import load_reglage_planning, secret_dit
from lsc_desktop.services.planning.reglages import garder_secret_zoom, save_reglage_planning


def _secret(shell: Shell, draft: ReglagePlanningDraft) -> None:
    typed = dialogs.ask_secret(
        dialogs.front(), "Client Secret de Zoom",
        "Celui de l'application, dans le Marketplace de Zoom : gardé au coffre de ce poste, jamais "
        "dans la base ; vide, il en est effacé. Chaque poste garde le sien.",
        from_file=False,
    )  # fmt: skip
    if typed is None:
        return
    garder_secret_zoom(typed)
    draft.secret_dit = secret_dit()
    shell.inform(
        "Le Client Secret est au coffre de ce poste."
        if typed.strip()
        else "Le Client Secret est effacé de ce poste."
    )


REGLAGE = FormScreen(
    "planning.reglage",
    "Configuration Organiseur",
    ui="planning_reglage",
    table="reglage_planning",
    load=load_reglage_planning,
    save=save_reglage_planning,
    choices={"fuseau": FUSEAUX},
    computed=("secret_dit",),
    warnings=remarques,
    grids={
        "permissions": Grid(
            (
                GridColumn("pour", "Pour", 34, computed=True),
                GridColumn("granulaire", "Application neuve", 36, computed=True),
                GridColumn("classique", "Application ancienne", 0, computed=True),
            )
        )
    },
    saved=lambda shell, draft, result: shell.inform("Configuration de l'Organiseur enregistrée."),
    commands=(
        FormCommand("Client &Secret…", _secret, button=True, needs=REGLER),
        FormCommand(
            "&Tester la connexion",
            lambda shell, draft: shell.service("tester_partenaire", code="zoom"),
            saves=True, button=True, needs=REGLER,
        ),
        FormCommand("Planning…", lambda shell, draft: shell.open("planning.liste")),
        FormCommand("Boîte d'envoi…",
                    lambda shell, draft: shell.open("partenaires.envois", partenaire=PARTENAIRE),
                    needs="partenaires.consulter"),
    ),
    needs=CONSULTER,
    needs_save=REGLER,
    icon=ICONE,
)  # fmt: skip
