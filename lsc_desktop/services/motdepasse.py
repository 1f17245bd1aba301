"""Empreintes des mots de passe : argon2id, paramètres de la RFC 9106 (« peu de mémoire »).

Un mot de passe n'est ni gardé, ni noté, ni rendu : il entre, une empreinte sort.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@cache
def _hacheur() -> "PasswordHasher":
    from argon2 import PasswordHasher  # une bibliothèque en C : au premier mot de passe seulement

    return PasswordHasher()


@cache
def _leurre() -> str:
    """L'empreinte d'un mot que personne n'a : vérifier un inconnu prend autant de temps."""
    return hacher("personne n'a ce mot de passe")


def hacher(mot: str) -> str:
    return _hacheur().hash(mot)


def verifier(empreinte: str, mot: str) -> bool:
    """Vrai si ce mot de passe a donné cette empreinte ; sans empreinte, faux et aussi long."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        good = _hacheur().verify(empreinte or _leurre(), mot)
    except (VerificationError, InvalidHashError):
        return False
    return bool(good and empreinte)


def a_refaire(empreinte: str) -> bool:
    """Vrai si l'empreinte date de paramètres plus faibles que ceux d'aujourd'hui."""
    return _hacheur().check_needs_rehash(empreinte)
