"""La recherche des numéros d'immatriculation : ce qu'on propose, et ce qu'on choisit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lsc_desktop.base.text import enumerer, pluriel
from lsc_desktop.domain.registre.numero import dans_un_acte
from lsc_desktop.domain.registre.rapprochement import Candidat, Cherchee
from lsc_desktop.domain.saisies import Problem

CHOISIR = (
    "Choisissez le fichier « Registre national d'immatriculation des copropriétés », téléchargé de "
    "data.gouv.fr."
)
NOMMEES = 8  # copropriétés qu'une phrase nomme


@dataclass(slots=True)
class CandidatLigne:
    """Un numéro proposé pour une copropriété ; `retenu` : l'utilisateur l'a choisi."""

    retenu: bool = False
    copropriete_id: int = 0
    code: str = ""
    nom: str = ""
    numero: str = ""
    inscrite: str = ""
    syndic: str = ""
    raisons: str = ""
    reserves: str = ""


@dataclass(slots=True)
class RechercheDraft:
    """`cherchees` : les copropriétés sans numéro. `sans` : celles dont le fichier ne dit rien."""

    id: int | None = None
    version: int = 0
    fichier: str = ""
    etat: str = CHOISIR
    sans: str = ""
    candidats: list[CandidatLigne] = field(default_factory=list)
    cherchees: tuple[Cherchee, ...] = ()

    @property
    def retenus(self) -> list[CandidatLigne]:
        return [one for one in self.candidats if one.retenu]

    def problems(self) -> Iterator[Problem]:
        if not self.candidats:
            yield "etat", CHOISIR
            return
        if not self.retenus:
            yield "etat", "Cochez le numéro de chaque copropriété que vous reconnaissez."
        owners: dict[int, str] = {}
        numbers: dict[str, str] = {}
        for rank, one in enumerate(self.candidats):
            if not one.retenu:
                continue
            if one.copropriete_id in owners:
                yield f"candidats.{rank}.retenu", f"{one.code} n'a qu'un numéro : cochez-en un."
            elif one.numero in numbers:
                yield (
                    f"candidats.{rank}.retenu",
                    f"{one.numero} est déjà coché pour {numbers[one.numero]} : deux copropriétés "
                    "n'ont pas le même.",
                )
            owners[one.copropriete_id], numbers[one.numero] = one.numero, one.code


@dataclass(frozen=True, slots=True)
class Trouves:
    """Ce que le fichier a donné. `lues` : ses lignes ; `illisibles` : celles dont le numéro n'en
    est pas un ; `candidats` : id de la copropriété → les siens, le plus ressemblant d'abord."""

    fichier: str
    lues: int
    illisibles: int
    candidats: dict[int, list[Candidat]]


def montrer(draft: RechercheDraft, found: Trouves) -> None:
    """Met les candidats dans la saisie ; aucun n'y est coché d'avance."""
    draft.fichier = found.fichier
    draft.candidats = [
        CandidatLigne(
            False, ours.id, ours.code, ours.nom, dans_un_acte(one.inscrite.numero),
            one.inscrite.dite(), one.inscrite.syndic, ", ".join(one.raisons),
            ", ".join(one.reserves),
        )
        for ours in draft.cherchees
        for one in found.candidats.get(ours.id, ())
    ]  # fmt: skip
    matched = [one for one in draft.cherchees if found.candidats.get(one.id)]
    wrong = f", dont {found.illisibles} sans numéro possible" if found.illisibles else ""
    draft.etat = (
        f"{pluriel(found.lues, 'ligne lue', 'lignes lues')}{wrong}. "
        f"{pluriel(len(draft.candidats), 'numéro proposé', 'numéros proposés')} pour "
        f"{pluriel(len(matched), 'copropriété')} sur {len(draft.cherchees)}. "
        "Rien n'est écrit avant que vous ayez choisi."
    )
    draft.sans = _sans([one for one in draft.cherchees if not found.candidats.get(one.id)])


def retirer(draft: RechercheDraft, ecrites: Sequence[int]) -> None:
    """Ôte de la saisie les copropriétés dont le numéro vient d'être écrit."""
    draft.candidats = [one for one in draft.candidats if one.copropriete_id not in ecrites]
    draft.cherchees = tuple(one for one in draft.cherchees if one.id not in ecrites)
    draft.etat = f"{pluriel(len(ecrites), 'numéro inscrit', 'numéros inscrits')} dans les fiches."


def _sans(others: Sequence[Cherchee]) -> str:
    if not others:
        return ""
    named = [one.code for one in others[:NOMMEES]]
    if len(others) > NOMMEES:
        named[-1] = f"{len(others) - NOMMEES + 1} autres"
    return f"Rien ne ressemble à {enumerer(named)}."
