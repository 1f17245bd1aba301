"""Exercices et dépenses d'une copropriété (seed L1902-1966 ; décret 2005-240 art. 5 ; D42)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lsc_desktop.base.dates import date_fr, plus_mois
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.saisies import Problem, dans_l_ordre, obligatoires

DUREE = 12  # mois d'un exercice (décret 2005-240 art. 5)
PREMIER_MAX = 18  # mois du premier, au plus


# --- Exercices --------------------------------------------------------------------------------


@dataclass(slots=True)
class ExerciceDraft:
    """Saisie d'un exercice ; clos, ses dépenses ne changent plus et ne se publient plus (D42).

    `depenses`, `total` se lisent ; `premier` : aucun autre ne le précède.
    """

    id: int | None = None
    version: int = 0
    copropriete_id: int | None = None
    libelle: str = ""
    du: dt.date | None = None
    au: dt.date | None = None
    clos: bool = False
    note: str = ""
    depenses: int = 0
    total: Decimal = ZERO
    premier: bool = True

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            copropriete_id="La copropriété",
            libelle="Le libellé",
            du="Le premier jour",
            au="Le dernier jour",
        )
        yield from dans_l_ordre(self, "du", "au", "L'exercice finit avant son début.")


def fin_d_exercice(du: dt.date) -> dt.date:
    """Le dernier jour d'un exercice de douze mois."""
    return plus_mois(du, DUREE) - dt.timedelta(days=1)


def libelle_propose(du: dt.date, au: dt.date) -> str:
    """« Exercice 2015 » (seed L1936), « Exercice 2015-2016 » s'il en couvre deux."""
    years = f"{du.year}" if du.year == au.year else f"{du.year}-{au.year}"
    return f"Exercice {years}"


def remarques_exercice(draft: ExerciceDraft) -> Sequence[str]:
    """Une durée que le décret n'attend pas : dite, sans bloquer (une assemblée a pu la décider)."""
    if draft.du is None or draft.au is None or draft.au < draft.du:
        return ()
    if draft.au == fin_d_exercice(draft.du):
        return ()
    last = plus_mois(draft.du, PREMIER_MAX) - dt.timedelta(days=1)
    if draft.premier and draft.au <= last:
        return ()
    said = (
        f"Un premier exercice dure {PREMIER_MAX} mois au plus"
        if draft.premier
        else f"Un exercice dure {DUREE} mois"
    )
    return (f"{said} (décret 2005-240, art. 5) : vérifiez ces dates.",)


# --- Dépenses ---------------------------------------------------------------------------------


@dataclass(slots=True)
class DepenseDraft:
    """Saisie d'une dépense, TTC ; un avoir est négatif, et ses parts avec lui.

    `copropriete_id`, `entite_id`, `immeuble_id`, `du`, `au`, `clos` sont de l'exercice.
    """

    id: int | None = None
    version: int = 0
    exercice_id: int | None = None
    cle_id: int | None = None
    compte_id: int | None = None
    date: dt.date | None = None
    libelle: str = ""
    montant: Decimal | None = None
    tva: Decimal | None = ZERO
    deductible: Decimal | None = ZERO
    recuperable: Decimal | None = ZERO
    fournisseur_id: int | None = None
    evenement_id: int | None = None
    note: str = ""
    copropriete_id: int | None = None
    entite_id: int | None = None
    immeuble_id: int | None = None
    du: dt.date | None = None
    au: dt.date | None = None
    clos: bool = False

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            exercice_id="L'exercice",
            cle_id="La clé de répartition",
            compte_id="Le compte de charges",
            date="La date",
            libelle="Le libellé",
            montant="Le montant",
        )
        if self.montant is None:
            return
        if self.montant == 0:
            yield "montant", "Une dépense a un montant."
        for name, what in PARTS:
            part = getattr(self, name) or ZERO
            if part * self.montant < 0 or abs(part) > abs(self.montant):
                yield name, f"{what} dépasse le montant, ou n'en a pas le signe."


PARTS = (
    ("tva", "La TVA"),
    ("deductible", "La part déductible"),
    ("recuperable", "La part récupérable"),
)


def remarques_depense(draft: DepenseDraft) -> Sequence[str]:
    """Une date hors de l'exercice se dit : une facture tardive y est parfois rattachée."""
    found = []
    if draft.clos:
        found.append("L'exercice est clos : cette dépense ne change plus.")
    if draft.date and draft.du and draft.au and not draft.du <= draft.date <= draft.au:
        found.append(
            f"Le {date_fr(draft.date)} n'est pas de l'exercice, du {date_fr(draft.du)} au "
            f"{date_fr(draft.au)}."
        )
    return tuple(found)
