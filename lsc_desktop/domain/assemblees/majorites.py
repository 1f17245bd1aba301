"""Compter un vote, et dire ce qu'il décide : articles 24, 25, 25-1, 26, 26-1 et unanimité."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lsc_desktop.domain.assemblees.voix import Corps


class Article(StrEnum):
    """La majorité demandée, telle que l'ordre du jour l'écrit (seed L2014-2024)."""

    A24 = "24"
    A25 = "25"
    A25_1 = "25-1"
    A26 = "26"
    A26_1 = "26-1"
    UNANIMITE = "unanimité"
    SANS_VOTE = "-1"


class Sens(StrEnum):
    """Ce qu'un copropriétaire a répondu ; en blanc, il n'a pas pris part au vote."""

    OUI = "O"
    NON = "N"
    ABSTENTION = "A"
    NON_VOTANT = ""


class Issue(StrEnum):
    """Ce qu'un vote décide (loi ; LSC, « ag-saisie-des-votes »)."""

    ACCEPTEE = "Acceptée"
    REFUSEE = "Refusée"
    SANS_DECISION = "Sans décision possible"
    PAS_DE_VOTE = "Pas de vote"
    SANS_OBJET = "Sans objet"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """Le vote d'un copropriétaire qui participe : dans la salle, à distance, représenté, ou par
    correspondance."""

    sens: Sens
    correspondance: bool = False


# Trois cent mille bulletins dans une grande assemblée, mais huit sortes : un seul de chacune.
EN_SEANCE = {sens: Bulletin(sens) for sens in Sens}
PAR_ECRIT = {sens: Bulletin(sens, True) for sens in Sens}


@dataclass(frozen=True, slots=True)
class Camp:
    """Des voix, et le nombre de copropriétaires qui les portent."""

    voix: int = 0
    nombre: int = 0


@dataclass(frozen=True, slots=True)
class Compte:
    """Le dépouillement d'un vote ; les cinq camps réunis font tout le corps électoral.

    `non_votants` : dans la salle et sans réponse ; `defaillants` : absents, formulaires muets sur
    la question, formulaires favorables à un texte amendé depuis (loi art. 17-1 A al. 2).
    """

    corps: Corps
    oui: Camp
    non: Camp
    abstentions: Camp
    non_votants: Camp
    defaillants: Camp

    @property
    def participants(self) -> int:
        """P : membres présents, représentés ou votant par correspondance (art. 26-1)."""
        camps = (self.oui, self.non, self.abstentions, self.non_votants)
        return sum(camp.nombre for camp in camps)

    @property
    def refuse(self) -> bool:
        """Le non a plus de la moitié des voix de tous les copropriétaires (D31)."""
        return 2 * self.non.voix > self.corps.total


def sens_retenu(bulletin: Bulletin, amendee: bool) -> Sens:
    """Ce que compte un bulletin : un formulaire favorable ne vaut plus pour un texte amendé."""
    lapsed = amendee and bulletin.correspondance and bulletin.sens is Sens.OUI
    return Sens.NON_VOTANT if lapsed else bulletin.sens


def depouiller(corps: Corps, bulletins: Mapping[int, Bulletin], *, amendee: bool = False) -> Compte:
    """Les bulletins, par identité ; qui n'en a pas est défaillant.

    On fait un tas par sens, puis on compte chaque tas : les défaillants sont ce qui reste. Lève
    `ValueError` pour un bulletin hors du corps électoral : l'écran ne doit pas en offrir.
    """
    voix = corps.voix
    if not bulletins.keys() <= voix.keys():
        stray = sorted(bulletins.keys() - voix.keys())
        raise ValueError(f"bulletins sans voix sur cette question : {stray}")
    tas: dict[Sens, list[int]] = {sens: [] for sens in Sens}
    muet = Sens.NON_VOTANT  # nommer un membre d'une énumération coûte plus que tout le reste
    for who, bulletin in bulletins.items():
        sens = bulletin.sens
        if bulletin.correspondance:
            sens = sens_retenu(bulletin, amendee)
            if sens is muet:
                continue  # défaillant
        tas[sens].append(voix[who])
    camps = {sens: Camp(sum(held), len(held)) for sens, held in tas.items()}
    defaillants = Camp(
        corps.total - sum(camp.voix for camp in camps.values()),
        corps.nombre - sum(camp.nombre for camp in camps.values()),
    )
    return Compte(
        corps,
        camps[Sens.OUI],
        camps[Sens.NON],
        camps[Sens.ABSTENTION],
        camps[Sens.NON_VOTANT],
        defaillants,
    )


@dataclass(frozen=True, slots=True)
class Condition:
    """Une des choses qu'il fallait, et ce qu'on a eu : « 340 voix, plus de 500 demandées ».

    `requis` est une fraction (numérateur, dénominateur) en voix ou en copropriétaires ; `strict` :
    plus de, sinon au moins.
    """

    quoi: str
    obtenu: int
    requis: tuple[int, int]
    strict: bool
    source: str

    @property
    def remplie(self) -> bool:
        numerator, denominator = self.requis
        had = self.obtenu * denominator
        return had > numerator if self.strict else had >= numerator


@dataclass(frozen=True, slots=True)
class Verdict:
    """L'issue d'un vote, pourquoi, et le second vote qu'elle ouvre.

    `conditions` : celles de la majorité demandée ; `passerelle` : celles du second vote, quand on
    les a regardées.
    """

    issue: Issue
    conditions: tuple[Condition, ...] = ()
    second: Article | None = None
    passerelle: tuple[Condition, ...] = ()


VOIX, TETES = "voix", "copropriétaires"


def juger(article: Article, compte: Compte) -> Verdict:
    """Ce que décide un premier vote à cet article, ou un second (25-1 et 26-1)."""
    return _RULES[article](compte)


def _a24(compte: Compte) -> Verdict:
    """Majorité des voix exprimées des présents, représentés et votants par correspondance ; les
    abstentions n'en sont pas (loi art. 24 I). Autant de oui que de non ne décide rien."""
    wanted = Condition(VOIX, compte.oui.voix, (compte.non.voix, 1), True, "art. 24 I")
    if wanted.remplie:
        return Verdict(Issue.ACCEPTEE, (wanted,))
    refused = compte.non.voix > compte.oui.voix
    return Verdict(Issue.REFUSEE if refused else Issue.SANS_DECISION, (wanted,))


def _a25(compte: Compte) -> Verdict:
    """Majorité des voix de tous ; sinon un second vote à 24 si le projet a un tiers de toutes les
    voix et que le non n'en a pas la majorité (loi art. 25, 25-1 ; D31)."""
    verdict = _all_voices(compte, "art. 25")
    if verdict.issue is not Issue.SANS_DECISION:
        return verdict
    third = Condition(VOIX, compte.oui.voix, (compte.corps.total, 3), False, "art. 25-1 al. 1")
    second = Article.A25_1 if third.remplie and compte.corps.total else None
    return Verdict(verdict.issue, verdict.conditions, second, (third,))


def _a26(compte: Compte) -> Verdict:
    """Majorité des membres du syndicat, et deux tiers des voix de tous ; sinon un second vote à 25
    si la moitié des participants, tenant un tiers de toutes les voix, a approuvé (art. 26-1, D32).
    """
    total, members = compte.corps.total, compte.corps.nombre
    oui = compte.oui
    wanted = (
        Condition(TETES, oui.nombre, (members, 2), True, "art. 26"),
        Condition(VOIX, oui.voix, (2 * total, 3), False, "art. 26"),
    )
    if all(condition.remplie for condition in wanted):
        return Verdict(Issue.ACCEPTEE, wanted)
    gate = (
        Condition(TETES, oui.nombre, (compte.participants, 2), False, "art. 26-1"),
        Condition(VOIX, oui.voix, (total, 3), False, "art. 26-1"),
    )
    if oui.voix and all(condition.remplie for condition in gate):
        return Verdict(Issue.SANS_DECISION, wanted, Article.A26_1, gate)
    return Verdict(Issue.REFUSEE if compte.refuse else Issue.SANS_DECISION, wanted, None, gate)


def _all_voices(compte: Compte, source: str) -> Verdict:
    """Plus de la moitié des voix de tous les copropriétaires ; le non de même refuse."""
    wanted = Condition(VOIX, compte.oui.voix, (compte.corps.total, 2), True, source)
    if wanted.remplie:
        return Verdict(Issue.ACCEPTEE, (wanted,))
    return Verdict(Issue.REFUSEE if compte.refuse else Issue.SANS_DECISION, (wanted,))


def _unanimity(compte: Compte) -> Verdict:
    """Toutes les voix de tous, absents compris (loi art. 26 dernier al.) : un non refuse, une
    abstention ou un absent laisse sans décision."""
    total = compte.corps.total
    wanted = Condition(VOIX, compte.oui.voix, (total, 1), False, "art. 26")
    if wanted.remplie and total:
        return Verdict(Issue.ACCEPTEE, (wanted,))
    return Verdict(Issue.REFUSEE if compte.non.voix else Issue.SANS_DECISION, (wanted,))


_RULES: dict[Article, Callable[[Compte], Verdict]] = {
    Article.A24: _a24,
    Article.A25: _a25,
    Article.A25_1: _a24,
    Article.A26: _a26,
    Article.A26_1: lambda compte: _all_voices(compte, "art. 26-1"),
    Article.UNANIMITE: _unanimity,
    Article.SANS_VOTE: lambda _compte: Verdict(Issue.PAS_DE_VOTE),
}
