"""Quelle majorité demande quelle question, et depuis quand : des données, jamais du code (D34).

La table vient de `resources/questions_ag.json` ; l'appelant la lit, `lire` la vérifie.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.text import fold, words
from lsc_desktop.domain.assemblees.majorites import Article

DEPENSE = "dépense"  # la majorité de la dépense ou des travaux dont la question est la suite
AUCUNE = "aucune"  # ce que l'assemblée ne peut décider à aucune majorité
VOTES = {str(article): article for article in (Article.A24, Article.A25, Article.A26)} | {
    str(Article.UNANIMITE): Article.UNANIMITE
}


@dataclass(frozen=True, slots=True)
class Question:
    """Une question que la loi nomme, et ce qu'elle demande du jour `du` au jour `au`, inclus.

    `article` : vide si la question suit la majorité de la dépense, ou si elle est `interdite`.
    `projet` : le projet de résolution part avec l'ordre du jour, et qui demande la question le
    fournit (décret art. 10, 11 I 7° et 8°). `annexes` : ce que le décret art. 11 et les textes
    voisins font joindre à la convocation ; `demandeur` : ce que doit joindre, en plus, qui demande
    la question. `travaux_25f` : travaux qu'une nouvelle assemblée peut voter à 24 (loi art. 25-1
    al. 2).
    """

    code: str
    libelle: str
    article: Article | None
    source: str
    du: date | None = None
    au: date | None = None
    interdite: bool = False
    projet: bool = False
    annexes: tuple[str, ...] = ()
    demandeur: tuple[str, ...] = ()
    travaux_25f: bool = False

    def en_vigueur(self, jour: date) -> bool:
        return (self.du is None or self.du <= jour) and (self.au is None or jour <= self.au)


CLES = frozenset({
    "code", "libelle", "article", "source", "du", "au", "projet", "annexes", "demandeur",
    "travaux_25f",
})  # fmt: skip
EXIGEES = ("code", "libelle", "article", "source")


def lire(entrees: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Les questions d'une table, dans son ordre.

    Dates « AAAA-MM-JJ » ; sans `du`, depuis toujours. Lève `ValueError` pour une rubrique inconnue,
    manquante ou illisible, et pour deux règles qui vaudraient le même jour.
    """
    found = tuple(_question(entry) for entry in entrees)
    by_code: dict[str, list[Question]] = {}
    for question in found:
        by_code.setdefault(question.code, []).append(question)
    for code, versions in by_code.items():
        ordered = sorted(versions, key=lambda version: version.du or date.min)
        for before, after in pairwise(ordered):
            if after.du is None or before.au is None or before.au >= after.du:
                raise ValueError(f"question {code} : deux règles pour un même jour")
    return found


def question_au(questions: Iterable[Question], code: str, jour: date) -> Question | None:
    """La question telle que la loi la règle ce jour-là ; rien si elle n'en dit rien."""
    return next((q for q in questions if q.code == code and q.en_vigueur(jour)), None)


def article_a(questions: Iterable[Question], code: str, jour: date) -> Article | None:
    """L'article demandé ce jour-là ; vide si la loi n'en fixe pas un (voir `Question.article`)."""
    question = question_au(questions, code, jour)
    return question.article if question else None


def avertir(
    questions: Iterable[Question],
    code: str,
    choisi: Article,
    jour: date,
    *,
    depense: Article | None = None,
) -> str:
    """Une phrase si l'article choisi n'est pas celui que la loi demande ce jour-là ; vide sinon.

    L'utilisateur reste libre (D34). `jour` : celui de l'assemblée ; `depense` : l'article auquel se
    vote la dépense dont la question est la suite, s'il est connu. Une question libre (sans code)
    n'appelle aucun avertissement.
    """
    if not code:
        return ""
    table = tuple(questions)
    question = question_au(table, code, jour)
    if question is None:
        return _unknown(table, code, jour)
    if question.interdite:
        return (
            f"« {question.libelle} » : l'assemblée ne peut en décider à aucune majorité "
            f"({_text(question)})."
        )
    wanted = question.article or depense
    if wanted is None:
        return (
            f"« {question.libelle} » se vote à la même majorité que la dépense concernée "
            f"({_text(question)}) : vérifiez qu'il s'agit bien de {_said(choisi)}."
        )
    if choisi is wanted:
        return ""
    return (
        f"« {question.libelle} » : la loi demande {_said(wanted)} au {date_fr(jour)} "
        f"({_text(question)}), vous avez choisi {_said(choisi)}."
    )


def chercher(questions: Iterable[Question], texte: str, jour: date) -> tuple[Question, ...]:
    """Les questions en vigueur ce jour-là où se trouvent tous les mots, sans casse ni accent."""
    wanted = words(texte)
    return tuple(
        question
        for question in questions
        if question.en_vigueur(jour) and all(word in _searched(question) for word in wanted)
    )


def _question(entry: Mapping[str, Any]) -> Question:
    code = entry.get("code", "?")
    if unknown := set(entry) - CLES:
        raise ValueError(f"question {code} : rubriques inconnues {sorted(unknown)}")
    if missing := [key for key in EXIGEES if not entry.get(key)]:
        raise ValueError(f"question {code} : rubriques manquantes {missing}")
    article = entry["article"]
    if article not in (*VOTES, DEPENSE, AUCUNE):
        raise ValueError(f"question {code} : article {article!r}")
    du, au = (_day(entry.get(key), code) for key in ("du", "au"))
    if du and au and au < du:
        raise ValueError(f"question {code} : finit avant de commencer")
    return Question(
        code=entry["code"],
        libelle=entry["libelle"],
        article=VOTES.get(article),
        source=entry["source"],
        du=du,
        au=au,
        interdite=article == AUCUNE,
        projet=bool(entry.get("projet")),
        annexes=tuple(entry.get("annexes", ())),
        demandeur=tuple(entry.get("demandeur", ())),
        travaux_25f=bool(entry.get("travaux_25f")),
    )


def _day(text: str | None, code: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"question {code} : date {text!r}") from None


def _unknown(table: tuple[Question, ...], code: str, jour: date) -> str:
    """La question d'une loi à venir, d'une loi passée, ou d'une table qui ne la connaît pas."""
    versions = [question for question in table if question.code == code]
    if not versions:
        return f"La question « {code} » n'est pas dans la bibliothèque : vérifiez la majorité."
    last = max(versions, key=lambda version: version.du or date.min)
    if last.au and last.au < jour:
        return (
            f"« {last.libelle} » n'est plus à voter depuis le {date_fr(last.au + timedelta(1))} "
            f"({_text(last)})."
        )
    return f"« {last.libelle} » n'est pas encore dans la loi au {date_fr(jour)} ({_text(last)})."


def _said(article: Article) -> str:
    if article is Article.UNANIMITE:
        return "l'unanimité"
    return "un point sans vote" if article is Article.SANS_VOTE else f"l'article {article}"


def _text(question: Question) -> str:
    """Le texte de loi, sans les réserves qui le suivent (« ; date de départ à vérifier »)."""
    return question.source.split(" ; ")[0]


def _searched(question: Question) -> str:
    return fold(f"{question.libelle} {question.code} {question.source}")
