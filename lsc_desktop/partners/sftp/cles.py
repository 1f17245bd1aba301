"""La clé privée de l'agence, telle qu'un fichier la donne : lue, ou refusée en une phrase."""

import re
import struct
from base64 import b64decode
from typing import Any

import asyncssh

from lsc_desktop.partners.der import trop_de_tours
from lsc_desktop.partners.sftp import erreurs
from lsc_desktop.partners.sftp.adresse import ClePrivee

TAILLE = 64 << 10  # lettres d'une clé, au plus
TOURS_OPENSSH = (
    500  # de bcrypt, au plus ; `ssh-keygen -a` en fait 16 s'il n'est pas dit autre chose
)
_BLOC = re.compile(r"-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]*)-----END")
_OPENSSH = b"openssh-key-v1\0"
_ABIMEE = (
    asyncssh.KeyImportError, asyncssh.KeyEncryptionError, ValueError, OverflowError, TypeError,
    LookupError,
)  # fmt: skip


def cle_privee(secret: ClePrivee) -> Any:
    """La clé, ouverte. Lève `AccesError` si elle ne se lit pas, ou si l'ouvrir durerait."""
    try:
        if len(secret.texte) > TAILLE or any(map(_trop_longue, _BLOC.findall(secret.texte))):
            raise erreurs.cle_illisible()
        return asyncssh.import_private_key(secret.texte, secret.phrase or None)
    except _ABIMEE as error:
        raise erreurs.cle_illisible() from error


def _trop_longue(bloc: str) -> bool:
    inside = "".join(bloc.split())
    content = b64decode(inside)
    if not content.startswith(_OPENSSH):
        return trop_de_tours(content)
    return _tours_openssh(content[len(_OPENSSH) :]) > TOURS_OPENSSH


def _tours_openssh(content: bytes) -> int:
    """Chiffre, dérivation, puis ses options : sel et tours (PROTOCOL.key d'OpenSSH)."""
    parts = []
    try:
        for _part in range(3):
            (length,) = struct.unpack_from(">I", content)
            parts.append(content[4 : 4 + length])
            content = content[4 + length :]
        (salt,) = struct.unpack_from(">I", parts[2])
        return int(struct.unpack_from(">I", parts[2], 4 + salt)[0])
    except struct.error:  # sans options : elle n'est pas chiffrée, ou elle est abîmée
        return 0
