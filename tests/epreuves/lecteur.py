"""Lit chaque fichier d'un dossier comme l'import le ferait, dans une mémoire comptée.

python lecteur.py <dossier> <base> : une ligne JSON par fichier, sur la sortie.
"""

import json
import resource
import sys
import time
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.services.imports.verification import choisir, importer, lire
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Locataire, Tiers

MEMOIRE = 1_500 * 1024**2  # octets d'adresses : au-delà, tout appel échoue


def main(folder: Path, url: str) -> None:
    db = Database(url)
    ctx = Contexte("Martine", datetime(2021, 10, 25), date(2021, 10, 25))
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    for path in sorted(folder.iterdir()):
        before, start = _resident(), time.perf_counter()
        kind, said = _try(db, ctx, path)
        seconds = time.perf_counter() - start
        with db.read() as session:
            rows = session.query(Tiers).count() + session.query(Locataire).count()
        fact = {"fichier": path.name, "quoi": kind, "dit": said, "secondes": seconds,
                "memoire": _resident() - before, "fiches": rows}  # fmt: skip
        print(json.dumps(fact), flush=True)


def _try(db: Database, ctx: Contexte, path: Path) -> tuple[str, str]:
    try:
        with db.read() as session:
            choix = choisir(session, [path])
        lu = lire(choix, ctx)
        with db.write(ctx.utilisateur) as session:
            return "importe", importer(session, lu, choix, ctx)
    except UserError as error:
        return "refuse", str(error)
    except BaseException as error:
        return "bogue", repr(error)


def _resident() -> int:
    """Mo au plus haut depuis le départ."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
