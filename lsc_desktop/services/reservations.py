"""Réserver une fiche le temps d'un envoi : une cible, un portail n'en reçoivent qu'un à la fois.

Le modèle a `jeton` et `vu_le` ; celui qui réserve donne signe de vie, et un mort laisse sa place.
"""

from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.services.jetons import jeton_delaisse
from lsc_desktop.storage.clock import heure_utc


def reserver(
    session: Session, model: Any, id: int, jeton: str, quoi: str, **autres: object
) -> None:
    """Lève `TemporaryError` si un autre, vivant, tient cette fiche ; `quoi` : « Une publication
    vers cette cible » ; `autres` : des colonnes à écrire avec."""
    before, seen, now = session.execute(
        select(model.jeton, model.vu_le, heure_utc()).where(model.id == id)
    ).one()
    if before and seen is not None and not jeton_delaisse(before, seen, now):
        raise TemporaryError(
            f"{quoi} est déjà en cours.",
            "Attendez sa fin ; si son poste s'est éteint, elle se reprend au bout d'une minute.",
        )
    stmt = update(model).where(model.id == id, model.jeton == before)
    done = session.execute(
        stmt.values(jeton=jeton, vu_le=heure_utc(), **autres),
        execution_options={"synchronize_session": False},
    )
    if not cast("CursorResult[Any]", done).rowcount:
        raise TemporaryError(f"{quoi} vient de commencer.", "Attendez sa fin.")


def vivre(session: Session, model: Any, id: int, jeton: str) -> bool:
    """Donne signe de vie ; faux si un autre a pris la suite."""
    done = session.execute(_la_mienne(model, id, jeton).values(vu_le=heure_utc()))
    return bool(cast("CursorResult[Any]", done).rowcount)


def rendre(session: Session, model: Any, id: int, jeton: str) -> None:
    session.execute(_la_mienne(model, id, jeton).values(jeton=""))


def _la_mienne(model: Any, id: int, jeton: str) -> Any:
    return update(model).where(model.id == id, model.jeton == jeton)
