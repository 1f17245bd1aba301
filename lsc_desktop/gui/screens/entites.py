"""Écrans des entités."""

from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.gui.kit.screens import Column, FormScreen, ListScreen, Pane
from lsc_desktop.gui.screens.communs import BANQUE, EN_SERVICE, retraits, voir
from lsc_desktop.queries.entites import ENTITES, load_entite
from lsc_desktop.services.entites import activer_entite, save_entite, supprimer_entite

LISTE = ListScreen(
    "entites.liste",
    "Liste Entité",
    ENTITES,
    columns=(
        Column("code", "Entité", 10),
        Column("nom", "Désignation", 32),
        Column("ville", "Ville", 20),
        Column("telephone", "Téléphone"),
        Column("courriel", "Courriel", 28),
        Column("actif", "En service", 10),
    ),
    opens="entites.fiche",
    creates="entites.fiche",
    commands=(
        voir("Comptes", "comptes.liste", "entite_id"),
        voir("Mandats de gérance", "mandats.liste", "entite_id"),
        voir("Immeubles", "immeubles.liste", "entite_id"),
        *retraits(
            "entites.liste",
            ("entité", "entités"),
            activer_entite,
            supprimer_entite,
            lambda row: f"{row.code} {row.nom}",
            "entites.fiche",
            "comptabilite",
        ),
    ),
    empty="Les entités sont vos sociétés comptables : la gérance, puis chaque syndicat.",
    needs="comptabilite.consulter",
    icon="mdi6.domain",
    preset=EN_SERVICE,
    watches=("entite",),
)

FICHE = FormScreen(
    "entites.fiche",
    "Entité",
    ui="entite_fiche",
    table="entite",
    sensitive=BANQUE,
    load=load_entite,
    new=lambda session, ctx, **params: EntiteDraft(**params),
    save=save_entite,
    title=lambda draft: f"{draft.code} {draft.nom}".strip(),
    panes={
        "pane_comptes": Pane("comptes.liste", lambda draft: {"entite_id": draft.id}),
        "pane_mandats": Pane("mandats.liste", lambda draft: {"entite_id": draft.id}),
    },
    needs="comptabilite.consulter",
    needs_save="comptabilite.modifier",
    icon="mdi6.domain",
)
