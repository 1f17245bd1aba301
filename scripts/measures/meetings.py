"""§5 : compter une grande assemblée ; pointer et faire voter, de la touche aux totaux repeints."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from lsc_desktop.domain.assemblees.majorites import Sens
from lsc_desktop.domain.assemblees.resultats import Resultat
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.queries.assemblees.seance import load_seance
from measures import agency, meeting_keys
from measures.common import Line, alternate, at_most, note, seconds
from measures.meeting import ONE, build


@dataclass(frozen=True)
class Size:
    """`sheet` : copropriétaires qu'on pointe ; `keys`, `votes` : touches, quel que soit `runs`."""

    owners: int = 5000
    resolutions: int = 60
    sheet: int = 500
    keys: int = 200
    votes: int = 20  # une touche de vote est bien plus longue


WHOLE = Size()
Sums = dict[tuple[int, str], tuple[int, int]]  # (résolution, sens) → voix, nombre


def measure(runs: int, size: Size = WHOLE) -> Iterator[Line]:
    """Toutes les lignes ; `size` : une plus petite assemblée, pour un essai."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        note(f"  une assemblée de {size.owners} copropriétaires et {size.resolutions} résolutions…")
        build(folder / "grande.db", size.owners, size.resolutions)
        build(folder / "feuille.db", size.sheet, 0)
        yield from counting(folder / "grande.db", runs, size)
        yield from meeting_keys.presences(folder / "feuille.db", runs, size.sheet, size.keys)
        what = f"votes de {size.owners}, {size.resolutions} résolutions"
        yield from meeting_keys.votes(folder / "grande.db", runs, what, size.votes)


VOICES = """
    SELECT c.tiers_id AS qui, sum(t.valeur) AS voix FROM coproprietaire c
    JOIN possession p ON p.coproprietaire_id = c.id
    JOIN lot_copropriete l ON l.id = p.lot_copropriete_id AND l.actif
    JOIN tantieme t ON t.lot_copropriete_id = l.id AND t.cle_id = 1
    GROUP BY c.tiers_id
"""
RECEIVED = """
    SELECT s.resolution_id AS resolution, v.tiers_id AS qui, v.sens FROM vote v
    JOIN scrutin s ON s.id = v.scrutin_id
    UNION ALL SELECT resolution_id, tiers_id, sens FROM vote_correspondance
"""
GROUPED = "SELECT resolution, sens, sum(voix), count(*) FROM {source} GROUP BY resolution, sens"
JOINED = f"""(
    SELECT resolution, sens, voix FROM ({RECEIVED}) JOIN ({VOICES}) USING (qui)
    JOIN pointage ON pointage.tiers_id = qui AND pointage.code <> 'N'
)"""  # noqa: S608 - deux requêtes écrites ici


def counting(path: Path, runs: int, size: Size) -> Iterator[Line]:
    """`load_seance` puis `resultats()`, contre une requête qui rend les mêmes sommes.

    Le pair n'a que les voix et les nombres par sens : ni qui a voté quoi, ni réduction, ni second
    vote, ni issue. « Déjà lues » : les mêmes réponses en mémoire, chez lui dans une table unique,
    où chacune porte ses voix.
    """
    db = agency.database(path)

    def read() -> Seance:
        with db.read() as session:
            return load_seance(session, ONE)

    held = read()
    with closing(sqlite3.connect(path)) as plain, closing(sqlite3.connect(":memory:")) as memory:
        memory.execute("CREATE TABLE recu (resolution INTEGER, sens TEXT, voix INTEGER)")
        rows = plain.execute(f"SELECT resolution, sens, voix FROM {JOINED}")  # noqa: S608
        memory.executemany("INSERT INTO recu VALUES (?, ?, ?)", rows.fetchall())
        wanted = _sums(held.resultats())
        assert _grouped(plain, JOINED) == _grouped(memory, "recu") == wanted
        assert len(wanted) == 3 * size.resolutions, "oui, non, abstention de chaque résolution"
        found = alternate(
            runs,
            {
                "lues": partial(seconds, lambda: read().resultats()),
                "lues, SQL": partial(seconds, lambda: _grouped(plain, JOINED)),
                "comptées": partial(seconds, lambda: replace(held).resultats()),
                "comptées, SQL": partial(seconds, lambda: _grouped(memory, "recu")),
            },
        )
    db.close()
    what = f"{size.owners} copropriétaires × {size.resolutions} résolutions"
    yield Line(f"{what} : lues et comptées", "s", found["lues"], "GROUP BY, sommes seules",
               found["lues, SQL"], at_most(0.6))  # fmt: skip
    yield Line(f"{what} : comptées, déjà lues", "s", found["comptées"],
               "GROUP BY en mémoire, sommes seules", found["comptées, SQL"])  # fmt: skip


def _grouped(connection: sqlite3.Connection, source: str) -> Sums:
    rows = connection.execute(GROUPED.format(source=source))
    return {(resolution, sens): (voices, count) for resolution, sens, voices, count in rows}


def _sums(results: Sequence[Resultat]) -> Sums:
    found: Sums = {}
    for result in results:
        compte = result.tours[0].compte
        camps = (
            (Sens.OUI, compte.oui),
            (Sens.NON, compte.non),
            (Sens.ABSTENTION, compte.abstentions),
        )
        for sens, camp in camps:
            found[result.resolution.id, sens.value] = (camp.voix, camp.nombre)
    return found
