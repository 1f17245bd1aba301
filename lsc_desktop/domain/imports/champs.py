"""Ce qu'un fichier de reprise peut contenir : des sortes de fichiers, et leurs champs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

Genre = Literal["texte", "note", "montant", "entier", "date", "oui_non", "choix"]


@dataclass(frozen=True, slots=True)
class Illisible:
    """Une cellule que le fichier rend sans valeur : une erreur de calcul, une formule vide."""

    texte: str
    raison: str
    conseil: str

    def __str__(self) -> str:
        return self.texte


# Ce que rend une cellule : un texte, ou ce que le classeur y a typé. `Decimal` : un nombre.
Cellule: TypeAlias = str | Decimal | date | bool | Illisible | None
LONGUEUR = 200  # caractères d'un texte ordinaire
LONGUEUR_NOTE = 5_000


@dataclass(frozen=True, slots=True)
class Champ:
    """Un champ d'une sorte de fichier ; `nom` est celui de la saisie de la fiche.

    `synonymes` : les autres titres sous lesquels on le trouve. `choix` : (valeur, libellé) d'une
    liste fermée, `mots` : d'autres façons de les dire. `places` : décimales d'un nombre.
    `aide` et `exemple` font les modèles. `famille` : une colonne peut s'y ajouter par code, « le
    titre 010 » ; le champ s'appelle alors « nom 010 ».
    """

    nom: str
    titre: str
    genre: Genre = "texte"
    obligatoire: bool = False
    synonymes: tuple[str, ...] = ()
    aide: str = ""
    exemple: str = ""
    choix: tuple[tuple[Any, str], ...] = ()
    mots: Mapping[str, Any] = field(default_factory=dict)
    places: int = 2
    longueur: int = LONGUEUR
    famille: bool = False

    @property
    def format(self) -> str:
        """Comment l'écrire, en quelques mots."""
        match self.genre:
            case "montant":
                return "nombre : 1234,50"
            case "entier":
                return "nombre entier"
            case "date":
                return "date : 31/12/2020"
            case "oui_non":
                return "oui ou non"
            case "choix":
                labels = [label for _value, label in self.choix if label]
                return "un de : " + ", ".join(labels)
        return f"texte, {self.longueur} caractères au plus"


@dataclass(frozen=True)
class Sorte:
    """Une sorte de fichier : « locataires ». `fiche` : ce que fait une de ses lignes, au singulier.

    `synonymes` : mots du nom d'un fichier ou d'une feuille qui l'annoncent.
    """

    cle: str
    titre: str
    fiche: str
    aide: str
    champs: tuple[Champ, ...]
    synonymes: tuple[str, ...] = ()

    def champ(self, nom: str) -> Champ | None:
        """Le champ de ce nom, s'il existe ; « tantiemes 010 » est de la famille « tantiemes »."""
        base, _, code = nom.partition(" ")
        found = next((champ for champ in self.champs if champ.nom == base), None)
        if found is None or not code:
            return found
        return replace(found, nom=nom, titre=f"{found.titre} {code}") if found.famille else None

    def titre_de(self, nom: str) -> str:
        """Le titre d'un champ ; son nom s'il n'est pas d'ici."""
        found = self.champ(nom)
        return found.titre if found else nom
