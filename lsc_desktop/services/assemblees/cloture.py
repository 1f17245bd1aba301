"""Clore une assemblée, et la rouvrir pour corriger une erreur, en gardant la trace des deux."""

from dataclasses import replace

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError, demander
from lsc_desktop.domain.assemblees.documents import Presentation
from lsc_desktop.domain.assemblees.resolutions import SECOND, numeros
from lsc_desktop.domain.assemblees.saisie import CLOSE, PREPARATION
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.queries.assemblees.seance import load_seance, trouver_assemblee
from lsc_desktop.queries.configuration import load_configuration_syndic
from lsc_desktop.queries.evenements import fichier
from lsc_desktop.services.assemblees.envois import classeur
from lsc_desktop.services.assemblees.fiches import ouverte
from lsc_desktop.services.assemblees.impression import (
    liens,
    nouveau_proces_verbal,
    nouvelle_feuille,
)
from lsc_desktop.services.evenements import conserver, creer_evenement
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Assemblee, Copropriete, VoixArretee

INACHEVEE = "assemblee_inachevee"


def clore(
    session: Session,
    assemblee_id: int,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> None:
    """Arrête les voix, numérote le procès-verbal au registre, le garde avec la feuille de présence.

    Rien ne les change plus ensuite : ni vente, ni tantième corrigé, ni fiche supprimée, ni
    copropriétaire devenu organisme HLM, ni réglage des formulaires tardifs. Lève
    `UserError` si l'assemblée est déjà close ou n'a pas eu lieu ; `Confirm` tant qu'il reste à
    voter, en disant quoi.
    """
    hold(session, Copropriete, trouver_assemblee(session, assemblee_id).copropriete_id)
    ag = ouverte(session, assemblee_id)
    if ag.date > ctx.aujourd_hui:
        raise UserError(
            f"L'assemblée est datée du {date_fr(ag.date)} : elle n'a pas encore eu lieu.",
            "Closez-la une fois tenue, ou corrigez sa date.",
            "date",
        )
    seance = load_seance(session, ag.id)
    if pending := _en_attente(ag, seance):
        demander(
            "L'assemblée n'est pas achevée :\n"
            + "\n".join(f"- {text}" for text in pending)
            + "\nClore quand même ?",
            INACHEVEE,
            accepted,
        )
    _arreter(session, ag, seance)
    ag.registre = ag.registre or _registre_suivant(session, ag)
    session.flush()
    report = nouveau_proces_verbal(session, ag)
    sheet = nouvelle_feuille(session, ag, (), Presentation.AVEC_LOTS)
    ag.proces_verbal_id = conserver(session, report).id
    ag.feuille_id = conserver(session, sheet).id
    ag.etat, ag.close_le, ag.close_par = CLOSE, ctx.maintenant, ctx.utilisateur
    creer_evenement(
        session,
        [report, sheet],
        objet=_objet(ag, "Procès-verbal"),
        ctx=ctx,
        classeur=classeur(session),
    )
    session.flush()


def rouvrir(
    session: Session,
    assemblee_id: int,
    motif: str,
    *,
    ctx: Contexte,
    relire_voix: bool = False,
) -> None:
    """« Rouvrir pour corriger » : l'assemblée se saisit de nouveau, le motif va à l'historique, et
    l'ancien procès-verbal reste en pièce d'un événement ; le prochain dira qu'il le remplace.

    Les voix restent celles de la clôture, sauf `relire_voix` : celles du jour de l'assemblée sont
    alors relues des lots, et le réglage des formulaires tardifs, du syndic. Lève `UserError` sans
    motif, ou si elle n'est pas close.
    """
    reason = " ".join(motif.split())
    if not reason:
        raise UserError(
            "Le motif de la réouverture est à donner.",
            "Dites en quelques mots ce qu'il faut corriger : il sera dans l'historique et au "
            "procès-verbal suivant.",
            "motif",
        )
    hold(session, Assemblee, assemblee_id)
    ag = trouver_assemblee(session, assemblee_id)
    if ag.etat != CLOSE or ag.proces_verbal_id is None:
        raise UserError("Cette assemblée n'est pas close.", "Corrigez-la directement.")
    former = replace(
        fichier(session, ag.proces_verbal_id), classeur=classeur(session), liens=liens(session, ag)
    )
    creer_evenement(
        session, [former], objet=_objet(ag, "Procès-verbal rouvert"), ctx=ctx, texte=reason,
        classeur=classeur(session),
    )  # fmt: skip
    ag.etat, ag.motif = PREPARATION, reason
    if relire_voix:
        ag.repli_reception = ""
        session.execute(delete(VoixArretee).where(VoixArretee.assemblee_id == ag.id))
    session.flush()


def _objet(ag: Assemblee, what: str) -> str:
    return f"{what} n° {ag.registre} - {ag.nom} du {date_fr(ag.date)}"


def _en_attente(ag: Assemblee, seance: Seance) -> list[str]:
    """Ce qui n'est pas décidé : un vote dû, un second vote ouvert, un président non désigné."""
    numbers = numeros(seance.agenda)
    found = [] if ag.president.strip() else ["le président de séance n'est pas désigné"]
    for result in seance.resultats():
        if result.issue is None:
            said = f"résolution {numbers[result.resolution.id]}, {result.resolution.titre}"
            second = result.a_tenir is not None and result.a_tenir.tour == SECOND
            found.append(f"{said} : {'second vote à tenir' if second else 'à voter'}")
    return found


def _arreter(session: Session, ag: Assemblee, seance: Seance) -> None:
    """Les voix de chacun sous chaque clé, avant réduction, et ce qui les réduit ou les exclut : le
    compte se refait d'elles seules.

    Rouverte, une assemblée garde celles qu'elle avait.
    """
    known = session.scalar(
        select(func.count(VoixArretee.id)).where(VoixArretee.assemblee_id == ag.id)
    )
    if known:
        return
    ag.repli_reception = load_configuration_syndic(session).repli_reception
    people = seance.electorat.identites
    for cle, parts in seance.electorat.parts.items():
        sums: dict[int, int] = {}
        for part in parts:
            sums[part.identite] = sums.get(part.identite, 0) + part.voix
        session.add_all(
            VoixArretee(
                assemblee_id=ag.id, cle_id=cle, tiers_id=who, voix=voices,
                nature=people[who].nature, hlm=people[who].hlm,
            )
            for who, voices in sums.items()
        )  # fmt: skip


def _registre_suivant(session: Session, ag: Assemblee) -> int:
    last = session.scalar(
        select(func.max(Assemblee.registre)).where(Assemblee.copropriete_id == ag.copropriete_id)
    )
    return (last or 0) + 1
