"""Qui a combien de voix : regroupement par identité, exclusions, réduction (loi art. 22 I).

L'ordre est celui de la loi : les comptes d'une même personne ne font qu'un copropriétaire ; les
lots du syndicat n'ont pas de voix (art. 16) ; le débiteur ne compte pas quand on vote la saisie de
son lot (art. 19-2) ; celui qui a plus de la moitié est ramené à la somme des autres.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import nombre_court

DECIMALES = 5
UNITE = 10**DECIMALES


def voix(tantiemes: Decimal) -> int:
    """Des tantièmes (cinq décimales au plus) en voix : 66,01420 → 6 601 420.

    Lève `UserError` s'ils sont négatifs ou plus fins.
    """
    found = tantiemes * UNITE
    if found < 0 or found != int(found):
        raise UserError(
            f"{tantiemes} n'est pas un nombre de tantièmes.",
            f"Donnez un nombre positif, à {DECIMALES} décimales au plus.",
        )
    return int(found)


def tantiemes(voix: int) -> Decimal:
    """L'inverse de `voix`, exact."""
    return Decimal(voix).scaleb(-DECIMALES)


def ecrit(voix: int) -> str:
    """« 632,0142 », « 72 » : autant de décimales qu'il en faut (seed L2552)."""
    return nombre_court(tantiemes(voix), 0)


@dataclass(frozen=True, slots=True)
class Part:
    """Ce qu'un compte tient sous une clé ; une personne en a parfois plusieurs."""

    identite: int
    voix: int


@dataclass(frozen=True, slots=True)
class Reduction:
    """Le copropriétaire majoritaire, et ses voix avant et après (loi art. 22 I al. 2)."""

    identite: int
    avant: int
    apres: int


@dataclass(frozen=True)
class Corps:
    """Ceux qui ont voix sur une question : identité → voix après réduction.

    Toutes les questions d'une même clé ont le même, additionné une fois.
    """

    voix: Mapping[int, int]
    reduction: Reduction | None = None

    @cached_property
    def total(self) -> int:
        """T : toutes les voix, absents compris, après réduction (décret art. 16)."""
        return sum(self.voix.values())

    @property
    def nombre(self) -> int:
        """N : une indivision, un couple, une société, les comptes d'une personne comptent un."""
        return len(self.voix)


def corps_electoral(
    parts: Iterable[Part],
    *,
    syndicat: Collection[int] = (),
    saisi: int | None = None,
    sans_reduction: Collection[int] = (),
) -> Corps:
    """Ceux qui votent, sous une clé.

    `syndicat` : l'identité du syndicat, dont les lots n'ont pas de voix (art. 16 al. 2) ; `saisi` :
    le débiteur, quand on vote la saisie de son lot (art. 19-2) ; `sans_reduction` : organismes HLM
    (décret art. 16). Qui n'a rien sous la clé n'y vote pas (art. 10).
    """
    sums: Counter[int] = Counter()
    for part in parts:
        sums[part.identite] += part.voix
    kept = {
        who: held for who, held in sums.items() if held > 0 and who not in syndicat and who != saisi
    }
    total = sum(kept.values())
    first = max(kept, key=lambda who: kept[who], default=None)
    if first is None or first in sans_reduction:
        return Corps(kept)
    others = total - kept[first]
    # Seul sous sa clé, il n'y a personne dont protéger la voix.
    if not 0 < others < kept[first]:
        return Corps(kept)
    reduction = Reduction(first, kept[first], others)
    return Corps({**kept, first: others}, reduction)


def verifier_regime(
    coproprietaires: int, *, petite: bool = False, cooperative: bool = False
) -> None:
    """Lève `UserError` pour un régime dont le programme ne sait pas compter les votes.

    Deux copropriétaires : art. 41-13 à 41-19 ; petite copropriété qui décide par consultation
    écrite : art. 41-8 à 41-12 ; syndicat coopératif : art. 17-1, décret art. 40 à 42-2.
    """
    advice = "Comptez cette assemblée hors du programme, et joignez son procès-verbal à l'immeuble."
    if cooperative:
        raise UserError("Un syndicat coopératif ne se compte pas ici.", advice)
    if coproprietaires == 2:
        raise UserError(
            "Deux copropriétaires décident sous un régime à eux (loi 65-557, art. 41-13).", advice
        )
    if petite:
        raise UserError(
            "Une petite copropriété qui décide par consultation écrite (art. 41-12) ne se compte "
            "pas ici.",
            "Pour une assemblée ordinaire, décochez « Petite copropriété » sur sa fiche.",
        )
