"""L'aide « ClickMeeting via bureau à distance », et son diagnostic (seed L502-512)."""

from lsc_desktop.domain.bureau_distant import NON_ESSAYE, DiagnosticDraft, en_texte
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.screens import FormCommand, FormScreen, Grid, GridColumn, Shell
from lsc_desktop.queries.bureau_distant import load_diagnostic


def _copier(shell: Shell, draft: DiagnosticDraft) -> None:
    dialogs.copy(en_texte(draft))
    shell.inform("Le diagnostic est dans le presse-papiers.")


def _relire(shell: Shell, draft: DiagnosticDraft) -> None:
    shell.inform("Le diagnostic est relu.")


PAGE = FormScreen(
    "aide.bureau_distant",
    "ClickMeeting via bureau à distance",
    ui="bureau_distant",
    load=load_diagnostic,
    computed=("session",),
    warnings=lambda draft: (NON_ESSAYE,),
    grids={
        "constats": Grid(
            (
                GridColumn("quoi", "Appareil", 8, computed=True),
                GridColumn("etat", "État", 9, computed=True),
                GridColumn("trouve", "Ce que voit la session", 34, computed=True),
                GridColumn("faire", "Que faire", 0, computed=True),
            )
        )
    },
    commands=(
        FormCommand("&Relire", _relire, rereads=True, button=True),
        FormCommand("&Copier le diagnostic", _copier, button=True),
    ),
    needs="planning.consulter",
    icon="mdi6.monitor-account",
)
