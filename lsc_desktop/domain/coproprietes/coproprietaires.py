"""Un copropriétaire : son compte, qui le représente, comment on le notifie (loi art. 23)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lsc_desktop.domain.saisies import Problem, obligatoires

NATURES_COPROPRIETAIRE = (
    ("seul", "Personne seule"),
    ("couple", "Couple"),
    ("indivision", "Indivision"),
    ("demembrement", "Usufruit et nue-propriété"),
    ("societe", "Société"),
    ("syndicat", "Le syndicat lui-même (sans voix)"),
)
PLUSIEURS = ("indivision", "demembrement")  # quelqu'un les représente tous (loi art. 23)
QUALITES = (
    ("indivisaire", "Indivisaire"),
    ("usufruitier", "Usufruitier"),
    ("nu_proprietaire", "Nu-propriétaire"),
    ("conjoint", "Conjoint"),
)
NOTIFICATIONS = (("electronique", "Électronique"), ("postale", "Postale"))


@dataclass(slots=True)
class AyantDroitDraft:
    """Un indivisaire, un usufruitier, un nu-propriétaire."""

    id: int | None = None
    tiers_id: int | None = None
    qualite: str = "indivisaire"
    mandataire: bool = False


@dataclass(slots=True)
class CoproprietaireDraft:
    """Saisie d'un copropriétaire ; sans compte, un 450 lui est ouvert dans l'entité du syndicat.

    `lots`, `conseil`, `comptes` se lisent : ce qu'il tient, son rôle, ses autres comptes.
    """

    id: int | None = None
    version: int = 0
    copropriete_id: int | None = None
    tiers_id: int | None = None
    compte_id: int | None = None
    nature: str = "seul"
    residant: bool = False
    hlm: bool = False
    notification: str = "electronique"
    postale_depuis: date | None = None
    note: str = ""
    actif: bool = True
    ayants_droit: list[AyantDroitDraft] = field(default_factory=list)
    nom: str = ""
    lots: str = ""
    conseil: str = ""
    comptes: str = ""

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, copropriete_id="La copropriété", tiers_id="Le tiers")
        if self.ayants_droit and self.nature not in (*PLUSIEURS, "couple"):
            yield (
                "nature",
                "Des ayants droit sont inscrits : dites s'il s'agit d'un couple, d'une indivision "
                "ou d'un démembrement.",
            )
        seen: set[int] = set()
        for rank, line in enumerate(self.ayants_droit):
            if line.tiers_id is None:
                yield f"ayants_droit.{rank}.tiers_id", "L'ayant droit est à choisir."
            elif line.tiers_id in seen:
                yield f"ayants_droit.{rank}.tiers_id", "Cette personne est déjà dans la liste."
            else:
                seen.add(line.tiers_id)
        if sum(line.mandataire for line in self.ayants_droit) > 1:
            yield "ayants_droit", "Ils n'ont qu'un mandataire commun (loi 65-557, art. 23)."


def a_signaler(draft: CoproprietaireDraft) -> Iterator[str]:
    """Qui ne peut pas encore voter, faute d'être représenté (loi art. 23).

    Des indivisaires, ou plusieurs nus-propriétaires, ont un mandataire commun ; un usufruitier et
    un seul nu-propriétaire sont, à défaut d'accord, représentés par celui-ci.
    """
    if draft.nature not in PLUSIEURS or any(line.mandataire for line in draft.ayants_droit):
        return
    bare = sum(line.qualite == "nu_proprietaire" for line in draft.ayants_droit)
    if draft.nature == "indivision" or bare > 1:
        yield (
            "Le mandataire commun n'est pas désigné : cochez-le dans les ayants droit, ou demandez "
            "sa désignation au tribunal judiciaire (loi 65-557, art. 23)."
        )
    elif not bare:
        yield (
            "Le nu-propriétaire n'est pas inscrit : à défaut d'accord avec l'usufruitier, c'est "
            "lui qui vote (loi 65-557, art. 23). Ajoutez-le aux ayants droit."
        )
