"""L'appel de loyers tel qu'on le prépare : une entité, une date, une période (seed L31-34)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from lsc_desktop.base.dates import Periode, mois_de
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.quittancement.valeurs import LigneAppelee
from lsc_desktop.domain.saisies import Problem, dans_l_ordre, obligatoires

PERIODICITES = ((1, "Mensuelle"), (3, "Trimestrielle"), (6, "Semestrielle"), (12, "Annuelle"))


@dataclass(frozen=True, slots=True)
class AAppeler:
    """Ce qu'un appel demandera à un locataire : exactement ce qui sera écrit."""

    locataire_id: int
    compte: str
    nom: str
    lot: str
    parti: bool
    lignes: tuple[LigneAppelee, ...]

    @property
    def total(self) -> Decimal:
        return sum((ligne.montant for ligne in self.lignes), ZERO)


@dataclass(frozen=True, slots=True)
class LigneApercu:
    """Une ligne de l'aperçu : l'écriture qui sera passée, et pourquoi ce montant."""

    compte: str
    locataire: str
    lot: str
    code: str
    libelle: str
    du: dt.date
    au: dt.date
    montant: Decimal
    explication: str


@dataclass(slots=True)
class AppelDraft:
    """La préparation d'un appel ; l'aperçu est calculé, rien n'est écrit avant « Comptabiliser ».

    `periodicite` : mois par appel des locataires concernés. `deja` : locataires déjà appelés.
    """

    id: int | None = None
    version: int = 0
    entite_id: int | None = None
    date: dt.date | None = None
    periodicite: int = 1
    du: dt.date | None = None
    au: dt.date | None = None
    nombre: int = 0
    deja: int = 0
    total: Decimal = ZERO
    apercu: list[LigneApercu] = field(default_factory=list)
    a_appeler: tuple[AAppeler, ...] = ()
    avertissements: tuple[str, ...] = ()

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            entite_id="L'entité",
            date="La date de l'appel",
            du="Le premier jour de la période",
            au="Le dernier jour de la période",
        )
        yield from dans_l_ordre(
            self, "du", "au", "La période est à l'envers : corrigez l'une des deux dates."
        )
        if self.du and self.au and self.du <= self.au and not self.entiere():
            yield "au", self._couvrir()

    def periode(self) -> Periode | None:
        return Periode(self.du, self.au) if self.du and self.au and self.du <= self.au else None

    def entiere(self) -> bool:
        """La période est faite d'autant de mois civils entiers que le rythme le veut."""
        return self.periode() == mois_de(self.du, self.periodicite) if self.du else False

    def _couvrir(self) -> str:
        if self.periodicite == 1:
            return "Un appel mensuel va du premier au dernier jour d'un mois."
        return (
            f"Un appel couvre ici {self.periodicite} mois entiers, du premier jour du premier mois "
            "au dernier jour du dernier."
        )


def detailler(a_appeler: tuple[AAppeler, ...]) -> list[LigneApercu]:
    """L'aperçu ligne à ligne, dans l'ordre des locataires."""
    return [
        LigneApercu(
            item.compte,
            item.nom,
            item.lot,
            ligne.code,
            ligne.libelle,
            ligne.du,
            ligne.au,
            ligne.montant,
            ligne.explication,
        )
        for item in a_appeler
        for ligne in item.lignes
    ]
