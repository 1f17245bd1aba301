"""Les provisions à déduire d'une régularisation, et celles qui sont en vigueur (décision D10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.quittancement import LigneTableau


@dataclass(frozen=True, slots=True)
class EcritureProvision:
    """Une écriture du code choisi, datée dans la période et pas encore déduite.

    `montant` : débit − crédit, en euros. `contrepassee` : sa pièce l'est, ou en contre-passe une.
    `contraire_deduite` : une régularisation quittancée a déduit l'écriture qui lui fait face.
    """

    id: int
    date: date
    montant: Decimal
    contrepassee: bool = False
    contraire_deduite: bool = False


@dataclass(frozen=True, slots=True)
class Provisions:
    """Les écritures retenues et leur somme, `None` sans écriture (seed L148-165) ; les écartées."""

    montant: Decimal | None
    ecritures: tuple[int, ...]
    ecartees: tuple[EcritureProvision, ...] = ()


AUCUNE = Provisions(None, ())


def retenir(ecritures: Iterable[EcritureProvision]) -> Provisions:
    """Ce qui a vraiment été appelé au locataire.

    Loi 89-462, art. 23 : les provisions sont comparées aux dépenses réelles. Un appel
    contre-passé n'a rien appelé : ni son écriture ni sa contre-passation ne comptent, que l'autre
    tombe ou non dans la période. Appelée en décembre 2020 et contre-passée en janvier 2021, une
    provision de 50,00 ne se déduit pas de 2020, et n'est pas non plus retirée à 2021.

    Une exception, pour que rien ne soit déduit à tort : si une régularisation quittancée a déduit
    l'une des deux, l'autre compte, et rend ce qui a été déduit. Les 50,00 déduits pour 2020 puis
    contre-passés en 2021 se retirent de 2021.
    """
    kept, left = list[EcritureProvision](), list[EcritureProvision]()
    for ecriture in ecritures:
        out = ecriture.contrepassee and not ecriture.contraire_deduite
        (left if out else kept).append(ecriture)
    return Provisions(
        sum((ecriture.montant for ecriture in kept), ZERO) if kept else None,
        tuple(ecriture.id for ecriture in kept),
        tuple(left),
    )


def en_vigueur(lignes: Iterable[LigneTableau], jour: date) -> list[LigneTableau]:
    """Les lignes récurrentes qui valent ce jour-là."""
    return [
        ligne
        for ligne in lignes
        if not ligne.ponctuelle
        and (ligne.du is None or ligne.du <= jour)
        and (ligne.au is None or ligne.au >= jour)
    ]


def par_appel(lignes: Iterable[LigneTableau]) -> Decimal | None:
    """La provision que ces lignes font ensemble, par appel ; `None` s'il n'y en a pas."""
    montants = [ligne.montant for ligne in lignes]
    return sum(montants, ZERO) if montants else None
