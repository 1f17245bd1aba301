"""Le bord : une écriture demandée par un écran, dans sa transaction."""

from collections.abc import Callable
from typing import Any, TypeVar

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import BusyError

T = TypeVar("T")
REPLAYS = 2  # fois qu'on refait ce que la base a annulé parce que deux postes s'y croisaient


def write(db: Any, ctx: Contexte, work: Callable[..., Any], *args: Any) -> Any:
    """`work(session, *args, ctx=)`, tout ou rien ; l'historique est signé de `ctx`."""
    return replayed(db, ctx, lambda session: work(session, *args, ctx=ctx))


def replayed(db: Any, ctx: Contexte, work: Callable[[Any], T]) -> T:
    """`work(session)` dans sa transaction, refait s'il n'a échoué que pour en avoir croisé une.

    Joué plusieurs fois, une seule reste : qu'il n'agisse que sur la base, et sur des copies.
    """
    for _ in range(REPLAYS):
        try:
            with db.write(ctx.utilisateur) as session:
                return work(session)
        except BusyError:
            continue
    with db.write(ctx.utilisateur) as session:
        return work(session)
