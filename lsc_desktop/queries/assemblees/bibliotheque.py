"""La bibliothèque de résolutions, et ce qu'elle fait remarquer d'un ordre du jour."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.paths import RESOURCES
from lsc_desktop.domain import coproprietes
from lsc_desktop.domain.assemblees.delais import limite_convocation
from lsc_desktop.domain.assemblees.majorites import Article
from lsc_desktop.domain.assemblees.questions import (
    Question,
    avertir,
    chercher,
    lire,
    question_au,
)
from lsc_desktop.domain.assemblees.saisie import AssembleeDraft, ResolutionDraft
from lsc_desktop.queries.coproprietes.fiches import load_copropriete
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import Coproprietaire, Copropriete, EnvoiAssemblee, Mutation, Tiers


@cache
def questions() -> tuple[Question, ...]:
    """Les questions que la loi nomme (`resources/questions_ag.json`), lues une fois."""
    return lire(json.loads((RESOURCES / "questions_ag.json").read_text(encoding="utf-8")))


def bibliotheque(texte: str, jour: date) -> tuple[Question, ...]:
    """L'écran « Bibliothèque de résolutions » : les questions du jour où se trouvent ces mots."""
    return chercher(questions(), texte, jour)


def annexes(codes: Iterator[str], jour: date) -> tuple[str, ...]:
    """Ce que ces questions font joindre à la convocation (décret art. 11), sans redite."""
    found = (question_au(questions(), code, jour) for code in codes)
    return tuple(dict.fromkeys(text for question in found if question for text in question.annexes))


def remarques(session: Session, draft: AssembleeDraft, ctx: Contexte) -> tuple[str, ...]:
    """Ce que la fiche fait remarquer, sans bloquer : majorités, projets, annexes, délai, mutations,
    clés. Rien d'une assemblée close : il est trop tard."""
    if draft.close or draft.date is None or draft.copropriete_id is None:
        return ()
    return (
        *_questions(draft, draft.date),
        *_delai(session, draft, draft.date, ctx),
        *_mutations(session, draft, draft.date),
        *_cles(session, draft),
    )


def _questions(draft: AssembleeDraft, jour: date) -> Iterator[str]:
    main: ResolutionDraft | None = None
    for line in draft.resolutions:
        main = main if line.sous else line
        spent = Article(main.article) if main is not None and main is not line else None
        said = f"Résolution {line.numero}"
        warned = avertir(questions(), line.question, Article(line.article), jour, depense=spent)
        if warned:
            yield f"{said} : {warned}"
        question = question_au(questions(), line.question, jour)
        if question is None:
            continue
        if question.projet and not line.projet.strip():
            yield (
                f"{said} : « {question.libelle} » demande un projet de résolution, à notifier avec "
                "l'ordre du jour (décret 67-223, art. 11 I 7°)."
            )
        if question.annexes:
            yield f"{said} : à joindre à la convocation : {' ; '.join(question.annexes)}."


def _delai(session: Session, draft: AssembleeDraft, ag: date, ctx: Contexte) -> Iterator[str]:
    """Trop tard pour convoquer, ou des convocations arrivées trop tard (décret art. 9)."""
    if draft.urgence:
        return
    delay = session.get_one(Copropriete, draft.copropriete_id).delai_convocation
    limit = limite_convocation(ag, delay)
    last = f"le dernier jour était le {date_fr(limit)} (décret 67-223, art. 9)"
    if draft.convoquee_le is None:
        if limit < ctx.aujourd_hui <= ag:
            yield (
                f"Le délai de convocation de {delay} jours ne peut plus être tenu : {last}. "
                "Reculez l'assemblée, ou cochez « Urgence » si elle l'impose."
            )
        return
    if draft.convoquee_le > limit:
        yield f"Les convocations sont parties le {date_fr(draft.convoquee_le)} : {last}."
    late = session.scalar(
        select(func.count(EnvoiAssemblee.id)).where(
            EnvoiAssemblee.assemblee_id == draft.id,
            EnvoiAssemblee.nature == "convocation",
            EnvoiAssemblee.presente_le > limit,
        )
    )
    if late:
        yield f"Convocations présentées trop tard : {late} ; {last}."


def _mutations(session: Session, draft: AssembleeDraft, ag: date) -> Iterator[str]:
    """Les ventes apprises depuis la convocation : l'acquéreur vote, encore faut-il le convoquer."""
    if draft.convoquee_le is None:
        return
    seller, buyer = aliased(Coproprietaire), aliased(Coproprietaire)
    sold, bought = aliased(Tiers), aliased(Tiers)
    stmt = (
        select(
            nom_complet(sold).label("vendeur"), nom_complet(bought).label("acquereur"),
            Mutation.date_effet,
        )
        .join(seller, seller.id == Mutation.vendeur_id)
        .join(buyer, buyer.id == Mutation.acquereur_id)
        .join(sold, sold.id == seller.tiers_id)
        .join(bought, bought.id == buyer.tiers_id)
        .where(
            Mutation.copropriete_id == draft.copropriete_id,
            Mutation.date_effet <= ag,
            or_(
                Mutation.date_effet > draft.convoquee_le, Mutation.avis_le > draft.convoquee_le
            ),
        )
        .order_by(Mutation.date_effet, Mutation.id)
    )  # fmt: skip
    for row in session.execute(stmt):
        yield (
            f"Mutation depuis la convocation : {row.vendeur} a vendu à {row.acquereur} "
            f"(effet au {date_fr(row.date_effet)}). C'est {row.acquereur} qui vote : assurez-vous "
            "que la convocation lui est parvenue."
        )


def _cles(session: Session, draft: AssembleeDraft) -> Iterator[str]:
    """Les clés dont on se sert et dont les lots ne font pas le total annoncé."""
    assert draft.copropriete_id is not None
    used = {draft.cle_id, *(line.cle_id for line in draft.resolutions)}
    fiche = load_copropriete(session, draft.copropriete_id)
    fiche.cles = [cle for cle in fiche.cles if cle.id in used]
    yield from coproprietes.remarques(fiche)
