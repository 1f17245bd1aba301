"""Tenir une fiche ouverte, et la rendre.

Ces écritures passent par la connexion, sans l'ORM : ni l'historique ni les listes des collègues
n'ont à connaître un battement toutes les trente secondes.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Table, delete, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.verrous import Cle, Tenue
from lsc_desktop.queries.verrous import tenue
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import Base

OUBLI = timedelta(days=1)  # ce qu'on garde d'un programme tué
_VERROU: Table = Base.metadata.tables["verrou"]


def prendre(
    session: Session, fiche: str, fiche_id: int, *, ctx: Contexte, malgre: str = ""
) -> Tenue | None:
    """Tient la fiche si elle est libre ou si son verrou a expiré ; rend qui la tient ensuite.

    `malgre` : le jeton de la séance à qui l'on a décidé de la reprendre, vivante ou non ; une
    autre, venue entre-temps, la garde.
    """
    held = tenue(session, fiche, fiche_id)
    if held is None:
        _inserer(session, fiche, fiche_id, ctx)
    elif held.jeton == ctx.seance or held.expiree or (malgre and held.jeton == malgre):
        same = held.jeton == ctx.seance
        stmt = update(_VERROU).where(
            _VERROU.c.fiche == fiche, _VERROU.c.fiche_id == fiche_id, _VERROU.c.jeton == held.jeton
        )
        if held.expiree and not malgre:
            stmt = stmt.where(_VERROU.c.vu_le == held.vu_le)  # il n'est pas revenu entre-temps
        values = {"vu_le": heure_utc()} if same else _qui(ctx)
        session.connection().execute(stmt.values(**values))
    return tenue(session, fiche, fiche_id)


def battre(session: Session, jeton: str) -> set[Cle]:
    """Signe de vie de toutes les fiches de cette séance ; rend celles qu'elle tient encore."""
    stmt = update(_VERROU).where(_VERROU.c.jeton == jeton).values(vu_le=heure_utc())
    found = session.connection().execute(stmt.returning(_VERROU.c.fiche, _VERROU.c.fiche_id))
    return {(row.fiche, row.fiche_id) for row in found}


def rendre(session: Session, jeton: str, cles: Collection[Cle] | None = None) -> None:
    """Lâche ces fiches, ou toutes celles de la séance ; celles d'un autre restent les siennes."""
    stmt = delete(_VERROU).where(_VERROU.c.jeton == jeton)
    if cles is not None:
        stmt = stmt.where(tuple_(_VERROU.c.fiche, _VERROU.c.fiche_id).in_(list(cles)))
    session.connection().execute(stmt)


def oublier(session: Session) -> None:
    """Efface les verrous des programmes tués la veille ou avant."""
    link = session.connection()
    now = link.execute(select(heure_utc())).scalar_one()
    link.execute(delete(_VERROU).where(_VERROU.c.vu_le < now - OUBLI))


def _inserer(session: Session, fiche: str, fiche_id: int, ctx: Contexte) -> None:
    """Deux postes ouvrent la fiche au même instant : le second voit le premier."""
    link = session.connection()
    values = {"fiche": fiche, "fiche_id": fiche_id, **_qui(ctx)}
    try:
        with link.begin_nested():
            link.execute(insert(_VERROU).values(**values))
    except IntegrityError:
        return


def _qui(ctx: Contexte) -> dict[str, object]:
    return {
        "jeton": ctx.seance,
        "qui": ctx.utilisateur,
        "poste": ctx.poste,
        "depuis": heure_utc(),
        "vu_le": heure_utc(),
    }
