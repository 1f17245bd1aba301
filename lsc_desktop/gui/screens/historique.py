"""Écran de l'historique des modifications."""

from collections.abc import Mapping

from lsc_desktop.domain.droits import VOIR_IBAN
from lsc_desktop.domain.historique import SENSIBLES
from lsc_desktop.gui.kit.screens import Column, Command, ListScreen, Rows, Shell
from lsc_desktop.queries.historique import HISTORIQUE, HistoriqueRow

# Table → écran de la fiche.
ECRANS = {
    "assemblee": "assemblees.fiche",
    "cible_publication": "publications.cible",
    "classeur": "classeurs.fiche",
    "code_fiscalite": "fiscalites.fiche",
    "compte": "comptes.fiche",
    "configuration": "configuration.fiche",
    "configuration_syndic": "configuration.syndic",
    "coproprietaire": "coproprietaires.fiche",
    "copropriete": "coproprietes.fiche",
    "dossier": "dossiers.fiche",
    "entite": "entites.fiche",
    "evenement": "evenements.fiche",
    "immeuble": "immeubles.fiche",
    "journal_comptable": "journaux.fiche",
    "locataire": "locataires.fiche",
    "lot": "lots.fiche",
    "lot_copropriete": "lots_copropriete.fiche",
    "mandat": "mandats.fiche",
    "modele_evenement": "modeles.fiche",
    "mutation": "mutations.fiche",
    "profil": "profils.fiche",
    "reglage_partenaires": "partenaires.reglage",
    "reglage_publication": "publications.reglage",
    "reglage_sauvegarde": "sauvegardes.reglage",
    "regularisation": "regularisations.traitee",
    "tiers": "tiers.fiche",
    "utilisateur": "utilisateurs.fiche",
}


def _ouvrir(shell: Shell, rows: Rows) -> None:
    shell.open(ECRANS[rows[0].table], rows[0].fiche_id)


def _cette_fiche(shell: Shell, rows: Rows) -> None:
    shell.open("historique.liste", fiche=rows[0].table, fiche_id=rows[0].fiche_id)


def _sensibles(row: HistoriqueRow) -> Mapping[str, str]:
    """L'avant et l'après d'un IBAN : masqués à qui ne doit pas le lire sur la fiche."""
    return {"avant": VOIR_IBAN, "apres": VOIR_IBAN} if row.champ in SENSIBLES else {}


LISTE = ListScreen(
    "historique.liste",
    "Historique des modifications",
    HISTORIQUE,
    columns=(
        Column("quand", "Quand", 14),
        Column("qui", "Qui", 8),
        Column("action", "Action", 10),
        Column("fiche", "Fiche", 11),
        Column("designation", "Désignation", 16),
        Column("rubrique", "Rubrique", 20),
        Column("avant", "Avant", 14),
        Column("apres", "Après", 14),
    ),
    commands=(
        Command("Ouvrir la fiche", _ouvrir, menu="Aller à", selection="exigee", button=True),
        Command(
            "Tous les changements de cette fiche", _cette_fiche, menu="Aller à", selection="exigee"
        ),
    ),
    empty="Chaque champ changé est noté ici, avec l'auteur, l'heure, l'avant et l'après.",
    needs="historique",
    icon="mdi6.history",
    watches=("historique",),
    sensitive=_sensibles,
)
