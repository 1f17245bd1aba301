"""Le fonds de travaux d'un lot (loi 65-557 art. 14-2-1 ; seed L973-979, L1870-1900 ; D43)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.saisies import Problem, obligatoires

FONDS, PROVISIONS = "105", "102"  # racines des comptes : fonds appelés, travaux décidés
RACINES = (FONDS, PROVISIONS)
LIBELLES = {FONDS: "Fonds de travaux", PROVISIONS: "Provisions pour travaux décidés"}
COMPTE = "105000"  # celui d'un fichier qui n'en dit pas


@dataclass(slots=True)
class FondsDraft:
    """Saisie de ce qu'un lot détient à un compte, un jour dit.

    `coproprietaire` se lit ; `entite_id` est celle du syndicat du lot.
    """

    id: int | None = None
    version: int = 0
    lot_copropriete_id: int | None = None
    compte_id: int | None = None
    arrete_le: dt.date | None = None
    montant: Decimal | None = None
    note: str = ""
    coproprietaire: str = ""
    entite_id: int | None = None

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            lot_copropriete_id="Le lot",
            compte_id="Le compte",
            arrete_le="La date de l'arrêté",
            montant="Le montant",
        )


@dataclass(frozen=True, slots=True)
class Arrete:
    """Ce que dit la base : un lot, un compte, un jour, un montant."""

    lot: str
    compte: str
    libelle: str
    arrete_le: dt.date
    montant: Decimal


def racine(numero: str) -> str:
    """« 105 » ou « 102 » ; vide si ce compte n'est ni l'un ni l'autre."""
    return next((root for root in RACINES if numero.startswith(root)), "")


def a_montrer(arretes: Iterable[Arrete], jour: dt.date, *, avec_102: bool) -> tuple[Arrete, ...]:
    """Le dernier arrêté de chaque lot à chaque compte, ce jour-là ; les nuls ne partent pas (D43).

    Les comptes 102 ne s'ajoutent aux 105 que sur option (seed L973-979).
    """
    last: dict[tuple[str, str], Arrete] = {}
    for one in arretes:
        wanted = racine(one.compte) == FONDS or (avec_102 and racine(one.compte) == PROVISIONS)
        known = last.get((one.lot, one.compte))
        if wanted and one.arrete_le <= jour and (known is None or known.arrete_le < one.arrete_le):
            last[one.lot, one.compte] = one
    return tuple(one for one in last.values() if one.montant != ZERO)
