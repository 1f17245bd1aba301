"""Les accès au Service Client : identifiant, premier mot de passe, lettre (D45)."""

from collections.abc import Iterable
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import nom_de_fichier, pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.screens import Column, Command, ListScreen, Printout, Rows, Shell
from lsc_desktop.gui.screens.communs import publipostage, rechercher, voir
from lsc_desktop.printing.acces import TITRE, imprimer_acces
from lsc_desktop.queries.acces import ACCES, load_lettres
from lsc_desktop.services.acces import noter_lettres, renouveler

DROIT = "publications.acces"


def _lettres(session: Any, rows: Rows, ctx: Contexte) -> Iterable[Document]:
    return [
        Document(
            f"acces-{nom_de_fichier(value.code, 'client')}.pdf",
            imprimer_acces(value),
            TITRE,
            secret=True,
        )
        for value in load_lettres(session, [row.id for row in rows], ctx)
    ]


def _renouveler(shell: Shell, rows: Rows) -> None:
    """Ni traitement inscrit, ni ligne figée : le mot de passe ne s'écrit nulle part ailleurs."""
    question = (
        f"Donner un nouveau premier mot de passe à {pluriel(len(rows), 'personne')} ? "
        "L'ancien ne vaudra plus après la prochaine publication."
    )
    if not shell.ask(question, "Engendrer"):
        return
    ids = [row.id for row in rows]
    count = shell.write(renouveler, ids)
    shell.inform(f"{pluriel(count, 'mot de passe engendré', 'mots de passe engendrés')}.")


LISTE = ListScreen(
    "acces.liste",
    "Accès au Service Client",
    ACCES,
    columns=(
        Column("tiers", "Titulaire", 26, opens="tiers.fiche", opens_id="tiers_id"),
        Column("code", "Code accès", 22),
        Column("mot_de_passe", "Mot de passe", 14, sensitive=DROIT),
        Column("etat", "État", 14),
        Column("comptes", "Comptes ouverts", 12),
        Column("cree_le", "Engendré le", 15),
        Column("cree_par", "Par", 10),
        Column("imprime_le", "Imprimé le", 15),
        Column("publie_le", "Publié le", 15),
    ),
    commands=(
        Command(
            "Imprimer la lettre",
            Printout(_lettres, printed=noter_lettres),
            menu="Courrier",
            selection="exigee",
            button=True,
            needs=DROIT,
        ),
        Command("Nouveau mot de passe", _renouveler, selection="exigee", needs=DROIT),
        voir("Comptes", "comptes.liste", "tiers_id", "tiers_id"),
        publipostage("tiers", "tiers_id"),
        rechercher("Lettres à imprimer", "acces.liste", a_remettre=True),
        rechercher("Pas encore publiés", "acces.liste", publie=False),
        rechercher("Publiés", "acces.liste", publie=True),
    ),
    empty="Cocher « Service Client » sur un compte donne ici un accès à son titulaire.",
    needs=DROIT,
    icon="mdi6.account-lock-outline",
    watches=("acces_client", "tiers", "compte"),
)
