"""Ce fil écrit-il dans la base en ce moment ? Rien ne part alors vers un partenaire.

Un appel de dix secondes tiendrait l'écriture de tous les postes, et ce qu'il a fait ne se
reprendrait pas si la transaction échouait : c'est un bogue, et il se voit au premier essai.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_OUVERTE: ContextVar[bool] = ContextVar("ecriture_ouverte", default=False)


@contextmanager
def ecriture() -> Iterator[None]:
    """Le temps d'une transaction de ce fil (`storage.engine` la déclare)."""
    token = _OUVERTE.set(True)
    try:
        yield
    finally:
        _OUVERTE.reset(token)


def hors_ecriture(quoi: str) -> None:
    """Lève `RuntimeError` dans une transaction : inscrivez l'envoi, il partira après elle."""
    if _OUVERTE.get():
        raise RuntimeError(f"{quoi} dans une transaction : passez par la boîte d'envoi")
