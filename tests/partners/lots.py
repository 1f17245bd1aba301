"""Des fichiers à déposer, et ce qui doit en rester vrai à tout instant."""

import random
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from lsc_desktop.partners.sftp import Reglages
from lsc_desktop.partners.sftp.port import Bilan, Envoi, Sort

# Une coupure se voit aussitôt ; seul un essai figé attendrait la fin de ces délais-ci.
VITE = Reglages(ouverture=60.0, silence=60.0, pauses=(0.05, 0.1, 0.2))
UN_ESSAI = replace(VITE, pauses=())
IMPATIENT = Reglages(ouverture=1.0, silence=1.0, pauses=())  # en face, on se tait


def envoi(folder: Path, nom: str, contenu: bytes) -> Envoi:
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / nom.replace("/", "_")
    source.write_bytes(contenu)
    return Envoi(nom, source, len(contenu), sha256(contenu).hexdigest())


def lot(folder: Path, count: int, size: tuple[int, int] = (1, 60_000)) -> list[Envoi]:
    pick = random.Random(1967)
    return [
        envoi(folder, f"doc-{rank:04d}.pdf", pick.randbytes(pick.randint(*size)))
        for rank in range(count)
    ]


def visibles(depot: Path) -> list[str]:
    """Ce que voit le partenaire sous un nom définitif."""
    return sorted(
        str(p.relative_to(depot)) for p in depot.rglob("*") if p.is_file() and p.suffix != ".part"
    )


def restes(depot: Path) -> list[str]:
    return sorted(p.name for p in depot.rglob("*.part"))


def verifier(depot: Path, envois: Iterable[Envoi]) -> None:
    """Tout y est, entier, et rien d'autre."""
    wanted = {e.nom: e.source.read_bytes() for e in envois}
    assert visibles(depot) == sorted(wanted)
    assert [n for n, c in wanted.items() if (depot / n).read_bytes() != c] == []
    assert restes(depot) == []


def noms(bilan: Bilan, sort: Sort) -> set[str]:
    return {issue.envoi.nom for issue in bilan.de(sort)}


@contextmanager
def guet(depot: Path, envois: Iterable[Envoi]) -> Iterator[None]:
    """Regarde sans cesse le dossier : aucun fichier n'y est jamais à moitié sous son nom."""
    wanted = {e.nom: e.taille for e in envois}
    seen: list[str] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.002):
            for name, size in wanted.items():
                try:
                    found = (depot / name).stat().st_size
                except FileNotFoundError:
                    continue
                if found != size:
                    seen.append(f"{name} : {found} au lieu de {size}")

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert seen == []
