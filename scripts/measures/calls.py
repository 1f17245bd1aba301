"""§3 : un appel de loyers de 2 000 locataires, avis d'échéance en PDF compris."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from shutil import copyfile
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from lsc_desktop.base.dates import Periode
from lsc_desktop.gui.kit import apart, durable
from lsc_desktop.gui.kit.batch import Control
from lsc_desktop.gui.kit.screens import ListScreen, Printout
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.printing.avis_echeance import render_avis_echeance
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.quittancement import QUITTANCES, a_appeler
from lsc_desktop.services.quittancement import Demande
from measures import agency, engines
from measures.common import Line, at_most, note
from measures.pages import composed
from tests.printing.samples import des_avis

TENANTS = 2000
MONTH = Periode(date(2021, 11, 1), date(2021, 11, 30))


def measure(runs: int) -> Iterator[Line]:
    """Le lot inscrit, une transaction par locataire, comme à l'écran, puis leurs avis.

    Le pair écrit les mêmes lignes, une transaction par locataire aussi, par le module sqlite3, puis
    les mêmes pages par ReportLab : ni lecture, ni règle, ni contrôle.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        note("  une agence de 2 000 locataires…")
        agency.build(folder / "agence.db", lots=TENANTS, months=12)
        ours: list[float] = []
        plain: list[float] = []
        for _ in range(max(1, runs // 2)):
            for found, run in ((ours, _ours), (plain, _plain)):
                path = folder / "copie.db"
                copyfile(folder / "agence.db", path)
                start = perf_counter()
                run(path)
                found.append(perf_counter() - start)
    yield Line(
        "2 000 loyers appelés, avis en PDF", "s", median(ours), "sqlite3 + ReportLab nus",
        median(plain), at_most(20),
    )  # fmt: skip


def _ours(path: Path) -> None:
    db = agency.database(path)
    wanted = Demande(1, agency.NOW.date(), MONTH, 1)
    with db.read() as session:
        way = wanted.communs(session).prorata
        items, _ = a_appeler(session, 1, 1, MONTH, way)
    ledger = durable.inscribe(db, _lot(), [(wanted, item, ()) for item in items], "", agency.CTX)
    done = durable.carry(ledger, ledger.rows, lambda: agency.CTX, Control())
    assert all(outcome.state == "fait" for outcome in done)
    with db.read() as session:
        rows = list(QUITTANCES.rows(session, Criteria()))
    screen = SCREENS["quittances.liste"]
    assert isinstance(screen, ListScreen)
    (printout,) = (c.run for c in screen.commands if isinstance(c.run, Printout))
    made = sum(1 for _ in apart.documents(db, printout.make, rows, agency.CTX))
    assert made == TENANTS, made
    db.close()


def _lot() -> durable.Lot:
    """La commande « Comptabiliser » de l'écran."""
    screen = SCREENS["quittancement.appel"]
    found = (durable.lot(screen, command) for command in screen.commands)
    return next(lot for lot in found if lot is not None)


def _plain(path: Path) -> None:
    avis = list(des_avis(TENANTS))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        (piece,) = connection.execute("SELECT max(id) FROM piece").fetchone()
        (other,) = connection.execute(
            "SELECT id FROM compte WHERE nature = 'quittancement'"
        ).fetchone()
        day = agency.NOW.date().isoformat()
        for rank in range(1, TENANTS + 1):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "INSERT INTO piece (id, entite_id, journal_id, numero, date, libelle, cree_le, "
                "cree_par, recherche) VALUES (?, 1, 1, ?, ?, 'Appel', ?, 'mesure', 'appel')",
                (piece + rank, piece + rank, day, f"{agency.NOW}.000000"),
            )
            connection.executemany(
                "INSERT INTO ecriture (piece_id, compte_id, date, libelle, debit, credit, "
                "code_fiscalite_id, locataire_id, recherche) "
                "VALUES (?, ?, ?, 'Loyer', ?, ?, 1, ?, 'loyer')",
                [
                    (piece + rank, account, day, debit, credit, rank)
                    for debit, credit in ((45_000, 0), (6_000, 0))
                    for account, debit, credit in (
                        (agency.ACCOUNTS + rank, debit, credit),
                        (other, credit, debit),
                    )
                ],
            )
            connection.execute("COMMIT")
    write = engines.reportlab_ttf()
    for sheet in composed(render_avis_echeance, avis):
        write(sheet)
