"""Demander sur le terminal ; sans terminal, lire l'entrée standard. Jamais la ligne de commande :
tous les comptes de la machine peuvent la lire."""

import os
import sys
from collections.abc import Callable
from getpass import getpass

from lsc_desktop.base.errors import UserError

VARIABLE = "LSC_IDENTIFIANT"
AIDE = (
    "Si l'agence a des mots de passe, l'identifiant et le mot de passe sont demandés sur le "
    f"terminal ; sans terminal, ils se lisent dans {VARIABLE} et sur la première ligne de l'entrée "
    "standard."
)


def interactive() -> bool:
    """Quelqu'un peut répondre."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(question: str) -> str:
    """La réponse tapée ; la question va sur l'erreur standard, où rien ne la recueille."""
    print(question, end=" ", file=sys.stderr, flush=True)
    return _answered(input).strip()


def ask_credentials() -> tuple[str, str]:
    """L'identifiant et le mot de passe de qui lance la commande.

    L'identifiant : celui de `LSC_IDENTIFIANT`, sinon demandé. Lève `UserError` si rien ne vient.
    """
    identifiant = os.environ.get(VARIABLE, "").strip()
    if not identifiant and interactive():
        identifiant = ask("Identifiant :")
    if not identifiant:
        raise UserError(
            "Cette agence a des mots de passe : il faut dire qui lance la commande.",
            f"Sans terminal, donnez l'identifiant dans {VARIABLE}, et le mot de passe sur la "
            "première ligne de l'entrée standard.",
        )
    return identifiant, _secret("Mot de passe : ")


def ask_new_password() -> str:
    """Un nouveau mot de passe, tapé deux fois ; sans terminal, la première ligne, une fois.

    Lève `UserError` si rien ne vient ou si les deux diffèrent.
    """
    word = _secret("Nouveau mot de passe : ")
    if interactive() and _secret("Le même, encore une fois : ") != word:
        raise UserError("Les deux mots de passe diffèrent.", "Rien n'a été changé : recommencez.")
    return word


def _secret(question: str) -> str:
    if interactive():
        word = _answered(lambda: getpass(question))
    else:
        word = sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""
    if not word:
        raise UserError(
            "Aucun mot de passe n'a été donné.",
            "Sans terminal, il se lit sur la première ligne de l'entrée standard.",
        )
    return word


def _answered(read: Callable[[], str]) -> str:
    try:
        return read()
    except (EOFError, KeyboardInterrupt) as error:
        raise UserError("Vous y avez renoncé.", "Rien n'a été changé.") from error
