"""Importer un retour : ce qu'on aurait tapé, par les mêmes cas d'usage, en une transaction.

Pointages, mouvements, formulaires et votes passent par ce qui sert à la saisie : ce qu'elle
refuserait fait tout refuser. Le compte est ensuite relu de la base, et doit être celui qu'on a
montré.
"""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import demander
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.ag_connect.ecarts import ecarts
from lsc_desktop.domain.ag_connect.plan import Plan
from lsc_desktop.domain.ag_connect.valeurs import FEUILLE, IMPORTE, RAPPORT, IncidentRecu, Retour
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.queries.ag_connect import (
    exportee,
    load_reglage_ag_connect,
    plan_de,
    trouver_retour,
)
from lsc_desktop.queries.assemblees.seance import load_seance
from lsc_desktop.queries.evenements import fichier
from lsc_desktop.services.ag_connect.reception import effacer_mots_de_passe
from lsc_desktop.services.assemblees.envois import classeur
from lsc_desktop.services.assemblees.fiches import ouverte
from lsc_desktop.services.assemblees.mouvements import mouvoir
from lsc_desktop.services.assemblees.presences import pointer, voter_par_correspondance
from lsc_desktop.services.assemblees.votes import amender, ouvrir_scrutin, voter
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.storage.models import (
    AgRetourPiece,
    Assemblee,
    Copropriete,
    Evenement,
    ModeleEvenement,
    MouvementAssemblee,
    Pointage,
    PouvoirEnBlanc,
    Resolution,
    Scrutin,
    Vote,
    VoteCorrespondance,
)

DEJA = "Ce retour est déjà importé : rien n'a changé."
REMPLACER, DIFFERENTS = "votes_remplaces", "comptes_differents"


def importer_retour(
    session: Session,
    retour_id: int,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> str:
    """Importe un retour, tout ou rien ; rend ce qu'on en dit. Déjà importé, il ne change rien.

    Lève `UserError` si l'assemblée est close, a changé depuis l'export, ou si la saisie aurait
    refusé quoi que ce soit ; `Confirm` si des présences ou des votes sont remplacés, ou si le
    partenaire ne compte pas comme nous.
    """
    row = trouver_retour(session, retour_id)
    if row.etat == IMPORTE:
        return DEJA
    ag = ouverte(session, row.assemblee_id)
    session.refresh(row)
    if row.etat == IMPORTE:  # un autre poste l'a importé pendant qu'on attendait l'assemblée
        return DEJA
    retour, plan = plan_de(session, row)
    _demander(session, ag, retour, plan, accepted)
    _effacer(session, ag.id)
    _pointer(session, ag.id, plan, ctx)
    _mouvoir(session, plan, ctx)
    _voter(session, ag.id, plan, ctx)
    session.expire_all()
    if load_seance(session, ag.id).resultats() != plan.seance.resultats():
        raise AssertionError("le retour écrit ne compte pas comme le retour montré")
    ag = session.get_one(Assemblee, row.assemblee_id)
    ag.incidents = "\n".join([*filter(None, [ag.incidents.strip()]), *_incidents(ag, retour)])
    effacer_mots_de_passe(session, ag.id)
    _evenements(session, ag, retour_id, ctx)
    row = trouver_retour(session, retour_id)
    row.etat, row.raison = IMPORTE, ""
    row.importe_le, row.importe_par = ctx.maintenant, ctx.utilisateur
    session.flush()
    told = pluriel(len(plan.scrutins), "vote importé", "votes importés")
    return f"{told} : calculez le rapport, puis closez l'assemblée."


def _demander(
    session: Session, ag: Assemblee, retour: Retour, plan: Plan, accepted: frozenset[str]
) -> None:
    mine = select(Resolution.id).where(Resolution.assemblee_id == ag.id)
    held = session.scalar(select(func.count(Scrutin.id)).where(Scrutin.resolution_id.in_(mine)))
    pointed = session.scalar(
        select(func.count(Pointage.id)).where(
            Pointage.assemblee_id == ag.id, Pointage.code != Code.ABSENT.value
        )
    )
    if held or pointed:
        said = pluriel(pointed or 0, "présence saisie", "présences saisies")
        votes = pluriel(held or 0, "vote tenu", "votes tenus")
        demander(
            f"L'assemblée a déjà {said} et {votes} : le retour les remplace tous. Importer ?",
            REMPLACER,
            accepted,
        )
    if found := ecarts(retour, plan):
        first = found[0]
        demander(
            f"Le partenaire ne compte pas comme ce programme ({pluriel(len(found), 'écart')}) : "
            f"résolution {first.numero}, {first.quoi}, ici {first.ici}, chez lui {first.la_bas}. "
            "Notre compte fait foi. Importer ?",
            DIFFERENTS,
            accepted,
        )


def _effacer(session: Session, ag: int) -> None:
    mine = select(Resolution.id).where(Resolution.assemblee_id == ag)
    scrutins = select(Scrutin.id).where(Scrutin.resolution_id.in_(mine))
    session.execute(delete(Vote).where(Vote.scrutin_id.in_(scrutins)))
    session.execute(delete(Scrutin).where(Scrutin.resolution_id.in_(mine)))
    session.execute(delete(VoteCorrespondance).where(VoteCorrespondance.resolution_id.in_(mine)))
    for model in (MouvementAssemblee, Pointage, PouvoirEnBlanc):
        session.execute(delete(model).where(model.assemblee_id == ag))
    session.execute(
        update(Resolution)
        .where(Resolution.assemblee_id == ag)
        .values(amendee=False, texte_adopte="")
    )
    session.expire_all()


def _pointer(session: Session, ag: int, plan: Plan, ctx: Contexte) -> None:
    """Ceux qui peuvent porter un pouvoir d'abord ; les autres lettres ne regardent que chacun."""
    session.add_all(
        Pointage(assemblee_id=ag, tiers_id=who, code=one.code.value, motif="")
        for who, one in sorted(plan.presences.items())
        if one.code in (Code.PRESENT, Code.DISTANCE, Code.ABSENT)
    )
    session.flush()
    for who, one in sorted(plan.presences.items()):
        if one.code is Code.REPRESENTE:
            pointer(session, ag, who, one.code, ctx=ctx, mandataire=one.mandataire)
    for who, answers in sorted(plan.formulaires.items()):
        received = plan.presences[who].recu_le
        assert received is not None
        voter_par_correspondance(session, ag, who, received, answers, ctx=ctx)


def _mouvoir(session: Session, plan: Plan, ctx: Contexte) -> None:
    for one in plan.gestes:
        mouvoir(
            session, one.resolution, one.qui, one.quand.time().replace(second=0),
            one.presence.code, one.presence.mandataire, ctx=ctx,
        )  # fmt: skip


def _voter(session: Session, ag: int, plan: Plan, ctx: Contexte) -> None:
    for resolution, text in plan.amendements.items():
        amender(session, resolution, True, text, ctx=ctx)
    for resolution, tour in plan.scrutins:
        if answers := plan.votes[resolution, tour]:
            voter(session, resolution, tour, answers, ctx=ctx)
        else:
            ouvrir_scrutin(session, resolution, tour, ctx=ctx)


def _incidents(ag: Assemblee, retour: Retour) -> list[str]:
    """Une ligne chacun, au procès-verbal (décret art. 13-1, 17 ; seed L2587)."""
    known = set(ag.incidents.splitlines())
    return [line for one in retour.incidents if (line := _dire(one)) not in known]


def _dire(one: IncidentRecu) -> str:
    return f"De {one.debut:%H:%M} à {one.fin:%H:%M} : {' '.join(one.resume.split())}"


def _evenements(session: Session, ag: Assemblee, retour_id: int, ctx: Contexte) -> None:
    """Le rapport et la feuille de présence, chacun sous le modèle réglé (seed L2025-2039)."""
    setting, sent = load_reglage_ag_connect(session), exportee(session, ag.id)
    assert sent is not None
    immeuble = session.get_one(Copropriete, ag.copropriete_id).immeuble_id
    wanted = {
        RAPPORT: ("Rapport", setting.modele_rapport_id, "rapport_id"),
        FEUILLE: ("Feuille de présence", setting.modele_feuille_id, "feuille_id"),
    }
    for piece in session.scalars(select(AgRetourPiece).where(AgRetourPiece.retour_id == retour_id)):
        name, model_id, column = wanted[piece.sorte]
        model = session.get(ModeleEvenement, model_id) if model_id else None
        made = creer_evenement(
            session,
            [fichier(session, piece.fichier_id)],
            objet=f"{name} AG Connect - {ag.nom} du {date_fr(ag.date)}",
            texte=model.texte if model is not None else "",
            ctx=ctx,
            modele_id=model_id,
            classeur=classeur(session),
            immeuble_id=immeuble,
        )
        if model is not None and model.classeur_id is not None:
            session.get_one(Evenement, made).classeur_id = model.classeur_id
        setattr(sent, column, made)
