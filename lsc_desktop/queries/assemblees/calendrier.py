"""Le calendrier d'une assemblée, ses envois, et qui la sait convoquée."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.assemblees.calendrier import Echeance, calendrier
from lsc_desktop.domain.assemblees.questions import question_au
from lsc_desktop.domain.assemblees.resultats import sous_le_tiers
from lsc_desktop.queries.assemblees.bibliotheque import questions
from lsc_desktop.queries.assemblees.seance import (
    feries,
    load_seance,
    repli_de,
    trouver_assemblee,
)
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import Assemblee, Copropriete, EnvoiAssemblee, Resolution, Tiers


def load_calendrier(session: Session, assemblee_id: int) -> tuple[Echeance, ...]:
    """Les échéances, chacune avec son calcul ; après notification, celle de la contestation.

    Des travaux d'économies d'énergie restés sous le tiers des voix ont la leur (loi art. 25-1
    al. 2).
    """
    ag = trouver_assemblee(session, assemblee_id)
    copropriete = session.get_one(Copropriete, ag.copropriete_id)
    notified = select(func.max(EnvoiAssemblee.presente_le)).where(
        EnvoiAssemblee.assemblee_id == assemblee_id, EnvoiAssemblee.nature == "notification"
    )
    return calendrier(
        ag.date,
        feries=feries(ag.date),
        repli=repli_de(session, ag),
        delai=copropriete.delai_convocation,
        urgence=ag.urgence,
        envoi_le=ag.convoquee_le,
        notifie_le=session.scalar(notified),
        nouvelle_assemblee=_a_reprendre(session, ag),
    )


def _a_reprendre(session: Session, ag: Assemblee) -> bool:
    """Un vote de l'article 25 f n'a pas réuni le tiers des voix de tous."""
    stmt = select(Resolution.id, Resolution.question).where(Resolution.assemblee_id == ag.id)
    works = set()
    for id, code in session.execute(stmt):
        question = question_au(questions(), code, ag.date)
        if question is not None and question.travaux_25f:
            works.add(id)
    if not works:
        return False
    results = load_seance(session, ag.id).resultats()
    held = (tour for result in results if result.resolution.id in works for tour in result.tours)
    return any(map(sous_le_tiers, held))


@dataclass(frozen=True, slots=True)
class EnvoiRow:
    id: int
    assemblee_id: int
    nature: str
    nom: str
    tiers_id: int
    qualite: str
    envoye_le: dt.date | None
    presente_le: dt.date | None
    evenement_id: int | None


def _envois() -> Requete:
    return select(
        EnvoiAssemblee.id, EnvoiAssemblee.assemblee_id, EnvoiAssemblee.nature,
        nom_complet().label("nom"), EnvoiAssemblee.tiers_id,
        EnvoiAssemblee.qualite, EnvoiAssemblee.envoye_le, EnvoiAssemblee.presente_le,
        EnvoiAssemblee.evenement_id,
    ).join(Tiers, Tiers.id == EnvoiAssemblee.tiers_id)  # fmt: skip


ENVOIS = Listing(
    EnvoiRow,
    _envois,
    search=(Tiers.recherche,),
    filters={
        "assemblee_id": dans(EnvoiAssemblee.assemblee_id),
        "nature": dans(EnvoiAssemblee.nature),
    },
    order=(("nom", False),),
    sort_keys={"nom": Tiers.recherche},
)
