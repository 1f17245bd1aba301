"""FTP et FTP chiffré (TLS explicite, RFC 4217), avec des délais et un certificat vérifié.

La ligne se lit octet pour octet (latin-1), car un serveur français accueille souvent en latin-1 et
rien ne l'en empêche ; ce qu'on lui dit s'écrit en UTF-8 (RFC 2640), ce qu'il répond se lit ainsi
s'il le peut.
"""

import ftplib
import socket
import ssl
from contextlib import suppress
from typing import Any

OCTETS = "latin-1"  # chaque octet est une lettre : aucune réponse n'est illisible


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
        client = ftplib.FTP(timeout=delai, encoding=OCTETS)
    else:
        contexte.sslsocket_class = _Ligne
        client = FtpsClient(timeout=delai, context=contexte, encoding=OCTETS)
    try:
        client.connect(hote, port)
        if isinstance(client, FtpsClient):
            client.auth()
    except BaseException:
        client.close()
        raise
    return client


def identifier(client: ftplib.FTP, utilisateur: str, mot_de_passe: str) -> None:
    user, word = dire(utilisateur), dire(mot_de_passe)
    if isinstance(client, FtpsClient):
        client.login(user, word, secure=False)
        client.prot_p()
    else:
        client.login(user, word)
    client.voidcmd("TYPE I")


def remplacer(client: ftplib.FTP, depuis: str, vers: str) -> bool:
    """Renomme ; vrai si l'ancien n'a pas dû être retiré d'abord. L'ancien ne se retire que si le
    serveur tient bien le nouveau et refuse seulement son nom."""
    reply = client.sendcmd(f"RNFR {dire(depuis)}")
    if not reply.startswith("3"):
        raise ftplib.error_reply(reply)
    try:
        client.voidcmd(f"RNTO {dire(vers)}")
    except ftplib.error_perm:
        client.delete(dire(vers))
        client.rename(dire(depuis), dire(vers))
        return False
    return True


def dire(text: str) -> str:
    """Le même texte, tel que la ligne l'écrira en UTF-8."""
    return text.encode().decode(OCTETS)


def entendre(text: str) -> str:
    """Une réponse, en UTF-8 si elle l'est, sinon telle quelle."""
    try:
        return text.encode(OCTETS).decode()
    except UnicodeError:
        return text


def code(error: ftplib.Error) -> int:
    """Le code de la réponse ; 0 si elle n'en a pas."""
    said: Any = error.args[0] if error.args else ""
    return int(said[:3]) if isinstance(said, str) and said[:3].isdecimal() else 0
