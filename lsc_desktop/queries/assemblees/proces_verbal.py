"""De ce qui est enregistré au procès-verbal : tout s'y recompte (décret art. 17)."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.text import fold
from lsc_desktop.domain.assemblees.delegations import mentions
from lsc_desktop.domain.assemblees.majorites import Issue
from lsc_desktop.domain.assemblees.modeles import paragraphes_pv
from lsc_desktop.domain.assemblees.pouvoirs import Cadre
from lsc_desktop.domain.assemblees.pouvoirs_en_blanc import mentions_distribution
from lsc_desktop.domain.assemblees.presences import au_moment
from lsc_desktop.domain.assemblees.proces_verbal import ProcesVerbal
from lsc_desktop.domain.assemblees.resultats import Raison, Resultat
from lsc_desktop.domain.assemblees.saisie import CLOSE
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.queries.assemblees.pouvoirs import cadre, en_blanc
from lsc_desktop.queries.assemblees.rapport import Rapport, lignes_de
from lsc_desktop.queries.assemblees.reunion import contacts, load_reunion
from lsc_desktop.queries.assemblees.seance import load_seance, trouver_assemblee
from lsc_desktop.storage.models import Assemblee

CONSEIL = "conseil-syndical"  # le code de l'élection, dans resources/questions_ag.json


def load_proces_verbal(session: Session, assemblee_id: int) -> ProcesVerbal:
    """Le procès-verbal de ce qui est saisi ; chaque résolution y a une issue.

    Close, celui qui fait foi est le fichier gardé. Lève `UserError` comme `load_reunion`.
    """
    ag = trouver_assemblee(session, assemblee_id)
    seance = load_seance(session, assemblee_id)
    report = Rapport.de(session, ag, seance)
    frame = replace(cadre(session, ag.id, seance), noms=report.noms)
    pv = ProcesVerbal(
        reunion=load_reunion(session, ag),
        presence=report.presence(),
        resolutions=report.resolutions(),
        registre=str(ag.registre or ""),
        president=ag.president,
        scrutateurs=tuple(lignes_de(ag.scrutateurs.replace(",", "\n"))),
        secretaire=ag.secretaire,
        mandats=mentions_distribution(en_blanc(session, ag.id), frame),
        pouvoirs=_pouvoirs(seance, frame),
        incidents=tuple(lignes_de(ag.incidents)),
        postales=_postales(session, ag),
        conseil_non_elu=conseil_non_elu(report.resultats),
        remplace=_remplace(ag),
    )
    return replace(
        pv,
        ouverture=paragraphes_pv(report.textes.ouverture_pv, pv),
        fin=paragraphes_pv(report.textes.cloture_pv, pv),
    )


def conseil_non_elu(resultats: Iterable[Resultat]) -> bool:
    """Une élection au conseil syndical était à l'ordre du jour, et personne n'y a été élu.

    Les candidats sont les questions de ce code, ou leurs sous-résolutions ; une révocation refusée
    n'est pas une élection manquée.
    """
    found = tuple(resultats)
    asked = {r.resolution.id for r in found if r.resolution.question == CONSEIL}
    parents = {r.resolution.parent_id for r in found}
    seats = [
        r
        for r in found
        if (r.resolution.id in asked or r.resolution.parent_id in asked)
        and r.resolution.id not in parents
        and "revocation" not in fold(r.resolution.titre)
        and r.raison is not Raison.INFORMATION
    ]
    return bool(seats) and not any(r.issue is Issue.ACCEPTEE for r in seats)


def _pouvoirs(seance: Seance, frame: Cadre) -> tuple[str, ...]:
    """Les dépassements admis par le président, à l'ouverture ou après un mouvement (D35)."""
    moments = [seance.ouverture]
    moments += [
        au_moment(seance.ouverture, seance.mouvements, move.rang) for move in seance.mouvements
    ]
    return tuple(dict.fromkeys(text for held in moments for text in mentions(held, frame)))


def _postales(session: Session, ag: Assemblee) -> tuple[str, ...]:
    """Qui a demandé la voie postale pendant l'assemblée (décret art. 64-4)."""
    return tuple(
        contact.nom
        for contact in contacts(session, ag).values()
        if contact.postale and contact.postale_depuis == ag.date
    )


def _remplace(ag: Assemblee) -> str:
    """Une assemblée rouverte garde la date de son premier procès-verbal, et pourquoi."""
    if ag.etat == CLOSE or ag.proces_verbal_id is None or ag.close_le is None:
        return ""
    return (
        f"Le présent procès-verbal annule et remplace celui établi le {date_fr(ag.close_le)}, pour "
        f"le motif suivant : {ag.motif}."
    )
