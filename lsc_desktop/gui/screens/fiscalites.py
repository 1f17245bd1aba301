"""Écrans des codes fiscalité."""

from lsc_desktop.domain.fiscalites import LIGNES_2044, NATURES, FiscaliteDraft
from lsc_desktop.gui.kit.screens import Column, FormScreen, ListScreen
from lsc_desktop.gui.screens.communs import EN_SERVICE, retraits
from lsc_desktop.queries.fiscalites import FISCALITES, load_fiscalite
from lsc_desktop.services.fiscalites import (
    activer_fiscalite,
    save_fiscalite,
    supprimer_fiscalite,
)

LISTE = ListScreen(
    "fiscalites.liste",
    "Liste Code fiscalité",
    FISCALITES,
    columns=(
        Column("code", "Code", 8),
        Column("libelle", "Libellé", 36),
        Column("nature", "Nature", 26),
        Column("pourcentage", "Provisions %", 12),
        Column("ligne_2044", "Ligne 2044", 11),
        Column("lien_proprietaire", "Va au propriétaire", 18),
        Column("actif", "En service", 10),
    ),
    opens="fiscalites.fiche",
    creates="fiscalites.fiche",
    commands=retraits(
        "fiscalites.liste",
        ("code fiscalité", "codes fiscalité"),
        activer_fiscalite,
        supprimer_fiscalite,
        lambda row: f"{row.code} {row.libelle}",
        "fiscalites.fiche",
        "comptabilite",
    ),
    empty="Les codes fiscalité rangent chaque écriture : loyer, provisions, dépôt de garantie…",
    needs="comptabilite.consulter",
    icon="mdi6.tag-text-outline",
    preset=EN_SERVICE,
    watches=("code_fiscalite",),
)

FICHE = FormScreen(
    "fiscalites.fiche",
    "Code fiscalité",
    ui="fiscalite_fiche",
    table="code_fiscalite",
    load=load_fiscalite,
    new=lambda session, ctx, **params: FiscaliteDraft(**params),
    save=save_fiscalite,
    title=lambda draft: f"{draft.code} {draft.libelle}".strip(),
    choices={"nature": NATURES, "ligne_2044": LIGNES_2044},
    needs="comptabilite.consulter",
    needs_save="comptabilite.modifier",
    icon="mdi6.tag-text-outline",
)
