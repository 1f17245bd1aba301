"""Le registre des copropriétés : ce que chacune a à déclarer, et son dossier."""

from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.registre.choix import (
    CADRES,
    CHAUFFAGES,
    EAUX_CHAUDES,
    ENERGIES,
    ETIQUETTES,
    NATURES_PROCEDURE,
    NATURES_SYNDICAT,
    PERIODES,
    PLANS_TRAVAUX,
    PRINCIPAL,
    RATTACHEMENTS,
    VENTILATIONS,
)
from lsc_desktop.domain.registre.dossier import (
    BatimentDraft,
    DossierDraft,
    ParcelleDraft,
    ProcedureDraft,
    exercice_suivant,
    reprendre,
)
from lsc_desktop.gui.kit.screens import (
    Column,
    Command,
    FormCommand,
    FormScreen,
    Grid,
    GridColumn,
    Link,
    ListScreen,
    Pane,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import EN_SERVICE, rechercher, voir
from lsc_desktop.gui.screens.registre import MODIFIER, declarer
from lsc_desktop.gui.screens.registre.synthese import DE_FICHE, DE_LISTE
from lsc_desktop.queries.registre.dossiers import (
    DOSSIERS_REGISTRE,
    load_dossier,
    nouveau_dossier,
    recalculer,
)
from lsc_desktop.services.registre.dossiers import save_dossier

ICONE = "mdi6.bank-outline"


def _reprendre(shell: Shell, draft: DossierDraft) -> None:
    count = len(reprendre(draft))
    shell.inform(
        f"{pluriel(count, 'champ rempli', 'champs remplis')} d'après les autres fiches." if count
        else "Rien de plus à reprendre : ce que disent les autres fiches y est déjà."
    )  # fmt: skip


def _exercice_suivant(shell: Shell, draft: DossierDraft) -> None:
    known = draft.connu.comptes
    if known is None or known.au == draft.exercice_au:
        shell.inform("Aucun exercice clos plus récent que celui du dossier.")
        return
    if shell.ask(
        f"Passer à l'exercice clos le {known.au:%d/%m/%Y} ? Les montants de l'exercice précédent "
        "s'effacent du dossier ; ils restent dans les déclarations faites.",
        "Passer",
    ):
        exercice_suivant(draft)


def _copropriete(shell: Shell, rows: Rows) -> None:
    shell.open("coproprietes.fiche", rows[0].id)


LISTE = ListScreen(
    "registre.liste",
    "Registre des copropriétés",
    DOSSIERS_REGISTRE,
    columns=(
        Column("code", "Immeuble", 11),
        Column("nom", "Syndicat", 20),
        Column("immatriculation", "Immatriculation", 13),
        Column("rattachement", "Rattachement", 21),
        Column("a_faire", "À faire", 30),
        Column("avant_le", "Avant le"),
        Column("maj_le", "Mise à jour le"),
        Column("ag_le", "Comptes approuvés le"),
        Column("mandat_au", "Fin du mandat"),
        Column("derniere", "Dernière déclaration", 26),
        Column("derniere_le", "Faite le", 15),
        Column("ville", "Ville", 14),
        Column("actif", "En service", 9),
    ),
    opens="registre.dossier",
    commands=(
        Command("Déclarer…", declarer, selection="exigee", button=True, needs=MODIFIER),
        voir("Déclarations", "registre.declarations", "copropriete_id"),
        Command("Copropriété", _copropriete, menu="Aller à", selection="exigee"),
        *DE_LISTE,
        Command(
            "Chercher les numéros d'immatriculation…",
            lambda shell, rows: shell.open("registre.numeros"),
            selection="aucune",
            needs=MODIFIER,
        ),
        rechercher("À déclarer seulement", "registre.liste", a_faire=True),
        rechercher("En retard seulement", "registre.liste", en_retard=True),
        rechercher("Toutes, même hors service", "registre.liste", actif=None),
    ),
    empty="Chaque copropriété du syndic a ici son dossier au registre national.",
    needs="registre.consulter",
    icon=ICONE,
    preset=EN_SERVICE,
    watches=(
        "copropriete", "dossier_registre", "declaration_registre", "assemblee", "entite",
        "immeuble",
    ),
)  # fmt: skip

PARCELLES = Grid(
    (
        GridColumn("insee", "Commune (INSEE)", 12),
        GridColumn("prefixe", "Préfixe", 7),
        GridColumn("section", "Section", 7),
        GridColumn("numero", "N°", 7),
    ),
    new=ParcelleDraft,
)
PROCEDURES = Grid(
    (
        GridColumn("nature", "Nature", 30, choices=NATURES_PROCEDURE),
        GridColumn("du", "Du"),
        GridColumn("au", "Au"),
    ),
    new=ProcedureDraft,
)
BATIMENTS = Grid(
    (
        GridColumn("nom", "Bâtiment", 12),
        GridColumn("etiquette", "Étiquette énergie", 16, choices=ETIQUETTES),
        GridColumn("etages", "Étages", 8),
        GridColumn("ventilation", "Ventilation", 24, choices=VENTILATIONS),
    ),
    new=BatimentDraft,
)
CONSTATS = Grid(
    (
        GridColumn("gravite", "", 10, computed=True),
        GridColumn("phrase", "Ce qui manque, ce qui se remarque", 0, computed=True),
    )
)

FICHE = FormScreen(
    "registre.dossier",
    "Dossier au registre",
    ui="registre_dossier",
    table="dossier_registre",
    watches=("declaration_registre",),
    load=load_dossier,
    new=nouveau_dossier,
    save=save_dossier,
    title=lambda draft: draft.nom,
    recompute=recalculer,
    disabled=lambda draft: ("immat_principal",) if draft.nature == PRINCIPAL else (),
    computed=("nom", "immatriculation", "lots", "echeance"),
    hidden=("copropriete_id", "connu", "jour"),
    choices={
        "rattachement": RATTACHEMENTS, "nature": NATURES_SYNDICAT, "cadre": CADRES,
        "periode": PERIODES, "chauffage": CHAUFFAGES, "energie": ENERGIES,
        "eau_chaude": EAUX_CHAUDES, "plan_travaux": PLANS_TRAVAUX,
    },
    grids={
        "parcelles": PARCELLES, "procedures": PROCEDURES, "batiments": BATIMENTS,
        "constats": CONSTATS,
    },
    links={"nom": Link(lambda draft: ("coproprietes.fiche", draft.copropriete_id, {}))},
    panes={
        "pane_declarations": Pane(
            "registre.declarations", lambda draft: {"copropriete_id": draft.copropriete_id}
        )
    },
    commands=(
        FormCommand("&Reprendre des autres fiches", _reprendre, needs=MODIFIER),
        FormCommand("Exercice suivant", _exercice_suivant, needs=MODIFIER),
        FormCommand(
            "Décla&rer…",
            lambda shell, draft: shell.open(
                "registre.declaration", copropriete_id=draft.copropriete_id
            ),
            saves=True,
            needs=MODIFIER,
            button=True,
        ),
        FormCommand(
            "Chercher son numéro d'immatriculation…",
            lambda shell, draft: shell.open(
                "registre.numeros", copropriete_id=draft.copropriete_id
            ),
            needs=MODIFIER,
        ),
        DE_FICHE,
    ),
    needs="registre.consulter",
    needs_save=MODIFIER,
    icon=ICONE,
    careful=True,
)  # fmt: skip
