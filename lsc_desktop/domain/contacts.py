"""Les contacts utiles : bureaux, fournisseurs, numéros d'un immeuble (seed L1300-1331, L1608)."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsc_desktop.domain.classeurs import METIERS
from lsc_desktop.domain.coordonnees import problems_coordonnees
from lsc_desktop.domain.saisies import Problem, obligatoires

BUREAU, FOURNISSEUR, UTILE = "bureau", "fournisseur", "utile"
GENRES = ((BUREAU, "Bureau"), (FOURNISSEUR, "Fournisseur"), (UTILE, "Contact utile"))
METIERS_CONTACT = (("", "Gérance et syndic"), *METIERS)


@dataclass(slots=True)
class ContactDraft:
    """Saisie d'un contact ; sans immeuble, il vaut partout. `publie` : l'extranet le montre."""

    id: int | None = None
    version: int = 0
    genre: str = UTILE
    nom: str = ""
    role: str = ""
    immeuble_id: int | None = None
    metier: str = ""
    telephone: str = ""
    courriel: str = ""
    adresse1: str = ""
    code_postal: str = ""
    ville: str = ""
    horaires: str = ""
    tiers_id: int | None = None
    publie: bool = True
    note: str = ""
    actif: bool = True

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, genre="Le genre", nom="Le nom")
        yield from problems_coordonnees(self)


def remarques(draft: ContactDraft) -> tuple[str, ...]:
    """Publié sans rien pour le joindre, il ne sert à personne."""
    if draft.publie and not (draft.telephone.strip() or draft.courriel.strip()):
        return ("Ni téléphone ni courriel : on le verra sans pouvoir le joindre.",)
    return ()
