"""Le registre de publication : ce que chaque cible a reçu, et ce qu'on y refait."""

from collections.abc import Callable
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.publications.noms import photo_de
from lsc_desktop.gui.kit.screens import (
    Batch,
    Column,
    Command,
    FormScreen,
    ListScreen,
    Rows,
    Shell,
)
from lsc_desktop.gui.screens.communs import rechercher
from lsc_desktop.queries.publications.depots import DEPOTS, annoncer, cibles, nouveau_renvoi
from lsc_desktop.services.depots import abandonner, reessayer, renvoyer, renvoyer_depuis

LANCER = "publications.lancer"  # droit
MANQUES = ("Manqué", "Refusé")


def _ouvrir(shell: Shell, rows: Rows) -> None:
    if (photo := photo_de(rows[0].document)) is not None:
        shell.open("photos.fiche", photo)
        return
    if rows[0].evenement_id is None:
        shell.inform("Ce document ne vient pas d'un événement.")
        return
    shell.open("evenements.fiche", rows[0].evenement_id)


def _maintenant(shell: Shell, rows: Rows) -> None:
    """Remet ces documents à envoyer, puis publie vers leurs cibles sans attendre l'heure."""

    def all_of_them(session: Any, *, ctx: Contexte) -> None:
        for row in rows:
            reessayer(session, row.id, ctx=ctx)

    shell.write(all_of_them)
    for cible_id in dict.fromkeys(row.cible_id for row in rows):
        shell.service("publier", id=cible_id)


def _lot(
    texte: str,
    question: str,
    work: Callable[..., str],
    keep: Callable[[Any], bool],
    skipped: str,
) -> Command:
    return Command(
        texte,
        Batch(
            work=work,
            confirm=lambda rows: question.format(pluriel(len(rows), "document")),
            keep=keep,
            skipped=lambda count: f"{pluriel(count, 'document')} {skipped}",
            label=lambda row: f"{row.cible} : {row.titre}",
        ),
        selection="exigee",
        needs=LANCER,
    )


def _rechercher(texte: str, *etats: str) -> Command:
    return rechercher(texte, "publications.registre", etat=etats)


LISTE = ListScreen(
    "publications.registre",
    "Documents publiés",
    DEPOTS,
    columns=(
        Column("titre", "Titre", 26, opens="evenements.fiche", opens_id="evenement_id"),
        Column("etat", "État", 9),
        Column("message", "Réponse du serveur", 24),
        Column("concerne", "Concerne", 20, opens="comptes.fiche", opens_id="compte_id"),
        Column("cible", "Cible", 11, opens="publications.cible", opens_id="cible_id"),
        Column("classeur", "Classeur", 16),
        Column("taille", "Ko", 7, total=True),
        Column("essais", "Essais", 6),
        Column("vu_le", "Vu le", 15),
        Column("empreinte", "Empreinte", 16),
        Column("document", "Document", 14),
    ),
    commands=(
        Command("Ouvrir l'objet", _ouvrir, menu="Aller à", selection="exigee", button=True),
        Command("Réessayer maintenant", _maintenant, selection="exigee", needs=LANCER),
        _lot(
            "Réessayer au prochain envoi",
            "Remettre {} à envoyer ?",
            lambda session, row, ctx, accepted: reessayer(session, row.id, ctx=ctx),
            lambda row: row.etat in (*MANQUES, "Abandonné"),
            "qui n'ont pas manqué",
        ),
        _lot(
            "Abandonner",
            "Ne plus tenter {} tant que le fichier ne change pas ? « Réessayer » l'annule.",
            lambda session, row, ctx, accepted: abandonner(session, row.id),
            lambda row: row.etat in MANQUES,
            "qui n'ont pas manqué",
        ),
        _lot(
            "Renvoyer",
            "Redéposer {} au prochain envoi ?",
            lambda session, row, ctx, accepted: renvoyer(session, row.id, ctx=ctx),
            lambda row: row.etat == "En ligne",
            "qui ne sont pas en ligne",
        ),
        Command(
            "Renvoyer les documents depuis le…",
            lambda shell, rows: shell.open("publications.renvoi"),
            selection="aucune",
            needs=LANCER,
        ),
        _rechercher("En ligne", "confirme"),
        _rechercher("Manqués et refusés", "a_envoyer", "refuse"),
        _rechercher("Abandonnés", "abandonne"),
        _rechercher("Retirés", "retire"),
    ),
    empty="Chaque document déposé sur une cible est noté ici, avec ce qu'elle en a répondu.",
    needs="publications.consulter",
    icon="mdi6.cloud-check-outline",
    watches=("depot_publication", "cible_publication", "evenement", "classeur"),
)

RENVOI = FormScreen(
    "publications.renvoi",
    "Renvoyer les documents depuis le…",
    ui="publication_renvoi",
    new=nouveau_renvoi,
    save=renvoyer_depuis,
    refresh=annoncer,
    refresh_on=("cible_id", "depuis"),
    computed=("texte",),
    choices={"cible_id": cibles},
    accept="Renvoyer",
    saved=lambda shell, draft, count: shell.inform(
        f"{pluriel(count, 'document')} à renvoyer au prochain envoi."
    ),
    dialog=True,
    needs=LANCER,
    needs_save=LANCER,
    icon="mdi6.cloud-refresh-outline",
)
