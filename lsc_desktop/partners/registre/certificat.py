"""Lire un certificat et sa clé (.p12, .pfx, ou PEM), et en faire le p12 qu'on garde au coffre.

Le fichier n'est pas gardé tel quel : sa clé est aussitôt rechiffrée, en AES, sous un mot de passe
tiré au hasard ; ni le vieux chiffrement ni le mot de passe d'origine ne restent chez nous.
"""

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import montrable
from lsc_desktop.domain.registre.certificats import FicheCertificat, sirens_de
from lsc_desktop.partners.der import trop_de_tours

if TYPE_CHECKING:
    from cryptography import x509

TAILLE = 128 << 10  # octets d'un fichier, au plus
_P12 = bytes.fromhex("06092a864886f70d010701")  # pkcs7-data : le contenu de tout PKCS 12
_RC2 = (
    bytes.fromhex("060a2a864886f70d010c0105"),  # pbeWithSHAAnd128BitRC2-CBC
    bytes.fromhex("060a2a864886f70d010c0106"),  # pbeWithSHAAnd40BitRC2-CBC
)
_USAGES = {
    "1.3.6.1.5.5.7.3.1": "serverAuth", "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning", "1.3.6.1.5.5.7.3.4": "emailProtection",
    "2.5.29.37.0": "anyExtendedKeyUsage",
}  # fmt: skip
_NOMS = {
    "2.5.4.3": "CN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
    "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.97": "organizationIdentifier",
    "1.2.840.113549.1.9.1": "emailAddress",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CertificatLu:
    """`p12`, `mot_de_passe` : pour le coffre ; `pem` : le certificat seul, pour le portail."""

    fiche: FicheCertificat
    pem: str
    p12: bytes = field(repr=False)
    mot_de_passe: str = field(repr=False)


def lire_certificat(fichiers: Sequence[bytes], mot_de_passe: str) -> CertificatLu:
    """Le certificat que donnent ces fichiers : un .p12, ou un ou deux PEM (certificat et clé).

    Lève `UserError`, une phrase par cause : mot de passe, fichier, clé absente ou étrangère.
    """
    if any(len(one) > TAILLE for one in fichiers):
        raise UserError(
            "Ce fichier est trop gros pour un certificat.",
            "Choisissez le fichier .p12 ou .pfx que l'autorité vous a remis.",
        )
    whole = b"\n".join(fichiers)
    if b"-----BEGIN " in whole:
        key, found, others = _de_pem(whole, mot_de_passe)
        old = False
    elif len(fichiers) == 1:
        key, found, others = _de_p12(whole, mot_de_passe)
        old = any(mark in whole for mark in _RC2)
    else:
        raise _pas_un_certificat()
    if key is None and (found is not None or others):
        raise UserError(
            "Ce fichier ne contient pas la clé privée du certificat.",
            "Exportez-le avec sa clé (« .p12 » ou « .pfx »), ou ajoutez le fichier de la clé.",
        )
    if key is None or found is None:
        raise UserError(
            "Ce fichier ne contient pas de certificat.",
            "Choisissez celui que l'autorité vous a remis, avec l'extension .p12 ou .pfx.",
        )
    if _publique(key) != _publique_du(found):
        raise UserError(
            "Cette clé privée n'est pas celle de ce certificat.",
            "Choisissez la clé qui a servi à le demander.",
        )
    return _garder(key, found, others, old)


def rouvrir(p12: bytes, mot_de_passe: str) -> FicheCertificat:
    """La fiche de celui qu'on a gardé au coffre ; lève `UserError` s'il ne s'ouvre plus."""
    _key, found, _others = _de_p12(p12, mot_de_passe)
    if found is None:
        raise _pas_un_certificat()
    return _fiche(found, ancien=False)


# --- Les deux formes ----------------------------------------------------------------------------


def _de_p12(contenu: bytes, mot_de_passe: str) -> tuple[Any, Any, list[Any]]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs12

    if not contenu.startswith(b"\x30") or _P12 not in contenu[:128]:
        raise _pas_un_certificat()
    if trop_de_tours(contenu):
        raise _trop_long()
    try:
        return pkcs12.load_key_and_certificates(contenu, mot_de_passe.encode() or None)
    except UnsupportedAlgorithm as error:
        raise _chiffrement_inconnu(contenu) from error
    except ValueError as error:
        if "password" in str(error).lower() or "mac" in str(error).lower():
            raise _mauvais_mot_de_passe() from error
        if "unsupported" in str(error).lower() or "rc2" in str(error).lower():
            raise _chiffrement_inconnu(contenu) from error
        raise _abime() from error
    except (TypeError, AttributeError) as error:
        raise _abime() from error


def _de_pem(texte: bytes, mot_de_passe: str) -> tuple[Any, Any, list[Any]]:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    blocks = list(_blocs(texte))
    keys = [block for name, block in blocks if name.endswith("PRIVATE KEY")]
    papers = [block for name, block in blocks if name in ("CERTIFICATE", "X509 CERTIFICATE")]
    if len(keys) > 1:
        raise UserError("Il y a plusieurs clés privées.", "N'en donnez qu'une : la sienne.")
    try:
        found = [x509.load_pem_x509_certificate(block) for block in papers]
    except ValueError as error:
        raise _abime() from error
    if not keys:
        return None, found[0] if found else None, []
    locked = b"ENCRYPTED" in keys[0]
    if locked and trop_de_tours(_contenu(keys[0])):
        raise _trop_long()
    try:
        key = load_pem_private_key(keys[0], mot_de_passe.encode() if locked else None)
    except UnsupportedAlgorithm as error:
        raise _chiffrement_inconnu(keys[0]) from error
    except (ValueError, TypeError) as error:
        if locked:
            raise _mauvais_mot_de_passe() from error
        raise _abime() from error
    mine = [one for one in found if _publique_du(one) == _publique(key)]
    first = mine[0] if mine else (found[0] if found else None)
    return key, first, [one for one in found if one is not first]


def _blocs(texte: bytes) -> Iterator[tuple[str, bytes]]:
    """(nom, bloc) de chaque « -----BEGIN nom----- … -----END nom----- »."""
    rest = texte
    while True:
        _before, mark, rest = rest.partition(b"-----BEGIN ")
        name, _dashes, after = rest.partition(b"-----")
        end = b"-----END " + name + b"-----"
        body, found, rest = after.partition(end)
        if not mark or not found:
            return
        yield name.decode("ascii", "replace"), mark + name + b"-----" + body + end + b"\n"


def _contenu(bloc: bytes) -> bytes:
    """Le DER d'un bloc PEM ; rien d'une clé à l'ancienne, que son en-tête chiffre sans dériver."""
    inside = b"".join(bloc.split(b"-----")[2].split())
    try:
        return b"" if b":" in inside else b64decode(inside)
    except ValueError as error:
        raise _abime() from error


# --- Ce qu'on en garde --------------------------------------------------------------------------


def _garder(key: Any, found: "x509.Certificate", others: list[Any], old: bool) -> CertificatLu:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        pkcs12,
    )

    password = token_urlsafe(24)
    papers = [getattr(one, "certificate", one) for one in others]
    try:
        p12 = pkcs12.serialize_key_and_certificates(
            b"registre", key, found, papers, BestAvailableEncryption(password.encode())
        )
        fiche = _fiche(found, ancien=old)
    except (ValueError, TypeError, x509.DuplicateExtension) as error:
        raise _abime() from error
    return CertificatLu(fiche, found.public_bytes(Encoding.PEM).decode(), p12, password)


def _fiche(found: "x509.Certificate", *, ancien: bool) -> FicheCertificat:
    from cryptography.hazmat.primitives.hashes import SHA256

    subject = [attribute for rdn in found.subject.rdns for attribute in rdn]
    return FicheCertificat(
        sujet=_nom(found.subject),
        emetteur=_nom(found.issuer),
        serie=f"{found.serial_number:X}",
        empreinte=found.fingerprint(SHA256()).hex(),
        valable_du=found.not_valid_before_utc,
        valable_au=found.not_valid_after_utc,
        sirens=sirens_de(_valeur(one) for one in subject),
        usages=_usages(found),
        politiques=_politiques(found),
        auto_signe=found.subject == found.issuer,
        ancien=ancien,
    )


def _nom(name: "x509.Name") -> str:
    """« CN=ws.agence.fr, OU=0002 732829320, O=AGENCE, C=FR » : le plus précis d'abord.

    La forme qu'attend le portail n'est pas connue : c'est le PEM qu'on y importe, jamais ce texte.
    """
    parts = [f"{_cle(a)}={montrable(_valeur(a))}" for rdn in name.rdns for a in rdn]
    return ", ".join(" ".join(part.split()) for part in reversed(parts))


def _cle(attribute: Any) -> str:
    oid: str = attribute.oid.dotted_string
    return _NOMS.get(oid, oid)


def _valeur(attribute: Any) -> str:
    value = attribute.value
    return value.hex() if isinstance(value, bytes) else str(value)


def _usages(found: "x509.Certificate") -> tuple[str, ...]:
    from cryptography import x509

    try:
        extension = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return ()
    return tuple(_USAGES.get(one.dotted_string, one.dotted_string) for one in extension.value)


def _politiques(found: "x509.Certificate") -> tuple[str, ...]:
    from cryptography import x509

    try:
        extension = found.extensions.get_extension_for_class(x509.CertificatePolicies)
    except x509.ExtensionNotFound:
        return ()
    return tuple(one.policy_identifier.dotted_string for one in extension.value)


def _publique(key: Any) -> bytes:
    return _octets(key.public_key())


def _publique_du(found: "x509.Certificate") -> bytes:
    """Rien d'un algorithme inconnu d'ici : aucune clé que ce poste sait lire n'est la sienne."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return _octets(found.public_key())
    except UnsupportedAlgorithm:
        return b""
    except ValueError as error:
        raise _abime() from error


def _octets(public: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    made: bytes = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return made


# --- Ce qui ne va pas ---------------------------------------------------------------------------


def _mauvais_mot_de_passe() -> UserError:
    return UserError(
        "Ce mot de passe n'ouvre pas le certificat.",
        "C'est celui que l'autorité a remis avec lui, ou que vous avez choisi en l'exportant.",
        "mot_de_passe",
    )


def _trop_long() -> UserError:
    return UserError(
        "Ce certificat est protégé d'une façon qui ne se lit pas en un temps raisonnable.",
        "Demandez à l'autorité de le délivrer de nouveau.",
    )


def _pas_un_certificat() -> UserError:
    return UserError(
        "Ce fichier n'est pas un certificat.",
        "Choisissez le fichier .p12 ou .pfx que l'autorité vous a remis, ou le certificat et sa "
        "clé au format PEM.",
    )


def _abime() -> UserError:
    return UserError(
        "Ce certificat ne se lit pas : son fichier est abîmé.",
        "Reprenez celui que l'autorité vous a remis, ou demandez-le de nouveau.",
    )


def _chiffrement_inconnu(contenu: bytes) -> UserError:
    how = " (RC2)" if any(mark in contenu for mark in _RC2) else ""
    return UserError(
        f"Ce certificat est chiffré à l'ancienne{how}, et ce poste ne sait plus l'ouvrir.",
        "Exportez-le de nouveau en AES depuis le poste où il est installé, ou demandez-le ainsi à "
        "l'autorité.",
    )
