"""Le coffre du poste : ce qui ne s'écrit ni dans la base, ni dans un journal.

Celui de Windows (gestionnaire d'identification) ou du bureau Linux, par `keyring` : chaque session
n'y lit que ce qu'elle y a mis. Celui de Windows n'admet que 2 560 octets par secret, en UTF-16 : un
fichier s'y garde en morceaux.
"""

from base64 import b64decode, b64encode
from hashlib import sha256

from lsc_desktop.base.errors import TemporaryError

SERVICE = "LSC Desktop"
MORCEAU = 1_200  # lettres d'un secret, au plus


def garder(nom: str, secret: str) -> None:
    """Garde un secret sous ce nom ; vide, l'efface. Lève `TemporaryError` si le poste n'a pas de
    coffre, ou s'il est fermé."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        if secret:
            keyring.set_password(SERVICE, nom, secret)
        else:
            keyring.delete_password(SERVICE, nom)
    except PasswordDeleteError:
        return  # il n'y était pas
    except (KeyringError, RuntimeError) as error:
        raise _ferme() from error


def lire(nom: str) -> str:
    """Le secret gardé sous ce nom par cette session ; vide s'il n'y en a pas. Lève comme
    `garder`."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, nom) or ""
    except (KeyringError, RuntimeError) as error:
        raise _ferme() from error


def garder_fichier(nom: str, contenu: bytes) -> None:
    """Garde un petit fichier (un certificat) sous ce nom ; vide, l'efface. Lève comme `garder`.

    Son sommaire vient en dernier : coupé en route, c'est l'ancien qui manque, jamais un mélange.
    """
    before = _morceaux(lire(nom))
    garder(nom, "")
    text = b64encode(contenu).decode()
    parts = [text[at : at + MORCEAU] for at in range(0, len(text), MORCEAU)]
    for rank, part in enumerate(parts):
        garder(f"{nom}#{rank}", part)
    for rank in range(len(parts), before):
        garder(f"{nom}#{rank}", "")
    if contenu:
        garder(nom, f"{len(parts)} {sha256(contenu).hexdigest()}")


def lire_fichier(nom: str) -> bytes:
    """Le fichier gardé sous ce nom par cette session ; vide s'il n'y en a pas, ou s'il n'est pas
    entier. Lève comme `garder`."""
    summary = lire(nom)
    text = "".join(lire(f"{nom}#{rank}") for rank in range(_morceaux(summary)))
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        return b""
    return found if summary.endswith(sha256(found).hexdigest()) else b""


def _morceaux(sommaire: str) -> int:
    count = sommaire.partition(" ")[0]
    return int(count) if count.isdecimal() and len(count) < 4 else 0


def _ferme() -> TemporaryError:
    return TemporaryError(
        "Le coffre à mots de passe de ce poste n'est pas accessible.",
        "Ouvrez votre session avec son mot de passe, ou faites-le depuis un autre poste.",
    )
