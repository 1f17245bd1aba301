"""Une connexion SSH : la clé d'hôte vérifiée, le compte ouvert, le canal SFTP prêt.

Seul module, avec `cles`, à connaître asyncssh ; il s'importe au moment de s'en servir (0,2 s).
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncssh

from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.partners.sftp import erreurs
from lsc_desktop.partners.sftp.adresse import Adresse, ClePrivee, Secret
from lsc_desktop.partners.sftp.channel import Channel, CutError, SilentError
from lsc_desktop.partners.sftp.cles import cle_privee
from lsc_desktop.partners.sftp.gather import Dialer
from lsc_desktop.partners.sftp.wire import WireError

# AES-GCM d'abord : le processeur le fait lui-même (performance §1).
CIPHERS = (
    "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com",
    "aes128-ctr", "aes192-ctr", "aes256-ctr",
)  # fmt: skip
# L'ordre est fixé ici : celui d'une bibliothèque mise à jour changerait la clé présentée.
HOST_KEYS = (
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    "rsa-sha2-512", "rsa-sha2-256",
)  # fmt: skip
KEEPALIVE = 15.0  # secondes

asyncssh.set_log_level("WARNING")  # au-dessous, il dit qui se connecte, et où


class _Client(asyncssh.SSHClient):
    """N'admet que la clé confirmée, et retient celle qui a été présentée."""

    def __init__(self, wanted: str) -> None:
        self.wanted, self.shown = wanted, ""

    def validate_host_public_key(
        self, host: str, addr: str, port: int, key: asyncssh.SSHKey
    ) -> bool:
        self.shown = f"{key.get_algorithm()} {key.get_fingerprint()}"
        return bool(self.wanted) and self.shown == self.wanted


class _Session(asyncssh.SSHClientSession[bytes]):
    """Passe les octets d'asyncssh au canal, une fois celui-ci là."""

    channel: Channel | None = None
    _early = b""

    def data_received(self, data: bytes, datatype: int | None) -> None:
        if datatype is not None:  # ce que le serveur écrit sur sa sortie d'erreur
            return
        if self.channel is None:
            self._early += data
        else:
            self.channel.received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.channel is not None:
            self.channel.lost(CutError())

    def eof_received(self) -> bool:
        self.connection_lost(None)
        return False

    def join(self, channel: Channel) -> None:
        self.channel = channel
        if self._early:
            channel.received(self._early)


class Link:
    """Une connexion ouverte : son canal, et ce que le serveur sait faire en plus."""

    def __init__(
        self,
        connection: asyncssh.SSHClientConnection,
        channel: Channel,
        extensions: dict[str, bytes],
    ) -> None:
        self._connection, self.channel, self.extensions = connection, channel, extensions

    def abort(self) -> None:
        self.channel.lost(CutError())

    async def close(self) -> None:
        """Raccroche poliment, une seconde durant, puis sans façon."""
        self._connection.close()
        try:
            await asyncio.wait_for(self._connection.wait_closed(), 1)
        except TimeoutError:
            self._connection.abort()
        self.channel.lost(CutError())


async def connect(adresse: Adresse, secret: Secret, opening: float, silence: float) -> Link:
    """Lève `LiaisonError`, `AccesError` ou `CleHoteError`."""
    client = _Client(adresse.empreinte)
    connection = None
    with _converted(adresse, secret, client, opening):
        try:
            async with asyncio.timeout(opening):
                connection, _client = await asyncssh.create_connection(
                    lambda: client, adresse.hote, adresse.port, **_options(adresse, secret)
                )
                raw, session = await connection.create_session(
                    _Session, subsystem="sftp", encoding=None
                )
                channel = Channel(raw.write, connection.abort, silence)
                assert isinstance(session, _Session)
                session.join(channel)
                return Link(connection, channel, await channel.greet())
        except BaseException:
            if connection is not None:
                connection.abort()
            raise


def _options(adresse: Adresse, secret: Secret) -> dict[str, Any]:
    """Rien de ce que la machine sait par ailleurs : ni ~/.ssh, ni agent, ni Kerberos."""
    options: dict[str, Any] = {
        "config": None, "known_hosts": _nobody, "x509_trusted_certs": None, "agent_path": "",
        "tunnel": Dialer(), "gss_kex": False, "gss_auth": False, "client_version": "LSC",
        "username": adresse.utilisateur, "encryption_algs": CIPHERS, "compression_algs": ["none"],
        "server_host_key_algs": _host_keys(adresse.empreinte),
        "keepalive_interval": KEEPALIVE, "keepalive_count_max": 2,
    }  # fmt: skip
    if isinstance(secret, ClePrivee):
        return options | {"client_keys": [cle_privee(secret)], "preferred_auth": "publickey"}
    allowed = "password,keyboard-interactive"
    return options | {
        "client_keys": None, "password": secret.valeur, "preferred_auth": allowed,
    }  # fmt: skip


def _nobody(_host: str, _addr: str, _port: int | None) -> tuple[list[Any], ...]:
    """Aucun hôte n'est connu d'avance : `_Client` juge seul."""
    return ([],) * 7


def _host_keys(pinned: str) -> list[str]:
    """La sorte de clé confirmée passe devant : un serveur en a plusieurs."""
    kind = pinned.partition(" ")[0]
    first = [a for a in HOST_KEYS if a == kind or (kind == "ssh-rsa" and a.startswith("rsa-"))]
    return [*first, *(a for a in HOST_KEYS if a not in first)]


@contextmanager
def _converted(adresse: Adresse, secret: Secret, client: _Client, opening: float) -> Iterator[None]:
    """Toute erreur de la bibliothèque ou du système devient une phrase, ici et nulle part."""
    hote, port = adresse.hote, adresse.port
    try:
        yield
    except (LiaisonError, AccesError):
        raise
    except asyncssh.HostKeyNotVerifiable as error:
        raise erreurs.CleHoteError(hote, client.shown, adresse.empreinte) from error
    except asyncssh.PermissionDenied as error:
        refused = (
            erreurs.cle_refusee if isinstance(secret, ClePrivee) else erreurs.mot_de_passe_refuse
        )
        raise refused(hote, adresse.utilisateur) from error
    except asyncssh.KeyExchangeFailed as error:
        raise erreurs.sans_entente(hote) from error
    except (asyncssh.ProtocolError, asyncssh.ProtocolNotSupported, WireError) as error:
        raise erreurs.pas_du_sftp(hote, port) from error
    except asyncssh.ChannelOpenError as error:
        raise erreurs.pas_du_sftp(hote, port) from error
    except (TimeoutError, SilentError) as error:
        raise erreurs.muet(hote, opening) from error
    except (CutError, asyncssh.DisconnectError) as error:
        raise erreurs.coupure(hote) from error
    except socket.gaierror as error:
        raise erreurs.nom_inconnu(hote) from error
    except ConnectionRefusedError as error:
        raise erreurs.connexion_refusee(hote, port) from error
    except ConnectionError as error:
        raise erreurs.coupure(hote) from error
    except OSError as error:
        raise erreurs.injoignable(hote, error.strerror or "réseau injoignable") from error
