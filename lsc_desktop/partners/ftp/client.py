"""FTP et FTP chiffré (TLS explicite, RFC 4217), avec des délais et un certificat vérifié."""

import ftplib
import socket
import ssl
from contextlib import suppress
from typing import Any


class _Ligne(ssl.SSLSocket):
    """Bien des serveurs raccrochent sans le dire : ce qui compte est leur réponse, et la taille."""

    def unwrap(self) -> socket.socket:
        with suppress(OSError):
            return super().unwrap()
        return self


class FtpsClient(ftplib.FTP_TLS):
    """La session TLS de la commande sert aux données : des serveurs l'exigent (vsftpd, ProFTPD)."""

    def ntransfercmd(
        self, cmd: str, rest: int | str | None = None
    ) -> tuple[socket.socket, int | None]:
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        if not self._prot_p:  # type: ignore[attr-defined]
            return conn, size
        assert isinstance(self.sock, ssl.SSLSocket)
        try:
            wrapped = self.context.wrap_socket(
                conn, server_hostname=self.host, session=self.sock.session
            )
        except BaseException:
            conn.close()
            raise
        return wrapped, size


def ouvrir(hote: str, port: int, delai: float, contexte: ssl.SSLContext | None) -> ftplib.FTP:
    """Connecté, pas encore identifié ; `contexte` : chiffré, et le certificat vérifié."""
    client: ftplib.FTP
    if contexte is None:
        client = ftplib.FTP(timeout=delai, encoding="utf-8")
    else:
        contexte.sslsocket_class = _Ligne
        client = FtpsClient(timeout=delai, context=contexte, encoding="utf-8")
    try:
        client.connect(hote, port)
        if isinstance(client, FtpsClient):
            client.auth()
    except BaseException:
        client.close()
        raise
    return client


def identifier(client: ftplib.FTP, utilisateur: str, mot_de_passe: str) -> None:
    if isinstance(client, FtpsClient):
        client.login(utilisateur, mot_de_passe, secure=False)
        client.prot_p()
    else:
        client.login(utilisateur, mot_de_passe)
    client.voidcmd("TYPE I")


def code(error: ftplib.Error) -> int:
    """Le code de la réponse ; 0 si elle n'en a pas."""
    said: Any = error.args[0] if error.args else ""
    return int(said[:3]) if isinstance(said, str) and said[:3].isdecimal() else 0
