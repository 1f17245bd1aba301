"""Cas d'usage : une tâche à son heure, une seule fois, quel que soit le nombre de postes.

La ligne s'écrit avant l'effet (ecosystem D.4) : qui l'a écrite est seul à faire la tâche.
"""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update, insert, select, update
from sqlalchemy.orm import Session

from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import Passage

EN_COURS, FAIT, ECHEC = "en_cours", "fait", "echec"
BAIL = timedelta(minutes=2)  # sans signe de vie au-delà, un autre poste reprend la tâche
RETENTER = timedelta(minutes=15)  # après un échec
ESSAIS = 3  # pour un même créneau


def prendre(session: Session, tache: str, creneau: str, jeton: str) -> bool:
    """Prend un créneau, avant tout effet ; faux s'il est pris, fini, ou trois fois manqué.

    Deux postes qui l'essaient au même instant : la contrainte d'unicité en refuse un, par
    `UserError`. Un créneau délaissé par un processus mort, ou manqué, se reprend.
    """
    mine = (Passage.tache == tache) & (Passage.creneau == creneau)
    known = session.execute(
        select(Passage.etat, Passage.essais, Passage.jeton, Passage.vu_le, heure_utc()).where(mine)
    ).first()
    if known is None:
        row = {"tache": tache, "creneau": creneau, "etat": EN_COURS, "essais": 1, "jeton": jeton}
        session.execute(insert(Passage).values(**row, vu_le=heure_utc(), message=""))
        return True
    etat, essais, before, vu_le, now = known
    waits = BAIL if etat == EN_COURS else RETENTER
    if etat == FAIT or essais >= ESSAIS or abs(now - vu_le) < waits:  # l'horloge a pu reculer
        return False
    free = update(Passage).where(mine, Passage.jeton == before, Passage.essais == essais)
    return _done(
        session,
        free.values(etat=EN_COURS, essais=essais + 1, jeton=jeton, vu_le=heure_utc(), message=""),
    )


def vivre(session: Session, tache: str, creneau: str, jeton: str) -> bool:
    """Donne signe de vie ; faux si un autre a pris la suite."""
    return _done(session, _le_mien(tache, creneau, jeton).values(vu_le=heure_utc()))


def finir(
    session: Session, tache: str, creneau: str, jeton: str, etat: str, message: str = ""
) -> None:
    """Le créneau est fait, ou manqué."""
    stmt = _le_mien(tache, creneau, jeton)
    session.execute(stmt.values(etat=etat, message=message, vu_le=heure_utc()))


def _le_mien(tache: str, creneau: str, jeton: str) -> Update:
    return update(Passage).where(
        Passage.tache == tache, Passage.creneau == creneau, Passage.jeton == jeton
    )


def _done(session: Session, stmt: Update) -> bool:
    done = session.execute(stmt, execution_options={"synchronize_session": False})
    return bool(cast("CursorResult[Any]", done).rowcount)
