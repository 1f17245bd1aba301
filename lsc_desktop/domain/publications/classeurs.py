"""Ce que le manifeste dit d'un classeur de l'extranet (seed L545-586, L868-915 ; D40)."""

import re
from dataclasses import dataclass
from functools import cache

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import enumerer, fold
from lsc_desktop.domain.classeurs import DITS, DROITS, Metier, Role, chemin, completer

CONSEIL = frozenset({Role.MEMBRE_CS, Role.PRESIDENT_CS})
_CUMULS = {
    frozenset(DROITS[Metier.SYNDIC]): "tous les copropriétaires",
    CONSEIL: "le conseil syndical",
}


@dataclass(frozen=True, slots=True)
class Classeur:
    """Un classeur et ses cases cochées ; « Courriers / Locataires » s'ouvre dans « Courriers ».

    `code` : ce qui le désigne dans le manifeste même s'il change de nom ; à défaut, tiré du nom.
    """

    nom: str
    metier: Metier
    droits: frozenset[Role] = frozenset()
    code: str = ""

    @property
    def chemin(self) -> tuple[str, ...]:
        """Ses dossiers emboîtés (seed L1083-1103)."""
        return tuple(filter(None, chemin(self.nom)))

    @property
    def identifiant(self) -> str:
        return self.code or _identifiant(self.nom, self.metier)

    @property
    def lecteurs(self) -> str:
        """« le propriétaire et le locataire », « le conseil syndical », « personne »."""
        if known := _CUMULS.get(self.droits):
            return known
        return enumerer([text for role, text in DITS.items() if role in self.droits]) or "personne"

    @property
    def lisible(self) -> bool:
        """Quelqu'un le lit ; sinon rien de ce qu'on y range n'est publié."""
        return bool(self.droits)


@cache
def _identifiant(nom: str, metier: Metier) -> str:
    """« s-reglement-de-copropriete » ; retenu, car chaque document le redemande."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(nom)).strip("-")
    return f"{metier[0]}-{slug}"


def verifier(classeur: Classeur) -> None:
    """Lève `UserError` pour un classeur sans nom, un droit d'un autre métier, ou une combinaison
    où le conseil syndical verrait moins que les copropriétaires (D40, seed L895-901)."""
    if not classeur.chemin:
        raise UserError("Ce classeur n'a pas de nom.", "Donnez-lui un nom.", "nom")
    if strangers := classeur.droits.difference(DROITS[classeur.metier]):
        raise UserError(
            f"Le classeur « {classeur.nom} » est d'un autre métier que : {_dits(strangers)}.",
            "Décochez ce droit.",
            "droits",
        )
    if missing := completer(classeur.droits) - classeur.droits:
        raise UserError(
            f"Dans le classeur « {classeur.nom} », {_dits(missing)} ne verraient pas ce "
            "que d'autres copropriétaires y lisent.",
            "Les droits se lisent de droite à gauche : complétez-les vers la droite.",
            "droits",
        )


def _dits(roles: frozenset[Role]) -> str:
    return enumerer([text for role, text in DITS.items() if role in roles])
