"""La fiche d'un locataire, et la simulation de ses prochains appels (seed L116-300)."""

from collections.abc import Sequence

from lsc_desktop.domain.regularisations import (
    RegularisationDraft,
    avertissements,
    etalement_possible,
    expliquer,
    recalculer,
)
from lsc_desktop.gui.kit.screens import (
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    Link,
    Printout,
)
from lsc_desktop.gui.screens.regularisations.attente import emis, imprimer
from lsc_desktop.queries.regularisations.effets import simulation
from lsc_desktop.queries.regularisations.fiche import load_regularisation, situer
from lsc_desktop.services.regularisations.ajout import save_regularisation

CHARGES = Grid(
    (
        GridColumn("libelle1", "Libellé", 30),
        GridColumn("libelle2", "Précision", 30),
        GridColumn("jours_presence", "Nb jours", 8),
        GridColumn("jours_periode", "Sur", 8),
        GridColumn("quote_part", "Quote-part", 10, places=5),
        GridColumn("montant_total", "Montant total", 14),
        GridColumn("montant", "Montant à payer", 14, computed=True),
    )
)
EAU = Grid(
    (
        GridColumn("libelle1", "Libellé", 15),
        GridColumn("libelle2", "Précision", 16),
        GridColumn("index_fin", "Index fin", 11, places=3),
        GridColumn("index_precedent", "Précédent", 11, places=3),
        GridColumn("prix", "Prix (€/m3)", 11, places=5),
        GridColumn("montant", "À payer", 12, computed=True),
    )
)


def _inaccessibles(draft: RegularisationDraft) -> set[str]:
    """Parti ou créditeur : pas d'étalement ; parti : plus de provisions (seed L264-268, L349)."""
    closed = set() if etalement_possible(draft) else {"fois"}
    return closed if draft.present else closed | {"nouvelles_provisions"}


def _remarques(draft: RegularisationDraft) -> Sequence[str]:
    if draft.aujourd_hui is None:
        return ()
    return avertissements(draft, draft.aujourd_hui, draft.deja)


LIENS = {
    "compte": Link(lambda d: ("comptes.fiche", d.compte_id, {})),
    "locataire": Link(lambda d: ("locataires.fiche", d.locataire_id, {})),
    "lot": Link(lambda d: ("lots.fiche", d.lot_id, {})),
    "provisions": Link(lambda d: ("ecritures.liste", None, {"regularisation_id": d.id})),
}
CACHES = (  # ce dont le calcul a besoin, et qui ne se montre pas
    "lot_id", "locataire_id", "compte_id", "code_fiscalite", "pourcentage", "seuil", "depart",
    "present", "jours_occupation", "jours_periode", "jours_annee", "appels_par_an", "forfait",
    "nouvelles_provisions_saisies", "fin_preavis", "fois_max", "aujourd_hui", "deja",
    "proposition", "fois_suspendu", "ecartees",
)  # fmt: skip
CALCULES = (
    "entite", "compte", "locataire", "lot", "solde", "provisions_actuelles", "total",
    "provisions", "regularisation",
)  # fmt: skip


FICHE = FormScreen(
    "regularisations.fiche",
    "Régularisation",
    ui="regularisation_fiche",
    table="regularisation",
    careful=True,
    load=load_regularisation,
    save=save_regularisation,
    title=lambda draft: draft.locataire,
    recompute=recalculer,
    refresh=situer,
    explain=expliquer,
    warnings=_remarques,
    disabled=_inaccessibles,
    computed=CALCULES,
    hidden=CACHES,
    grids={"lignes": CHARGES, "eau": EAU},
    links=LIENS,
    commands=(
        FormCommand(
            "Imprimer",
            Printout(imprimer, emis),
            shortcut="Ctrl+P",
            saves=True,
            needs="regularisations.preparer",
        ),
        FormCommand(
            "Simuler les appels",
            lambda shell, draft: shell.open("regularisations.simulation", fiche=draft),
        ),
    ),
    needs="regularisations.consulter",
    needs_save="regularisations.preparer",
    icon="mdi6.scale-balance",
)

SIMULATION = FormScreen(
    "regularisations.simulation",
    "Simulation des douze prochains mois",
    ui="regularisation_simulation",
    new=simulation,
    title=lambda draft: draft.locataire,
    computed=("locataire", "regularisation", "douze_mois"),
    grids={
        "lignes": Grid(
            (
                GridColumn("periode", "Période", 18, computed=True),
                GridColumn("libelle", "Libellé", 48, computed=True),
                GridColumn("montant", "Montant", 12, computed=True),
                GridColumn("total", "Appel", 12, computed=True),
                GridColumn("avant", "Sans la régularisation", 18, computed=True),
            )
        )
    },
    needs="regularisations.consulter",
    icon="mdi6.chart-timeline",
)
