"""§2 : décider de ce qui part parmi 100 000 documents publiés, à côté des comparateurs de dossiers.

Une agence de 5 000 locataires, vingt documents chacun, tous en ligne. Les pairs comparent le même
dossier, aux mêmes noms et aux mêmes dates, à celui de la cible ; nous, notre registre.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from measures import agency
from measures.common import (
    Goal,
    Line,
    alternate,
    at_most,
    plain_environment,
    seconds,
    times_at_most,
)
from measures.place import HOST, Place, has, place_in, ready, relay, ssh, sshd

if TYPE_CHECKING:
    from lsc_desktop.domain.publications.reglages import CibleDraft
    from lsc_desktop.partners.sftp.port import CiblePublication
    from lsc_desktop.storage.engine import Database

CTX = agency.CTX
TARGET = 1


@dataclass(frozen=True)
class Size:
    """`people` locataires publiés, `each` documents pour chacun."""

    people: int = 5_000
    each: int = 20

    @property
    def documents(self) -> int:
        return self.people * self.each


WHOLE = Size()


def measure(runs: int, size: Size = WHOLE) -> Iterator[Line]:
    """Toutes les lignes ; `size` : une plus petite agence, pour un essai."""
    if not ready():
        return
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        place = place_in(Path(name))
        db = published(place, size)
        try:
            yield from _decision(db, runs, size)
            yield _memory(place, size)
            with sshd(place) as near, relay(near) as far:
                for rank, (port, delay) in enumerate(((near, "0 ms"), (far, "20 ms"))):
                    yield from _idle(db, place, port, delay, rank, runs, size)
        finally:
            db.close()


def _decision(db: "Database", runs: int, size: Size) -> Iterator[Line]:
    from lsc_desktop.domain.publications.manifeste import ecrire
    from lsc_desktop.jobs.publication import simuler
    from lsc_desktop.queries.publications.registre import load_manifeste

    def decide() -> None:
        found = simuler(db, CTX, TARGET).ecart
        assert found.rien_a_faire and len(found.gardes) == size.documents

    kept = simuler(db, CTX, TARGET)

    def write() -> None:
        with db.read() as session:
            value = load_manifeste(
                session, kept.voulu, kept.ecart.gardes, numero=2, precedent=1,
                produit_le=agency.NOW.astimezone(),
            )  # fmt: skip
        assert ecrire(value)

    found = alternate(
        min(runs, 3), {"décision": partial(seconds, decide), "manifeste": partial(seconds, write)}
    )
    what = f"{size.documents} documents publiés"
    yield Line(f"{what} : dire ce qui part", "s", found["décision"], goal=at_most(1))
    yield Line(f"{what} : manifeste écrit", "s", found["manifeste"], goal=at_most(2))


def _memory(place: Place, size: Size) -> Line:
    """La plus haute mémoire d'un processus qui ne fait que décider."""
    code = (
        "import sys; from pathlib import Path; from measures import agency, manifests as m;"
        "from lsc_desktop.jobs.publication import simuler;"
        "db = agency.database(Path(sys.argv[1])); simuler(db, m.CTX, m.TARGET);"
        "import re; text = Path('/proc/self/status').read_text();"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', text)[1]) / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(_base(place))], capture_output=True, check=True, text=True,
        env=plain_environment() | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    return Line(
        f"{size.documents} documents publiés : mémoire pour le dire", "Mo", float(done.stdout),
        goal=at_most(150),
    )  # fmt: skip


def _idle(
    db: "Database", place: Place, port: int, delay: str, rank: int, runs: int, size: Size
) -> Iterator[Line]:
    """Un passage qui n'a rien à faire, connexion comprise."""
    from lsc_desktop.jobs.publication import publier
    from lsc_desktop.partners.sftp import Adresse, CibleSftp, ClePrivee

    address = Adresse(HOST, place.user, str(place.depot), port, place.pinned)

    def ours() -> float:
        start = perf_counter()
        done = publier(db, CTX, TARGET, lambda _cible: CibleSftp(address, ClePrivee(place.key)))
        spent = perf_counter() - start
        assert done.numero is None and done.gardes == size.documents, done
        return spent

    peers = [peer for peer in PEERS if has(peer.name.split()[0])]
    found = alternate(
        min(runs, 3),
        {"nous": ours} | {peer.name: partial(_theirs, place, port, peer) for peer in peers},
    )
    for peer in peers:
        yield Line(
            f"{size.documents} documents, rien à faire, {delay}", "s", found["nous"], peer.name,
            found[peer.name], peer.goal if rank else None,
        )  # fmt: skip


# --- Les pairs ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Peer:
    """`goal` : à vingt millisecondes, où une agence travaille."""

    name: str
    command: Callable[[Place, int], str]
    goal: Goal | None = None


def _theirs(place: Place, port: int, peer: Peer) -> float:
    """Lève si le pair trouve à faire : il ne comparerait pas la même chose."""
    command = peer.command(place, port)
    start = perf_counter()
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True,
        env={**os.environ, "HOME": str(place.folder)},
    )  # fmt: skip
    spent = perf_counter() - start
    if done.returncode or re.search(r"\.pdf\b", done.stdout + done.stderr):
        raise RuntimeError(f"{peer.name} : {(done.stdout + done.stderr)[-800:]}")
    return spent


def _rsync(place: Place, port: int) -> str:
    there = f"{place.user}@{HOST}:{place.depot}/depot/"
    return f"rsync -anv -e '{ssh(place, port)}' {_source(place)}/ {there}"


def _rclone(verb: str, place: Place, port: int) -> str:
    there = (
        f":sftp,host={HOST},port={port},user={place.user},key_file={place.folder}/compte,"
        f"shell_type=none:{place.depot}/depot"
    )
    return f"rclone --config /dev/null {verb} {_source(place)} '{there}'"


def _lftp(place: Place, port: int) -> str:
    connect = ssh(place, port).replace("ssh ", "ssh -a -x ", 1).replace(f"-p {port} ", "")
    return (
        f'lftp -e \'set net:max-retries 2; set sftp:connect-program "{connect}"; '
        f"open sftp://{place.user}:x@{HOST}:{port}; "
        f"mirror -R --dry-run -P8 {_source(place)} {place.depot}/depot; exit'"
    )


PEERS = (
    Peer("rsync -n", _rsync, times_at_most(1 / 3)),
    Peer("rclone check", partial(_rclone, "check --size-only --checkers 32 -q")),
    Peer("rclone sync --dry-run", partial(_rclone, "sync --dry-run -q"), times_at_most(1 / 8)),
    Peer("lftp mirror --dry-run", _lftp),
)


# --- L'agence -------------------------------------------------------------------------------------


def _base(place: Place) -> Path:
    return place.folder / "agence.db"


def _source(place: Place) -> Path:
    """Les fichiers de la cible, chez nous : ce qu'un pair compare."""
    return place.folder / "fichiers"


def published(place: Place, size: Size) -> "Database":
    """L'agence, et tout ce qu'elle publie déjà dans le dépôt : les fichiers y sont, un vrai passage
    les y trouve, et dépose leur manifeste."""
    from lsc_desktop.domain.publications.noms import evenement_de
    from lsc_desktop.domain.publications.reglages import CibleDraft
    from lsc_desktop.jobs.publication import publier, simuler
    from lsc_desktop.partners.sftp.dossier import CibleDossier
    from lsc_desktop.services.publications import save_cible

    agency.build(_base(place), lots=size.people, months=1)
    _publish(_base(place), size)
    db = agency.database(_base(place))
    with db.write("mesure") as session:
        draft = CibleDraft(
            nom="Extranet", hote=HOST, utilisateur=place.user, chemin=str(place.depot),
            amorce="tout", active=True,
        )  # fmt: skip
        assert save_cible(session, draft, ctx=CTX) == TARGET
    (place.depot / "depot").mkdir()
    for one in simuler(db, CTX, TARGET).voulu.documents:
        (place.depot / "depot" / one.fichier).write_bytes(_content(evenement_de(one.id) or 0))

    def folder(_cible: "CibleDraft") -> "CiblePublication":
        return CibleDossier(place.depot)

    done = publier(db, CTX, TARGET, folder)
    assert (done.numero, done.envoyes) == (1, 0), done
    shutil.copytree(place.depot / "depot", _source(place))
    return db


def _publish(path: Path, size: Size) -> None:
    """Chaque compte au Service Client, et ses documents : un événement et un PDF chacun."""
    from lsc_desktop.storage.models import Evenement, Fichier, PieceJointe

    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (folder,) = connection.execute("SELECT id FROM classeur WHERE nom = 'Avis'").fetchone()
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        connection.execute("UPDATE compte SET service_client = 1 WHERE nature = 'locataire'")
        ranks = range(1, size.documents + 1)
        agency.insert(connection, Fichier, map(_file, ranks))
        agency.insert(connection, Evenement, (_event(n, folder, size) for n in ranks))
        agency.insert(
            connection,
            PieceJointe,
            ({"evenement_id": n, "fichier_id": n, "nom": f"avis-{n}.pdf"} for n in ranks),
        )
        connection.execute("COMMIT")


def _file(rank: int) -> dict[str, object]:
    content = _content(rank)
    return {
        "id": rank, "sha256": sha256(content).hexdigest(), "nom": f"avis-{rank}.pdf",
        "type_mime": "application/pdf", "taille": len(content), "contenu": content,
    }  # fmt: skip


def _content(rank: int) -> bytes:
    return b"%PDF-1.7 document " + str(rank).encode() * 40


def _event(rank: int, folder: int, size: Size) -> dict[str, object]:
    """Le même avis à tous le premier de chaque mois, le plus récent d'abord."""
    back = (rank - 1) // size.people
    day = date(2021 - (back + 2) // 12, 12 - (back + 2) % 12, 1).isoformat()
    text = f"Avis d'échéance du {day}"
    return {
        "id": rank, "date": day, "objet": text, "classeur_id": folder, "publie_le": day,
        "locataire_id": (rank - 1) % size.people + 1,
        "cree_le": f"{agency.NOW:%Y-%m-%d %H:%M:%S}.000000", "recherche": text.lower(),
    }  # fmt: skip
