"""Qui prend part à l'assemblée, comment, et de quelle résolution à quelle autre.

Le tableau de l'assemblée et celui d'un vote sont deux choses (D37) : le premier dit l'ouverture,
le second qui était là quand on a voté, arrivées et départs compris.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.majorites import Camp
from lsc_desktop.domain.assemblees.voix import Corps


class Code(StrEnum):
    """La lettre qu'on tape en face de chaque copropriétaire (seed L2336-2346)."""

    ABSENT = "N"
    PRESENT = "O"
    REPRESENTE = "R"
    DISTANCE = "D"
    CORRESPONDANCE = "C"


PRENEURS = (Code.PRESENT, Code.DISTANCE)  # qui peut porter un pouvoir (seed L2346, D30)


@dataclass(frozen=True, slots=True)
class Presence:
    """`mandataire` : l'identité d'un copropriétaire, ou le nom d'un tiers ; `recu_le` : jour où son
    formulaire est arrivé."""

    code: Code
    mandataire: int | str | None = None
    recu_le: date | None = None


@dataclass(frozen=True, slots=True)
class Mouvement:
    """Une arrivée ou un départ, qui vaut à partir de la résolution de rang `rang`.

    `code` : ce qu'il devient, `ABSENT` pour un départ.
    """

    identite: int
    rang: int
    heure: time
    code: Code
    mandataire: int | str | None = None


ABSENCE = Presence(Code.ABSENT)


def tableau(corps: Corps, presences: Mapping[int, Presence]) -> dict[Code, Camp]:
    """Voix et copropriétaires par code ; qui n'est pas pointé est absent (seed L2333-2334)."""
    sums = {code: [0, 0] for code in Code}
    for who, voices in corps.voix.items():
        held = sums[presences.get(who, ABSENCE).code]
        held[0] += voices
        held[1] += 1
    return {code: Camp(*held) for code, held in sums.items()}


def au_moment(
    presences: Mapping[int, Presence], mouvements: Iterable[Mouvement], rang: int
) -> dict[int, Presence]:
    """Où en est chacun quand on vote la résolution de rang `rang` : le dernier mouvement compte.

    Qui arrive avait peut-être voté par correspondance : son formulaire ne vaut plus dès lors qu'il
    est là (décret art. 14-1), et reste compté pour ce qu'on a voté avant lui.
    """
    found = dict(presences)
    for move in sorted(mouvements, key=lambda move: (move.rang, move.heure)):
        if move.rang <= rang:
            found[move.identite] = Presence(move.code, move.mandataire)
    return found


def donner_pouvoir(
    presences: Mapping[int, Presence], mandant: int, mandataire: int | str
) -> dict[int, Presence]:
    """Les présences, une fois que `mandant` s'est fait représenter (seed L2346, D30).

    Un copropriétaire présent, à distance ou absent devient représenté ; s'il avait voté par
    correspondance, son formulaire est écarté (décret art. 14-1). Lève `UserError` pour un
    mandataire qui n'est pas là lui-même, ou qui a lui-même donné son pouvoir, et pour un mandant
    qui en porte déjà d'autres : ses mandants ne sauraient plus qui vote pour eux.
    """
    if mandataire == mandant:
        raise UserError("On ne se donne pas pouvoir à soi-même.", "Choisissez un autre mandataire.")
    if any(presence.mandataire == mandant for presence in presences.values()):
        raise UserError(
            "Ce copropriétaire porte déjà le pouvoir d'un autre.",
            "Donnez d'abord ce pouvoir à quelqu'un qui reste à l'assemblée.",
        )
    if isinstance(mandataire, int):
        code = presences.get(mandataire, ABSENCE).code
        if code is Code.REPRESENTE:
            raise UserError(
                "Ce mandataire s'est lui-même fait représenter.",
                "Choisissez quelqu'un qui est là, ou donnez le pouvoir à son propre mandataire.",
            )
        if code not in PRENEURS:
            raise UserError(
                "Ce mandataire n'est pas à l'assemblée.",
                "Pointez-le d'abord présent (O) ou à distance (D), ou choisissez-en un autre.",
            )
    return {**presences, mandant: Presence(Code.REPRESENTE, mandataire)}
