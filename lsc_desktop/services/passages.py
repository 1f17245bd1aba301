"""Cas d'usage : un service à son heure, ou demandé, une seule fois quel que soit le nombre de
postes.

La ligne s'écrit avant l'effet (ecosystem D.4) : qui l'a écrite est seul à faire le travail.
"""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import CursorResult, Update, delete, insert, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.services_systeme import (
    A_SON_HEURE,
    DEMANDE,
    ECHEC,
    EN_COURS,
    FAIT,
    GARDE,
    INTERROMPU,
)
from lsc_desktop.queries.services_systeme.etat import passages_en_cours
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import Passage
from lsc_desktop.storage.models.base import replier

BAIL = timedelta(minutes=2)  # sans signe de vie au-delà, un autre poste reprend la tâche
RETENTER = timedelta(minutes=15)  # après un échec
ESSAIS = 3  # pour un même créneau
COUPE = "Le programme s'est arrêté sans finir."


def prendre(session: Session, tache: str, creneau: str, jeton: str, ctx: Contexte) -> bool:
    """Prend un créneau, avant tout effet ; faux s'il est pris, fini, ou trois fois manqué.

    Deux postes qui l'essaient au même instant : la contrainte d'unicité en refuse un, par
    `UserError`. Un créneau délaissé par un processus mort, arrêté ou manqué, se reprend.
    """
    mine = (Passage.tache == tache) & (Passage.creneau == creneau)
    known = session.execute(
        select(Passage.etat, Passage.essais, Passage.jeton, Passage.vu_le, heure_utc()).where(mine)
    ).first()
    if known is None:
        _ouvrir(session, tache, creneau, jeton, A_SON_HEURE, ctx)
        return True
    etat, essais, before, vu_le, now = known
    waits = {EN_COURS: BAIL, INTERROMPU: timedelta(0)}.get(etat, RETENTER)
    if etat == FAIT or essais >= ESSAIS or abs(now - vu_le) < waits:  # l'horloge a pu reculer
        return False
    again = 0 if etat == INTERROMPU else 1  # s'arrêter avec le programme n'est pas manquer
    free = update(Passage).where(mine, Passage.jeton == before, Passage.essais == essais)
    values = {"etat": EN_COURS, "essais": essais + again, "fin": None, **_qui(jeton, ctx)}
    return _done(session, free.values(**values))


def demander(session: Session, tache: str, jeton: str, ctx: Contexte) -> str:
    """Ouvre un passage hors de ses heures ; rend son créneau, qui n'est celui d'aucune heure."""
    slot = f"{ctx.maintenant:%Y-%m-%d %H:%M:%S} {uuid4().hex[:8]}"
    _ouvrir(session, tache, slot, jeton, DEMANDE, ctx)
    return slot


def vivre(session: Session, tache: str, creneau: str, jeton: str) -> bool:
    """Donne signe de vie ; faux si un autre a pris la suite."""
    return _done(session, _le_mien(tache, creneau, jeton).values(vu_le=heure_utc()))


def finir(
    session: Session,
    tache: str,
    creneau: str,
    jeton: str,
    etat: str,
    message: str = "",
    fin: datetime | None = None,
) -> bool:
    """Le créneau est fait, manqué ou interrompu ; faux si un autre a pris la suite."""
    stmt = _le_mien(tache, creneau, jeton)
    values = {"etat": etat, "message": message, "fin": fin, "vu_le": heure_utc()}
    return _noter(session, tache, creneau, stmt.values(**values))


def ranger(session: Session, ctx: Contexte) -> list[str]:
    """Ferme les passages que plus personne ne mène, efface ceux de plus d'un an.

    Rend les tâches qui ont manqué à leur heure ; un passage demandé n'est dit qu'au journal.
    """
    missed = []
    for one, bail in passages_en_cours(session):
        if not bail.reste(BAIL):
            stmt = _le_mien(one.tache, one.creneau, one.jeton)
            _noter(session, one.tache, one.creneau, stmt.values(etat=ECHEC, message=COUPE))
            missed += [one.tache] if one.origine != DEMANDE else []
    limit = f"{ctx.maintenant - GARDE:%Y-%m-%d}"
    session.execute(delete(Passage).where(Passage.creneau < limit))
    return missed


def _ouvrir(
    session: Session, tache: str, creneau: str, jeton: str, origine: str, ctx: Contexte
) -> None:
    row = {"tache": tache, "creneau": creneau, "etat": EN_COURS, "essais": 1, "origine": origine}
    session.execute(insert(Passage).values(**row, **_qui(jeton, ctx)))


def _qui(jeton: str, ctx: Contexte) -> dict[str, Any]:
    who = {"qui": ctx.utilisateur, "poste": ctx.poste, "message": ""}
    return {
        **who, "recherche": replier(Passage, who), "jeton": jeton, "vu_le": heure_utc(),
        "debut": ctx.maintenant,
    }  # fmt: skip


def _noter(session: Session, tache: str, creneau: str, stmt: Update) -> bool:
    """Écrit ce qu'il est devenu ; son compte rendu se cherche aussi."""
    if not _done(session, stmt):
        return False
    mine = (Passage.tache == tache) & (Passage.creneau == creneau)
    read = select(*(getattr(Passage, name) for name in Passage.cherche_dans)).where(mine)
    known = dict(zip(Passage.cherche_dans, session.execute(read).one(), strict=True))
    return _done(session, update(Passage).where(mine).values(recherche=replier(Passage, known)))


def _le_mien(tache: str, creneau: str, jeton: str) -> Update:
    return update(Passage).where(
        Passage.tache == tache, Passage.creneau == creneau, Passage.jeton == jeton
    )


def _done(session: Session, stmt: Update) -> bool:
    done = session.execute(stmt, execution_options={"synchronize_session": False})
    return bool(cast("CursorResult[Any]", done).rowcount)
