"""Ce que l'assemblée décide : votes à tenir, second vote, groupes, sous-résolutions, listes.

Rien n'est retenu d'un vote à l'autre : tout se recompte depuis les bulletins, et un vote corrigé
change d'un coup ce qui en dépendait (décret art. 17-1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lsc_desktop.domain.assemblees.majorites import Article, Issue, Sens, sens_retenu
from lsc_desktop.domain.assemblees.resolutions import (
    PREMIER,
    SECOND,
    Resolution,
    Tour,
    Urne,
    ordre,
)


class Raison(StrEnum):
    """D'où vient le résultat, ou ce qui l'empêche encore."""

    VOTE = "Le vote en a décidé."
    DIRECT = "Résolution principale passée à l'article 24 : celle-ci s'y vote directement."
    INFORMATION = "Point d'information, sans vote."
    PRINCIPALE_REFUSEE = "La résolution principale est refusée."
    PRINCIPALE_SANS_DECISION = "La résolution principale n'a pas été décidée."
    PRINCIPALE_SANS_OBJET = "La résolution principale est sans objet."
    PRINCIPALE_NON_VOTEE = "La résolution principale n'a pas été mise aux voix."
    AUTRE_RETENUE = "Une autre proposition du même groupe est retenue."
    SECOND_NON_TENU = "Le second vote, ouvert, n'a pas été tenu."
    NON_MISE_AUX_VOIX = "La résolution n'a pas été mise aux voix."
    A_VOTER = "À voter maintenant."
    ATTEND_PRINCIPALE = "Attend le résultat de la résolution principale."
    ATTEND_GROUPE = "Second vote en attente du premier vote sur chaque proposition du groupe."


@dataclass(frozen=True, slots=True)
class Scrutin:
    """Un vote à tenir maintenant, et à quelle majorité."""

    resolution: Resolution
    tour: int
    article: Article


@dataclass(frozen=True, slots=True)
class Resultat:
    """Où en est une résolution : `issue` est vide tant qu'il reste à voter ou à attendre.

    `a_tenir` : le vote qui lui est dû maintenant, s'il y en a un.
    """

    resolution: Resolution
    tours: tuple[Tour, ...]
    issue: Issue | None
    raison: Raison
    a_tenir: Scrutin | None = None


def compter(
    resolutions: Iterable[Resolution], urne: Urne, *, terminee: bool = False
) -> tuple[Resultat, ...]:
    """Où en est chaque résolution, dans l'ordre du jour.

    `terminee` : l'assemblée est close, chaque résolution reçoit une issue. Lève ce que lèvent
    `ordre`, `electeurs` et `Urne.tour`.
    """
    agenda = ordre(resolutions)
    found: dict[int, Resultat] = {}
    for resolution in agenda:
        if resolution.id not in found:
            main = None if resolution.parent_id is None else found[resolution.parent_id]
            mates = [r for r in agenda if r.groupe and r.groupe == resolution.groupe]
            found |= _together(mates or [resolution], main, urne, terminee)
    return tuple(found[resolution.id] for resolution in agenda)


def a_voter(resultats: Iterable[Resultat]) -> tuple[Scrutin, ...]:
    """Les votes qu'on peut tenir maintenant ; le premier est le prochain.

    Un second vote passe ainsi avant les résolutions suivantes (loi art. 25-1, 26-1), et ceux d'un
    groupe attendent le premier de chacun (décret art. 19, D33).
    """
    return tuple(resultat.a_tenir for resultat in resultats if resultat.a_tenir)


def sous_le_tiers(tour: Tour) -> bool:
    """Le projet n'a pas eu le tiers de toutes les voix à l'article 25 : s'il s'agit de travaux du
    f, une nouvelle assemblée peut en décider à l'article 24 (loi art. 25-1 al. 2)."""
    return tour.article is Article.A25 and 3 * tour.compte.oui.voix < tour.compte.corps.total


@dataclass(frozen=True, slots=True)
class Listes:
    """Identité → voix, telles que le procès-verbal les nomme (décret art. 17 al. 3).

    `opposants` : ceux qui ont voté contre ce qui a été décidé, donc les oui d'une résolution
    refusée. `absents` et `assimiles` (formulaire muet, ou favorable à un texte amendé) sont les
    défaillants ; `non_votants` étaient là et n'ont pas répondu.
    """

    opposants: Mapping[int, int]
    abstentionnistes: Mapping[int, int]
    non_votants: Mapping[int, int]
    absents: Mapping[int, int]
    assimiles: Mapping[int, int]

    @property
    def defaillants(self) -> dict[int, int]:
        """Absents et assimilés : le procès-verbal leur est notifié, comme aux opposants (loi
        art. 42 al. 2)."""
        return {**self.absents, **self.assimiles}


def listes(resultat: Resultat) -> Listes:
    """Les listes du dernier vote de la résolution ; vides s'il n'y en a pas eu."""
    found: dict[str, dict[int, int]] = {name: {} for name in Listes.__dataclass_fields__}
    if not resultat.tours:
        return Listes(**found)
    tour = resultat.tours[-1]
    against = Sens.OUI if resultat.issue is Issue.REFUSEE else Sens.NON
    named = {against: "opposants", Sens.ABSTENTION: "abstentionnistes"}
    for who, voices in tour.compte.corps.voix.items():
        bulletin = tour.bulletins.get(who)
        if bulletin is None:
            found["absents"][who] = voices
            continue
        sens = sens_retenu(bulletin, resultat.resolution.amendee)
        if sens is Sens.NON_VOTANT:
            found["assimiles" if bulletin.correspondance else "non_votants"][who] = voices
        elif sens in named:
            found[named[sens]][who] = voices
    return Listes(**found)


def _together(
    rivals: list[Resolution], main: Resultat | None, urne: Urne, terminee: bool
) -> dict[int, Resultat]:
    """Les propositions d'un même groupe, ou une résolution seule."""
    held = [_held(rival, main, urne) for rival in rivals]
    kept = _winner(held) if rivals[0].exclusif else None
    waiting = any(
        not tours and rival.article is not Article.SANS_VOTE
        for rival, tours in zip(rivals, held, strict=True)
    )
    found: dict[int, Resultat] = {}
    for place, rival in enumerate(rivals):
        tours = _before(kept, place, held[place])
        lost = kept is not None and kept[1] != place
        found[rival.id] = _conclude(
            rival, main, tours, lost=lost, waiting=waiting, terminee=terminee
        )
    return found


def _direct(resolution: Resolution, main: Resultat | None) -> bool:
    """La principale ayant été revotée à 24, ce qui était à 25 s'y vote directement (LSC,
    « ag-saisie-des-votes »)."""
    if main is None or not main.tours or resolution.article is not Article.A25:
        return False
    return main.tours[-1].article is Article.A25_1 and main.tours[-1].numero == SECOND


def _next(resolution: Resolution, main: Resultat | None, tours: tuple[Tour, ...]) -> Scrutin | None:
    """Le vote qui suit ceux-là, s'il y en a un."""
    if tours:
        second = tours[-1].verdict.second
        return Scrutin(resolution, SECOND, second) if second else None
    if _direct(resolution, main):
        return Scrutin(resolution, SECOND, Article.A25_1)
    return Scrutin(resolution, PREMIER, resolution.article)


def _held(resolution: Resolution, main: Resultat | None, urne: Urne) -> tuple[Tour, ...]:
    """Les votes tenus, dans l'ordre où la loi les veut."""
    tours: tuple[Tour, ...] = ()
    while resolution.article is not Article.SANS_VOTE:
        due = _next(resolution, main, tours)
        tour = urne.tour(resolution, due.tour, due.article) if due else None
        if tour is None:
            break
        tours = (*tours, tour)
    return tours


def _winner(held: list[tuple[Tour, ...]]) -> tuple[int, int] | None:
    """(passage, place) de la proposition retenue : toutes ont un premier vote avant les seconds."""
    accepted = [
        (turn, place)
        for place, tours in enumerate(held)
        for turn, tour in enumerate(tours)
        if tour.verdict.issue is Issue.ACCEPTEE
    ]
    return min(accepted, default=None)


def _before(kept: tuple[int, int] | None, place: int, tours: tuple[Tour, ...]) -> tuple[Tour, ...]:
    """Les votes qui comptent : ceux tenus avant qu'une autre proposition ne soit retenue."""
    if kept is None:
        return tours
    return tuple(tour for turn, tour in enumerate(tours) if (turn, place) <= kept)


_IMPOSED = {
    Issue.REFUSEE: (Issue.REFUSEE, Raison.PRINCIPALE_REFUSEE),
    Issue.SANS_DECISION: (Issue.SANS_OBJET, Raison.PRINCIPALE_SANS_DECISION),
    Issue.SANS_OBJET: (Issue.SANS_OBJET, Raison.PRINCIPALE_SANS_OBJET),
}


def _imposed(main: Resultat | None) -> tuple[Issue, Raison] | None:
    """Ce que la principale décide pour ses sous-résolutions ; rien si elle les laisse voter."""
    if main is None or main.issue is None:
        return None
    if main.raison is Raison.NON_MISE_AUX_VOIX:
        return Issue.SANS_OBJET, Raison.PRINCIPALE_NON_VOTEE
    return _IMPOSED.get(main.issue)


def _conclude(
    resolution: Resolution,
    main: Resultat | None,
    tours: tuple[Tour, ...],
    *,
    lost: bool,
    waiting: bool,
    terminee: bool,
) -> Resultat:
    """`lost` : une autre du groupe est retenue ; `waiting` : il reste des premiers votes."""
    if resolution.article is Article.SANS_VOTE:
        return Resultat(resolution, (), Issue.PAS_DE_VOTE, Raison.INFORMATION)
    if imposed := _imposed(main):
        return Resultat(resolution, (), *imposed)
    if main is not None and main.issue is None:
        return Resultat(resolution, tours, None, Raison.ATTEND_PRINCIPALE)
    due = _next(resolution, main, tours)
    if due is None:
        reason = Raison.DIRECT if _direct(resolution, main) else Raison.VOTE
        return Resultat(resolution, tours, tours[-1].verdict.issue, reason)
    if lost:
        return Resultat(resolution, tours, Issue.SANS_OBJET, Raison.AUTRE_RETENUE)
    if terminee and tours:
        return Resultat(resolution, tours, Issue.SANS_DECISION, Raison.SECOND_NON_TENU)
    if terminee:
        return Resultat(resolution, (), Issue.PAS_DE_VOTE, Raison.NON_MISE_AUX_VOIX)
    if tours and waiting:
        return Resultat(resolution, tours, None, Raison.ATTEND_GROUPE)
    return Resultat(resolution, tours, None, Raison.A_VOTER, due)
