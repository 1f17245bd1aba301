"""« Pourquoi » : un résultat dit au gestionnaire, ligne à ligne, à lire tout haut ou à imprimer."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from lsc_desktop.base.money import nombre_court
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.assemblees.majorites import (
    VOIX,
    Article,
    Camp,
    Condition,
    Issue,
    Sens,
    sens_retenu,
)
from lsc_desktop.domain.assemblees.resolutions import SECOND, Resolution, Tour
from lsc_desktop.domain.assemblees.resultats import Raison, Resultat, sous_le_tiers
from lsc_desktop.domain.assemblees.voix import DECIMALES, ecrit

PLUSIEURS = 2  # à partir d'où l'on accorde

MAJORITES = {
    Article.A24: "à la majorité de l'article 24 : plus de voix POUR que de voix CONTRE, les "
    "abstentions ne comptent pas (loi 65-557, art. 24 I)",
    Article.A25: "à la majorité de l'article 25 : plus de la moitié des voix de tous les "
    "copropriétaires, absents compris (loi 65-557, art. 25)",
    Article.A25_1: "à la majorité de l'article 24 : plus de voix POUR que de voix CONTRE, les "
    "abstentions ne comptent pas (loi 65-557, art. 25-1)",
    Article.A26: "à la majorité de l'article 26 : plus de la moitié des copropriétaires, tenant au "
    "moins les deux tiers de toutes les voix (loi 65-557, art. 26)",
    Article.A26_1: "à la majorité de l'article 25 : plus de la moitié des voix de tous les "
    "copropriétaires, absents compris (loi 65-557, art. 26-1)",
    Article.UNANIMITE: "à l'unanimité : les voix de tous les copropriétaires, absents compris (loi "
    "65-557, art. 26)",
}
EXPRIMEES = (Article.A24, Article.A25_1)  # où seules comptent les voix exprimées
MODELES = {
    Article.A25_1: "Le projet n'ayant pas réuni la majorité des voix de tous les copropriétaires, "
    "mais ayant recueilli au moins le tiers de ces voix ({pour} sur {total}), l'assemblée a "
    "procédé immédiatement à un second vote, à la majorité de l'article 24, en application de "
    "l'article 25-1 de la loi du 10 juillet 1965.",
    Article.A26_1: "Le projet n'ayant pas réuni la majorité de l'article 26, mais ayant été "
    "approuvé par au moins la moitié des copropriétaires présents, représentés ou ayant voté par "
    "correspondance, tenant au moins le tiers de toutes les voix ({pour} sur {total}), l'assemblée "
    "a procédé immédiatement à un second vote, à la majorité de l'article 25, en application de "
    "l'article 26-1 de la loi du 10 juillet 1965.",
}


def expliquer(
    resultat: Resultat,
    noms: Mapping[int, str],
    *,
    exclues: Mapping[int, int] | None = None,
    travaux_25f: bool = False,
) -> tuple[str, ...]:
    """Les lignes du « pourquoi » : majorité demandée, base, sommes, seuils, second vote, résultat.

    `noms` : identité → nom ; `exclues` : identité → voix, celles que donne `voix_exclues` ;
    `travaux_25f` : la question relève de l'article 25 f (loi art. 25-1 al. 2).
    """
    lines: list[str] = []
    for tour in resultat.tours:
        lines += [_header(tour, resultat.raison), _base(tour)]
        if tour is resultat.tours[0]:
            lines += _reduction(tour, noms)
            lines += _excluded(resultat.resolution, exclues or {}, noms)
        lines += _amended(tour, resultat.resolution)
        lines += [_sums(tour), *map(_condition, tour.verdict.conditions)]
        lines += [_outcome(tour), *_second(tour)]
        if travaux_25f:
            lines += _new_meeting(tour)
    return (*lines, *_conclusion(resultat))


def texte_second_vote(resultat: Resultat, modeles: Mapping[Article, str] = MODELES) -> str:
    """La phrase ajoutée à la fin d'une résolution revotée (seed L2597-2601) ; vide sinon.

    `modeles` : le texte par défaut, ou celui que l'agence a retouché ; « {pour} » et « {total} » y
    valent les voix du premier vote.
    """
    if len(resultat.tours) < SECOND:
        return ""
    first, second = resultat.tours
    text = modeles[second.article]
    text = text.replace("{pour}", ecrit(first.compte.oui.voix))
    return text.replace("{total}", ecrit(first.compte.corps.total))


def _header(tour: Tour, reason: Raison) -> str:
    if tour.numero != SECOND:
        name = "Vote"
    elif reason is Raison.DIRECT:
        name = "Vote direct"
    else:
        name = "Second vote"
    return f"{name} {MAJORITES[tour.article]}."


def _base(tour: Tour) -> str:
    """« Base : 1 000 voix, 12 copropriétaires ; 8 ont pris part au vote. »"""
    compte = tour.compte
    there = (
        f"{compte.participants} y ont pris part"
        if compte.participants
        else "personne n'y a pris part"
    )
    everyone = f"{ecrit(compte.corps.total)} voix, {_heads(compte.corps.nombre)}"
    if tour.article in EXPRIMEES:
        said = ecrit(compte.oui.voix + compte.non.voix)
        return f"Base : {said} voix exprimées, POUR et CONTRE, sur {everyone} ; {there}."
    return f"Base : {everyone}, absents compris ; {there}."


def _reduction(tour: Tour, noms: Mapping[int, str]) -> Iterator[str]:
    if reduction := tour.compte.corps.reduction:
        before, after = ecrit(reduction.avant), ecrit(reduction.apres)
        yield (
            f"{_name(reduction.identite, noms)} ramené de {before} à {after} voix, la somme des "
            "autres : il en tient plus de la moitié (loi art. 22 I al. 2)."
        )


def _excluded(
    resolution: Resolution, exclues: Mapping[int, int], noms: Mapping[int, str]
) -> Iterator[str]:
    for who, voices in exclues.items():
        why = "lots du syndicat, sans voix (loi art. 16 al. 2)"
        if who == resolution.saisi:
            why = "débiteur dont on vote la saisie du lot (loi art. 19-2)"
        yield f"{_name(who, noms)}, {ecrit(voices)} voix, ne compte pas : {why}."


def _amended(tour: Tour, resolution: Resolution) -> Iterator[str]:
    if not resolution.amendee:
        return
    voices = tour.compte.corps.voix
    lapsed = [
        voices[who]
        for who, bulletin in tour.bulletins.items()
        if bulletin.sens is Sens.OUI and sens_retenu(bulletin, True) is not Sens.OUI
    ]
    if lapsed:
        yield (
            "Texte amendé en séance, un formulaire favorable vaut défaillance : "
            f"{_heads(len(lapsed))}, {ecrit(sum(lapsed))} voix (loi art. 17-1 A al. 2)."
        )


def _sums(tour: Tour) -> str:
    """« POUR 340 voix, 5 copropriétaires ; CONTRE 200 voix, 2 copropriétaires ; … »"""
    compte = tour.compte
    camps: list[tuple[str, Camp]] = [("POUR", compte.oui), ("CONTRE", compte.non)]
    others = [
        ("abstentions", compte.abstentions),
        ("non votants", compte.non_votants),
        ("défaillants", compte.defaillants),
    ]
    camps += [(name, camp) for name, camp in others if camp.nombre]
    said = [f"{name} {ecrit(camp.voix)} voix, {_heads(camp.nombre)}" for name, camp in camps]
    return " ; ".join(said) + "."


def _condition(condition: Condition) -> str:
    """« POUR 340 voix / plus de 500 demandées, la moitié de 1 000 (art. 25) : pas atteint. »"""
    voices = condition.quoi == VOIX
    numerator, denominator = condition.requis
    # Un tiers ne s'écrit pas : au moins 333,33333… voix, c'est au moins 333,33334.
    exact = denominator in (1, 2)
    least = Decimal(numerator) / denominator if exact else Decimal(-(-numerator // denominator))
    number = nombre_court(least.scaleb(-DECIMALES) if voices else least, 0)
    had = f"{ecrit(condition.obtenu)} voix" if voices else _heads(condition.obtenu)
    wording = "plus de" if condition.strict else "au moins"
    asked = "demandées" if voices else ("demandés" if least >= PLUSIEURS else "demandé")
    met = "atteint" if condition.remplie else "pas atteint"
    return (
        f"POUR {had} / {wording} {number} {asked}, {_fraction(condition)} ({condition.source}) : "
        f"{met}."
    )


def _fraction(condition: Condition) -> str:
    """« la moitié de 1 000 », « les deux tiers de 1 000 », « le tiers de 1 000 »."""
    numerator, denominator = condition.requis
    if denominator == 1:
        return "les voix CONTRE" if condition.source == "art. 24 I" else "toutes les voix"
    if condition.quoi != VOIX:
        whose = "participant" if condition.source == "art. 26-1" else "copropriétaire"
        return f"la moitié de {pluriel(numerator, whose)}"
    if denominator == 2:
        return f"la moitié de {ecrit(numerator)}"
    if condition.source == "art. 26":
        return f"les deux tiers de {ecrit(numerator // 2)}"
    return f"le tiers de {ecrit(numerator)}"


def _outcome(tour: Tour) -> str:
    """« Sans décision possible : ni le oui ni le non n'a la majorité demandée. »"""
    issue, compte = tour.verdict.issue, tour.compte
    if issue is Issue.ACCEPTEE:
        return f"{issue} : la majorité demandée est atteinte."
    if issue is Issue.SANS_DECISION:
        return f"{issue} : ni le oui ni le non n'a la majorité demandée."
    against = ecrit(compte.non.voix)
    if tour.article in EXPRIMEES:
        return f"{issue} : CONTRE {against} voix / POUR {ecrit(compte.oui.voix)}."
    if tour.article is Article.UNANIMITE:
        return f"{issue} : CONTRE {against} voix, une seule suffit."
    return (
        f"{issue} : CONTRE {against} voix sur {ecrit(compte.corps.total)}, le non a la majorité de "
        "toutes les voix."
    )


def _second(tour: Tour) -> Iterator[str]:
    """Le second vote ouvert ou non, à quel article, et pourquoi."""
    verdict = tour.verdict
    if verdict.issue is Issue.ACCEPTEE:
        return
    if verdict.second:
        article = "24 (art. 25-1)" if verdict.second is Article.A25_1 else "25 (art. 26-1)"
        yield f"Second vote ouvert, à la majorité de l'article {article} :"
    elif tour.article is Article.A26_1:
        yield "Pas d'autre vote : il n'y en a pas de troisième (décret 67-223, art. 19-1)."
    elif tour.article is Article.A25_1:
        yield "Pas d'autre vote : il n'y en a pas après l'article 24."
    elif verdict.issue is Issue.REFUSEE and tour.article is Article.A25:
        yield "Pas de second vote : le projet est refusé à la majorité de toutes les voix."
    elif verdict.passerelle:
        yield "Pas de second vote, il fallait :"
    else:
        yield "Pas de second vote : la loi n'en prévoit pas à cette majorité."
    yield from map(_condition, verdict.passerelle)


def _new_meeting(tour: Tour) -> Iterator[str]:
    if sous_le_tiers(tour):
        yield (
            "Travaux d'économies d'énergie (art. 25 f) : une nouvelle assemblée, convoquée dans "
            "les trois mois sur un projet identique, peut décider à l'article 24 (loi art. 25-1 "
            "al. 2)."
        )


def _conclusion(resultat: Resultat) -> Iterator[str]:
    """Ce que le vote seul ne dit pas : une autre résolution en a décidé, ou l'on attend."""
    if resultat.raison is Raison.VOTE:
        return
    reason = resultat.raison.value
    if resultat.issue is None or resultat.raison is Raison.DIRECT:
        yield reason
    else:
        yield f"{resultat.issue} : {reason[0].lower()}{reason[1:]}"


def _name(who: int, noms: Mapping[int, str]) -> str:
    return noms.get(who, f"Copropriétaire n° {who}")


def _heads(count: int) -> str:
    return pluriel(count, "copropriétaire")
