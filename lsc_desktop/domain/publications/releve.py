"""Ce qui part des écritures d'un compte : depuis quand, et la trésorerie regroupée ou non."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lsc_desktop.base.dates import date_fr
from lsc_desktop.domain.publications.contenu import EcriturePubliee

# Avant l'année en cours : les deux exercices clos du décret 2019-502, art. 2. Au premier janvier,
# pour que le manifeste ne change pas chaque nuit.
ANNEES = 2


@dataclass(frozen=True, slots=True)
class LigneCompte:
    """Une écriture ; `tresorerie` : d'un journal de banque."""

    date: date
    libelle: str
    debit: Decimal
    credit: Decimal
    tresorerie: bool = False


def premier_jour(jour: date) -> date:
    """Les écritures plus anciennes ne partent pas : le solde les compte."""
    return date(jour.year - ANNEES, 1, 1)


def publiees(lignes: Iterable[LigneCompte], *, regrouper: bool) -> tuple[EcriturePubliee, ...]:
    """Dans leur ordre. `regrouper` : celles de la banque d'un même jour n'en font qu'une, par sens
    (seed L929-943) ; un règlement est sinon détaillé par rubrique."""
    found: dict[object, EcriturePubliee] = {}
    for rank, line in enumerate(lignes):
        whole = regrouper and line.tresorerie
        key = (line.date, line.debit > 0) if whole else rank
        one = EcriturePubliee(line.date, line.libelle, line.debit, line.credit)
        known = found.get(key)
        found[key] = one if known is None else _reunir(known, one)
    return tuple(found.values())


def _reunir(one: EcriturePubliee, other: EcriturePubliee) -> EcriturePubliee:
    """« Règlement du 11/02/2020 » (seed L1857), à moins qu'elles ne disent la même chose."""
    what = "Paiement" if one.debit > 0 else "Règlement"
    same = one.libelle == other.libelle
    return replace(
        one,
        libelle=one.libelle if same else f"{what} du {date_fr(one.date)}",
        debit=one.debit + other.debit,
        credit=one.credit + other.credit,
    )
