"""Écrans des configurations gérance (seed L21-29 ; gerance 1.5) et syndic (seed L2348)."""

from collections.abc import Collection

from lsc_desktop.domain.assemblees.reglages import REPLIS, ConfigurationSyndicDraft
from lsc_desktop.domain.configuration import PRORATAS, ConfigurationDraft, avertissements
from lsc_desktop.gui.kit.screens import FormCommand, FormScreen, Shell
from lsc_desktop.queries.classeurs import classeurs_du_syndic
from lsc_desktop.queries.configuration import (
    codes_proposes,
    load_configuration,
    load_configuration_syndic,
)
from lsc_desktop.services.configuration import (
    save_configuration,
    save_configuration_syndic,
)


def _variables(shell: Shell, draft: ConfigurationSyndicDraft) -> None:
    from lsc_desktop.gui.boards.variables import montrer_variables

    montrer_variables()


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
    commands=(
        FormCommand(
            "Lovys…", lambda shell, draft: shell.open("lovys.reglage", 1), menu="Négociateur"
        ),
    ),
    saved=lambda shell, draft, result: shell.inform("Configuration gérance enregistrée."),
    needs="configuration",
    needs_save="configuration",
    icon="mdi6.cog-outline",
)

SYNDIC = FormScreen(
    "configuration.syndic",
    "Configuration syndic",
    ui="configuration_syndic",
    table="configuration_syndic",
    load=load_configuration_syndic,
    save=save_configuration_syndic,
    choices={"repli_reception": REPLIS, "classeur": classeurs_du_syndic},
    commands=(FormCommand("Variables des textes…", _variables),),
    saved=lambda shell, draft, result: shell.inform("Configuration syndic enregistrée."),
    needs="configuration",
    needs_save="configuration",
    icon="mdi6.cog-outline",
)
