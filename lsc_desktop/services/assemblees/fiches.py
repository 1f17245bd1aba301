"""Enregistrer, retirer une assemblée et son ordre du jour."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError, UserError, demander
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.assemblees.delegations import verifier_president
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.resolutions import ordre
from lsc_desktop.domain.assemblees.saisie import CLOSE, AssembleeDraft, heure_lue
from lsc_desktop.domain.assemblees.voix import verifier_regime
from lsc_desktop.queries.assemblees.fiches import numero_suivant
from lsc_desktop.queries.assemblees.pouvoirs import cadre
from lsc_desktop.queries.assemblees.seance import load_seance
from lsc_desktop.queries.coproprietes.corps import electorat
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import (
    AgAcces,
    AgConnect,
    AgResolution,
    AgRetour,
    Assemblee,
    CleRepartition,
    Copropriete,
    EnvoiAssemblee,
    MouvementAssemblee,
    Pointage,
    PouvoirAccepte,
    PouvoirEnBlanc,
    Resolution,
    Scrutin,
    VoteCorrespondance,
)

FORMULAIRES = "formulaires_retires"
LUS = ("numero", "syndicat", "lu_de", "remarques", "etat", "convoquee_le")


def save_assemblee(
    session: Session,
    draft: AssembleeDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie une assemblée et son ordre du jour.

    Lève `UserError` si elle est close, si son régime ne se compte pas ici, si elle ou une clé est
    d'une autre copropriété, si l'on retire une résolution votée, si le syndic ou un de ses
    préposés doit présider (loi art. 22 I) ; `Confirm` si des formulaires y avaient déjà répondu.
    """
    refuser(draft)
    copropriete = session.get_one(Copropriete, draft.copropriete_id)
    new = None
    if draft.id is None:
        hold(session, Copropriete, copropriete.id)
        new = Assemblee(numero=numero_suivant(session, copropriete))
    elif ouverte(session, draft.id).copropriete_id != copropriete.id:
        raise UserError(
            "Une assemblée ne change pas de copropriété.",
            "Créez-en une dans l'autre copropriété, et supprimez celle-ci.",
            "copropriete_id",
        )
    _verifier_regime(session, copropriete, draft)
    _verifier_cles(session, draft)
    if draft.id is not None:
        _retirer(session, draft, accepted)
    written = replace(draft, heure=heure_lue(draft.heure))
    record = enregistrer(session, Assemblee, written, sauf=LUS, dans=new)
    seance = load_seance(session, record.id, votes=False)
    ordre(seance.resolutions)  # groupes et niveaux se tiennent
    verifier_president(draft.president, cadre(session, record.id, seance))
    return record.id


def supprimer_assemblee(session: Session, assemblee_id: int, version: int | None = None) -> None:
    """Lève `UserError` si l'on y a pointé quelqu'un d'autre qu'absent, voté, ou envoyé quoi que ce
    soit."""
    ouverte(session, assemblee_id)
    counts = {word: session.scalar(stmt) or 0 for word, stmt in _traces(assemblee_id).items()}
    if found := [pluriel(count, *word) for word, count in counts.items() if count]:
        raise UserError(
            f"Cette assemblée a déjà {', '.join(found)}.",
            "Elle ne se supprime plus : laissez-la en préparation, ou close.",
        )
    for model in (Pointage, PouvoirAccepte, PouvoirEnBlanc, AgAcces, AgResolution, AgConnect):
        session.execute(delete(model).where(model.assemblee_id == assemblee_id))
    supprimer(session, Assemblee, assemblee_id, version)


def _traces(assemblee_id: int) -> dict[tuple[str, str], Select[int]]:
    """(mot, son pluriel) → combien l'assemblée en a."""
    mine = select(Resolution.id).where(Resolution.assemblee_id == assemblee_id)
    return {
        ("pointage", "pointages"): select(func.count(Pointage.id)).where(
            Pointage.assemblee_id == assemblee_id, Pointage.code != Code.ABSENT.value
        ),
        ("retour AG Connect", "retours AG Connect"): select(func.count(AgRetour.id)).where(
            AgRetour.assemblee_id == assemblee_id
        ),
        ("mouvement", "mouvements"): select(func.count(MouvementAssemblee.id)).where(
            MouvementAssemblee.assemblee_id == assemblee_id
        ),
        ("vote tenu", "votes tenus"): select(func.count(Scrutin.id)).where(
            Scrutin.resolution_id.in_(mine)
        ),
        ("formulaire", "formulaires"): select(
            func.count(func.distinct(VoteCorrespondance.tiers_id))
        ).where(VoteCorrespondance.resolution_id.in_(mine)),
        ("envoi", "envois"): select(func.count(EnvoiAssemblee.id)).where(
            EnvoiAssemblee.assemblee_id == assemblee_id
        ),
    }


def ouverte(session: Session, assemblee_id: int) -> Assemblee:
    """L'assemblée, tenue jusqu'à la fin de la transaction ; lève `UserError` si elle est close.

    On va y écrire : les autres postes le voient à son compte de gestes, qui avance.
    """
    hold(session, Assemblee, assemblee_id)
    gesture = update(Assemblee).where(Assemblee.id == assemblee_id)
    session.execute(gesture.values(gestes=Assemblee.gestes + 1))
    found = session.get(Assemblee, assemblee_id, populate_existing=True)
    if found is None:
        raise GoneError("Cette assemblée a été supprimée.", "Fermez cet onglet.")
    if found.etat == CLOSE:
        raise UserError(
            "Cette assemblée est close : son procès-verbal fait foi.",
            "Pour corriger une erreur, employez « Rouvrir pour corriger », qui en garde la trace.",
        )
    return found


def ouverte_pour(session: Session, resolution_id: int) -> Assemblee:
    """L'assemblée d'une résolution, comme `ouverte` ; lève `GoneError` si on a retiré celle-ci.

    L'ordre du jour ne se lit qu'après : un autre poste a pu le changer pendant qu'on attendait.
    """
    owner = select(Resolution.assemblee_id).where(Resolution.id == resolution_id)
    assemblee_id = session.scalar(owner)
    found = None if assemblee_id is None else ouverte(session, assemblee_id)
    if found is None or session.scalar(owner) is None:
        raise GoneError("Cette résolution a été retirée.", "Relisez l'ordre du jour.")
    return found


def _verifier_regime(session: Session, copropriete: Copropriete, draft: AssembleeDraft) -> None:
    owners = electorat(session, copropriete.id, draft.date)
    verifier_regime(
        len(owners.identites) - len(owners.syndicat),
        petite=copropriete.regime == "petite",
        cooperative=copropriete.regime == "cooperative",
    )


def _verifier_cles(session: Session, draft: AssembleeDraft) -> None:
    known = set(
        session.scalars(
            select(CleRepartition.id).where(CleRepartition.copropriete_id == draft.copropriete_id)
        )
    )
    if draft.cle_id not in known:
        raise UserError(
            "Cette clé est d'une autre copropriété.", "Choisissez une de ses clés.", "cle_id"
        )
    for rank, line in enumerate(draft.resolutions):
        if line.cle_id not in known:
            raise UserError(
                f"La clé de « {line.titre} » est d'une autre copropriété.",
                "Choisissez une clé de celle de l'assemblée.",
                f"resolutions.{rank}.cle_id",
            )


def _retirer(session: Session, draft: AssembleeDraft, accepted: frozenset[str]) -> None:
    kept = [line.id for line in draft.resolutions if line.id is not None]
    gone = list(
        session.scalars(
            select(Resolution.id).where(
                Resolution.assemblee_id == draft.id, Resolution.id.not_in(kept)
            )
        )
    )
    if not gone:
        return
    voted = select(Resolution.titre).join(Scrutin, Scrutin.resolution_id == Resolution.id)
    if title := session.scalar(voted.where(Resolution.id.in_(gone)).limit(1)):
        raise UserError(
            f"La résolution « {title} » a été votée.",
            "Annulez d'abord ses votes, dans l'onglet Saisie des votes.",
            "resolutions",
        )
    _retirer_ce_qui_s_y_rapporte(session, gone, accepted)


def _retirer_ce_qui_s_y_rapporte(
    session: Session, gone: Collection[int], accepted: frozenset[str]
) -> None:
    moved = select(func.count(MouvementAssemblee.id)).where(
        MouvementAssemblee.resolution_id.in_(gone)
    )
    if session.scalar(moved):
        raise UserError(
            "Une arrivée ou un départ a été noté à cette résolution.",
            "Annulez d'abord ce mouvement, dans l'onglet Saisie des votes.",
            "resolutions",
        )
    forms = select(func.count(func.distinct(VoteCorrespondance.tiers_id))).where(
        VoteCorrespondance.resolution_id.in_(gone)
    )
    if count := session.scalar(forms):
        demander(
            f"{pluriel(count, 'formulaire répond', 'formulaires répondent')} aux résolutions "
            "retirées : ces réponses seront perdues. Retirer quand même ?",
            FORMULAIRES,
            accepted,
        )
        session.execute(
            delete(VoteCorrespondance).where(VoteCorrespondance.resolution_id.in_(gone))
        )
