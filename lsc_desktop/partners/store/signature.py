"""La signature d'une licence (Ed25519, RFC 8032), et les clés publiques du programme."""

import json
from base64 import b64decode
from binascii import Error
from collections.abc import Mapping

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.base.paths import RESOURCES
from lsc_desktop.domain.abonnements import Signature

CLES = RESOURCES / "abonnements-cles.json"


def cles() -> dict[str, bytes]:
    """Nom → clé publique, de celles qui sont livrées avec le programme."""
    held = json.loads(CLES.read_text(encoding="utf-8"))["cles"]
    return {one["nom"]: b64decode(one["publique"]) for one in held}


def verifier(signature: Signature, connues: Mapping[str, bytes]) -> None:
    """Lève `RefusedError` si ce n'est pas le store qui a signé, ou si le document a changé."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if signature.cle not in connues:
        raise RefusedError(
            f"Cette licence est signée d'une clé inconnue, « {signature.cle[:40]} ».",
            "Installez la dernière version de LSC Desktop, ou demandez la licence au store.",
        )
    try:
        value = b64decode(signature.valeur, validate=True)
        Ed25519PublicKey.from_public_bytes(connues[signature.cle]).verify(value, signature.corps)
    except (InvalidSignature, Error, ValueError) as error:
        raise RefusedError(
            "La signature de cette licence est fausse : le fichier a été changé.",
            "Demandez-la de nouveau au store, et validez-la sans l'ouvrir.",
        ) from error
