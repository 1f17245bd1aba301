"""Ce qu'un adaptateur dit de lui-même, une fois : les écrans et le lisez-moi n'en savent pas plus
(D7)."""

from dataclasses import dataclass
from datetime import date

JAMAIS = "jamais vérifié avec le service réel"


@dataclass(frozen=True, slots=True)
class Adaptateur:
    """`code` : celui des appels et des envois. `contrat` : la forme échangée ; `origine` : d'où
    elle vient, et où la lire. `verifie_le` : le jour où elle l'a été contre le vrai service, `None`
    si jamais. `produit` : celui du store sans lequel il reste grisé. `absent` : pourquoi il n'est
    pas disponible du tout."""

    code: str
    nom: str
    role: str
    contrat: str
    origine: str
    verifie_le: date | None = None
    produit: str = ""
    absent: str = ""

    def verification(self) -> str:
        """« jamais vérifié avec le service réel », « vérifié le 03/02/2027 »."""
        return f"vérifié le {self.verifie_le:%d/%m/%Y}" if self.verifie_le else JAMAIS
