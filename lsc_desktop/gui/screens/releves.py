"""Le contrôle avant publication et la simulation d'un envoi, en listes."""

from lsc_desktop.gui.kit.screens import Column, Command, ListScreen, Rows, Shell
from lsc_desktop.gui.screens.communs import rechercher
from lsc_desktop.queries.publications.constats import CONTROLES, SIMULATIONS


def _ouvrir(shell: Shell, rows: Rows) -> None:
    """La fiche de ce que vise la ligne : son événement, son classeur, ou son immeuble."""
    row = rows[0]
    targets = (
        ("evenements.fiche", row.evenement_id),
        ("classeurs.fiche", row.classeur_id),
        ("immeubles.fiche", row.immeuble_id),
    )
    found = next(((key, id) for key, id in targets if id is not None), None)
    if found is None:
        shell.inform("Cette ligne ne vise pas une fiche.")
        return
    shell.open(*found)


def _rechercher(liste: str, texte: str, *natures: str) -> Command:
    return rechercher(texte, liste, nature=natures)


OUVRIR = Command("Ouvrir l'objet", _ouvrir, menu="Aller à", selection="exigee", button=True)

CONTROLE = ListScreen(
    "publications.controle",
    "Contrôle avant publication",
    CONTROLES,
    columns=(
        Column("nature", "Gravité", 11),
        Column("immeuble", "Immeuble", 9, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("phrase", "Ce qui ne va pas", 46),
        Column("conseil", "Quoi faire", 38),
        Column("titre", "Document", 24, opens="evenements.fiche", opens_id="evenement_id"),
        Column("code", "Décret", 7),
        Column("cible", "Cible", 12),
        Column("fait_le", "Contrôlé le", 15),
    ),
    commands=(
        OUVRIR,
        _rechercher("publications.controle", "Ce qui bloque", "bloquant"),
        _rechercher("publications.controle", "Avertissements", "avertissement"),
    ),
    empty="Rien à redire. « Contrôler », sur une cible, relit ce qui va y partir.",
    needs="publications.consulter",
    icon="mdi6.clipboard-check-outline",
    watches=("constat_publication",),
)

SIMULATION = ListScreen(
    "publications.simulation",
    "Simulation de la publication",
    SIMULATIONS,
    columns=(
        Column("nature", "L'envoi", 11),
        Column("titre", "Document", 28, opens="evenements.fiche", opens_id="evenement_id"),
        Column("taille", "Ko", 8),
        Column("phrase", "Pourquoi", 64),
        Column("immeuble", "Immeuble", 11, opens="immeubles.fiche", opens_id="immeuble_id"),
        Column("cible", "Cible", 12),
        Column("fait_le", "Simulé le", 15),
    ),
    commands=(
        OUVRIR,
        _rechercher("publications.simulation", "À envoyer", "envoyer", "renvoyer"),
        _rechercher("publications.simulation", "À retirer", "retirer"),
        _rechercher("publications.simulation", "Non publiés", "ecarter", "abandonner"),
        _rechercher("publications.simulation", "Déjà en ligne", "garder"),
    ),
    empty="« Simuler », sur une cible, dit ce que ferait un envoi, sans rien envoyer.",
    needs="publications.consulter",
    icon="mdi6.cloud-search-outline",
    watches=("constat_publication",),
)
