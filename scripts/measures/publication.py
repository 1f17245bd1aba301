"""§1 : déposer 5 000 documents chez un partenaire, à côté de ce qu'emploierait un administrateur.

Un vrai sshd sur la boucle locale, à nous et arrêté avec la mesure ; puis à travers un relais qui
ajoute vingt millisecondes d'aller et retour. Chaque passage part d'un dossier vide.
"""

import os
import random
import resource
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from measures.common import Goal, Line, alternate, at_most, plain_environment, times_at_least
from measures.place import HOST, Place, empty, has, place_in, ready, relay, ssh, sshd

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
    command: Callable[[Place, int, int], str]
    share: Callable[[Size], int]
    goals: tuple[Goal | None, Goal | None]  # sans délai, avec


WHOLE = Size()


def measure(runs: int, size: Size = WHOLE) -> Iterator[Line]:
    """Toutes les lignes ; `size` : un plus petit lot, pour un essai."""
    if not ready():
        return
    peers = [peer for peer in PEERS if has(peer.name.split()[0])]
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        place = place_in(Path(name))
        _documents(place, {size.documents, size.slow, *(p.share(size) for p in peers)})
        with sshd(place) as near, relay(near) as far:
            for rank, (port, delay) in enumerate(((near, "0 ms"), (far, "20 ms"))):
                yield from _rates(place, port, delay, rank, runs, size, peers)
            yield from _heavy(place, near, runs, size)
            yield from _memory(place, near, size)


def _rates(
    place: Place, port: int, delay: str, rank: int, runs: int, size: Size, peers: list[Peer]
) -> Iterator[Line]:
    spent: dict[str, list[float]] = defaultdict(list)

    def counted(name: str, technique: Callable[[], float], count: int) -> float:
        before = _cpu()
        rate = technique()
        spent[name].append((_cpu() - before) / count * 1000)
        return rate

    techniques = {"nous": partial(_ours, place, port, size.documents)}
    shares = {"nous": size.documents}
    for peer in peers:
        shares[peer.name] = peer.share(size)
        techniques[peer.name] = partial(_theirs, place, port, peer, shares[peer.name])
    found = alternate(
        min(runs, 3),
        {name: partial(counted, name, work, shares[name]) for name, work in techniques.items()},
    )
    what = f"{size.documents} documents par SFTP, {delay}"
    for peer in peers:
        yield Line(what, "fichiers/s", found["nous"], peer.name, found[peer.name], peer.goals[rank])
    cpu = {name: median(values) for name, values in spent.items()}
    for peer in peers:
        yield Line(f"{what} : processeur", "ms/fichier", cpu["nous"], peer.name, cpu[peer.name])


def _cpu() -> float:
    """Secondes de processeur de celui qui dépose, nous ou le pair ; pas celles du serveur."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _heavy(place: Place, port: int, runs: int, size: Size) -> Iterator[Line]:
    """Peu de gros fichiers : c'est le chiffrement qu'on mesure, non les allers et retours."""
    folder = source(place, 0)
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
    empty(place)
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
    empty(place)
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
        for path in sorted(source(place, count).iterdir())
    ]
    adresse = Adresse(HOST, place.user, str(place.depot), port, place.pinned)
    secret = ClePrivee(place.key)
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
    empty(place)
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
    sent = len(list(source(place, count).iterdir()))
    _check(place, sent)
    return sent / spent


def _tar(place: Place, port: int, count: int) -> str:
    there = f"{place.user}@{HOST} tar -C {place.depot} -xf -"
    return f"set -o pipefail; tar -C {source(place, count)} -cf - . | {ssh(place, port)} {there}"


def _rsync(place: Place, port: int, count: int) -> str:
    there = f"{place.user}@{HOST}:{place.depot}/"
    return f"rsync -a -W -e '{ssh(place, port)}' {source(place, count)}/ {there}"


def _sftp(place: Place, port: int, count: int) -> str:
    """Nom provisoire, puis renommage : ce que nous faisons aussi."""
    names = sorted(path.name for path in source(place, count).iterdir())
    lines = [f"put {source(place, count)}/{n} {n}.part\nrename {n}.part {n}" for n in names]
    batch = place.folder / "lot.sftp"
    batch.write_text("\n".join([f"cd {place.depot}", *lines]) + "\n", encoding="utf-8")
    options = ssh(place, port).replace("ssh -F none -p", "-F none -P")
    return f"sftp -q -b {batch} {options} {place.user}@{HOST} >/dev/null"


def _lftp(wide: int, place: Place, port: int, count: int) -> str:
    connect = ssh(place, port).replace("ssh ", "ssh -a -x ", 1).replace(f"-p {port} ", "")
    return (
        f'lftp -e \'set net:max-retries 2; set sftp:connect-program "{connect}"; '
        f"set xfer:use-temp-file yes; open sftp://{place.user}:x@{HOST}:{port}; "
        f"mirror -R -P{wide} {source(place, count)} {place.depot}; exit'"
    )


def _rclone(place: Place, port: int, count: int) -> str:
    there = (
        f":sftp,host={HOST},port={port},user={place.user},key_file={place.folder}/compte,"
        f"shell_type=none:{place.depot}"
    )
    return (
        f"rclone --config /dev/null copy --transfers 32 --checkers 8 --no-traverse -q "
        f"{source(place, count)} '{there}'"
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


# --- Le lot ---------------------------------------------------------------------------------------


def source(place: Place, count: int) -> Path:
    """Un dossier qui n'a que les premiers documents."""
    return place.folder / f"lot-{count}"


def _documents(place: Place, counts: set[int]) -> None:
    """Les mêmes documents dans chaque lot, par des liens."""
    pick = random.Random(1967)
    whole = source(place, max(counts))
    whole.mkdir()
    for number in range(max(counts)):
        content = pick.randbytes(pick.randrange(20_000, 100_000))
        (whole / f"doc-{number:05d}.pdf").write_bytes(content)
    for count in counts - {max(counts)}:
        source(place, count).mkdir()
        for path in sorted(whole.iterdir())[:count]:
            os.link(path, source(place, count) / path.name)


def _check(place: Place, count: int) -> None:
    names = [path.name for path in place.depot.iterdir()]
    if len(names) != count or any(not name.endswith(".pdf") for name in names):
        raise RuntimeError(f"{len(names)} fichiers arrivés, {count} attendus")
