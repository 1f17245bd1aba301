"""La fiche synthétique, où qu'on la demande : l'aperçu du jour, et celle qu'on garde."""

from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.screens import Batch, Command, FormCommand, Printout, Rows
from lsc_desktop.gui.screens.registre import CONSULTER, MODIFIER
from lsc_desktop.services.registre.fiche_synthetique import delivrer_fiche, fiche_en_pdf

NOM = "Fiche synthétique"


def _fiches(session: Any, rows: Rows, ctx: Contexte) -> list[Document]:
    """Une par copropriété ; `rows` : des lignes de liste, ou la saisie d'une fiche."""
    ids = [getattr(row, "copropriete_id", None) or row.id for row in rows]
    return [fiche_en_pdf(session, id, ctx=ctx) for id in ids]


def _delivrer(publier: bool, suite: str) -> Batch:
    """Une par copropriété ; celle qui n'a pas changé de l'année reste."""

    def work(session: Any, row: Any, ctx: Contexte, accepted: frozenset[str]) -> str:
        return delivrer_fiche(session, row.id, ctx=ctx, publier=publier)

    return Batch(
        work=work,
        confirm=lambda rows: (
            f"Établir la fiche synthétique de {pluriel(len(rows), 'copropriété')} {suite} ?"
        ),
        keep=lambda row: row.actif,
        skipped=lambda count: f"{pluriel(count, 'copropriété')} hors service",
        label=lambda row: f"{row.code} {row.nom}",
        opens="registre.dossier",
    )


# D'une liste de copropriétés, et d'une fiche.
DE_LISTE = (
    Command(NOM, Printout(_fiches), menu="Imprimer", selection="exigee", needs=CONSULTER),
    Command(
        "Établir la fiche synthétique et la publier",
        _delivrer(True, "et la publier aux copropriétaires"),
        needs="evenements.publier",
    ),
    Command(
        "Établir la fiche synthétique sans la publier",
        _delivrer(False, "et la garder sans la publier"),
        needs=MODIFIER,
    ),
)
DE_FICHE = FormCommand(NOM, Printout(_fiches), menu="Imprimer", saves=True, needs=CONSULTER)
