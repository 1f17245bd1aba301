"""L'écran d'import : des fichiers, une correspondance, un contrôle."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lsc_desktop.domain.saisies import Problem

APERCU = 3  # valeurs montrées de chaque colonne


@dataclass(slots=True)
class FichierLigne:
    """Un fichier ou une feuille. `sorte` vide : laissé de côté."""

    nom: str = ""
    sorte: str = ""
    nature: str = ""
    chemin: str = ""
    feuille: str = ""
    titres: tuple[str, ...] = ()
    manque: str = ""


@dataclass(slots=True)
class ColonneLigne:
    """Une colonne d'un fichier et le champ où elle va ; `exemples` : ses premières valeurs."""

    fichier: str = ""
    titre: str = ""
    champ: str = ""
    exemples: str = ""
    sorte: str = ""
    rang: int = 0


@dataclass(slots=True)
class BilanLigne:
    """Ce que le contrôle a trouvé dans les fichiers d'une sorte."""

    sorte: str = ""
    lues: int = 0
    a_creer: int = 0
    connues: int = 0
    anomalies: int = 0
    remarques: int = 0


@dataclass(slots=True)
class ConstatLigne:
    gravite: str = ""
    fichier: str = ""
    ligne: int = 0
    colonne: str = ""
    valeur: str = ""
    raison: str = ""


@dataclass(slots=True)
class ImportDraft:
    """La préparation d'un import. `reprise` : le jour des soldes d'ouverture.

    `verifie` : l'empreinte de ce qui a été contrôlé ; changer un fichier ou une colonne l'oblige à
    l'être de nouveau. `soldes` et `contrepartie` : crédit − débit, tous comptes, et au 890000.
    """

    id: int | None = None
    version: int = 0
    reprise: date | None = None
    fichiers: list[FichierLigne] = field(default_factory=list)
    colonnes: list[ColonneLigne] = field(default_factory=list)
    bilan: list[BilanLigne] = field(default_factory=list)
    constats: list[ConstatLigne] = field(default_factory=list)
    soldes: Decimal | None = None
    contrepartie: Decimal | None = None
    etat: str = ""
    anomalies: int = 0
    a_creer: int = 0
    verifie: str = ""

    def empreinte(self) -> str:
        """Ce qui a été choisi : des fichiers, leurs sortes, leurs colonnes, un jour."""
        files = [(one.chemin, one.feuille, one.sorte) for one in self.fichiers]
        columns = [(one.fichier, one.rang, one.champ) for one in self.colonnes]
        return repr((self.reprise, files, columns))

    @property
    def a_jour(self) -> bool:
        """Le contrôle montré est celui de ces choix-là."""
        return bool(self.verifie) and self.verifie == self.empreinte()

    def problems(self) -> Iterator[Problem]:
        """Ce qui interdit d'importer."""
        if not self.fichiers:
            yield "fichiers", "Choisissez d'abord les fichiers à importer."
            return
        for rank, one in enumerate(self.fichiers):
            if one.manque:
                yield f"fichiers.{rank}.manque", f"Il manque une colonne : {one.manque}."
        yield from _une_fois(self.colonnes)
        if not self.a_jour:
            yield "etat", "Vérifiez d'abord ces fichiers (bouton « Vérifier »)."
        elif self.anomalies:
            yield (
                "etat",
                "Il reste des anomalies : corrigez les fichiers, puis vérifiez de nouveau.",
            )
        elif not self.a_creer:
            yield "etat", "Tout est déjà dans la base : il n'y a rien à importer."


def _une_fois(colonnes: list[ColonneLigne]) -> Iterator[Problem]:
    """Deux colonnes d'un fichier ne vont pas au même champ."""
    seen: set[tuple[str, str]] = set()
    for rank, one in enumerate(colonnes):
        key = (one.fichier, one.champ)
        if one.champ and key in seen:
            yield f"colonnes.{rank}.champ", "Une autre colonne de ce fichier va déjà à ce champ."
        seen.add(key)
