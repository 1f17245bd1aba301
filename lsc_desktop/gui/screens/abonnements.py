"""Écrans du store : les partenaires et ce qu'on en a prouvé, la licence (seed L608-622, L831)."""

from collections.abc import Callable

from lsc_desktop.gui.kit.screens import (
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    ListScreen,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import voir
from lsc_desktop.queries.abonnements import PARTENAIRES, load_licence_vue

CONSULTER, REGLER = "partenaires.consulter", "partenaires.regler"


def _service(name: str) -> Callable[[Shell, Rows], None]:
    return lambda shell, rows: shell.service(name)


LISTE = ListScreen(
    "partenaires.liste",
    "Partenaires",
    PARTENAIRES,
    columns=(
        Column("nom", "Partenaire", 15),
        Column("abonnement", "Abonnement", 27),
        Column("jetons", "Jetons", 6),
        Column("verification", "Contre le vrai service", 35),
        Column("contrat", "Contrat", 40),
        Column("origine", "Origine du contrat", 44),
        Column("role", "Sert à", 48),
    ),
    commands=(
        Command("Valider une licence…", _service("valider_licence"), selection="aucune",
                button=True, needs=REGLER),
        Command("Interroger le store", _service("interroger_store"), selection="aucune",
                button=True, needs=REGLER),
        Command("Licence", lambda shell, rows: shell.open("abonnements.licence", 1),
                menu="Aller à", selection="aucune"),
        Command("Boîte d'envoi", lambda shell, rows: shell.open("partenaires.envois"),
                menu="Aller à", selection="aucune"),
        voir("Ses envois", "partenaires.envois", "partenaire", "code"),
        voir("Ses appels", "partenaires.appels", "partenaire", "code"),
        Command("Réglages", lambda shell, rows: shell.open("partenaires.reglage", 1),
                menu="Aller à", selection="aucune"),
    ),
    empty="Ce à quoi le programme sait parler, et ce qu'on en a prouvé.",
    icon="mdi6.handshake-outline",
    watches=("licence_store",),
    needs=CONSULTER,
)  # fmt: skip

LICENCE = FormScreen(
    "abonnements.licence",
    "Licence du store",
    ui="abonnements_licence",
    table="licence_store",
    load=load_licence_vue,
    title=lambda draft: draft.client,
    computed=("etat", "client", "valable_jusqu_au", "emise", "validee", "signature"),
    grids={
        "produits": Grid(
            (
                GridColumn("nom", "Abonnement", 24, computed=True),
                GridColumn("etat", "État", 32, computed=True),
                GridColumn("modules", "Modules", 40, computed=True),
                GridColumn("jetons", "Jetons", 8, computed=True),
            )
        )
    },
    commands=(
        FormCommand("Valider une licence…", lambda shell, draft: shell.service("valider_licence"),
                    rereads=True, needs=REGLER),
        FormCommand("Partenaires…", lambda shell, draft: shell.open("partenaires.liste")),
        FormCommand("Réglages…", lambda shell, draft: shell.open("partenaires.reglage", 1)),
    ),
    needs=CONSULTER,
    icon="mdi6.certificate-outline",
)  # fmt: skip
