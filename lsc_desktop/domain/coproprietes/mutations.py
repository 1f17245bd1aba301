"""Une vente : des lots passent d'un copropriétaire à un autre (décret art. 6 ; syndic 3.8)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lsc_desktop.domain.saisies import Problem, obligatoires


@dataclass(slots=True)
class LotVendu:
    """Un lot du vendeur ; `cede` : il fait partie de la vente."""

    id: int | None = None
    lot_id: int | None = None
    lot: str = ""
    cede: bool = True


@dataclass(slots=True)
class MutationDraft:
    """Saisie d'une vente ; faite, elle ne se modifie plus : elle s'annule."""

    id: int | None = None
    version: int = 0
    copropriete_id: int | None = None
    vendeur_id: int | None = None
    acquereur_id: int | None = None
    date_effet: date | None = None
    avis_le: date | None = None
    notaire: str = ""
    note: str = ""
    lots: list[LotVendu] = field(default_factory=list)
    lus_de: int | None = None

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            copropriete_id="La copropriété",
            vendeur_id="Le vendeur",
            acquereur_id="L'acquéreur",
            date_effet="La date d'effet",
        )
        if self.vendeur_id is not None and self.vendeur_id == self.acquereur_id:
            yield "acquereur_id", "Le vendeur et l'acquéreur sont la même personne."
        if self.vendeur_id is not None and not any(line.cede for line in self.lots):
            yield "lots", "Cochez au moins un lot vendu."
