"""§1 : déposer 5 000 documents chez un partenaire, à côté de ce qu'emploierait un administrateur.

Un vrai sshd sur la boucle locale, à nous et arrêté avec la mesure ; puis à travers un relais qui
ajoute vingt millisecondes d'aller et retour. Chaque passage part d'un dossier vide.
"""

import os
import pwd
import random
import shutil
import socket
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from measures.common import (
    Goal,
    Line,
    alternate,
    at_most,
    note,
    plain_environment,
    times_at_least,
)

HOST = "127.0.0.1"
SFTP_SERVER = "/usr/lib/openssh/sftp-server"
DELAY = 0.010  # secondes ajoutées dans chaque sens
HEAVY = 20_000_000  # octets d'un gros fichier


@dataclass(frozen=True)
class Size:
    """`documents`, de 20 à 100 Ko ; `slow` : ce qu'en prend un client lent ; `heavy` : les gros."""

    documents: int = 5_000
    slow: int = 1_000
    heavy: int = 20


@dataclass(frozen=True)
class Peer:
    """Un client : sa commande, et la part des documents qu'on lui donne (les premiers)."""

    name: str
    command: Callable[["Place", int, int], str]
    share: Callable[[Size], int]
    goals: tuple[Goal | None, Goal | None]  # sans délai, avec


@dataclass(frozen=True)
class Place:
    """Où sont les choses : les documents, le dépôt, la clé, et de quoi les nommer."""

    folder: Path
    user: str
    pinned: str

    @property
    def depot(self) -> Path:
        return self.folder / "depot"

    def source(self, count: int) -> Path:
        """Un dossier qui n'a que les premiers documents."""
        return self.folder / f"lot-{count}"


WHOLE = Size()


def measure(runs: int, size: Size = WHOLE) -> Iterator[Line]:
    """Toutes les lignes ; `size` : un plus petit lot, pour un essai."""
    if shutil.which("sshd", path=_path()) is None or not Path(SFTP_SERVER).exists():
        note("  sshd n'est pas installé (paquet openssh-server) : ces mesures sont sautées.")
        return
    peers = [peer for peer in PEERS if _has(peer.name.split()[0])]
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        place = _place(Path(name))
        _documents(place, {size.documents, size.slow, *(p.share(size) for p in peers)})
        with _sshd(place) as near, _relay(near) as far:
            for rank, (port, delay) in enumerate(((near, "0 ms"), (far, "20 ms"))):
                yield from _rates(place, port, delay, rank, runs, size, peers)
            yield from _heavy(place, near, runs, size)
            yield from _memory(place, near, size)


def _rates(
    place: Place, port: int, delay: str, rank: int, runs: int, size: Size, peers: list[Peer]
) -> Iterator[Line]:
    techniques = {"nous": partial(_ours, place, port, size.documents)}
    techniques |= {
        peer.name: partial(_theirs, place, port, peer, peer.share(size)) for peer in peers
    }
    found = alternate(min(runs, 3), techniques)
    what = f"{size.documents} documents par SFTP, {delay}"
    for peer in peers:
        yield Line(what, "fichiers/s", found["nous"], peer.name, found[peer.name], peer.goals[rank])


def _heavy(place: Place, port: int, runs: int, size: Size) -> Iterator[Line]:
    """Peu de gros fichiers : c'est le chiffrement qu'on mesure, non les allers et retours."""
    folder = place.source(0)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    content = random.Random(2).randbytes(HEAVY)
    for number in range(size.heavy):
        (folder / f"gros-{number:03d}.pdf").write_bytes(number.to_bytes(4, "big") + content[4:])
    found = alternate(
        min(runs, 3),
        {"nous": partial(_ours, place, port, 0), "sftp": partial(_theirs, place, port, SFTP, 0)},
    )
    megabytes = HEAVY / 1e6
    yield Line(
        f"{size.heavy} fichiers de 20 Mo par SFTP, 0 ms", "Mo/s", found["nous"] * megabytes,
        SFTP.name, found["sftp"] * megabytes, times_at_least(0.9),
    )  # fmt: skip
    shutil.rmtree(folder)


def _memory(place: Place, port: int, size: Size) -> Iterator[Line]:
    """La plus haute mémoire d'un processus qui ne fait que déposer."""
    code = (
        "import sys; from measures import publication as p; from pathlib import Path;"
        "place = p.Place(Path(sys.argv[1]), sys.argv[2], sys.argv[3]);"
        "p.send(place, int(sys.argv[4]), int(sys.argv[5]));"
        "import re; text = Path('/proc/self/status').read_text();"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', text)[1]) / 1024)"
    )
    _empty(place)
    arguments = [place.folder, place.user, place.pinned, port, size.documents]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], env=plain_environment()
        | {"PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, check=True, text=True,
    )  # fmt: skip
    yield Line(
        f"{size.documents} documents par SFTP : mémoire", "Mo", float(done.stdout), goal=at_most(80)
    )


# --- Nous et les autres ---------------------------------------------------------------------------


def _ours(place: Place, port: int, count: int) -> float:
    _empty(place)
    start = perf_counter()
    sent = send(place, port, count)
    spent = perf_counter() - start
    _check(place, sent)
    return sent / spent


def send(place: Place, port: int, count: int) -> int:
    """Dépose un lot, connexion comprise ; les empreintes viennent du manifeste, déjà comptées."""
    from lsc_desktop.partners.sftp import Adresse, CibleSftp, ClePrivee
    from lsc_desktop.partners.sftp.port import Envoi, Sort, ouverte

    envois = [
        Envoi(path.name, path, path.stat().st_size, _digest(path))
        for path in sorted(place.source(count).iterdir())
    ]
    adresse = Adresse(HOST, place.user, str(place.depot), port, place.pinned)
    secret = ClePrivee((place.folder / "compte").read_text(encoding="utf-8"))
    with ouverte(CibleSftp(adresse, secret)) as session:
        bilan = session.deposer(envois)
    return len(bilan.de(Sort.DEPOSE))


_digests: dict[tuple[str, float], str] = {}


def _digest(path: Path) -> str:
    key = (str(path), path.stat().st_mtime)
    if key not in _digests:
        _digests[key] = sha256(path.read_bytes()).hexdigest()
    return _digests[key]


def _theirs(place: Place, port: int, peer: Peer, count: int) -> float:
    _empty(place)
    command = peer.command(place, port, count)
    start = perf_counter()
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(place.folder)},
    )
    spent = perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{peer.name} : {done.stderr[-800:]}")
    sent = len(list(place.source(count).iterdir()))
    _check(place, sent)
    return sent / spent


def _ssh(place: Place, port: int) -> str:
    return (
        f"ssh -F none -p {port} -i {place.folder}/compte -o BatchMode=yes -o LogLevel=ERROR "
        f"-o UserKnownHostsFile={place.folder}/connus -o StrictHostKeyChecking=accept-new"
    )


def _tar(place: Place, port: int, count: int) -> str:
    there = f"{place.user}@{HOST} tar -C {place.depot} -xf -"
    return f"set -o pipefail; tar -C {place.source(count)} -cf - . | {_ssh(place, port)} {there}"


def _rsync(place: Place, port: int, count: int) -> str:
    there = f"{place.user}@{HOST}:{place.depot}/"
    return f"rsync -a -W -e '{_ssh(place, port)}' {place.source(count)}/ {there}"


def _sftp(place: Place, port: int, count: int) -> str:
    """Nom provisoire, puis renommage : ce que nous faisons aussi."""
    names = sorted(path.name for path in place.source(count).iterdir())
    lines = [f"put {place.source(count)}/{n} {n}.part\nrename {n}.part {n}" for n in names]
    batch = place.folder / "lot.sftp"
    batch.write_text("\n".join([f"cd {place.depot}", *lines]) + "\n", encoding="utf-8")
    options = _ssh(place, port).replace("ssh -F none -p", "-F none -P")
    return f"sftp -q -b {batch} {options} {place.user}@{HOST} >/dev/null"


def _lftp(wide: int, place: Place, port: int, count: int) -> str:
    connect = _ssh(place, port).replace("ssh ", "ssh -a -x ", 1).replace(f"-p {port} ", "")
    return (
        f'lftp -e \'set net:max-retries 2; set sftp:connect-program "{connect}"; '
        f"set xfer:use-temp-file yes; open sftp://{place.user}:x@{HOST}:{port}; "
        f"mirror -R -P{wide} {place.source(count)} {place.depot}; exit'"
    )


def _rclone(place: Place, port: int, count: int) -> str:
    there = (
        f":sftp,host={HOST},port={port},user={place.user},key_file={place.folder}/compte,"
        f"shell_type=none:{place.depot}"
    )
    return (
        f"rclone --config /dev/null copy --transfers 32 --checkers 8 --no-traverse -q "
        f"{place.source(count)} '{there}'"
    )


def _all(size: Size) -> int:
    return size.documents


def _slow(size: Size) -> int:
    return size.slow


AHEAD = times_at_least(1)
SFTP = Peer("sftp -b", _sftp, lambda size: size.slow // 5, (AHEAD, times_at_least(50)))
PEERS = (
    Peer("tar | ssh", _tar, _all, (times_at_least(0.6), times_at_least(0.9))),
    Peer("rsync", _rsync, _all, (None, None)),
    Peer("lftp -P8", partial(_lftp, 8), _slow, (AHEAD, times_at_least(6))),
    Peer("lftp -P32", partial(_lftp, 32), _slow, (AHEAD, times_at_least(2))),
    Peer("rclone, 32 à la fois", _rclone, _slow, (AHEAD, AHEAD)),
    SFTP,
)


# --- Le lieu --------------------------------------------------------------------------------------


def _place(folder: Path) -> Place:
    for name in ("hote", "compte"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / name],
            check=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    (folder / "depot").mkdir()
    kind, blob = (folder / "hote.pub").read_text(encoding="utf-8").split()[:2]
    digest = b64encode(sha256(b64decode(blob)).digest()).decode().rstrip("=")
    return Place(folder, pwd.getpwuid(os.geteuid()).pw_name, f"{kind} SHA256:{digest}")


def _documents(place: Place, counts: set[int]) -> None:
    """Les mêmes documents dans chaque lot, par des liens."""
    pick = random.Random(1967)
    whole = place.source(max(counts))
    whole.mkdir()
    for number in range(max(counts)):
        content = pick.randbytes(pick.randrange(20_000, 100_000))
        (whole / f"doc-{number:05d}.pdf").write_bytes(content)
    for count in counts - {max(counts)}:
        place.source(count).mkdir()
        for path in sorted(whole.iterdir())[:count]:
            os.link(path, place.source(count) / path.name)


def _empty(place: Place) -> None:
    shutil.rmtree(place.depot)
    place.depot.mkdir()


def _check(place: Place, count: int) -> None:
    names = [path.name for path in place.depot.iterdir()]
    if len(names) != count or any(not name.endswith(".pdf") for name in names):
        raise RuntimeError(f"{len(names)} fichiers arrivés, {count} attendus")


def _path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"


def _has(program: str) -> bool:
    if shutil.which(program.rstrip(",")):
        return True
    note(f"  {program} n'est pas installé : sa comparaison est sautée.")
    return False


@contextmanager
def _sshd(place: Place) -> Iterator[int]:
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
def _relay(target: int) -> Iterator[int]:
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
