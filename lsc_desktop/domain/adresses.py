"""Adresses postales et en-tête de l'agence, tels qu'ils s'impriment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Adresse:
    """Un destinataire : `nom` porte la civilité ; `lignes` au plus trois ; pays vide en France."""

    nom: str
    lignes: tuple[str, ...] = ()
    code_postal: str = ""
    ville: str = ""
    pays: str = ""

    def bloc(self) -> tuple[str, ...]:
        """Les lignes du bloc adresse, sans ligne vide."""
        place = f"{self.code_postal} {self.ville}".strip()
        return tuple(line for line in (self.nom, *self.lignes, place, self.pays) if line)

    def en_ligne(self) -> str:
        """« Résidence Lafayette - 54000 - NANCY » (seed L316)."""
        return " - ".join(part for part in (self.nom, self.lieu()) if part)

    def lieu(self) -> str:
        """La même sans le nom : « 2 rue Lafayette - 54000 - NANCY »."""
        parts = (*self.lignes, self.code_postal, self.ville)
        return " - ".join(part for part in parts if part)

    @property
    def introuvable(self) -> bool:
        """Quelqu'un, mais pas d'endroit où lui écrire."""
        return bool(self.nom) and not self.ville


@dataclass(frozen=True, slots=True)
class EnTete:
    """Ce que l'agence imprime en tête et au pied de ses documents."""

    raison_sociale: str
    lignes: tuple[str, ...] = ()
    pied: str = ""
