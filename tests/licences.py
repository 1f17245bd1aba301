"""Des licences du store, signées par une clé qui ne sert qu'aux essais."""

from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.depot import ROOT

NOM = "essai"


@cache
def cle() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def publiques() -> dict[str, bytes]:
    """Ce que le programme connaîtrait de cette clé."""
    return {NOM: cle().public_key().public_bytes_raw()}


def contenu(**change: Any) -> dict[str, Any]:
    """Captain Tower et trois jetons AG Connect, jusqu'à la fin de 2098."""
    usual = {
        "format": "abonnements/1",
        "client": "LSC-0042",
        "emis_le": "2021-10-01T08:00:00Z",
        "valable_jusqu_au": "2098-12-31",
        "produits": [
            {"code": "captain", "actif": True, "modules": ["conseil"]},
            {"code": "inch", "actif": False, "modules": []},
        ],
        "jetons": {"ag_connect": 3, "captain": 1},
    }
    return {**usual, **change}


def une_licence(**change: Any) -> bytes:
    """Signée comme le fait `scripts/licence.py`."""
    signed: bytes = outil().signer(contenu(**change), cle(), NOM)
    return signed


@cache
def outil() -> Any:
    """Le script lui-même, chargé comme un module."""
    from importlib.util import module_from_spec, spec_from_file_location

    path: Path = ROOT / "scripts/licence.py"
    spec = spec_from_file_location("licence_outil", path)
    assert spec is not None and spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made
