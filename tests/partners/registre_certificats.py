"""Les certificats d'une agence d'essai, faits à la volée : le bon, et ceux qui ne vont pas."""

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.x509.oid import NameOID

from tests.partners.certificats import AN, Autorite, Signe, Usage

SIREN, AUTRE_SIREN = "732829320", "552100554"
SIRET = "73282932000074"
SECRET = "Perroquet-7/secret+long"
SUJET = ((NameOID.COUNTRY_NAME, "FR"), (NameOID.ORGANIZATION_NAME, "AGENCE CRYPTO"))
JOUR = dt.timedelta(days=1)


def de_l_agence(autorite: Autorite, siren: str = SIREN, **over) -> Signe:
    """Un certificat « serveur client » d'entreprise, SIREN compris."""
    sujet = (*SUJET, (NameOID.ORGANIZATIONAL_UNIT_NAME, f"0002 {siren}")) if siren else SUJET
    values = {"usage": Usage.CLIENT_AUTH, "hotes": (), "sujet": sujet}
    return autorite.signer("ws.agence-crypto.fr", **values | over)


def expire(autorite: Autorite) -> Signe:
    return de_l_agence(autorite, debut=-AN, fin=-JOUR)


def pas_encore_valide(autorite: Autorite) -> Signe:
    return de_l_agence(autorite, debut=2 * JOUR, fin=AN)


def en_rc2(signe: Signe, folder: Path, mot_de_passe: str = SECRET) -> bytes:
    """Un p12 comme les vieux Windows en exportent : RC2 à 40 bits."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl n'est pas sur ce poste : rien d'autre ne chiffre en RC2")
    source, made = folder / "rc2.pem", folder / "rc2.p12"
    source.write_bytes(signe.pem_et_cle)
    command = ["openssl", "pkcs12", "-export", "-legacy", "-certpbe", "PBE-SHA1-RC2-40",
               "-keypbe", "PBE-SHA1-RC2-40", "-in", str(source), "-out", str(made),
               "-passout", f"pass:{mot_de_passe}"]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return made.read_bytes()
