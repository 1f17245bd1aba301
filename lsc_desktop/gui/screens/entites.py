"""Écrans des entités."""

from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.gui.kit.screens import Column, FormScreen, ListScreen
from lsc_desktop.queries.entites import ENTITES, load_entite
from lsc_desktop.services.entites import save_entite

LISTE = ListScreen(
    "entites.liste",
    "Liste Entité",
    ENTITES,
    columns=(
        Column("code", "Entité"),
        Column("nom", "Désignation", 32),
        Column("ville", "Ville", 20),
        Column("telephone", "Téléphone"),
        Column("courriel", "Courriel", 28),
        Column("actif", "Active"),
    ),
    opens="entites.fiche",
    creates="entites.fiche",
    empty="Les entités sont vos sociétés comptables : la gérance, puis chaque syndicat.",
    icon="mdi6.domain",
    watches=("entite",),
)

FICHE = FormScreen(
    "entites.fiche",
    "Entité",
    ui="entite_fiche",
    load=load_entite,
    new=lambda session, ctx, **params: EntiteDraft(**params),
    save=save_entite,
    title=lambda draft: f"{draft.code} {draft.nom}",
    icon="mdi6.domain",
)
