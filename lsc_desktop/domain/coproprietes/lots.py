"""Un lot de l'état descriptif de division, et ses tantièmes sous chaque clé (seed L2398-2423)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from lsc_desktop.domain.coproprietes.tantiemes import tantiemes_impossibles
from lsc_desktop.domain.saisies import Problem, obligatoires

TYPES_LOT = ("", "Appartement", "Maison", "Studio", "Local", "Bureau", "Cave", "Parking", "Garage")


@dataclass(slots=True)
class TantiemeDraft:
    """Une ligne par clé de la copropriété ; sans valeur, le lot n'en est pas."""

    id: int | None = None
    cle_id: int | None = None
    cle: str = ""
    valeur: Decimal | None = None


@dataclass(slots=True)
class LotCoproprieteDraft:
    """Saisie d'un lot ; `coproprietaire_id` : qui le tient au jour où l'on travaille.

    `vendu` : une mutation l'a déjà fait changer de mains, il n'en change plus que par une autre.
    """

    id: int | None = None
    version: int = 0
    copropriete_id: int | None = None
    numero: str = ""
    type_lot: str = ""
    batiment: str = ""
    escalier: str = ""
    etage: str = ""
    porte: str = ""
    coproprietaire_id: int | None = None
    lot_principal_id: int | None = None
    lot_id: int | None = None
    note: str = ""
    actif: bool = True
    tantiemes: list[TantiemeDraft] = field(default_factory=list)
    immeuble: str = ""
    vendu: bool = False

    @property
    def code(self) -> str:
        """« GILBERT/248 »."""
        return f"{self.immeuble}/{self.numero}"

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(self, copropriete_id="La copropriété", numero="Le numéro du lot")
        if self.lot_principal_id is not None and self.lot_principal_id == self.id:
            yield "lot_principal_id", "Un lot n'est pas son propre lot principal."
        for rank, line in enumerate(self.tantiemes):
            if sentence := tantiemes_impossibles(line.valeur):
                yield f"tantiemes.{rank}.valeur", sentence
