"""Des serveurs pour les essais : le vrai sshd d'OpenSSH, un faux qui sait faillir, un relais.

Chacun écoute sur la boucle locale, sur un port libre, et s'arrête avec le bloc qui l'ouvre.
"""

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncssh

from lsc_desktop.partners.sftp import Adresse, ClePrivee, MotDePasse, Secret

BOUCLE = "127.0.0.1"
MOT_DE_PASSE = "Perroquet-7-secret"
SFTP_SERVER = "/usr/lib/openssh/sftp-server"
DEMARRAGE = 60.0  # secondes


@dataclass(frozen=True)
class Serveur:
    """De quoi s'y connecter, et le dossier du dépôt vu d'ici."""

    adresse: Adresse
    secret: Secret
    dossier: Path
    port: int


def port_libre() -> int:
    with socket.socket() as probe:
        probe.bind((BOUCLE, 0))
        return int(probe.getsockname()[1])


# --- OpenSSH --------------------------------------------------------------------------------------


def pourquoi_pas_sshd() -> str:
    """Ce qui empêche de jouer les essais sur OpenSSH ; vide si rien."""
    if _sshd() is None or not Path(SFTP_SERVER).exists():
        return "sshd n'est pas installé : sous Debian, apt install openssh-server"
    return ""


@contextmanager
def sshd(folder: Path) -> Iterator[Serveur]:
    """Un sshd à nous : sa clé, sa configuration, son port ; le compte de qui joue l'essai."""
    for name in ("hote", "compte"):
        _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / name)
    depot = folder / "depot"
    depot.mkdir()
    if os.geteuid() == 0:  # sshd l'exige de root, et un système sans service ne l'a pas fait
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    for _ in range(3):  # un autre peut prendre le port avant nous
        port = port_libre()
        process = _lance(folder, port)
        if _repond(process, port):
            break
        process.kill()
        process.wait()
    else:
        raise RuntimeError((folder / "sshd.log").read_text(encoding="utf-8", errors="replace"))
    pinned = empreinte((folder / "hote.pub").read_text(encoding="utf-8"))
    user = pwd.getpwuid(os.geteuid()).pw_name
    key = ClePrivee((folder / "compte").read_text(encoding="utf-8"))
    try:
        yield Serveur(Adresse(BOUCLE, user, str(depot), port, pinned), key, depot, port)
    finally:
        process.terminate()
        process.wait()


def empreinte(public: str) -> str:
    """« ssh-ed25519 AAAA… » → « ssh-ed25519 SHA256:… », comme `ssh-keygen -l` l'écrit."""
    kind, blob = public.split()[:2]
    digest = b64encode(sha256(b64decode(blob)).digest()).decode().rstrip("=")
    return f"{kind} SHA256:{digest}"


def _sshd() -> str | None:
    return shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def _lance(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    settings = {
        "Port": port, "ListenAddress": BOUCLE, "HostKey": folder / "hote", "PidFile": "none",
        "AuthorizedKeysFile": folder / "compte.pub", "StrictModes": "no", "UsePAM": "no",
        "PasswordAuthentication": "no", "PermitRootLogin": "prohibit-password",
        "MaxStartups": 100, "Subsystem": f"sftp {SFTP_SERVER}",
    }  # fmt: skip
    config = folder / "sshd_config"
    config.write_text("".join(f"{k} {v}\n" for k, v in settings.items()), encoding="utf-8")
    program = _sshd()
    assert program
    return subprocess.Popen(
        [program, "-D", "-f", config, "-E", folder / "sshd.log"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _repond(process: "subprocess.Popen[bytes]", port: int) -> bool:
    limit = time.monotonic() + DEMARRAGE
    while process.poll() is None and time.monotonic() < limit:
        with suppress(OSError), socket.create_connection((BOUCLE, port), 1) as probe:
            return probe.recv(4) == b"SSH-"
        time.sleep(0.05)
    return False


def _run(*command: object) -> None:
    subprocess.run([*map(str, command)], check=True, capture_output=True)


# --- Une boucle dans un fil -----------------------------------------------------------------------


@contextmanager
def _boucle() -> Iterator[Callable[[Any], Any]]:
    """De quoi jouer une coroutine dans un fil qui n'est que pour elle."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="serveur d'essai", daemon=True)
    thread.start()

    def play(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(DEMARRAGE)

    async def leave() -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0)

    try:
        yield play
    finally:
        play(leave())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(DEMARRAGE)
        loop.close()


# --- Un serveur qui sait faillir ------------------------------------------------------------------


@dataclass
class Pannes:
    """Ce que le faux serveur fait de travers ; se change pendant qu'il tourne.

    `place` : octets encore libres. `muet_apres` : écritures au bout desquelles il ne répond plus.
    `echecs` : noms provisoires dont l'ouverture échoue une fois, sans motif.
    """

    place: int | None = None
    dit_la_place: bool = True
    interdit: Callable[[str], bool] = lambda _path: False
    sans_posix: bool = False
    muet_apres: int | None = None
    echecs: set[str] = field(default_factory=set)
    tronque: bool = False
    ouvertures: list[str] = field(default_factory=list)
    ecrits: int = 0
    ouverts: list[Any] = field(default_factory=list)


class _Faillible(asyncssh.SFTPServer):
    """Le serveur d'asyncssh, et ses pannes ; ce qu'il répond alors est ce que répond OpenSSH."""

    def __init__(self, chan: Any, *, pannes: Pannes, racine: Path) -> None:
        super().__init__(chan, chroot=str(racine).encode())
        self._pannes = pannes

    def open(self, path: bytes, pflags: int, attrs: Any) -> object:
        name = path.decode()
        self._pannes.ouvertures.append(name)
        if self._pannes.interdit(name):
            raise asyncssh.SFTPPermissionDenied("Permission denied")
        if name in self._pannes.echecs:
            self._pannes.echecs.discard(name)
            raise asyncssh.SFTPFailure("Failure")
        self._pannes.ouverts.append(super().open(path, pflags, attrs))
        return self._pannes.ouverts[-1]

    async def write(self, file_obj: Any, offset: int, data: bytes) -> int:
        pannes = self._pannes
        if pannes.place is not None:
            if len(data) > pannes.place:
                raise asyncssh.SFTPFailure("Failure")
            pannes.place -= len(data)
        pannes.ecrits += 1
        if pannes.muet_apres is not None and pannes.ecrits > pannes.muet_apres:
            await asyncio.Event().wait()
        if pannes.tronque:
            data = data[: len(data) // 2]
        done = super().write(file_obj, offset, data)
        return await done if asyncio.iscoroutine(done) else done

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> Any:
        if self._pannes.sans_posix:
            raise asyncssh.SFTPOpUnsupported("Unsupported")
        return super().posix_rename(oldpath, newpath)

    def statvfs(self, path: bytes) -> Any:
        if not self._pannes.dit_la_place or self._pannes.place is None:
            raise asyncssh.SFTPOpUnsupported("Unsupported")
        return asyncssh.SFTPVFSAttrs(bsize=1, frsize=1, bavail=self._pannes.place)


class _Comptes(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return username == "agence" and password == MOT_DE_PASSE


@contextmanager
def faux(
    folder: Path, pannes: Pannes | None = None, *, cle: list[Any] | None = None
) -> Iterator[Serveur]:
    """Le faux serveur, compte « agence », dossier « /depot » ; `cle` : ses clés d'hôte."""
    keys = cle or [asyncssh.generate_private_key("ssh-ed25519")]
    (folder / "depot").mkdir(parents=True, exist_ok=True)
    pannes = pannes or Pannes()
    factory = partial(_Faillible, pannes=pannes, racine=folder)
    with _boucle() as play:

        async def start() -> Any:
            return await asyncssh.create_server(
                _Comptes, BOUCLE, 0, server_host_keys=keys, sftp_factory=factory
            )

        async def stop(acceptor: Any) -> None:
            acceptor.close()
            await acceptor.wait_closed()

        acceptor = play(start())
        port = acceptor.get_port()
        pinned = f"ssh-ed25519 {keys[0].get_fingerprint()}"
        adresse = Adresse(BOUCLE, "agence", "/depot", port, pinned)
        try:
            yield Serveur(adresse, MotDePasse(MOT_DE_PASSE), folder / "depot", port)
        finally:
            play(stop(acceptor))
            for file in pannes.ouverts:
                file.close()


# --- Un relais qui coupe, se tait ou traîne -------------------------------------------------------


@dataclass
class Ligne:
    """L'état de la ligne. Chaque nombre d'octets est compté depuis l'ouverture de la connexion.

    `coupes` : après combien d'octets envoyés couper chaque connexion, dans l'ordre ; ensuite, plus
    de coupure. `muette` : plus rien ne passe, sans coupure. `goutte` : octets par dixième de
    seconde du serveur vers nous, 0 sans limite. `delai` : secondes dans chaque sens.
    """

    coupes: list[int] = field(default_factory=list)
    muette_apres: int | None = None
    goutte: int = 0
    delai: float = 0.0
    connexions: int = 0


@contextmanager
def relais(port: int, ligne: Ligne) -> Iterator[int]:
    """Le port d'un relais vers un autre port."""
    with _boucle() as play:
        writers: set[asyncio.StreamWriter] = set()

        async def pump(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, upward: bool,
            cut: int | None,
        ) -> None:  # fmt: skip
            passed = 0
            try:
                while data := await reader.read(8192):
                    passed += len(data)
                    if upward and cut is not None and passed > cut:
                        return
                    silent = ligne.muette_apres
                    if silent is not None and upward and passed > silent:
                        await asyncio.Event().wait()
                    if ligne.delai:
                        await asyncio.sleep(ligne.delai)
                    if ligne.goutte and not upward:
                        for place in range(0, len(data), ligne.goutte):
                            writer.write(data[place : place + ligne.goutte])
                            await asyncio.sleep(0.1)
                    else:
                        writer.write(data)
                    await writer.drain()
            except OSError:
                pass

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            ligne.connexions += 1
            cut = ligne.coupes.pop(0) if ligne.coupes else None
            far, out = await asyncio.open_connection(BOUCLE, port)
            writers.update((writer, out))
            ways = [
                asyncio.ensure_future(pump(reader, out, upward=True, cut=cut)),
                asyncio.ensure_future(pump(far, writer, upward=False, cut=None)),
            ]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                for one in (writer, out):
                    one.transport.abort()

        async def start() -> asyncio.Server:
            return await asyncio.start_server(serve, BOUCLE, 0)

        async def stop(server: asyncio.Server) -> None:
            server.close()
            for writer in writers:
                writer.transport.abort()
            await asyncio.sleep(0.05)

        server = play(start())
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            play(stop(server))


@contextmanager
def trou_noir(parole: bytes = b"") -> Iterator[int]:
    """Le port d'un serveur qui accepte, dit `parole`, puis plus rien."""
    with socket.create_server((BOUCLE, 0)) as server:
        held: list[socket.socket] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _address = server.accept()
                    held.append(client)
                    client.sendall(parole)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            for client in held:
                client.close()
