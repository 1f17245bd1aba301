"""Le bord : une écriture demandée par un écran, dans sa transaction."""

from collections.abc import Callable
from typing import Any

from lsc_desktop.base.contexte import Contexte


def write(db: Any, ctx: Contexte, work: Callable[..., Any], *args: Any) -> Any:
    """`work(session, *args, ctx=)`, tout ou rien ; l'historique est signé de `ctx`."""
    with db.write(ctx.utilisateur) as session:
        return work(session, *args, ctx=ctx)
