"""Signe des licences du store, pour qui édite le programme.

    python scripts/licence.py cle NOM DOSSIER
    python scripts/licence.py signer CONTENU.json CLE.pem NOM > licence.json

« cle » fait une paire : la clé privée va dans DOSSIER, hors du dépôt et nulle part ailleurs ; la
publique s'affiche, à ajouter à resources/abonnements-cles.json. « signer » vérifie le contenu comme
le fera le programme, puis rend le document signé.
"""

import argparse
import json
import sys
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402
from cryptography.hazmat.primitives.serialization import (  # noqa: E402
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from lsc_desktop.domain.abonnements import ALGORITHME, corps_signe, lire  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    orders = parser.add_subparsers(dest="ordre", required=True)
    pair = orders.add_parser("cle")
    pair.add_argument("nom")
    pair.add_argument("dossier", type=Path)
    sign = orders.add_parser("signer")
    sign.add_argument("contenu", type=Path)
    sign.add_argument("cle", type=Path)
    sign.add_argument("nom")
    options = parser.parse_args()
    if options.ordre == "cle":
        print(faire_une_cle(options.nom, options.dossier))
        return 0
    key = load_pem_private_key(options.cle.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey), "une clé Ed25519 est attendue"
    body = json.loads(options.contenu.read_text(encoding="utf-8"))
    sys.stdout.buffer.write(signer(body, key, options.nom))
    return 0


def faire_une_cle(nom: str, dossier: Path) -> str:
    """Écrit la clé privée, lisible du seul utilisateur ; rend la ligne de la publique."""
    key = Ed25519PrivateKey.generate()
    path = dossier / f"{nom}.pem"
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = b64encode(key.public_key().public_bytes_raw()).decode()
    return json.dumps({"nom": nom, "publique": public}, ensure_ascii=False)


def signer(contenu: Mapping[str, Any], cle: Ed25519PrivateKey, nom: str) -> bytes:
    """Le document signé ; lève `RefusedError` si le programme ne saurait pas le lire."""
    value = b64encode(cle.sign(corps_signe(contenu))).decode()
    signed = {**contenu, "signature": {"algo": ALGORITHME, "cle": nom, "valeur": value}}
    done = json.dumps(signed, ensure_ascii=False, indent=1).encode() + b"\n"
    lire(done)
    return done


if __name__ == "__main__":
    raise SystemExit(main())
