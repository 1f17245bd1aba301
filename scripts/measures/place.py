"""Où l'on dépose pour mesurer : un vrai sshd sur la boucle locale, et la même ligne plus lente.

Le sshd est à nous et s'arrête avec la mesure ; le relais ajoute vingt millisecondes d'aller et
retour.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from measures.common import note

HOST = "127.0.0.1"
SFTP_SERVER = "/usr/lib/openssh/sftp-server"
DELAY = 0.010  # secondes ajoutées dans chaque sens


@dataclass(frozen=True)
class Place:
    """Où sont les choses : le dépôt, le compte et sa clé (`key`), celle de l'hôte (`pinned`)."""

    folder: Path
    user: str
    pinned: str

    @property
    def depot(self) -> Path:
        return self.folder / "depot"

    @property
    def key(self) -> str:
        return (self.folder / "compte").read_text(encoding="utf-8")


def ready() -> bool:
    """Vrai si le serveur est installé ; sinon le dit."""
    if shutil.which("sshd", path=_path()) and Path(SFTP_SERVER).exists():
        return True
    note("  sshd n'est pas installé (paquet openssh-server) : ces mesures sont sautées.")
    return False


def ssh(place: Place, port: int) -> str:
    """La commande d'un client OpenSSH vers ce compte."""
    return (
        f"ssh -F none -p {port} -i {place.folder}/compte -o BatchMode=yes -o LogLevel=ERROR "
        f"-o UserKnownHostsFile={place.folder}/connus -o StrictHostKeyChecking=accept-new"
    )


def place_in(folder: Path) -> Place:
    for name in ("hote", "compte"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / name],
            check=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    (folder / "depot").mkdir()
    kind, blob = (folder / "hote.pub").read_text(encoding="utf-8").split()[:2]
    digest = b64encode(sha256(b64decode(blob)).digest()).decode().rstrip("=")
    return Place(folder, pwd.getpwuid(os.geteuid()).pw_name, f"{kind} SHA256:{digest}")


def empty(place: Place) -> None:
    shutil.rmtree(place.depot)
    place.depot.mkdir()


def _path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"


def has(program: str) -> bool:
    """Vrai si ce programme est installé ; sinon le dit."""
    if shutil.which(program.rstrip(",")):
        return True
    note(f"  {program} n'est pas installé : sa comparaison est sautée.")
    return False


@contextmanager
def sshd(place: Place) -> Iterator[int]:
    port = _free_port()
    settings = {
        "Port": port, "ListenAddress": HOST, "HostKey": place.folder / "hote", "PidFile": "none",
        "AuthorizedKeysFile": place.folder / "compte.pub", "StrictModes": "no", "UsePAM": "no",
        "PasswordAuthentication": "no", "PermitRootLogin": "prohibit-password",
        "MaxStartups": 100, "MaxSessions": 100, "Subsystem": f"sftp {SFTP_SERVER}",
    }  # fmt: skip
    config = place.folder / "sshd_config"
    config.write_text("".join(f"{k} {v}\n" for k, v in settings.items()), encoding="utf-8")
    if os.geteuid() == 0:  # sshd l'exige de root
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    program = shutil.which("sshd", path=_path())
    assert program
    with _running([program, "-D", "-e", "-f", str(config)], port):
        yield port


@contextmanager
def relay(target: int) -> Iterator[int]:
    port = _free_port()
    command = [sys.executable, "-m", "measures.relay", str(port), str(target), str(DELAY)]
    with _running(command, port):
        yield port


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    try:
        limit = time.monotonic() + 20
        while True:
            with suppress(OSError), socket.create_connection((HOST, port), 1):
                break
            if process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"{command[0]} ne démarre pas")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
