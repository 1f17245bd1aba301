"""Ce que les listes de fiches ont toutes : retirer, remettre, supprimer, aller voir à côté."""

from collections.abc import Callable
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.droits import VOIR_IBAN
from lsc_desktop.gui.kit.screens import Batch, Command, Rows, Shell

# Champs masqués sans le droit de les voir ; ils ne se changent alors pas non plus.
BANQUE = {"iban": VOIR_IBAN, "bic": VOIR_IBAN}
EN_SERVICE = {"actif": True}  # les listes s'ouvrent sans les fiches désactivées


def _ids(rows: Rows, champ: str) -> dict[int, None]:
    """Les fiches que ces lignes disent, une fois chacune, dans l'ordre."""
    return dict.fromkeys(id for row in rows if (id := getattr(row, champ)) is not None)


def voir(texte: str, liste: str, filtre: str, champ: str = "id") -> Command:
    """« Aller à » : la liste `liste`, réduite aux fiches liées aux lignes choisies."""

    def run(shell: Shell, rows: Rows) -> None:
        params: dict[str, Any] = {filtre: tuple(_ids(rows, champ))}
        shell.open(liste, **params)

    return Command(texte, run, menu="Aller à", selection="exigee")


def rechercher(texte: str, liste: str, **filtres: Any) -> Command:
    """« Rechercher » : la liste `liste`, réduite par ces filtres."""
    return Command(
        texte,
        lambda shell, rows: shell.open(liste, **filtres),
        menu="Rechercher",
        selection="aucune",
    )


# La fiche de chaque sorte de publipostage (domain.publipostages.SORTES).
FICHES = {
    "locataire": "locataires.fiche",
    "mandat": "mandats.fiche",
    "coproprietaire": "coproprietaires.fiche",
    "tiers": "tiers.fiche",
    "lot": "lots.fiche",
    "immeuble": "immeubles.fiche",
    "copropriete": "coproprietes.fiche",
}


def publipostage(sorte: str, champ: str = "id") -> Command:
    """« Courrier » : un même courrier à toutes les fiches que disent ces lignes, par leur `champ`.

    Une ligne qui n'en dit aucune (un compte sans titulaire) n'a pas de courrier.
    """

    def run(shell: Shell, rows: Rows) -> None:
        fiches = tuple(_ids(rows, champ))
        if not fiches:
            raise UserError("Aucune de ces lignes n'a de destinataire.", "Choisissez-en d'autres.")
        shell.open("publipostages.fiche", sorte=sorte, fiches=fiches)

    return Command("Publipostage…", run, menu="Courrier", needs="evenements.modifier")


def sur_l_id(work: Callable[..., None]) -> Callable[..., str]:
    """Le travail d'un traitement qui ne demande que l'id de la ligne et ne dit rien ensuite."""

    def run(session: Any, row: Any, ctx: Contexte, accepted: frozenset[str]) -> str:
        work(session, row.id)
        return ""

    return run


def avec_contexte(work: Callable[..., None], *args: Any) -> Callable[..., str]:
    """Le même, quand le travail doit savoir qui agit : `work(session, id, *args, ctx)`."""

    def run(session: Any, row: Any, ctx: Contexte, accepted: frozenset[str]) -> str:
        work(session, row.id, *args, ctx)
        return ""

    return run


def supprimer_la_ligne(work: Callable[..., None]) -> Callable[..., str]:
    """Supprime la fiche telle que la liste l'a montrée : modifiée depuis, elle reste."""

    def run(session: Any, row: Any, ctx: Contexte, accepted: frozenset[str]) -> str:
        work(session, row.id, row.version)
        return ""

    return run


def retraits(
    liste: str,
    nom: tuple[str, str],
    activer: Callable[..., None],
    supprimer: Callable[..., None],
    label: Callable[[Any], str],
    opens: str,
    domaine: str,
) -> tuple[Command, ...]:
    """Désactiver, réactiver, supprimer, et montrer les fiches retirées.

    `nom` : au singulier et au pluriel. `activer(session, id, actif)`,
    `supprimer(session, id, version)`.
    `domaine` : celui des droits (« biens » : « biens.modifier », « biens.supprimer »).
    """

    return (
        *activations(
            nom,
            lambda actif: sur_l_id(lambda session, id: activer(session, id, actif)),
            "Plus rien ne les proposera ; rien n'est perdu.",
            label,
            opens,
            f"{domaine}.modifier",
        ),
        Command(
            "Supprimer",
            Batch(
                work=supprimer_la_ligne(supprimer),
                label=label,
                opens=opens,
                confirm=lambda rows: f"Supprimer {pluriel(len(rows), *nom)} ? C'est définitif.",
            ),
            selection="exigee",
            needs=f"{domaine}.supprimer",
        ),
        *recherches(liste),
    )


def activations(
    nom: tuple[str, ...],
    travail: Callable[[bool], Callable[..., str]],
    suite: str,
    label: Callable[[Any], str],
    opens: str,
    needs: str,
) -> tuple[Command, Command]:
    """Désactiver, qui le demande et dit ce qui s'ensuit, et réactiver.

    `travail(actif)` rend le travail d'une ligne.
    """

    def command(texte: str, actif: bool, deja: str, confirm: Callable[[Rows], str]) -> Command:
        batch = Batch(
            work=travail(actif),
            confirm=confirm,
            keep=lambda row: row.actif is not actif,
            skipped=lambda count: f"{pluriel(count, 'ligne')} déjà {deja}",
            label=label,
            opens=opens,
        )
        return Command(texte, batch, selection="exigee", needs=needs)

    return (
        command(
            "Désactiver",
            False,
            "hors service",
            lambda rows: f"Désactiver {pluriel(len(rows), *nom)} ? {suite}",
        ),
        command("Réactiver", True, "en service", lambda rows: ""),
    )


def recherches(liste: str) -> tuple[Command, ...]:
    """« Rechercher » : les fiches retirées, ou toutes."""
    return (
        rechercher("Hors service seulement", liste, actif=False),
        rechercher("Tout le fichier, même hors service", liste, actif=None),
    )
