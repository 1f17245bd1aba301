"""Classeurs de l'extranet et modèles d'événement (seed L859-916, L1055-1123).

Les droits d'un classeur de syndic se lisent de droite à gauche (D40, seed L895-901).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lsc_desktop.base.text import enumerer
from lsc_desktop.domain.courriers import NOMS, a_signaler, variables_de
from lsc_desktop.domain.saisies import Problem, obligatoires


class Metier(StrEnum):
    GERANCE = "gerance"
    SYNDIC = "syndic"


class Role(StrEnum):
    """Ce qu'est une personne pour le document ; ceux du syndic s'emboîtent de droite à gauche."""

    PROPRIETAIRE = "proprietaire"
    LOCATAIRE = "locataire"
    COPROPRIETAIRE = "coproprietaire"
    MEMBRE_CS = "membre_cs"
    PRESIDENT_CS = "president_cs"


DROITS = {
    Metier.GERANCE: (Role.PROPRIETAIRE, Role.LOCATAIRE),
    Metier.SYNDIC: (Role.COPROPRIETAIRE, Role.MEMBRE_CS, Role.PRESIDENT_CS),
}


def completer(droits: Collection[Role]) -> frozenset[Role]:
    """Les mêmes, plus ceux qui sont à la droite d'un droit de syndic accordé (D40) : qui est membre
    du conseil lit ce que lit tout copropriétaire, et son président ce que lisent ses membres."""
    ranked = DROITS[Metier.SYNDIC]
    first = min((ranked.index(role) for role in droits if role in ranked), default=len(ranked))
    return frozenset(droits) | frozenset(ranked[first:])


def chemin(nom: str) -> tuple[str, ...]:
    """« Courriers / Locataires » → (« Courriers », « Locataires ») (seed L1083-1090)."""
    return tuple(part.strip() for part in nom.split("/"))


METIERS = ((Metier.GERANCE.value, "Gérance"), (Metier.SYNDIC.value, "Syndic"))
DUREE_MAX = 1200  # mois


@dataclass(slots=True)
class ClasseurDraft:
    """Saisie d'un classeur ; `nom` : « Courriers / Locataires » ouvre un sous-classeur.

    `origine` : son nom de naissance, s'il est de ceux que le programme connaît.
    """

    id: int | None = None
    version: int = 0
    metier: str = Metier.GERANCE.value
    nom: str = ""
    origine: str = ""
    proprietaire: bool = False
    locataire: bool = False
    coproprietaire: bool = False
    membre_cs: bool = False
    president_cs: bool = False

    @property
    def droits(self) -> frozenset[Role]:
        """Ceux qui le lisent, parmi les personnes de son métier."""
        return frozenset(role for role in DROITS[Metier(self.metier)] if getattr(self, role.value))

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, metier="Le métier", nom="Le nom")
        if self.nom and not all(chemin(self.nom)):
            yield "nom", "Entre deux « / », il faut un nom : « Courriers / Locataires »."


DITS = {
    Role.PROPRIETAIRE: "le propriétaire",
    Role.LOCATAIRE: "le locataire",
    Role.COPROPRIETAIRE: "les copropriétaires",
    Role.MEMBRE_CS: "les membres du conseil syndical",
    Role.PRESIDENT_CS: "le président du conseil syndical",
}


def lecteurs(draft: ClasseurDraft) -> str:
    """« le propriétaire et le locataire » ; vide si personne ne le lit."""
    return enumerer([text for role, text in DITS.items() if role in draft.droits])


def droits_a_completer(draft: ClasseurDraft) -> frozenset[Role]:
    """Les droits qu'il manque pour que la lecture de droite à gauche tienne (D40)."""
    return completer(draft.droits) - draft.droits


def avertissements(draft: ClasseurDraft) -> tuple[str, ...]:
    if not draft.droits:
        return ("Personne ne lit ce classeur : ses documents ne se publient pas.",)
    return ()


@dataclass(slots=True)
class ModeleDraft:
    """Saisie d'un modèle d'événement ; `duree_mois` : vide, publié sans fin (seed L1105-1109).

    `tout_l_immeuble` : ses documents vont à tout l'immeuble, même si l'événement nomme un tiers ;
    `code_legal` : la ligne du décret 2019-502 dont ils sont.
    """

    id: int | None = None
    version: int = 0
    nom: str = ""
    objet: str = ""
    texte: str = ""
    classeur_id: int | None = None
    regrouper: bool = False
    prefixer: bool = False
    duree_mois: int | None = None
    nom_pieces: bool = False
    notifier: bool = False
    tout_l_immeuble: bool = False
    code_legal: str | None = None
    actif: bool = True

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, nom="Le nom")
        if self.duree_mois is not None and not 1 <= self.duree_mois <= DUREE_MAX:
            yield "duree_mois", f"La durée va de 1 à {DUREE_MAX} mois ; vide, elle est sans fin."
        if self.prefixer and not self.regrouper:
            yield "prefixer", "On ne préfixe que les documents regroupés par type de dossier."


def modele_muet(draft: ModeleDraft) -> tuple[str, ...]:
    """Sans classeur, il ne publie rien ; une variable inconnue se signale dès le modèle."""
    names = [name for name in variables_de(draft.texte, draft.objet) if name not in NOMS]
    if draft.classeur_id is None:
        muted = "Sans classeur, aucun événement de ce modèle ne se publie."
        return (muted, *a_signaler(names))
    return a_signaler(names)
