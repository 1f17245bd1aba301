"""Écran de la configuration gérance (seed L21-29 ; gerance 1.5)."""

from collections.abc import Collection

from lsc_desktop.domain.configuration import PRORATAS, ConfigurationDraft, avertissements
from lsc_desktop.gui.kit.screens import FormScreen
from lsc_desktop.queries.configuration import codes_proposes, load_configuration
from lsc_desktop.services.configuration import save_configuration


def _inaccessibles(draft: ConfigurationDraft) -> Collection[str]:
    return ("note",) if draft.sans_note else ()


FICHE = FormScreen(
    "configuration.fiche",
    "Configuration gérance",
    ui="configuration_fiche",
    table="configuration",
    load=load_configuration,
    save=save_configuration,
    warnings=avertissements,
    disabled=_inaccessibles,
    choices={
        "prorata": PRORATAS,
        "code_provisions": codes_proposes,
        "code_regularisation": codes_proposes,
    },
    saved=lambda shell, draft, result: shell.inform("Configuration gérance enregistrée."),
    needs="configuration",
    needs_save="configuration",
    icon="mdi6.cog-outline",
)
