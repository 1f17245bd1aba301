"""Une ligne au journal des appels pour ce qui ne passe pas par le client HTTPS."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.partenaires.appels import BOGUE, FAIT, PANNE, REFUS, Appel


@contextmanager
def note(
    noter: Callable[[Appel], None], partenaire: str, quoi: str, objet: str, adresse: str
) -> Iterator[None]:
    """Quoi qu'il arrive dans le bloc, une ligne ; le contenu n'y est jamais."""
    start, issue, said = time.monotonic(), BOGUE, "incident"
    try:
        yield
        issue, said = FAIT, ""
    except TemporaryError as error:
        issue, said = PANNE, error.title
        raise
    except UserError as error:
        issue, said = REFUS, error.title
        raise
    finally:
        spent = round((time.monotonic() - start) * 1000)
        noter(Appel(partenaire, quoi, objet, adresse, issue, None, said, spent))
