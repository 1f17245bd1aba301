"""Des certificats pour les essais : une autorité à nous, et ce qu'elle signe, bon ou mauvais."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID as Usage
from cryptography.x509.oid import NameOID

AN = dt.timedelta(days=365)


@dataclass(frozen=True)
class Signe:
    """Un certificat et sa clé."""

    certificat: x509.Certificate
    cle: Any

    @property
    def pem(self) -> bytes:
        """Le certificat seul."""
        return self.certificat.public_bytes(Encoding.PEM)

    @property
    def pem_et_cle(self) -> bytes:
        return self.pem + self.cle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def p12(self, mot_de_passe: str) -> bytes:
        kind = BestAvailableEncryption(mot_de_passe.encode())
        return pkcs12.serialize_key_and_certificates(
            b"essai", self.cle, self.certificat, None, kind
        )


class Autorite:
    """Une autorité d'essai ; `signer` fait des certificats de serveur, ou de client."""

    def __init__(self, nom: str = "Autorité d'essai") -> None:
        self._cle = ec.generate_private_key(ec.SECP256R1())
        self._nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, nom)])
        made = _commun(self._nom, self._nom, self._cle.public_key(), -AN, 10 * AN)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        key_id = x509.SubjectKeyIdentifier.from_public_key(self._cle.public_key())
        made = made.add_extension(key_id, critical=False)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        made = made.add_extension(usage, critical=True)
        self.certificat = made.sign(self._cle, hashes.SHA256())

    @property
    def pem(self) -> bytes:
        return self.certificat.public_bytes(Encoding.PEM)

    def fichier(self, folder: Path) -> str:
        """Ses autorités, comme les lit un client."""
        path = folder / "autorites.pem"
        path.write_bytes(self.pem)
        return str(path)

    def signer(
        self,
        nom: str = "serveur d'essai",
        *,
        hotes: tuple[str, ...] = ("127.0.0.1", "localhost"),
        debut: dt.timedelta = -AN / 12,
        fin: dt.timedelta = AN,
        usage: Any = Usage.SERVER_AUTH,
        sujet: Sequence[tuple[Any, str]] = (),
    ) -> Signe:
        """`debut`, `fin` : à partir de maintenant. `sujet` : ce qu'il dit de plus que son nom."""
        key = ec.generate_private_key(ec.SECP256R1())
        parts = [*sujet, (NameOID.COMMON_NAME, nom)]
        subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])
        made = _commun(subject, self._nom, key.public_key(), debut, fin)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._cle.public_key())
        made = made.add_extension(issuer, critical=False)
        if hotes:
            names = x509.SubjectAlternativeName([_hote(one) for one in hotes])
            made = made.add_extension(names, critical=False)
        return Signe(made.sign(self._cle, hashes.SHA256()), key)


def _commun(
    subject: x509.Name, issuer: x509.Name, key: Any, debut: dt.timedelta, fin: dt.timedelta
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + debut)
        .not_valid_after(now + fin)
    )


def _hote(nom: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(nom))
    except ValueError:
        return x509.DNSName(nom)
