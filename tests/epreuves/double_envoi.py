"""Un poste de l'épreuve du double envoi : il appuie au même instant qu'un autre, et dit la suite.

    python -m tests.epreuves.double_envoi <adresse> <rang>

Dit « prêt », puis lit une ligne par manche : un geste en JSON. Il attend l'instant donné, joue le
geste dans sa transaction, comme le bord des écrans, et rend ce qu'un utilisateur lirait.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.figer import retrouver
from lsc_desktop.domain.quittancement import AAppeler
from lsc_desktop.domain.tiers import TiersDraft
from lsc_desktop.gui.kit import edge
from lsc_desktop.services.comptabilite import contrepasser_ce_jour
from lsc_desktop.services.quittancement import appeler
from lsc_desktop.services.regularisations.quittancer import quittancer
from lsc_desktop.services.tiers import save_tiers
from lsc_desktop.storage.engine import Database
from tests.gestes import un_appel

JOUR = date(2021, 10, 25)
ACCORDS = frozenset({"appel"})


class Entite:
    """Ce que `un_appel` demande d'une agence."""

    def __init__(self, entite: int) -> None:
        self.entite = entite


def valider(session: Any, ctx: Contexte, saisie: str, ville: str) -> str:
    draft = retrouver(TiersDraft, saisie)
    draft.ville = ville
    save_tiers(session, draft, ctx=ctx)
    return ""


def creer(session: Any, ctx: Contexte, code: str) -> str:
    save_tiers(session, TiersDraft(code=code, nom=code), ctx=ctx)
    return ""


def regulariser(session: Any, ctx: Contexte, fiche: int, version: int) -> str:
    quittancer(session, fiche, version, ctx=ctx)
    return ""


def appel(session: Any, ctx: Contexte, entite: int, prevu: str) -> str:
    return appeler(session, un_appel(Entite(entite)), retrouver(AAppeler, prevu), ctx)


def contrepasser(session: Any, ctx: Contexte, piece: int) -> str:
    contrepasser_ce_jour(session, piece, ctx=ctx, accepted=ACCORDS)
    return ""


GESTES: dict[str, Callable[..., str]] = {
    "Valider": valider,
    "Créer": creer,
    "Quittancer": regulariser,
    "Appel": appel,
    "Contre-passer": contrepasser,
}


def jouer(db: Database, ctx: Contexte, geste: str, args: dict[str, Any]) -> str:
    """Ce qu'on lit : "" si c'est fait, sinon une phrase ; un bogue commence par « ! »."""
    try:
        return str(edge.replayed(db, ctx, lambda session: GESTES[geste](session, ctx, **args)))
    except UserError as error:
        return str(error)
    except Exception as error:
        return f"! {type(error).__name__} {error}"


def main(url: str, rang: str) -> None:
    db = Database(url)
    ctx = Contexte(f"poste {rang}", datetime(2021, 10, 25, 9), JOUR)
    with db.read():
        print("prêt", flush=True)
    for line in sys.stdin:
        geste, args, instant = json.loads(line)
        time.sleep(max(0.0, instant - time.time()))
        print(json.dumps(jouer(db, ctx, geste, args)), flush=True)
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
