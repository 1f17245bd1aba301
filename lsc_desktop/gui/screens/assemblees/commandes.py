"""Ce qu'on fait d'une assemblée : convoquer, imprimer, clore, notifier."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.figer import figer, retrouver
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.assemblees.documents import Presentation
from lsc_desktop.domain.assemblees.saisie import (
    AssembleeDraft,
    ResolutionDraft,
)
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.screens import (
    Batch,
    FormCommand,
    Printout,
    Shell,
    Task,
)
from lsc_desktop.gui.screens.ag_connect import exporter_l_assemblee
from lsc_desktop.queries.coproprietes.lots import CLES
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.assemblees.apercus import apercu_convocations
from lsc_desktop.services.assemblees.cloture import clore, rouvrir
from lsc_desktop.services.assemblees.envois import (
    CONVOCATION,
    NOTIFICATION,
    notifier,
    preparer_convocations,
)
from lsc_desktop.services.assemblees.impression import feuille_presence, proces_verbal
from lsc_desktop.services.assemblees.liasse import ecrire_liasse


def de_la_copropriete(draft: AssembleeDraft) -> dict[str, Any]:
    return {"copropriete_id": draft.copropriete_id}


def _ajouter_une_question(shell: Shell, draft: AssembleeDraft) -> None:
    """Une ligne de plus, avec sa majorité (syndic 1.7)."""
    from lsc_desktop.gui.boards.bibliotheque import choisir_question

    question = choisir_question(draft.date or shell.contexte().aujourd_hui)
    if question is None:
        return
    line = ResolutionDraft(titre=question.libelle, question=question.code, cle_id=draft.cle_id)
    if question.article is not None:
        line.article = question.article.value
    while draft.resolutions and draft.resolutions[-1] == ResolutionDraft():
        draft.resolutions.pop()  # la ligne offerte en fin de grille
    draft.resolutions.append(line)


def _feuille(presentation: Presentation, toutes: bool = False) -> Printout:
    def make(session: Any, rows: list[Any], ctx: Contexte) -> list[Document]:
        (draft,) = rows
        keys = [row.id for row in CLES.rows(session, _cles_de(draft))] if toutes else ()
        return [feuille_presence(session, draft.id, keys, presentation)]

    return Printout(make)


def _cles_de(draft: AssembleeDraft) -> Criteria:
    return Criteria(where=de_la_copropriete(draft))


def _proces_verbal(session: Any, rows: list[Any], ctx: Contexte) -> list[Document]:
    return [proces_verbal(session, draft.id) for draft in rows]


def _convocations(session: Any, rows: list[Any], ctx: Contexte) -> list[Document]:
    (draft,) = rows
    return apercu_convocations(session, draft.id, ctx)


def _convoquer(session: Any, draft: Any, ctx: Contexte, accepted: frozenset[str]) -> str:
    count = preparer_convocations(session, draft.id, ctx=ctx, accepted=accepted)
    return f"{pluriel(count, 'convocation préparée', 'convocations préparées')}."


def _notifier(session: Any, draft: Any, ctx: Contexte, accepted: frozenset[str]) -> str:
    count = notifier(session, draft.id, ctx=ctx, accepted=accepted)
    return f"{pluriel(count, 'notification préparée', 'notifications préparées')}."


def _clore(session: Any, draft: Any, ctx: Contexte, accepted: frozenset[str]) -> str:
    clore(session, draft.id, ctx=ctx, accepted=accepted)
    return "L'assemblée est close ; son procès-verbal et sa feuille de présence sont gardés."


def _rouvrir(shell: Shell, draft: AssembleeDraft) -> None:
    from lsc_desktop.gui.kit.dialogs import ask_text, front

    reason = ask_text(front(), "Rouvrir pour corriger", "Motif, gardé dans l'historique :")
    if reason:
        shell.write(rouvrir, draft.id, reason)
        shell.inform("L'assemblée est rouverte : corrigez-la, puis closez-la de nouveau.")


def _dossier(shell: Shell, draft: AssembleeDraft) -> str | None:
    from lsc_desktop.gui.kit.dialogs import ask_folder

    return ask_folder("Dossier de la liasse") or None


def _liasse(nature: str) -> Task:
    def work(session: Any, draft: Any, folder: str, ctx: Contexte, dire: Any) -> str:
        done = ecrire_liasse(
            session, draft.id, nature, Path(folder), lambda count: dire(f"Lettre {count}"), ctx=ctx
        )
        return str(done)

    return Task(
        work=work,
        done=lambda shell, draft, before, path: shell.inform(f"Liasse écrite : {path}"),
        ask=_dossier,
    )


@dataclass(frozen=True, slots=True)
class Visee:
    """L'assemblée qu'un traitement reprend, s'il a été interrompu."""

    id: int
    numero: str
    nom: str


def _visee(draft: AssembleeDraft) -> list[Visee]:
    assert draft.id is not None
    return [Visee(draft.id, draft.numero, draft.nom)]


def _un(work: Callable[..., str], question: str) -> Batch:
    return Batch(
        work=work,
        confirm=lambda rows: question,
        label=lambda visee: f"{visee.numero} {visee.nom}",
        freeze=lambda rows: [figer(row) for row in rows],
        thaw=lambda texts: [retrouver(Visee, text) for text in texts],
        opens="assemblees.fiche",
    )


COMMANDES = (
    FormCommand(
        "Bibliothèque de résolutions…",
        _ajouter_une_question,
        menu="Ordre du &jour",
        shortcut="Ctrl+B",
        needs="assemblees.preparer",
    ),
    FormCommand(
        "Aperçu des convocations",
        Printout(_convocations),
        menu="Co&nvocation",
        saves=True,
        needs="assemblees.preparer",
    ),
    FormCommand(
        "Convoquer…",
        _un(_convoquer, "Préparer une convocation par copropriétaire, en événements ?"),
        rows=_visee,
        menu="Co&nvocation",
        saves=True,
        needs="assemblees.preparer",
    ),
    FormCommand(
        "Liasse d'externalisation…",
        _liasse(CONVOCATION),
        menu="Co&nvocation",
        saves=True,
        needs="assemblees.preparer",
    ),
    FormCommand(
        "Exporter vers AG Connect",
        lambda shell, draft: exporter_l_assemblee(shell, draft.id),
        menu="Co&nvocation",
        saves=True,
        needs="assemblees.preparer",
        partenaire="ag_connect",
    ),
    FormCommand(
        "Rapport AG Connect",
        lambda shell, draft: shell.open("ag_connect.rapport", draft.id),
        menu="Co&nvocation",
    ),
    FormCommand(
        "Feuille de présence, avec les lots (option 1)",
        _feuille(Presentation.AVEC_LOTS),
        menu="&Imprimer",
        saves=True,
        needs="assemblees.tenir",
    ),
    FormCommand(
        "Feuille de présence, sans les lots (option 2)",
        _feuille(Presentation.SANS_LOTS),
        menu="&Imprimer",
        saves=True,
        needs="assemblees.tenir",
    ),
    FormCommand(
        "Feuille de présence multi-clés",
        _feuille(Presentation.SANS_LOTS, toutes=True),
        menu="&Imprimer",
        saves=True,
        needs="assemblees.tenir",
    ),
    FormCommand(
        "Procès-verbal",
        Printout(_proces_verbal),
        menu="&Imprimer",
        saves=True,
        needs="assemblees.tenir",
    ),
    FormCommand(
        "Clore l'assemblée…",
        _un(_clore, "Clore l'assemblée ? Son procès-verbal sera gardé tel quel."),
        rows=_visee,
        menu="C&lôture",
        saves=True,
        needs="assemblees.clore",
    ),
    FormCommand(
        "Notifier…",
        _un(_notifier, "Préparer la notification de chaque opposant et défaillant ?"),
        rows=_visee,
        menu="C&lôture",
        needs="assemblees.clore",
    ),
    FormCommand(
        "Liasse des notifications…",
        _liasse(NOTIFICATION),
        menu="C&lôture",
        needs="assemblees.clore",
    ),
    FormCommand(
        "Rouvrir pour corriger…",
        _rouvrir,
        menu="C&lôture",
        needs="assemblees.clore",
        rereads=True,
    ),
)
