"""Saisir les votes, les amendements, les arrivées et les départs ; chacun est écrit aussitôt."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.delegations import verifier_saisie
from lsc_desktop.domain.assemblees.majorites import Article, Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.resolutions import PREMIER, SECOND, numeros
from lsc_desktop.domain.assemblees.resolutions import Resolution as Question
from lsc_desktop.domain.assemblees.seance import PRENNENT_PART, Seance
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.queries.assemblees.pouvoirs import cadre
from lsc_desktop.queries.assemblees.seance import avec_votes, load_seance
from lsc_desktop.services.assemblees.fiches import ouverte_pour
from lsc_desktop.services.assemblees.mouvements import annuler_mouvement, mouvoir
from lsc_desktop.storage.audit import changements
from lsc_desktop.storage.models import Assemblee, Resolution, Scrutin, Vote

__all__ = [
    "amender", "annuler_mouvement", "annuler_scrutin", "mouvoir", "noter", "ouvrir_scrutin",
    "unanimite", "voter",
]  # fmt: skip
ANNULE = "vote annulé"


def ouvrir_scrutin(session: Session, resolution_id: int, tour: int, *, ctx: Contexte) -> None:
    """Le vote est tenu, même si personne n'y a encore répondu.

    Lève `UserError` pour un vote qui n'est pas à tenir (sans article, second vote fermé, principale
    refusée ou pas encore votée), et si le débiteur d'une saisie porte des pouvoirs.
    """
    ag, seance = _seance(session, resolution_id)
    _scrutin(session, ag, seance, resolution_id, tour)


def voter(
    session: Session,
    resolution_id: int,
    tour: int,
    reponses: Mapping[int, Sens],
    *,
    ctx: Contexte,
) -> None:
    """Inscrit ces réponses ; les autres restent.

    Lève `UserError`, et rien n'est écrit, pour quelqu'un qui est absent à ce moment, qui vote par
    correspondance, ou qui n'a pas de voix sur la question ; et comme `ouvrir_scrutin`.
    """
    ag, seance = _seance(session, resolution_id)
    here = seance.participation(resolution_id)
    for who in reponses:
        _verifier_votant(seance, who, here[who].code if who in here else None)
    _ecrire(session, _scrutin(session, ag, seance, resolution_id, tour), reponses)


def unanimite(
    session: Session, resolution_id: int, tour: int, sens: Sens, *, ctx: Contexte
) -> None:
    """« Unanimité Oui / Non / Abs. », « Tous non votants » : tous ceux qui sont là, jamais les
    votants par correspondance (seed L2496-2503). Lève comme `ouvrir_scrutin`."""
    ag, seance = _seance(session, resolution_id)
    here = seance.participation(resolution_id)
    voters = [who for who, presence in here.items() if presence.code in PRENNENT_PART]
    scrutin = _scrutin(session, ag, seance, resolution_id, tour)
    _ecrire(session, scrutin, dict.fromkeys(voters, sens))


def annuler_scrutin(session: Session, resolution_id: int, tour: int, *, ctx: Contexte) -> None:
    """Efface un vote, et celui qui le suivait ; les formulaires restent.

    L'historique de l'assemblée garde ce que chacun avait réuni.
    """
    ag = ouverte_pour(session, resolution_id)
    stmt = select(Scrutin.id, Scrutin.tour).where(
        Scrutin.resolution_id == resolution_id, Scrutin.tour >= tour
    )
    gone = {row.id: row.tour for row in session.execute(stmt.order_by(Scrutin.tour))}
    counted = avec_votes(session, load_seance(session, ag.id, votes=False), (resolution_id,))
    facts = [(ag.id, _depouille(counted, resolution_id, held), ANNULE) for held in gone.values()]
    changements(session, Assemblee, "resolution", facts)
    session.execute(delete(Vote).where(Vote.scrutin_id.in_(gone)))
    session.execute(delete(Scrutin).where(Scrutin.id.in_(gone)))


def amender(
    session: Session, resolution_id: int, amendee: bool, texte: str, *, ctx: Contexte
) -> None:
    """Le texte change en séance : les formulaires favorables tombent (loi art. 17-1 A al. 2).

    `texte` : celui qu'on vote, le projet à défaut.
    """
    resolution = _resolution(session, resolution_id)
    resolution.amendee, resolution.texte_adopte = amendee, texte.strip() if amendee else ""
    session.flush()


def noter(session: Session, resolution_id: int, champ: str, texte: str, *, ctx: Contexte) -> None:
    """Le texte qui accompagne un second vote, ou les réserves d'un opposant.

    `champ` : « texte_second » ou « reserves ».
    """
    assert champ in ("texte_second", "reserves"), champ
    setattr(_resolution(session, resolution_id), champ, texte.strip())
    session.flush()


def _seance(session: Session, resolution_id: int) -> tuple[Assemblee, Seance]:
    ag = ouverte_pour(session, resolution_id)
    return ag, load_seance(session, ag.id, votes=False)


def _resolution(session: Session, resolution_id: int) -> Resolution:
    ouverte_pour(session, resolution_id)
    return session.get_one(Resolution, resolution_id, populate_existing=True)


def _scrutin(session: Session, ag: Assemblee, seance: Seance, resolution_id: int, tour: int) -> int:
    known = session.scalar(
        select(Scrutin.id).where(Scrutin.resolution_id == resolution_id, Scrutin.tour == tour)
    )
    question = seance.question(resolution_id)
    if known is not None:
        if tour == SECOND or question.exclusif or question.parent_id is not None:
            _verifier_tour(session, seance, question, tour)
        return known
    if question.article is Article.SANS_VOTE:
        raise UserError(
            "Cette question ne se vote pas (article -1).",
            "Donnez-lui un article dans l'ordre du jour si elle doit être votée.",
        )
    if not seance.electeurs(question).voix:
        raise UserError(
            f"La clé de la résolution « {question.titre} » ne donne de voix à personne.",
            "Choisissez une autre clé, ou donnez ses tantièmes aux lots.",
        )
    _verifier_tour(session, seance, question, tour)
    if question.saisi is not None:
        here, entitled = seance.moment(resolution_id), seance.electeurs(question).voix
        voters = {who: presence for who, presence in here.items() if who in entitled}
        verifier_saisie(voters, question.saisi, cadre(session, ag.id, seance))
    record = Scrutin(resolution_id=resolution_id, tour=tour)
    session.add(record)
    session.flush()
    return record.id


def _verifier_tour(session: Session, seance: Seance, question: Question, tour: int) -> None:
    """Un vote qui ne compterait pas ne se tient pas : second vote fermé (loi art. 25-1, 26-1),
    groupe en attente (décret art. 19), principale refusée. Ouvert quand il pouvait l'être, il ne
    se continue pas non plus si un vote corrigé depuis l'a fermé."""
    voted = avec_votes(session, seance, seance.dont_depend(question.id))
    found = voted.resultat(question.id)
    due = found.a_tenir
    if any(held.numero == tour for held in found.tours) or (due is not None and due.tour == tour):
        return
    if due is None:
        raise UserError(f"« {question.titre} » ne se vote pas maintenant.", found.raison.value)
    name, other = ("second", "premier") if due.tour == PREMIER else ("premier", "second")
    raise UserError(
        f"Le {name} vote de « {question.titre} » n'est pas à tenir.",
        f"C'est le {other} qui l'est.",
    )


def _depouille(seance: Seance, resolution_id: int, tour: int) -> str:
    """« Second vote : oui 362 (4), non 74 (1), abstention 72 (1), sans réponse 0 (0) ; 4 Syndic » :
    le compte d'abord, l'historique coupe un texte trop long."""
    question = seance.question(resolution_id)
    held = seance.urne.tour(question, tour, question.article)
    assert held is not None, (resolution_id, tour)
    camps = (
        (held.compte.oui, "oui"), (held.compte.non, "non"), (held.compte.abstentions, "abstention"),
        (held.compte.non_votants, "sans réponse"),
    )  # fmt: skip
    said = ", ".join(f"{word} {ecrit(camp.voix)} ({camp.nombre})" for camp, word in camps)
    name = "Premier" if tour == PREMIER else "Second"
    number = numeros(seance.agenda)[resolution_id]
    return f"{name} vote : {said} ; {number} {question.titre}"


def _ecrire(session: Session, scrutin: int, reponses: Mapping[int, Sens]) -> None:
    mine = select(Vote).where(Vote.scrutin_id == scrutin, Vote.tiers_id.in_(list(reponses)))
    known = {vote.tiers_id: vote for vote in session.scalars(mine)}
    for who, sens in reponses.items():
        if who in known:
            known[who].sens = sens.value
        else:
            session.add(Vote(scrutin_id=scrutin, tiers_id=who, sens=sens.value))
    session.flush()


def _verifier_votant(seance: Seance, qui: int, code: Code | None) -> None:
    """`code` : aucun pour qui n'a pas de voix sur la question."""
    nom = seance.electorat.noms.get(qui, "Cette personne")
    if code is None:
        raise UserError(
            f"{nom} n'a pas de voix sur cette question.", "Vérifiez la clé de la résolution."
        )
    if code is Code.CORRESPONDANCE:
        raise UserError(
            f"{nom} a voté par correspondance : sa réponse ne se change pas ici.",
            "Double-cliquez ses voix dans l'onglet Saisie des présences pour revoir le formulaire.",
        )
    if code not in PRENNENT_PART:
        raise UserError(
            f"{nom} est absent à ce moment de l'assemblée.",
            "Notez son arrivée, ou pointez-le présent, avant de saisir son vote.",
        )
